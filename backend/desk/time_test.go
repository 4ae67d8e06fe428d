package desk_test

import (
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
)

// grown is a campaign with three syncs an hour apart, the first of which was before any of the story's later mail.
func grown(t *testing.T) (*world, *desk.Desk, campaign.Campaign) {
	t.Helper()
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	for range 2 {
		w.move(time.Hour)
		if _, ok := w.server.Arrive(); !ok {
			t.Fatal("the story has no more mail")
		}
		good(t, d, c)
	}
	return w, d, c
}

func TestAtResolves(t *testing.T) {
	_, d, c := grown(t)
	ctx := t.Context()
	syncs, err := d.Syncs(ctx, c)
	must(t, err)
	if len(syncs) != 3 || syncs[0].SyncID != 1 || syncs[2].Status != "success" {
		t.Fatalf("the time line is %s", asJSON(t, syncs))
	}
	for at, want := range map[string]int64{
		"": 3, "1": 1, " 2 ": 2, "3": 3,
		syncs[1].At.Format(time.RFC3339Nano):                                             2,
		syncs[1].At.Add(30 * time.Minute).Format(time.RFC3339):                           2,
		syncs[0].At.Add(time.Minute).In(time.FixedZone("", 7*3600)).Format(time.RFC3339): 1,
		noon.Format(time.DateOnly):                                                       3, // the end of that day
		noon.AddDate(1, 0, 0).Format(time.DateOnly):                                      3,
	} {
		a, err := d.Metrics(ctx, c, at)
		must(t, err)
		if a.AsOf.SyncID == nil || *a.AsOf.SyncID != want {
			t.Errorf("at %q it is sync %s, want %d", at, asJSON(t, a.AsOf.SyncID), want)
		}
	}
	for at, code := range map[string]apperr.Code{
		"99": apperr.NotFound, "0": apperr.NotFound, "-1": apperr.NotFound,
		noon.Add(-time.Hour).Format(time.RFC3339):    apperr.NotFound,
		noon.AddDate(0, 0, -1).Format(time.DateOnly): apperr.NotFound,
		"yesterday": apperr.Invalid, "2026-13-40": apperr.Invalid, "1; DROP TABLE syncs": apperr.Invalid,
	} {
		_, err := d.Metrics(ctx, c, at)
		if apperr.CodeOf(err) != code {
			t.Errorf("at %q: %v, want %s", at, err, code)
		}
	}
	other := create(t, d, "Autumn", "AUTUMN", "")
	_, err = d.Metrics(ctx, other, "1")
	wantCode(t, err, apperr.NotFound) // another campaign's sync
	a, err := d.Metrics(ctx, other, "")
	must(t, err)
	if a.AsOf.SyncID != nil || a.AsOf.At != nil {
		t.Errorf("a campaign that was never synced is as of %s", asJSON(t, a.AsOf))
	}
}

// What was true then is shown again, whatever came after.
func TestThePastStays(t *testing.T) {
	w, d, c := grown(t)
	ctx := t.Context()
	type state struct{ metrics, replies, due string }
	look := func(at string) state {
		m, err := d.Metrics(ctx, c, at)
		must(t, err)
		return state{asJSON(t, m.Metrics) + m.Message, asJSON(t, evidence(t, d, c, "email_replies", at)), asJSON(t, evidence(t, d, c, "follow_ups_due", at))}
	}
	before := map[string]state{"1": look("1"), "2": look("2")}
	if before["1"] == before["2"] {
		t.Fatal("nothing came in between the syncs")
	}
	mailbox := w.server.Mailbox("you@label.example")
	for _, r := range evidence(t, d, c, "email_replies", "").Counted[:3] {
		if !mailbox.Trash(r.ID) {
			t.Fatalf("no mail %s", r.ID)
		}
	}
	w.move(26 * time.Hour)
	good(t, d, c)
	if _, err := d.SetOutcome(ctx, c, w.facts.Due[0], "confirmed"); err != nil {
		t.Fatal(err)
	}
	if got := value(t, d, c, "email_replies", ""); got >= value(t, d, c, "email_replies", "2") {
		t.Errorf("three answers were trashed, and %v are counted", got)
	}
	for at, want := range before {
		if got := look(at); got != want {
			t.Errorf("the state as of sync %s changed", at)
		}
	}
	// Offline too, and by another process.
	for _, host := range w.server.Requests().Hosts() {
		w.server.Faults().Add(dropped(host))
	}
	asked := len(w.server.Requests().All())
	other := w.desk(t)
	for at, want := range before {
		m, err := other.Metrics(ctx, c, at)
		must(t, err)
		if got := asJSON(t, m.Metrics) + m.Message; got != want.metrics {
			t.Errorf("another process sees sync %s differently", at)
		}
	}
	if n := len(w.server.Requests().All()); n != asked {
		t.Errorf("reading the past made %d requests", n-asked)
	}
}

