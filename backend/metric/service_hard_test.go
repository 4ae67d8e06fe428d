package metric

import (
	"testing"
	"time"
)

// What Mailchimp did not tell is no zero, and what it told of a part is so far.
func TestMailchimpThatIsSilent(t *testing.T) {
	sent := func(ev memory, id string, d MailingData) memory {
		return ev.put(StreamMailings, id, "sent", ago(3), "", "Spring", d)
	}
	const silent = "Mailchimp has no report of these campaigns yet: sync again later."
	a := answer(t, sent(memory{}, "m1", MailingData{Unreported: true}), withServices)
	for _, key := range []string{"mc_unsubscribes", "mc_open_rate", "mc_click_rate"} {
		wantUnknown(t, a, key, silent)
	}
	wantValue(t, a, "mc_campaigns_sent", 1)
	a = answer(t, sent(sent(memory{}, "m1", MailingData{Unreported: true}), "m2",
		MailingData{Delivered: 10, UniqueOpens: 5, UniqueClicks: 1, Unsubscribes: 2, OpensTracked: true, ClicksTracked: true}), withServices)
	for key, want := range map[string]float64{"mc_unsubscribes": 2, "mc_open_rate": 50, "mc_click_rate": 10} {
		wantValue(t, a, key, want)
		if m, _ := a.Metric(key); m.Complete || m.Excluded != 1 {
			t.Errorf("%s without one of two reports: %+v", key, m)
		}
	}
	// One audience of two without its figure: the sum is not known, the known one is its row.
	ev := memory{}.put(StreamAudiences, "l1", "", time.Time{}, "", "Radio", AudienceData{Members: 10, Unsubscribed: ptr(int64(0))}).
		put(StreamAudiences, "l2", "", time.Time{}, "", "Blogs", AudienceData{Members: 5})
	a = answer(t, ev, withServices)
	wantValue(t, a, "mc_subscribers", 15)
	wantUnknown(t, a, "mc_unsubscribes_lifetime", "Mailchimp did not tell it of every audience.")
	if e := evidence(t, a, "mc_unsubscribes_lifetime"); len(e.Counted) != 1 || len(e.Base) != 2 {
		t.Errorf("%+v", e)
	}
	// Nothing was delivered: a share of nothing is unknown, not 0 and not infinite.
	a = answer(t, sent(memory{}, "m1", MailingData{OpensTracked: true, ClicksTracked: true}), withServices)
	wantUnknown(t, a, "mc_open_rate", "Nothing of these campaigns was delivered.")
	wantUnknown(t, a, "mc_click_rate", "Nothing of these campaigns was delivered.")
	wantValue(t, a, "mc_unsubscribes", 0) // it was reported, and nobody left
}

// Rates are sums divided, never averaged: a small campaign weighs little.
func TestMailchimpRatesAreSums(t *testing.T) {
	ev := memory{}
	ev.put(StreamMailings, "big", "sent", ago(3), "", "", MailingData{Delivered: 9_990, UniqueOpens: 999, OpensTracked: true})
	ev.put(StreamMailings, "small", "sent", ago(3), "", "", MailingData{Delivered: 10, UniqueOpens: 10, OpensTracked: true})
	wantValue(t, answer(t, ev, withServices), "mc_open_rate", 10.1) // 1,009 of 10,000; the mean of the rates would be 55
}

