package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
)

// The story's numbers come out of the whole way from the services to the faces.
func TestTheStorysNumbers(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	res := good(t, d, c)
	f := w.facts
	for key, want := range map[string]int{
		"emails_sent": f.Sent, "people_contacted": f.People, "email_replies": f.Replies, "open_rate": f.OpenRate, "follow_ups_due": f.FollowUpsDue,
		"auto_replies": f.AutoReplies, "delay_notices": f.DelayNotices, "bounced": f.Bounced,
		"total_contacts": f.TotalContacts, "new_contacts": f.NewContacts,
	} {
		wantValue(t, d, c, key, "", float64(want))
	}
	const words = "📧 Email Tracking: 23 sent, 8 replies (at least 38% opened) | ⏰ 5 follow-ups due | 🧾 Contact Sync: 120 total contacts, 5 new"
	m, err := d.Metrics(t.Context(), c, "")
	must(t, err)
	if res.Message != words || m.Message != words {
		t.Errorf("the sync said %q, the window %q", res.Message, m.Message)
	}
	ref, ok := res.Metrics.(metric.Reference)
	if !ok || *ref.Gmail.Sent != f.Sent || *ref.Gmail.Replies != f.Replies || *ref.Gmail.OpenRate != f.OpenRate || *ref.Gmail.FollowUpsDue != f.FollowUpsDue ||
		*ref.Sheets.TotalContacts != f.TotalContacts || *ref.Sheets.NewContacts != f.NewContacts || *ref.Sheets.SyncHealth != "healthy" {
		t.Errorf("the sync's metrics are %s", asJSON(t, res.Metrics))
	}
	if ref.Mailchimp != nil || ref.Airtable != nil || ref.Spotify != nil {
		t.Error("a source that is not connected is there")
	}
	for _, source := range []string{"mc_subscribers", "at_records", "sp_playlist_followers"} {
		if v := metrics(t, d, c, "")[source]; v.Value != nil || v.UnknownReason == nil || v.Display != "—" {
			t.Errorf("%s of a source that is not connected: %s", source, asJSON(t, v))
		}
	}
	for _, who := range f.Replied {
		e := evidence(t, d, c, "email_replies", "")
		found := false
		for _, r := range e.Counted {
			found = found || r.Person() == who
		}
		if !found {
			t.Errorf("%s answered and is not counted", who)
		}
	}
	agree(t, d, c, "")
}

// Whose turn it is follows from the last mail of a thread, our own answers without the tag among them, also where the other
// side began the thread.
func TestYourTurn(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	wantValue(t, d, c, "needs_your_reply", "", float64(w.facts.NeedsYourReply))
	var waiting []string
	for _, r := range evidence(t, d, c, "needs_your_reply", "").Counted {
		waiting = append(waiting, r.Who)
	}
	slices.Sort(waiting)
	want := slices.Sorted(slices.Values(w.facts.Waiting))
	if !slices.Equal(waiting, want) {
		t.Errorf("it is your turn with %v, want %v", waiting, want)
	}
}

// No two faces disagree, whatever happens: nothing read yet, a source down, mail coming in, corrections, another day.
func TestNoTwoFacesDisagree(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	w.server.Faults().Add(sandbox.Fault{Host: "sheets.googleapis.com", Status: 404, Body: `{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}`})
	if res := sync1(t, d, c); res.Status() != store.StatusPartial {
		t.Fatalf("the sync is %s: %v", res.Status(), res.Errors)
	}
	agree(t, d, c, "")
	w.server.Faults().Clear()
	good(t, d, c)
	agree(t, d, c, "")
	for range 3 {
		if _, ok := w.server.Arrive(); !ok {
			break
		}
		res := good(t, d, c)
		agree(t, d, c, "")
		agree(t, d, c, id(res.SyncID))
	}
	auto := evidence(t, d, c, "auto_replies", "").Counted[0]
	if _, err := d.Correct(t.Context(), c, auto.ID, metric.StateReply); err != nil {
		t.Fatal(err)
	}
	agree(t, d, c, "")
	if _, err := d.SetOutcome(t.Context(), c, w.facts.Due[0], metric.PersonPassed); err != nil {
		t.Fatal(err)
	}
	agree(t, d, c, "")
	for _, past := range []string{"1", "2", "3"} {
		agree(t, d, c, past)
	}
	w.move(30 * time.Hour)
	good(t, d, c)
	agree(t, d, c, "")
	if _, err := d.Disconnect(t.Context(), "sheets", false); err != nil {
		t.Fatal(err)
	}
	good(t, d, c)
	agree(t, d, c, "")
}

// Numbers that follow the clock follow it though nothing was written.
func TestNumbersFollowTheClock(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	before := value(t, d, c, "freshness", "")
	w.move(90 * time.Minute)
	if after := value(t, d, c, "freshness", ""); before > 2 || after < 90 || after > 93 {
		t.Errorf("freshness was %v minutes, and an hour and a half later %v", before, after)
	}
	// Somebody was last written to five days ago: due in three days.
	w.move(72 * time.Hour)
	if due := value(t, d, c, "follow_ups_due", ""); due <= float64(w.facts.FollowUpsDue) {
		t.Errorf("three days later %v are due", due)
	}
	// The past does not follow it.
	wantValue(t, d, c, "follow_ups_due", "1", float64(w.facts.FollowUpsDue))
}

func TestLivelyVoiceSaysTheSameNumbers(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	if _, err := d.SaveSetting(t.Context(), "voice", "lively"); err != nil {
		t.Fatal(err)
	}
	m, err := d.Metrics(t.Context(), c, "")
	must(t, err)
	for _, n := range []string{"23 ", "8 ", "38%", "5 ", "120 "} {
		if !strings.Contains(m.Message, n) {
			t.Errorf("%q lacks %q", m.Message, n)
		}
	}
}

// Trend, splits and stats end where the cards stand.
func TestFiguresBehindTheCards(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	ctx := t.Context()
	trend, err := d.Trend(ctx, c, "")
	must(t, err)
	last := trend[len(trend)-1]
	if last.Sent != w.facts.Sent || last.Replies != w.facts.Replies {
		t.Errorf("the trend ends at %s", asJSON(t, last))
	}
	splits, err := d.Splits(ctx, c, "")
	must(t, err)
	if len(splits.ByRole) == 0 {
		t.Errorf("the splits are %s", asJSON(t, splits))
	}
	list, err := d.Contacts(ctx, c, desk.ContactFilter{Status: "new"})
	must(t, err)
	if list.Total != w.facts.NewContacts {
		t.Errorf("%d contacts have the status NEW, the card says %d", list.Total, w.facts.NewContacts)
	}
	page, err := d.Contacts(ctx, c, desk.ContactFilter{Offset: 100, Limit: 50})
	must(t, err)
	if page.Total != w.facts.TotalContacts || len(page.Rows) != 20 {
		t.Errorf("rows 100 on: %d of %d", len(page.Rows), page.Total)
	}
	line, err := d.ContactTimeline(ctx, " "+strings.ToUpper(w.facts.Replied[0])+" ")
	must(t, err)
	if len(line) < 3 { // pitch, answer, row of the sheet
		t.Errorf("the time line is %s", asJSON(t, line))
	}
}
