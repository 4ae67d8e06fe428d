package desk_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
)

// airtable connects the sample's base to a new campaign that names its table.
func (w *world) airtable(t *testing.T) (*desk.Desk, desk.Connection) {
	t.Helper()
	d := w.desk(t)
	conn, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "airtable", Key: sandbox.SpringAirtableToken})
	must(t, err)
	return d, conn
}

func TestCallsOfTheMonth(t *testing.T) {
	w := newWorld(t)
	d, conn := w.airtable(t)
	name, tag, table := "Spring", "SPRING", sandbox.SpringAirtableTable
	c, err := d.SaveCampaign(t.Context(), desk.Draft{Name: &name, Tag: &tag, Airtable: &table})
	must(t, err)
	good(t, d, c)
	wantValue(t, d, c, "at_records", "", 46)
	look := func() desk.Connection {
		t.Helper()
		list, err := d.Connections(t.Context())
		must(t, err)
		if len(list) != 1 || list[0].CallsThisMonth == nil || list[0].CallBudget == nil || *list[0].CallBudget != 1000 {
			t.Fatalf("the connections are %s", asJSON(t, list))
		}
		return list[0]
	}
	first := look()
	if got, asked := *first.CallsThisMonth, w.server.Airtable().Calls(); got != asked || got != 5 || !strings.Contains(first.Message, "5 of 1,000 calls this month; at a sync every 70 minutes about ") {
		t.Errorf("%d calls shown, %d asked: %q", got, asked, first.Message)
	}
	if wait := first.NextSyncAt.Sub(w.now()); wait < time.Hour {
		t.Errorf("the next sync is due in %v", wait)
	}

	// All but one of the month's calls are spent.
	s, err := store.Open(t.Context(), filepath.Join(w.home, "mixdown.db"), w.now)
	must(t, err)
	ledger := s.Ledger()
	for range 994 {
		ledger.Spent("airtable", conn.ID, "records", 0, w.now())
	}
	must(t, ledger.Flush(t.Context()))
	must(t, s.Close())
	good(t, d, c)
	last := look()
	if *last.CallsThisMonth != 1000 || !strings.Contains(last.Message, "nothing more is asked until 1 ") {
		t.Errorf("%s", asJSON(t, last))
	}
	asked := w.server.Airtable().Calls()
	res := sync1(t, d, c)
	if len(res.Runs) != 1 || res.Runs[0].Error == nil || res.Runs[0].Error.Code != apperr.QuotaSpent || w.server.Airtable().Calls() != asked {
		t.Errorf("beyond the budget: %s, %d calls", asJSON(t, res.Runs), w.server.Airtable().Calls()-asked)
	}
	wantValue(t, d, c, "at_records", "", 46) // the last value stands

	// A new month: it goes on.
	w.clock.move(32 * 24 * time.Hour)
	good(t, d, c)
	if got := look(); *got.CallsThisMonth == 0 || *got.CallsThisMonth > 10 {
		t.Errorf("in the new month: %s", asJSON(t, got))
	}
}

// What Airtable itself calls spent is left alone until the month ends, by another process as well.
func TestBillingLimitStopsUntilTheMonthEnds(t *testing.T) {
	w := newWorld(t)
	d, _ := w.airtable(t)
	name, tag, table := "Spring", "SPRING", sandbox.SpringAirtableTable
	c, err := d.SaveCampaign(t.Context(), desk.Draft{Name: &name, Tag: &tag, Airtable: &table})
	must(t, err)
	good(t, d, c)
	w.server.Faults().Add(sandbox.AirtableBilling(true))
	spent := func(d *desk.Desk) {
		t.Helper()
		res := sync1(t, d, c)
		if len(res.Runs) != 1 || res.Runs[0].Error == nil || res.Runs[0].Error.Code != apperr.QuotaSpent || !strings.Contains(res.Errors[0], "used up until 1 ") {
			t.Errorf("%s", asJSON(t, res))
		}
	}
	spent(d)
	w.server.Faults().Clear()
	before := w.server.Requests().Count("api.airtable.com", "", "")
	spent(d)
	spent(w.desk(t))
	if after := w.server.Requests().Count("api.airtable.com", "", ""); after != before {
		t.Errorf("%d calls after the month was spent", after-before)
	}
	w.clock.move(32 * 24 * time.Hour)
	good(t, w.desk(t), c)
}

func TestTableIsNamedRightly(t *testing.T) {
	d := newWorld(t).desk(t)
	name, tag, table := "Spring", "SPRING", "just a base"
	_, err := d.SaveCampaign(t.Context(), desk.Draft{Name: &name, Tag: &tag, Airtable: &table})
	wantCode(t, err, apperr.Invalid)
}