func TestChanges(t *testing.T) {
	w, d, c := grown(t)
	ctx := t.Context()
	at := func(since, key string) (from, to float64, rows int) {
		t.Helper()
		list, err := d.Changes(ctx, c, since)
		must(t, err)
		for _, ch := range list {
			if ch.Key == key {
				if ch.From == nil || ch.To == nil {
					t.Fatalf("%s changed from %s to %s", key, asJSON(t, ch.From), asJSON(t, ch.To))
				}
				if float64(len(ch.Added)-len(ch.Removed)) != *ch.To-*ch.From {
					t.Errorf("%s went from %v to %v by %d rows more and %d less", key, *ch.From, *ch.To, len(ch.Added), len(ch.Removed))
				}
				return *ch.From, *ch.To, len(ch.Added)
			}
		}
		v := value(t, d, c, key, "")
		return v, v, 0
	}
	first, last := value(t, d, c, "email_replies", "1"), value(t, d, c, "email_replies", "")
	syncs, err := d.Syncs(ctx, c)
	must(t, err)
	for _, since := range []string{"1", syncs[0].At.Format(time.RFC3339Nano)} {
		if from, to, _ := at(since, "email_replies"); from != first || to != last {
			t.Errorf("since %q: %v to %v, want %v to %v", since, from, to, first, last)
		}
	}
	if from, to, _ := at("", "email_replies"); from != value(t, d, c, "email_replies", "2") || to != last {
		t.Errorf("since the sync before: %v to %v", from, to)
	}
	if list, err := d.Changes(ctx, c, "3"); err != nil || len(list) != 0 {
		t.Errorf("since now: %s, %v", asJSON(t, list), err)
	}
	for _, never := range []string{"99", "2020-01-01"} {
		_, err := d.Changes(ctx, c, never)
		wantCode(t, err, apperr.NotFound)
	}
	w.move(time.Hour)
	good(t, d, c)
	if list, err := d.Changes(ctx, c, ""); err != nil || len(list) != 0 {
		t.Errorf("a sync that brought nothing changed %s, %v", asJSON(t, list), err)
	}
	_, err = d.Changes(ctx, c, "yesterday")
	wantCode(t, err, apperr.Invalid)
	other := create(t, d, "Autumn", "AUTUMN", "")
	if list, err := d.Changes(ctx, other, ""); err != nil || len(list) != 0 {
		t.Errorf("a campaign that was never synced: %s, %v", asJSON(t, list), err)
	}
}

// A sync that brings nothing new writes no result, sends next to nothing, and changes no evidence.
func TestSyncingTwiceChangesNothing(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	ctx := t.Context()
	history := func() (n int) {
		for key := range metrics(t, d, c, "") {
			list, err := d.History(ctx, c, key)
			must(t, err)
			if key != "records_synced" && key != "quota_units" { // these are about the run itself
				n += len(list)
			}
		}
		return n
	}
	kept := history()
	res := good(t, d, c)
	if len(res.Changed) != 0 || history() != kept {
		t.Errorf("changed: %v; %d results kept, before %d", res.Changed, history(), kept)
	}
	log, err := d.Log(ctx, 2)
	must(t, err)
	for _, r := range log {
		if r.Changed != 0 || r.Requests > 1 {
			t.Errorf("%s: %d changed by %d requests", r.IntegrationType, r.Changed, r.Requests)
		}
	}
}
