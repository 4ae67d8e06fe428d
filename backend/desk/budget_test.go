package desk_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
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
