package airtable

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/sandbox"
)

// desk is one account read into a memory, again and again.
type desk struct {
	t    *testing.T
	s    *sandbox.Server
	m    *providertest.Memory
	key  string
	c    campaign.Campaign
	now  time.Time
	left *int
}

func newDesk(t *testing.T, story *sandbox.Story, table string) *desk {
	d := &desk{t: t, m: &providertest.Memory{}, key: sandbox.SpringAirtableToken, c: testCampaign(table), now: testNow}
	d.s = serve(t, story, func() time.Time { return d.now })
	return d
}

// sync reads once and returns how many calls that took.
func (d *desk) sync() (calls int, err error) {
	d.t.Helper()
	before := len(d.s.Requests().All())
	scope := provider.Scope{Campaign: d.c, Now: func() time.Time { return d.now }, Held: d.m, CallsLeft: d.left}
	err = New().Sync(d.t.Context(), d.s.KeyClient(d.key), provider.Account{}, scope, d.m.Cursor(), d.m.Apply)
	return len(d.s.Requests().All()) - before, err
}

func (d *desk) must(calls int) {
	d.t.Helper()
	n, err := d.sync()
	if err != nil {
		d.t.Fatal(err)
	}
	if n != calls {
		d.t.Errorf("%d calls, want %d", n, calls)
	}
}

// statuses counts the held records by status.
func (d *desk) statuses() map[string]int {
	by := map[string]int{}
	for _, r := range d.m.All() {
		if r.Stream == provider.StreamTableRecords {
			by[r.State]++
		}
	}
	return by
}

func TestFigures(t *testing.T) {
	d := newDesk(t, sandbox.SpringRadio(testNow), sandbox.SpringAirtableTable)
	d.must(4) // bases, tables, webhook, one page
	if diff := cmp.Diff(map[string]int{"": 7, "Confirmed": 7, "Passed": 6, "Pitched": 20, "Waiting": 6}, d.statuses()); diff != "" {
		t.Error(diff)
	}
	d.must(1)
	for _, r := range d.s.Requests().All() {
		if r.Path == "/v0/"+sandbox.SpringAirtableBase+"/tblSpringOutreach" && !strings.Contains(r.Query, "fldSpringStatus01") {
			t.Errorf("more than the status field is asked for: %s", r.Query)
		}
	}
	if strings.Contains(string(d.m.Cursor()), "c2FuZGJveC1zZWNyZXQ") {
		t.Error("the cursor holds the webhook's secret")
	}
}

// What changed comes through the webhook, in one call, and is what reading everything gives.
func TestWebhookTellsWhatChanged(t *testing.T) {
	d := newDesk(t, sandbox.AirtableAccount(testNow, 950), sandbox.SpringAirtableTable)
	d.must(13)
	d.s.Airtable().Change(shuffle)
	d.must(1)
	d.must(1)
	anew := newDesk(t, sandbox.AirtableAccount(testNow, 950), sandbox.SpringAirtableTable)
	anew.s.Airtable().Change(shuffle)
	anew.must(13)
	if diff := cmp.Diff(anew.m.Dump(), d.m.Dump()); diff != "" {
		t.Error(diff)
	}
	// More than fifty changes are more than one page of payloads.
	for i := range 60 {
		d.s.Airtable().Change(func(a *sandbox.AirtableStory) { a.Bases[0].Tables[0].Records[i].Cells = nil })
	}
	d.must(2)
	if got := d.statuses()[""]; got < 60 {
		t.Errorf("%d records without a status", got)
	}
}

