package sheets

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
)

// held syncs into m and returns the requests that it took.
func held(t *testing.T, g *google, m *providertest.Memory, scope provider.Scope) []string {
	t.Helper()
	g.mu.Lock()
	g.calls = nil
	g.mu.Unlock()
	if err := New().Sync(t.Context(), g.client(), provider.Account{}, scope, m.Cursor(), m.Apply); err != nil {
		t.Fatalf("Sync: %v", err)
	}
	return g.calls
}

func contacts(m *providertest.Memory) []string {
	var ids []string
	for _, r := range m.All() {
		if r.Stream == provider.StreamContacts {
			ids = append(ids, r.ID+" "+r.State)
		}
	}
	slices.Sort(ids)
	return ids
}

func sheetOf(t *testing.T, m *providertest.Memory) (provider.Record, provider.SheetData) {
	t.Helper()
	for _, r := range m.All() {
		if r.Stream == provider.StreamSheet {
			var data provider.SheetData
			if err := json.Unmarshal(r.Data, &data); err != nil {
				t.Fatal(err)
			}
			return r, data
		}
	}
	t.Fatal("no record of the sheet")
	return provider.Record{}, provider.SheetData{}
}

func TestSyncReadsTheSheet(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example", "DJ", "NEW", 45945.0))
	m := &providertest.Memory{}
	held(t, g, m, testScope())
	all := m.All()
	want := provider.Record{
		Stream: provider.StreamContacts, ID: "ann@b.example", Who: "ann@b.example", What: "Ann", State: "NEW", Why: "a row with an email",
		At:    time.Date(2025, 10, 14, 23, 0, 0, 0, time.UTC), // midnight in London, in summer
		Group: "sheet1", Link: "https://docs.google.com/spreadsheets/d/sheet1/edit#gid=3&range=A2",
		Data: json.RawMessage(`{"role":"DJ","added":"2025-10-15","row":2}`),
	}
	if diff := cmp.Diff(want, all[0], cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Error(diff)
	}
	rec, data := sheetOf(t, m)
	if !rec.At.Equal(g.modified) || rec.ID != "sheet1" {
		t.Errorf("sheet record %+v", rec)
	}
	if diff := cmp.Diff(provider.SheetData{
		Version: "7", Title: "Spring radio", Tab: "Contacts", HeaderRow: 1, Rows: 1, Headers: []string{"Name", "Email", "Role", "Status", "Added"},
		Columns: map[string]int{"name": 0, "email": 1, "role": 2, "status": 3, "added": 4},
		Agreed: map[string]provider.Column{"name": {Index: 0, Header: "Name"}, "email": {Index: 1, Header: "Email"}, "role": {Index: 2, Header: "Role"},
			"status": {Index: 3, Header: "Status"}, "added": {Index: 4, Header: "Added"}},
	}, data); diff != "" {
		t.Error(diff)
	}
}

func TestNoChangeIsOneRequest(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example"))
	m := &providertest.Memory{}
	if calls := held(t, g, m, testScope()); len(calls) != 4 {
		t.Errorf("a first sync of a small sheet takes %d requests: %q", len(calls), calls)
	}
	changes := m.Changes()
	if calls := held(t, g, m, testScope()); !slices.Equal(calls, []string{"drive /drive/v3/files/sheet1"}) {
		t.Errorf("no change: %q, want one request to Drive", calls)
	}
	if m.Changes() != changes || !m.Progress().Complete || m.Progress().Known != 1 {
		t.Errorf("%d changes, progress %+v", m.Changes()-changes, m.Progress())
	}
	other := testScope()
	other.Campaign.Rule.Zone = "Asia/Tokyo"
	if calls := held(t, g, m, other); len(calls) == 1 {
		t.Error("another zone moves every day, and nothing was read")
	}
}

