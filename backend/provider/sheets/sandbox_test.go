package sheets_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/provider/sheets"
	"mixdown/backend/sandbox"
)

// fileScopes are what a sign-in with the picker gives, allScopes what one without gives.
var (
	fileScopes = []string{"openid", "userinfo.email", "drive.file"}
	allScopes  = []string{"openid", "userinfo.email", "spreadsheets"}
)

func now() time.Time { return time.Date(2026, 11, 22, 14, 42, 0, 0, time.UTC) }

// desk is the sample campaign's sheet in the sandbox, and what was read of it.
type desk struct {
	*sandbox.Server
	book   *sandbox.Spreadsheet
	client *http.Client
	scope  provider.Scope
	held   *providertest.Memory
}

func newDesk(t *testing.T, scopes []string) *desk {
	t.Helper()
	s := sandbox.New(sandbox.Options{Now: now, Story: sandbox.SpringRadio(now())})
	if _, err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{Server: s, book: s.Spreadsheet(sandbox.SpringSheet), client: s.Client(sandbox.SpringOwner, scopes...), held: &providertest.Memory{}}
	d.scope = provider.Scope{Now: now, Held: d.held, Campaign: campaign.Campaign{
		ID: "c1", Name: sandbox.SpringName, Rule: campaign.Rule{Spreadsheet: sandbox.SpringSheet, Sheet: sandbox.SpringTab, Zone: "Europe/Berlin", NewMarker: "NEW"}}}
	return d
}

func (d *desk) sync(t *testing.T) (requests int, err error) {
	t.Helper()
	before := len(d.Requests().All())
	err = sheets.New().Sync(t.Context(), d.client, provider.Account{Address: sandbox.SpringOwner}, d.scope, d.held.Cursor(), d.held.Apply)
	return len(d.Requests().All()) - before, err
}

func (d *desk) mustSync(t *testing.T) int {
	t.Helper()
	n, err := d.sync(t)
	if err != nil {
		t.Fatal(apperr.From(err), err)
	}
	return n
}

// by counts the records of a stream by state.
func (d *desk) by(stream string) map[string]int {
	states := map[string]int{}
	for _, r := range d.held.All() {
		if r.Stream == stream {
			states[strings.TrimSpace(r.State)]++
		}
	}
	return states
}

func TestSampleSheet(t *testing.T) {
	d := newDesk(t, fileScopes)
	if n := d.mustSync(t); n != 4 {
		t.Errorf("a first sync takes %d requests, want 4", n)
	}
	total := 0
	for _, n := range d.by(provider.StreamContacts) {
		total += n
	}
	facts := d.Story().Facts
	if total != facts.TotalContacts || d.by(provider.StreamContacts)["NEW"] != facts.NewContacts {
		t.Errorf("%d contacts, %d new; want %d and %d", total, d.by(provider.StreamContacts)["NEW"], facts.TotalContacts, facts.NewContacts)
	}
	if diff := cmp.Diff(map[string]int{"duplicate": 2, "repeated_header": 1, "unreadable_date": 1}, d.by(provider.StreamContactProblems)); diff != "" {
		t.Error(diff)
	}
	changes := d.held.Changes()
	if n := d.mustSync(t); n != 1 || d.Requests().CountID("drive.files.get") != 3 || d.held.Changes() != changes {
		t.Errorf("no change: %d requests, %d changes", n, d.held.Changes()-changes)
	}
	if !d.book.SetCell(sandbox.SpringTab, "E2", "PASSED") {
		t.Fatal("no such cell")
	}
	d.mustSync(t)
	if n := d.held.Changes() - changes; n != 2 { // the contact, and the sheet's own version
		t.Errorf("one cell changed %d records", n)
	}
}

func TestSampleSheetWithoutDrive(t *testing.T) {
	d := newDesk(t, allScopes)
	if n := d.mustSync(t); n != 3 { // Drive says no, once
		t.Errorf("a first sync takes %d requests, want 3", n)
	}
	if n := d.mustSync(t); n != 2 {
		t.Errorf("no change: %d requests, want 2", n)
	}
	for _, r := range d.held.All() {
		if r.Stream == provider.StreamSheet && (!r.At.IsZero() || r.Why == "") {
			t.Errorf("the sheet's age is not known, the record says %v (%s)", r.At, r.Why)
		}
	}
	if d.Requests().CountID("drive.files.get") != 1 {
		t.Error("Drive was asked again")
	}
}