// A choice that gets another name changes records that no payload names: the table is read once.
func TestFieldChanges(t *testing.T) {
	d := newDesk(t, sandbox.AirtableAccount(testNow, 250), sandbox.SpringAirtableTable)
	d.must(6)
	d.s.Airtable().Change(func(a *sandbox.AirtableStory) {
		tab := &a.Bases[0].Tables[0]
		tab.Fields = slices.Clone(tab.Fields)
		tab.Fields[1].Name = "Stage"
	})
	d.must(4) // payloads and three pages
	d.must(1)
	// The field is gone: it is said, and a new one of the name is found.
	d.s.Airtable().Change(func(a *sandbox.AirtableStory) {
		tab := &a.Bases[0].Tables[0]
		tab.Fields = slices.Clone(tab.Fields)
		tab.Fields[1].ID = "fldSpringStatus02"
		tab.Records = append(slices.Clone(tab.Records), sandbox.AirtableRecord{ID: "recX", Created: testNow})
	})
	d.s.Airtable().DropHooks()
	if _, err := d.sync(); apperr.CodeOf(err) != apperr.NotFound || !strings.Contains(err.Error(), "Status") {
		t.Errorf("a field that is gone: %v", err)
	}
	d.s.Airtable().Change(func(a *sandbox.AirtableStory) {
		tab := &a.Bases[0].Tables[0]
		tab.Fields = slices.Clone(tab.Fields)
		tab.Fields[1].Name = "Status"
	})
	if _, err := d.sync(); err != nil {
		t.Fatal(err)
	}
	if got := d.statuses()[""]; got != 251 {
		t.Errorf("%d without a status, in the new field", got)
	}
}

// Without the role for a webhook the table is read each time; the role is asked about once a week.
func TestEditor(t *testing.T) {
	story := sandbox.AirtableAccount(testNow, 250)
	story.Airtable.Editor = true
	d := newDesk(t, story, sandbox.SpringAirtableTable)
	d.must(6)
	d.must(3)
	d.s.Airtable().Change(shuffle)
	d.must(3)
	d.now = testNow.Add(8 * 24 * time.Hour)
	d.must(4)
	if p := d.m.Progress(); p.NextCalls != 3 {
		t.Errorf("%+v", p)
	}
	d.now = d.now.Add(8 * 24 * time.Hour)
	d.s.Airtable().Change(func(a *sandbox.AirtableStory) { a.Editor = false })
	d.must(4)
	d.must(1)
}

// A webhook that ended (seven days without a look) is made anew, and the table read once.
func TestWebhookEnds(t *testing.T) {
	d := newDesk(t, sandbox.AirtableAccount(testNow, 250), sandbox.SpringAirtableTable)
	d.must(6)
	for range 3 { // each look renews it
		d.now = d.now.Add(6 * 24 * time.Hour)
		d.must(1)
	}
	d.now = d.now.Add(8 * 24 * time.Hour)
	d.s.Airtable().Change(shuffle)
	d.must(5)
	if got := d.s.Airtable().Hooks(); got != 1 {
		t.Errorf("%d webhooks", got)
	}
	// Another table: the old webhook is dropped.
	d.c.Rule.Airtable = "Bookings/Venues"
	d.must(5)
	if got := d.s.Airtable().Hooks(); got != 1 || len(d.statuses()) != 0 {
		t.Errorf("%d webhooks, %v", got, d.statuses())
	}
}

func TestNoStatusField(t *testing.T) {
	d := newDesk(t, sandbox.AirtableAccount(testNow, 20), "appSpringBooking0/tblSpringOutreach")
	d.must(3) // the base is given by its id
	if diff := cmp.Diff(map[string]int{"": 20}, d.statuses()); diff != "" {
		t.Error(diff)
	}
	for _, r := range d.s.Requests().All() {
		if strings.HasSuffix(r.Path, "tblSpringOutreach") && !strings.Contains(r.Query, "fldSpringName0001") {
			t.Errorf("all fields are asked for: %s", r.Query)
		}
	}
}

// A status that is worked out from other cells may change unseen: no webhook is used.
func TestComputedStatus(t *testing.T) {
	story := sandbox.AirtableAccount(testNow, 120)
	story.Airtable.Bases[0].Tables[0].Fields[1].Type = "formula"
	d := newDesk(t, story, sandbox.SpringAirtableTable)
	d.must(4)
	d.must(2)
	if d.s.Airtable().Hooks() != 0 {
		t.Error("a webhook was made")
	}
}