// The week begins on Monday at midnight where the person lives, and its end is the next.
func TestAirtableWeek(t *testing.T) {
	week := func(v *Input) (time.Time, time.Time) {
		y, m, d := v.Now.UTC().Date()
		monday := time.Date(y, m, d-(int(v.Now.UTC().Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
		return monday, monday.AddDate(0, 0, 7)
	}
	var from, to time.Time
	answer(t, memory{}, withServices, func(in *Input) { in.Campaign.Rule.Zone = "UTC"; from, to = week(in) })
	ev := memory{}
	for id, at := range map[string]time.Time{"before": from.Add(-time.Second), "first": from, "last": to.Add(-time.Second), "after": to} {
		ev.put(StreamTableRecords, id, "Booked", at, "", "", nil)
	}
	ev.put(StreamTableRecords, "blank", "  ", from, "", "", nil).put(StreamTableRecords, "empty", "", from, "", "", nil)
	a := answer(t, ev, withServices, func(in *Input) { in.Campaign.Rule.Zone = "UTC"; in.Campaign.Rule.Airtable = "app/tbl:Status" })
	wantValue(t, a, "at_new_week", 4)
	m, _ := a.Metric("at_by_status")
	if m.Groups["Booked"] != 4 || m.Groups[blank] != 2 || len(m.Groups) != 2 {
		t.Errorf("%v", m.Groups)
	}
	if sum := m.Groups["Booked"] + m.Groups[blank]; m.Value == nil || float64(sum) != *m.Value {
		t.Errorf("the groups sum to %d: %+v", sum, m)
	}
}

// A figure of today does not stand in for a day that is missing.
func TestDaysThatAreMissing(t *testing.T) {
	n := func(x int64) *int64 { return &x }
	since := now.AddDate(0, 0, -4)
	of := func(dates ...int) memory {
		ev := memory{}
		for _, d := range dates {
			at := time.Date(since.Year(), since.Month(), since.Day()+d, 0, 0, 0, 0, time.UTC)
			ev.put(StreamArtistDays, at.Format(time.DateOnly), "", at, "", "", ExportData{Date: at.Format(time.DateOnly), Streams: n(10), File: "f.csv"})
		}
		return ev
	}
	rule := func(in *Input) { in.Campaign.Rule.Since, in.Campaign.Rule.Zone = since, "UTC" }
	for _, c := range []struct {
		name     string
		days     []int
		want     float64
		complete bool
	}{{"all that are over", []int{0, 1, 2, 3}, 40, true}, {"today's too", []int{0, 1, 2, 3, 4}, 50, true}, {"today's in place of one", []int{0, 1, 3, 4}, 40, false}, {"one", []int{2}, 10, false}} {
		a := answer(t, of(c.days...), withServices, rule)
		wantValue(t, a, "sp_streams", c.want)
		if m, _ := a.Metric("sp_streams"); m.Complete != c.complete {
			t.Errorf("%s: %+v", c.name, m)
		}
	}
}

// Every line of an export is counted, or left out with its reason.
func TestLinesOfExportsAreAllAccountedFor(t *testing.T) {
	n := func(x int64) *int64 { return &x }
	ev := memory{}
	put := func(id string, d ExportData) { ev.put(StreamSongPlaylists, id, "", time.Time{}, "", id, d) }
	put("new", ExportData{From: "2026-10-01", To: "2026-10-28", Streams: n(7)})
	put("new zero", ExportData{From: "2026-10-01", To: "2026-10-28", Streams: n(0)})
	put("blank", ExportData{From: "2026-10-01", To: "2026-10-28"})
	put("old", ExportData{From: "2026-09-01", To: "2026-09-28", Streams: n(900)})
	put("ever", ExportData{All: true, Streams: n(9_000)})
	put("ever zero", ExportData{All: true, Streams: n(0)})
	a := answer(t, ev, withServices)
	wantValue(t, a, "sp_playlist_streams", 7)
	e := evidence(t, a, "sp_playlist_streams")
	if len(e.Counted) != 2 || len(e.Excluded) != 4 {
		t.Errorf("%d counted, %d left out", len(e.Counted), len(e.Excluded))
	}
	for id, why := range map[string]string{"blank": "a blank cell is not a zero", "ever zero": "a zero in an export of all time is no measurement"} {
		if r := row(e.Excluded, id); r == nil || r.Why != why {
			t.Errorf("%s: %+v", id, r)
		}
	}
}