// The budget is the person's choice: shown, planned with, and never exceeded.
func TestBudgetIsChosen(t *testing.T) {
	w := newWorld(t)
	d, conn := w.airtable(t)
	name, tag, table := "Spring", "SPRING", sandbox.SpringAirtableTable
	c, err := d.SaveCampaign(t.Context(), desk.Draft{Name: &name, Tag: &tag, Airtable: &table})
	must(t, err)
	good(t, d, c)
	set := func(calls int) desk.Connection {
		t.Helper()
		v, err := d.SetCallBudget(t.Context(), "airtable", calls)
		must(t, err)
		return v
	}
	if v := set(6); *v.CallBudget != 6 || *v.CallsThisMonth != 5 || *v.CallForecast > 6 || !strings.Contains(v.Message, "5 of 6 calls this month") {
		t.Errorf("%s", asJSON(t, v))
	}
	good(t, d, c) // the sixth
	asked := w.server.Airtable().Calls()
	res := sync1(t, d, c)
	if len(res.Runs) != 1 || res.Runs[0].Error == nil || res.Runs[0].Error.Code != apperr.QuotaSpent || !strings.Contains(res.Errors[0], "The 6 calls") {
		t.Errorf("beyond the budget: %s", asJSON(t, res))
	}
	if got := w.server.Airtable().Calls(); got != asked {
		t.Errorf("%d calls beyond the budget", got-asked)
	}
	// More are bought: it goes on at once.
	if v := set(100_000); *v.CallBudget != 100_000 || v.Status != "active" || v.NextSyncAt.After(w.now().Add(2*time.Hour)) {
		t.Errorf("%s", asJSON(t, v))
	}
	good(t, d, c)
	// Whoever signs in again has not got new calls by it, and keeps the choice only while connected.
	spent := *set(500).CallsThisMonth
	again, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "airtable", Key: sandbox.SpringAirtableToken})
	must(t, err)
	if again.ID != conn.ID || *again.CallBudget != 500 || *again.CallsThisMonth <= spent {
		t.Errorf("signed in anew: %s, %d before", asJSON(t, again), spent)
	}
	_, err = d.Disconnect(t.Context(), conn.ID, true)
	must(t, err)
	anew, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "airtable", Key: sandbox.SpringAirtableToken})
	must(t, err)
	if *anew.CallBudget != 1000 || *anew.CallsThisMonth <= *again.CallsThisMonth || *anew.CallsThisMonth != w.server.Airtable().Calls() {
		t.Errorf("connected anew: %s, %d asked", asJSON(t, anew), w.server.Airtable().Calls())
	}
	// Without a limit it is said so, and still counted.
	if v := set(0); v.CallBudget != nil || *v.CallsThisMonth == 0 || !strings.Contains(v.Message, "without a limit") || len(v.CallPlans) != 3 {
		t.Errorf("%s", asJSON(t, v))
	}
	if _, err := d.SetCallBudget(t.Context(), "airtable", 1<<40); apperr.CodeOf(err) != apperr.Invalid {
		t.Error(err)
	}
	if _, err := d.SetCallBudget(t.Context(), "gmail", 5); err == nil {
		t.Error("a source that is not connected has a budget")
	}
}

// A plan that is bought in the middle of a month lifts what Airtable itself had stopped.
func TestMoreCallsLiftTheStop(t *testing.T) {
	w := newWorld(t)
	d, _ := w.airtable(t)
	name, tag, table := "Spring", "SPRING", sandbox.SpringAirtableTable
	c, err := d.SaveCampaign(t.Context(), desk.Draft{Name: &name, Tag: &tag, Airtable: &table})
	must(t, err)
	w.server.Faults().Add(sandbox.AirtableBilling(false))
	if res := sync1(t, d, c); len(res.Runs) != 1 || res.Runs[0].Error == nil || res.Runs[0].Error.Code != apperr.QuotaSpent {
		t.Errorf("%s", asJSON(t, res))
	}
	w.server.Faults().Clear()
	if res := sync1(t, d, c); res.Runs[0].Error == nil {
		t.Error("it was asked although the month is spent")
	}
	_, err = d.SetCallBudget(t.Context(), "airtable", 100_000)
	must(t, err)
	good(t, d, c)
	wantValue(t, d, c, "at_records", "", 46)
}

func TestPlanCalls(t *testing.T) {
	plans := []provider.Plan{{Name: "Free", Calls: 1000}, {Name: "Business"}}
	for words, want := range map[string]int{"free": 1000, " Business ": 0, "none": 0, "2,500": 2500, "100_000": 100000, "0": -1, "-4": -1, "many": -1, "": -1} {
		got, err := desk.PlanCalls(plans, words)
		if (want < 0) != (apperr.CodeOf(err) == apperr.Invalid) || want >= 0 && got != want {
			t.Errorf("%q: %d %v", words, got, err)
		}
	}
}