// A list loses its place: the table is begun anew.
func TestIteratorExpires(t *testing.T) {
	d := newDesk(t, sandbox.AirtableAccount(testNow, 450), sandbox.SpringAirtableTable)
	d.s.Faults().Add(sandbox.Fault{Host: host, Path: "/v0/*/tblSpringOutreach", Nth: 3, Times: 1, Before: func() {
		d.s.Airtable().ExpireIterators()
		d.s.Airtable().Change(shuffle)
	}})
	d.must(3 + 3 + 5)
	if got := d.statuses(); got["Confirmed"] != 1 || len(d.m.All()) != 451 {
		t.Errorf("%v, %d records", got, len(d.m.All()))
	}
	d.s.Airtable().DropHooks()
	d.s.Faults().Add(sandbox.Fault{Host: host, Path: "/v0/*/tblSpringOutreach", Match: func(r *http.Request) bool { return strings.Contains(r.URL.RawQuery, "offset") }, Before: d.s.Airtable().ExpireIterators})
	if _, err := d.sync(); apperr.CodeOf(err) != apperr.BadAnswer {
		t.Errorf("a list that never holds: %v", err)
	}
}

func TestNames(t *testing.T) {
	story := sandbox.SpringRadio(testNow)
	story.Airtable.Bases = append(story.Airtable.Bases, sandbox.AirtableBase{ID: "appSlash000000000", Name: "A/B: tests", Tables: []sandbox.AirtableTable{
		{ID: "tblColon000000000", Name: "One: two", Fields: []sandbox.AirtableField{{ID: "fldA0000000000000", Name: "St: age", Type: "singleSelect"}}}}},
		sandbox.AirtableBase{ID: "appTwice000000000", Name: "Other things"})
	for words, want := range map[string]string{
		"bookings/SPRING outreach: status ":            "fldSpringStatus01",
		"Bookings/tblSpringOutreach:fldSpringStatus01": "fldSpringStatus01",
		"appSpringBooking0/Spring outreach":            "",
		"A/B: tests/One: two":                          "",
		"A/B: tests/One: two:St: age":                  "fldA0000000000000",
		"Bookings/Nothing":                             "has no table “Nothing”",
		"Bookings/Spring outreach:Stage":               "has no field “Stage”. It has: “Name”, “Status”",
		"Nothing/Spring outreach":                      "no base “Nothing” for this account. It has: “Bookings”",
		"Other things/Ideas":                           "There are 2 Airtable bases called",
		"appNotThere000000/tblSpringOutreach:Status":   "not there for this account",
	} {
		d := newDesk(t, story, words)
		_, err := d.sync()
		c := readCursor(d.m.Cursor())
		switch {
		case err == nil && (c.Field != want || c.Base == ""):
			t.Errorf("%s: %+v", words, c.choice)
		case err != nil && (want == "" || !strings.Contains(err.Error(), want) || len(err.Error()) > 400):
			t.Errorf("%s: %v", words, err)
		}
	}
	for given, want := range map[string]string{
		" Bookings/Contacts:Status ": "Bookings/Contacts:Status",
		"https://airtable.com/appSpringBooking0/tblSpringOutreach/viwABC?blocks=hide": "appSpringBooking0/tblSpringOutreach",
		"airtable.com/appSpringBooking0/tblSpringOutreach/viwABC:Status":              "appSpringBooking0/tblSpringOutreach:Status",
		"Bookings": "", "Bookings/": "", "/Contacts": "", "Bookings/Contacts:": "", "https://evil.example/appX/tblY": "", strings.Repeat("a", 400) + "/" + strings.Repeat("b", 400): "",
	} {
		got, err := ParseTable(given)
		if got != want || (want == "") != (apperr.CodeOf(err) == apperr.Invalid) {
			t.Errorf("%.80q: %q, %v", given, got, err)
		}
	}
}