func TestSandboxConformance(t *testing.T) {
	providertest.Run(t, providertest.Suite{Provider: sheets.New(), Open: func(t *testing.T) providertest.Service {
		d := newDesk(t, fileScopes)
		for range 1200 { // more than one block
			d.book.AppendRow(sandbox.SpringTab, "")
		}
		d.book.AppendRow(sandbox.SpringTab, "Zed", "zed@far-down.example", "DJ", "", "NEW", "2026-11-20")
		d.book.SetFormula(sandbox.SpringTab, "C3", "=VLOOKUP(1)", "#N/A")
		return providertest.Service{Client: d.client, Account: provider.Account{Address: sandbox.SpringOwner}, Campaign: d.scope.Campaign, Now: now,
			Change: func(*testing.T) {
				d.book.InsertRow(sandbox.SpringTab, 2, "Ida", "ida@new.example", "DJ", "", "NEW", "2026-11-22")
				d.book.DeleteRow(sandbox.SpringTab, 9)
				d.book.SetCell(sandbox.SpringTab, "E5", "PASSED")
			}}
	}})
}

func TestSandboxErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		scopes []string
		do     func(*desk)
		code   apperr.Code
	}{
		{"not shared any more", fileScopes, func(d *desk) { d.book.Unshare(true) }, apperr.Forbidden},
		{"in the bin", fileScopes, func(d *desk) { d.book.Trash(true) }, apperr.NotFound},
		{"no such file", fileScopes, func(d *desk) { d.scope.Campaign.Rule.Spreadsheet = "1nowhere" }, apperr.NotFound},
		{"another permission", []string{"openid", "gmail.readonly"}, func(*desk) {}, apperr.ScopeMissing},
		{"tab renamed", fileScopes, func(d *desk) { d.book.RenameTab(sandbox.SpringTab, "People") }, apperr.NotFound},
		{"email and name renamed", fileScopes, func(d *desk) {
			d.book.SetCell(sandbox.SpringTab, "A1", "Who")
			d.book.SetCell(sandbox.SpringTab, "B1", "Where")
		}, apperr.SheetShape},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, c.scopes)
			c.do(d)
			if _, err := d.sync(t); apperr.CodeOf(err) != c.code {
				t.Errorf("%s: %v", apperr.CodeOf(err), apperr.From(err))
			}
		})
	}
}

func TestMovedColumnsAndTypedDates(t *testing.T) {
	d := newDesk(t, fileScopes)
	d.book.SetLocale("en_US")
	d.book.AddTab("Moved", [][]string{
		{"Radio contacts"}, {},
		{"Status", "Added", "E-mail", "Name"},
		{"NEW", "3/4/2026", "ann@b.example", "Ann"},
		{"", "31/12/2026", "bo@b.example", "Bo"}, // no date in the sheet's locale: it stays text
	})
	d.scope.Campaign.Rule.Sheet = "moved"
	d.mustSync(t)
	got := map[string]string{}
	for _, r := range d.held.All() {
		if r.Stream == provider.StreamContacts {
			var data provider.ContactData
			if err := json.Unmarshal(r.Data, &data); err != nil {
				t.Fatal(err)
			}
			got[r.ID+" "+r.State] = data.Added
		}
	}
	if diff := cmp.Diff(map[string]string{"ann@b.example NEW": "2026-03-04", "bo@b.example ": "31/12/2026"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"unreadable_date": 1}, d.by(provider.StreamContactProblems)); diff != "" {
		t.Error(diff)
	}
}

// writesACell picks the requests that write one.
func writesACell(r *http.Request) bool {
	return r.Method == http.MethodPut || strings.HasSuffix(r.URL.Path, ":batchUpdate")
}