func TestFiftyThousandRows(t *testing.T) {
	rows := [][]any{header()}
	for i := range 50_000 {
		rows = append(rows, row(fmt.Sprintf("Contact %d", i), fmt.Sprintf("c%d@radio.example", i), "DJ", "NEW", float64(45000+i%900)))
	}
	g := newGoogle(rows...)
	m := &providertest.Memory{}
	calls := held(t, g, m, testScope())
	if n := len(contacts(m)); n != 50_000 {
		t.Errorf("%d contacts", n)
	}
	// Drive before and after, the tab, the first block, and 50 blocks of 1,000 rows in tens.
	if len(calls) != 2+1+1+5 {
		t.Errorf("%d requests: %q", len(calls), calls)
	}
	if m.Progress() != rowsRead(50_000) {
		t.Errorf("progress %+v", m.Progress())
	}
}

func TestLongNotesAreReadInSmallPieces(t *testing.T) {
	note := strings.Repeat("x", 3000)
	g := newGoogle(row("Name", "Notes", "Email"))
	for i := range 2999 {
		g.rows = append(g.rows, row(fmt.Sprint("C ", i), note, fmt.Sprintf("c%d@b.example", i)))
	}
	m := &providertest.Memory{}
	held(t, g, m, testScope())
	if n := g.count("batchGet"); n != 3 || len(contacts(m)) != 2999 {
		t.Errorf("%d contacts in %d answers, want one answer a block of 3 MB", len(contacts(m)), n)
	}
}

func TestColumnsAreFoundByTheirHeader(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example", "DJ", "NEW", 45945.0))
	m := &providertest.Memory{}
	held(t, g, m, testScope())
	g.edit(func() {
		g.rows = [][]any{row("Status", "Phone", "Email", "Added", "Name"), row("NEW", "1", "ann@b.example", 45945.0, "Ann")}
	})
	held(t, g, m, testScope())
	if diff := cmp.Diff([]string{"ann@b.example NEW"}, contacts(m)); diff != "" {
		t.Error("moved columns:", diff)
	}
	g.edit(func() { g.rows[0][0] = "How it goes" })
	held(t, g, m, testScope())
	if diff := cmp.Diff([]string{"ann@b.example "}, contacts(m)); diff != "" {
		t.Error("no status column:", diff)
	}
	if _, data := sheetOf(t, m); data.Columns["email"] != 2 || data.Columns["status"] != 0 || len(data.Columns) != 3 {
		t.Errorf("columns %v", data.Columns)
	} else if _, ok := data.Columns["status"]; ok {
		t.Error("a status column that is not there")
	}
}