func TestKey(t *testing.T) {
	for key, code := range map[string]apperr.Code{sandbox.SpringAirtableToken: "", "patShort": "", "keyABCDEFGHIJKLMN": apperr.Invalid, "": apperr.Invalid, "pat": apperr.Invalid, "pat a": apperr.Invalid, "Bearer patX": apperr.Invalid} {
		if _, err := New().ReadKey(key); apperr.CodeOf(err) != code || err != nil && len(key) > 6 && strings.Contains(err.Error(), key) {
			t.Errorf("%q: %v", key, err)
		}
	}
	story := sandbox.SpringRadio(testNow)
	story.Airtable.TokenScopes = []string{"data.records:read", "schema.bases:read"}
	s := serve(t, story, time.Now)
	who, err := New().Identify(t.Context(), s.KeyClient(sandbox.SpringAirtableToken))
	if err != nil || who.Address != "usrSpringRobin000" {
		t.Errorf("without the scope of the address: %+v %v", who, err)
	}
	if _, err := New().Identify(t.Context(), s.KeyClient("patWrong.wrong")); apperr.CodeOf(err) != apperr.NeedsSignIn {
		t.Error(err)
	}
}

// A token without the scope for webhooks counts all the same; one without the scope for tables says so.
func TestScopes(t *testing.T) {
	story := sandbox.SpringRadio(testNow)
	story.Airtable.TokenScopes = []string{"data.records:read", "schema.bases:read"}
	d := newDesk(t, story, sandbox.SpringAirtableTable)
	d.must(4)
	d.must(1)
	story.Airtable.TokenScopes = []string{"data.records:read"}
	d = newDesk(t, story, sandbox.SpringAirtableTable)
	if _, err := d.sync(); apperr.CodeOf(err) != apperr.ScopeMissing || !strings.Contains(err.Error(), "schema.bases:read") {
		t.Error(err)
	}
}

func TestRefusals(t *testing.T) {
	ends := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		fault sandbox.Fault
		code  apperr.Code
		kind  provider.RefusalKind
		until time.Time
	}{
		{"too fast, as a list", sandbox.AirtableTooFast(true), apperr.RateLimited, provider.RefusalRate, testNow.Add(30 * time.Second)},
		{"too fast, as an object", sandbox.AirtableTooFast(false), apperr.RateLimited, provider.RefusalRate, testNow.Add(30 * time.Second)},
		{"too fast, without a word", sandbox.Fault{Host: host, Status: 429}, apperr.RateLimited, provider.RefusalRate, testNow.Add(30 * time.Second)},
		{"the month is spent, as a list", sandbox.AirtableBilling(true), apperr.QuotaSpent, provider.RefusalSpent, ends},
		{"the month is spent, as an object", sandbox.AirtableBilling(false), apperr.QuotaSpent, provider.RefusalSpent, ends},
		{"no such table", sandbox.Fault{Host: host, Status: 404, Body: `{"error":"NOT_FOUND"}`}, apperr.NotFound, provider.RefusalPlain, time.Time{}},
		{"not allowed", sandbox.Fault{Host: host, Status: 403, Body: `{"error":{"type":"INVALID_PERMISSIONS"}}`}, apperr.ScopeMissing, provider.RefusalPlain, time.Time{}},
		{"a fault", sandbox.Fault{Host: host, Status: 503, Body: `<html>`}, apperr.ServiceDown, provider.RefusalPlain, time.Time{}},
		{"no records", sandbox.Fault{Host: host, Status: 200, Body: `{"offset":"x"}`, Path: "/v0/*/tblSpringOutreach"}, apperr.BadAnswer, provider.RefusalPlain, time.Time{}},
		{"a page without an end", sandbox.Fault{Host: host, Status: 200, Body: `{"records":[],"offset":"x"}`, Path: "/v0/*/tblSpringOutreach"}, apperr.BadAnswer, provider.RefusalPlain, time.Time{}},
		{"no createdTime", sandbox.Fault{Host: host, Status: 200, Body: `{"records":[{"id":"rec1","fields":{}}]}`, Path: "/v0/*/tblSpringOutreach"}, apperr.BadAnswer, provider.RefusalPlain, time.Time{}},
	} {
		d := newDesk(t, sandbox.SpringRadio(testNow), sandbox.SpringAirtableTable)
		d.s.Faults().Add(c.fault)
		if _, err := d.sync(); apperr.CodeOf(err) != c.code || apperr.From(err).Provider != name {
			t.Errorf("%s: %v (%s)", c.name, err, apperr.CodeOf(err))
		}
		if c.fault.Status == 200 {
			continue
		}
		kind, until := New().Info().Pace.Refusal(c.fault.Status, nil, []byte(c.fault.Body), testNow)
		if kind != c.kind || !until.Equal(c.until) {
			t.Errorf("%s: the transport takes it for %d until %v", c.name, kind, until)
		}
	}
}