func TestWriteInTheSandbox(t *testing.T) {
	d := newDesk(t, fileScopes)
	ctx, p, me := t.Context(), sheets.New(), provider.Account{Address: sandbox.SpringOwner}
	d.mustSync(t)
	rows := len(d.book.Rows(sandbox.SpringTab))
	done, err := p.AddContacts(ctx, d.client, me, d.scope, []provider.NewContact{
		{Name: "=1+1", Email: "sum@b.example", Role: "DJ"}, {Name: "Mira", Email: "MIRA.okafor@northfm.example"}})
	if err != nil || len(done.IDs) != 1 || len(done.Refused) != 1 || !done.Refused[0].Exists {
		t.Fatalf("%+v, %v", done, apperr.From(err))
	}
	now := d.book.Rows(sandbox.SpringTab)
	if diff := cmp.Diff([]string{"=1+1", "sum@b.example", "DJ", "", "NEW", "2026-11-22"}, now[len(now)-1]); diff != "" || len(now) != rows+1 {
		t.Errorf("%d rows, were %d; %s", len(now), rows, diff)
	}
	// Somebody puts a row on top just before the write.
	d.Faults().Add(sandbox.Fault{Match: writesACell, Times: 1, Before: func() {
		d.book.InsertRow(sandbox.SpringTab, 2, "Ida", "ida@new.example", "DJ", "", "KEEP", "2026-11-22")
	}})
	results, err := p.EditContacts(ctx, d.client, me, d.scope, []provider.ContactEdit{{ID: "sum@b.example", Field: "status", Base: "NEW", Value: "CONTACTED"}})
	if err != nil || results[0].State != provider.EditApplied {
		t.Fatalf("%+v, %v", results, apperr.From(err))
	}
	after := d.book.Rows(sandbox.SpringTab)
	want := append([][]string{now[0], {"Ida", "ida@new.example", "DJ", "", "KEEP", "2026-11-22"}}, now[1:]...)
	want[len(want)-1] = []string{"=1+1", "sum@b.example", "DJ", "", "CONTACTED", "2026-11-22"}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Error(diff)
	}
	d.book.MakeReadOnly(true)
	if _, err := p.AddContacts(ctx, d.client, me, d.scope, []provider.NewContact{{Name: "Bo"}}); apperr.CodeOf(err) != apperr.ReadOnly {
		t.Errorf("read only: %v", apperr.From(err))
	}
}

// The answer to an append is lost: the second attempt finds the contact and adds nothing.
func TestAddTwiceAfterALostAnswer(t *testing.T) {
	d := newDesk(t, fileScopes)
	rows := len(d.book.Rows(sandbox.SpringTab))
	d.Faults().Add(sandbox.Fault{Method: "POST", Times: 1, Lose: true})
	for i := range 2 {
		done, err := sheets.New().AddContacts(t.Context(), d.client, provider.Account{}, d.scope, []provider.NewContact{{Name: "Bo", Email: "bo@b.example"}})
		if i == 0 && err == nil {
			t.Error("the answer was not lost")
		}
		if i == 1 && (err != nil || len(done.Refused) != 1 || !done.Refused[0].Exists) {
			t.Errorf("%+v, %v", done, err)
		}
	}
	if n := len(d.book.Rows(sandbox.SpringTab)) - rows; n != 1 {
		t.Errorf("%d rows came in", n)
	}
}

func TestStarterSheet(t *testing.T) {
	d := newDesk(t, fileScopes)
	made, err := sheets.New().CreateList(t.Context(), d.client, "Spring radio", "")
	if err != nil {
		t.Fatal(apperr.From(err), err)
	}
	d.scope.Campaign.Rule.Spreadsheet, d.scope.Campaign.Rule.Sheet = made.ID, made.Tab
	d.mustSync(t)
	var data provider.SheetData
	for _, r := range d.held.All() {
		if r.Stream != provider.StreamSheet {
			t.Errorf("an empty sheet has %s %q", r.Stream, r.ID)
		} else if err := json.Unmarshal(r.Data, &data); err != nil {
			t.Fatal(err)
		}
	}
	if len(data.Columns) != 6 || data.Tab != "Contacts" {
		t.Errorf("%+v", data)
	}
	if id, _, err := sheets.ParseSpreadsheet(made.Link); err != nil || id != made.ID {
		t.Errorf("link %q: %v", made.Link, err)
	}
	done, err := sheets.New().AddContacts(t.Context(), d.client, provider.Account{}, d.scope, []provider.NewContact{{Name: "Bo", Email: "bo@b.example"}})
	if err != nil || len(done.IDs) != 1 {
		t.Fatalf("%+v, %v", done, apperr.From(err))
	}
}