func TestNumbersStandAsTheyAreShown(t *testing.T) {
	g := newGoogle(row("Name", "Email", "Station", "Added"),
		row("Ann", "ann@b.example", money{95.8, "95.80"}, money{45945, "15/10/2025"}),
		row(money{45720, "3/4"}, "bo@b.example", "Radio X", "16/10/2025"))
	m := &providertest.Memory{}
	held(t, g, m, testScope())
	var got []string
	for _, r := range m.All() {
		if r.Stream == provider.StreamContacts {
			got = append(got, r.What+" "+string(r.Data))
		}
	}
	if diff := cmp.Diff([]string{
		`Ann {"role":"","outlet":"95.80","added":"2025-10-15","row":2}`,
		`3/4 {"role":"","outlet":"Radio X","added":"2025-10-16","row":3}`,
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestEditedWhileRead(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example"))
	edits := 0
	g.before = func(g *google, call string) {
		if strings.HasPrefix(call, "batchGet") && edits < 2 {
			edits++
			g.edit(func() { g.rows = append(g.rows, row(fmt.Sprint("New ", edits), fmt.Sprintf("new%d@b.example", edits))) })
		}
	}
	m := &providertest.Memory{}
	held(t, g, m, testScope())
	if n := len(contacts(m)); n != 3 || !m.Progress().Complete {
		t.Errorf("%d contacts, progress %+v", n, m.Progress())
	}
	if n := g.count("batchGet"); n != 3 {
		t.Errorf("read %d times, want 3", n)
	}

	// One that never holds still is taken as it is, and read again next time.
	g.before = func(g *google, call string) {
		if strings.HasPrefix(call, "batchGet") {
			g.edit(func() { g.rows[1][0] = fmt.Sprint("Ann ", g.version) })
		}
	}
	g.edit(func() {})
	held(t, g, m, testScope())
	if n := g.count("batchGet"); n != maxReads || m.Progress().Complete {
		t.Errorf("read %d times, progress %+v", n, m.Progress())
	}
	g.before = nil
	held(t, g, m, testScope())
	if n := g.count("batchGet"); n != 1 || !m.Progress().Complete {
		t.Errorf("then read %d times, progress %+v", n, m.Progress())
	}
}

func TestWithoutDrive(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example"))
	g.noDrive = true
	m := &providertest.Memory{}
	scope := testScope()
	held(t, g, m, scope)
	rec, data := sheetOf(t, m)
	if !rec.At.IsZero() || !strings.Contains(rec.Why, "does not say") || data.Version != "" {
		t.Errorf("the age of the sheet is not known, and the record says %+v", rec)
	}
	changes := m.Changes()
	if calls := held(t, g, m, scope); !slices.Equal(calls, []string{"spreadsheet", "batchGet UNFORMATTED_VALUE"}) || m.Changes() != changes {
		t.Errorf("nothing new: %q, %d changes", calls, m.Changes()-changes)
	}
	g.edit(func() { g.rows[1][0] = "Anna" })
	held(t, g, m, scope)
	if m.Changes() != changes+1 {
		t.Errorf("%d changes, want 1", m.Changes()-changes)
	}
	// A day later Drive is asked again: the file was picked meanwhile.
	g.noDrive = false
	tomorrow := scope.Now().Add(askDriveAgain + time.Minute)
	scope.Now = func() time.Time { return tomorrow }
	held(t, g, m, scope)
	if rec, _ := sheetOf(t, m); rec.At.IsZero() {
		t.Error("the age of the sheet is still not known")
	}
	if calls := held(t, g, m, scope); len(calls) != 1 {
		t.Errorf("then %q", calls)
	}
}

// Rows that move between two requests of one reading are neither lost nor doubled, also where Drive tells nothing.
func TestWithoutDriveMovingRows(t *testing.T) {
	g := newGoogle(header())
	for i := range 3000 {
		g.rows = append(g.rows, row(fmt.Sprint("C ", i), fmt.Sprintf("c%d@b.example", i)))
	}
	g.noDrive = true
	removed := false
	g.before = func(g *google, call string) {
		if strings.HasPrefix(call, "batchGet") && !removed && len(g.calls) > 3 {
			removed = true
			g.edit(func() { g.rows = slices.Delete(g.rows, 5, 6) })
		}
	}
	m := &providertest.Memory{}
	held(t, g, m, testScope())
	if n := len(contacts(m)); n != 2999 || !m.Progress().Complete {
		t.Errorf("%d contacts, progress %+v", n, m.Progress())
	}
}

func TestAnotherSheetTakesThePlace(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example"))
	m := &providertest.Memory{}
	held(t, g, m, testScope())
	none := testScope()
	none.Campaign.Rule.Spreadsheet = ""
	if calls := held(t, g, m, none); len(calls) != 0 || len(m.All()) != 0 {
		t.Errorf("no sheet: %q, %d records left", calls, len(m.All()))
	}
	if New().Chosen(none.Campaign.Rule) || !New().Chosen(testScope().Campaign.Rule) {
		t.Error("Chosen")
	}
	held(t, g, m, testScope())
	if len(contacts(m)) != 1 {
		t.Error("the sheet is back, its contacts are not")
	}
}

func TestSyncErrors(t *testing.T) {
	answer := func(on string, status int, body string) func(*google) {
		return func(g *google) {
			g.answer = func(call string) (int, string) {
				if strings.HasPrefix(call, on) {
					return status, body
				}
				return 0, ""
			}
		}
	}
	failure := func(reason, message string) string {
		return fmt.Sprintf(`{"error":{"message":%q,"errors":[{"reason":%q}]}}`, message, reason)
	}
	for _, c := range []struct {
		name string
		do   func(*google)
		code apperr.Code
		says string
	}{
		{"tab missing", func(g *google) { g.tab = "Kontakte" }, apperr.NotFound, "“Kontakte”"},
		{"in the bin", func(g *google) { g.trashed = true }, apperr.NotFound, "bin"},
		{"empty", func(g *google) { g.rows = nil }, apperr.SheetShape, "empty"},
		{"no name or email", func(g *google) { g.rows[0] = row("Role", "Status") }, apperr.SheetShape, "“Role”"},
		{"gone", func(g *google) {
			g.noDrive = true
			answer("spreadsheet", 404, failure("notFound", "Requested entity was not found."))(g)
		}, apperr.NotFound, "you@example.com"},
		{"not shared", func(g *google) {
			g.noDrive = true
			answer("spreadsheet", 403, failure("forbidden", "The caller does not have permission"))(g)
		}, apperr.Forbidden, "Share it"},
		{"permission unticked", answer("spreadsheet", 403, failure("insufficientPermissions", "x")), apperr.ScopeMissing, "mixdown connect sheets"},
		{"API switched off", answer("spreadsheet", 403, failure("accessNotConfigured", "x")), apperr.Forbidden, "Enable"},
		{"too fast", answer("batchGet", 403, failure("userRateLimitExceeded", "x")), apperr.RateLimited, "pause"},
		{"new style reason", answer("batchGet", 403, `{"error":{"code":403,"message":"x","details":[{"@type":"x","reason":"SERVICE_DISABLED"}]}}`), apperr.Forbidden, "Enable"},
		{"an Excel file", answer("spreadsheet", 400, failure("failedPrecondition", "This operation is not supported for this document")), apperr.SheetShape, "Excel"},
		{"fewer ranges than asked", answer("batchGet", 200, `{"valueRanges":[]}`), apperr.BadAnswer, "cannot be read"},
		{"more rows than asked", answer("batchGet", 200, `{"valueRanges":[{"values":[["Name"],["a"],["b"],["c"],["d"]]}]}`), apperr.BadAnswer, "cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGoogle(header(), row("Ann", "ann@b.example"))
			c.do(g)
			batches, err := syncOnce(t, g, testScope(), nil)
			if apperr.CodeOf(err) != c.code || !strings.Contains(fmt.Sprint(apperr.From(err)), c.says) {
				t.Errorf("%s: %v, want %s and %q", apperr.CodeOf(err), apperr.From(err), c.code, c.says)
			}
			for _, b := range batches {
				if len(b.Records) > 0 || len(b.Replace) > 0 || b.Cursor != nil {
					t.Error("records came with an error")
				}
			}
		})
	}
}

func TestParseSpreadsheet(t *testing.T) {
	const id = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
	for in, want := range map[string]struct {
		id  string
		gid int64
	}{
		id:               {id, NoTab},
		" " + id + "\n":  {id, NoTab},
		"spring-contact": {"spring-contact", NoTab},
		"https://docs.google.com/spreadsheets/d/" + id + "/edit#gid=0":               {id, 0},
		"https://docs.google.com/spreadsheets/d/" + id + "/edit?gid=42&usp=x#gid=42": {id, 42},
		"https://docs.google.com/spreadsheets/u/1/d/" + id + "/edit#gid=7&range=A14": {id, 7},
		"docs.google.com/spreadsheets/d/" + id:                                       {id, NoTab},
		"https://drive.google.com/open?id=" + id:                                     {id, NoTab},
		"https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml":                 {"", NoTab},
		"https://evil.example/spreadsheets/d/" + id:                                  {"", NoTab},
		"https://docs.google.com.evil.example/spreadsheets/d/" + id:                  {"", NoTab},
		"https://docs.google.com/spreadsheets/":                                      {"", NoTab},
		"javascript://docs.google.com/spreadsheets/d/" + id:                          {"", NoTab},
		"":              {"", NoTab},
		"my sheet":      {"", NoTab},
		"../etc/passwd": {"", NoTab},
	} {
		gotID, gid, err := ParseSpreadsheet(in)
		if gotID != want.id || gid != want.gid {
			t.Errorf("%q: %q %d", in, gotID, gid)
		}
		if (want.id == "") != (apperr.CodeOf(err) == apperr.Invalid) {
			t.Errorf("%q: %v", in, err)
		}
	}
	if got := a1("Ann's list", 1, 2, 28, 1001); got != "'Ann''s list'!A2:AB1001" {
		t.Error(got)
	}
}