// What the month's calls do not suffice for is not begun.
func TestCallsLeft(t *testing.T) {
	story := sandbox.AirtableAccount(testNow, 950)
	story.Airtable.Editor = true
	d := newDesk(t, story, sandbox.SpringAirtableTable)
	d.must(13)
	nine := 9
	d.left = &nine
	if n, err := d.sync(); apperr.CodeOf(err) != apperr.QuotaSpent || n != 0 || !strings.Contains(err.Error(), "1 December") {
		t.Errorf("%d calls, %v", n, err)
	}
	if len(d.statuses()) == 0 {
		t.Error("what was held is gone")
	}
	ten := 10
	d.left = &ten
	d.must(10)
}

func TestStatusValues(t *testing.T) {
	for cell, want := range map[string]string{
		``: "", `null`: "", `"Pitched"`: "Pitched", `{"id":"sel1","name":"Pitched","color":"red"}`: "Pitched", `["A","B"]`: "A, B", `[{"name":"A"},{"name":"B"}]`: "A, B",
		`true`: "checked", `false`: "", `3`: "3", `1.5`: "1.5", `{"id":"usr1","email":"a@b.example"}`: "a@b.example", `{"error":"#ERROR!"}`: "", `" a\n b "`: "a b", `broken`: "",
	} {
		if got := status([]byte(cell)); got != want {
			t.Errorf("%s: %q", cell, got)
		}
	}
	if got := status([]byte(`"` + strings.Repeat("é", 500) + `"`)); len([]rune(got)) > maxText+1 {
		t.Errorf("%d bytes", len(got))
	}
}

func TestCheck(t *testing.T) {
	d := newDesk(t, sandbox.SpringRadio(testNow), sandbox.SpringAirtableTable)
	d.must(4)
	d.s.Airtable().Change(func(a *sandbox.AirtableStory) {
		tab := &a.Bases[0].Tables[0]
		tab.Records = slices.Clone(tab.Records)
		tab.Records[0].ID = "recOther"
	})
	got, err := New().Check(t.Context(), d.s.KeyClient(d.key), provider.Account{}, provider.Scope{Campaign: d.c, Now: func() time.Time { return d.now }, Held: d.m})
	want := provider.CheckResult{Source: name, Theirs: 46, Held: 46, Missing: []string{"recOther"}, Extra: []string{"recSpring00000000"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// What a sync costs: the figures of the benchmarks' table.
func TestCalls(t *testing.T) {
	for _, c := range []struct {
		records, first, quiet, changed, scan int
	}{{46, 4, 1, 1, 1}, {5000, 53, 1, 1, 50}, {50000, 503, 1, 1, 500}} {
		d := newDesk(t, sandbox.AirtableAccount(testNow, c.records), sandbox.SpringAirtableTable)
		d.must(c.first)
		d.must(c.quiet)
		d.s.Airtable().Change(func(a *sandbox.AirtableStory) {
			a.Bases[0].Tables[0].Records[7].Cells = maps.Clone(map[string]any{"fldSpringStatus01": "Confirmed"})
		})
		d.must(c.changed)
		story := sandbox.AirtableAccount(testNow, c.records)
		story.Airtable.Editor = true
		d = newDesk(t, story, sandbox.SpringAirtableTable)
		d.must(c.first)
		d.must(c.scan)
	}
}

func ExampleParseTable() {
	fmt.Println(ParseTable("https://airtable.com/appSpringBooking0/tblSpringOutreach/viwABC"))
	// Output: appSpringBooking0/tblSpringOutreach <nil>
}
