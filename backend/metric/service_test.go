package metric

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func withServices(in *Input) {
	for _, name := range []string{Mailchimp, Airtable, Spotify} {
		in.Sources[name] = SourceState{Connected: true, FreshAt: now, Complete: true}
	}
}

func TestMailchimp(t *testing.T) {
	mailing := func(ev memory, id, state string, at time.Time, d MailingData) memory {
		return ev.put(StreamMailings, id, state, at, "", "Spring", d)
	}
	ev := memory{}.put(StreamAudiences, "l1", "", time.Time{}, "", "Radio", AudienceData{Members: 1000, Unsubscribed: ptr(int64(70))}).
		put(StreamAudiences, "l2", "", time.Time{}, "", "Blogs", AudienceData{Members: 284, Unsubscribed: ptr(int64(9))})
	mailing(ev, "m1", "sent", ago(9), MailingData{Delivered: 1000, UniqueOpens: 500, HumanOpens: ptr(int64(300)), UniqueClicks: 40, Unsubscribes: 2, OpensTracked: true, ClicksTracked: true})
	mailing(ev, "m2", "sent", ago(5), MailingData{Delivered: 100, UniqueOpens: 45, UniqueClicks: 6, Unsubscribes: 1, OpensTracked: true})
	mailing(ev, "m3", "sent", ago(2), MailingData{Delivered: 500, UniqueOpens: 0, UniqueClicks: 2, ClicksTracked: true})
	mailing(ev, "m4", "save", ago(2), MailingData{})
	mailing(ev, "m5", "sent", ago(200), MailingData{Delivered: 500, UniqueOpens: 400, OpensTracked: true})
	a := answer(t, ev, withServices)
	wantValue(t, a, "mc_subscribers", 1284)
	wantValue(t, a, "mc_unsubscribes_lifetime", 79)
	wantValue(t, a, "mc_campaigns_sent", 3)
	wantValue(t, a, "mc_open_rate", 31.4) // 345 of 1,100
	wantValue(t, a, "mc_click_rate", 2.8) // 42 of 1,500
	wantValue(t, a, "mc_unsubscribes", 3)
	m, _ := a.Metric("mc_open_rate")
	if m.Counted != 345 || m.Base != 1100 || m.Excluded != 3 {
		t.Errorf("%+v", m)
	}
	e := evidence(t, a, "mc_open_rate")
	if r := row(e.Excluded, "m3"); r == nil || r.Why != "open tracking was off" {
		t.Errorf("%+v", r)
	}
	if r := row(e.Counted, "m2"); r == nil || r.Why != "unique opens, incl. automatic" {
		t.Errorf("%+v", r)
	}
	none := answer(t, memory{}, withServices)
	wantUnknown(t, none, "mc_open_rate", "No campaign with open tracking was sent in these days.")
	wantValue(t, none, "mc_unsubscribes", 0)
}

func TestAirtable(t *testing.T) {
	ev := memory{}
	for id, rec := range map[string]struct {
		at     time.Time
		status string
	}{"1": {ago(2), "Booked"}, "2": {ago(9), "Booked"}, "3": {ago(9), ""}} {
		ev.put(StreamTableRecords, id, rec.status, rec.at, "", "", nil)
	}
	a := answer(t, ev, withServices, func(in *Input) { in.Campaign.Rule.Airtable = "app/tbl:Status" })
	wantValue(t, a, "at_records", 3)
	wantValue(t, a, "at_new_week", 1)
	if diff := cmp.Diff(map[string]int{"Booked": 2, blank: 1}, a.Reference().Airtable.ByStatus); diff != "" {
		t.Error(diff)
	}
	a = answer(t, memory{}.put(StreamTableRecords, "1", "", now, "", "", nil), withServices)
	wantUnknown(t, a, "at_by_status", "The campaign names no status field: choose one under Campaigns.")
	if a.Reference().Airtable.ByStatus != nil {
		t.Error("an unknown split must be null")
	}
}

func TestSpotify(t *testing.T) {
	n := func(x int64) *int64 { return &x }
	day := func(ev memory, date string, d ExportData) memory {
		at, _ := time.Parse(time.DateOnly, date)
		d.Date, d.File = date, "timeline.csv"
		return ev.put(StreamArtistDays, date, "", at, "", "The Band", d)
	}
	ev := memory{}.put(StreamPlaylists, "p1", "", time.Time{}, "", "Ours", PlaylistData{Followers: n(10), Readable: true}).
		put(StreamPlaylists, "p2", "", time.Time{}, "", "Theirs", PlaylistData{}).
		put(StreamPlaylistItems, "i1", "", ago(3), "", "Song", nil).put(StreamPlaylistItems, "i2", "", ago(300), "", "Song", nil).
		put(StreamPlaylistItems, "i3", "", time.Time{}, "", "Song", nil)
	day(ev, "2026-09-30", ExportData{Streams: n(900), MonthlyListeners: n(1)})
	day(ev, "2026-10-01", ExportData{Streams: n(5), MonthlyListeners: n(8000), PlaylistAdds: n(0)})
	day(ev, "2026-10-02", ExportData{Streams: n(7), MonthlyListeners: n(8412)})
	day(ev, "2026-10-03", ExportData{})
	song := func(id, from, to string, all bool, streams *int64) {
		ev.put(StreamSongs, id, "", time.Time{}, "", id, ExportData{From: from, To: to, All: all, Streams: streams, File: "songs.csv"})
	}
	song("old", "2026-08-01", "2026-08-28", false, n(99))
	song("top", "2026-10-01", "2026-10-28", false, n(50))
	song("next", "2026-10-01", "2026-10-28", false, n(40))
	song("ever", "", "", true, n(0))
	a := answer(t, ev, withServices)
	wantUnknown(t, a, "sp_playlist_followers", "Spotify did not return it.")
	if e := evidence(t, a, "sp_playlist_followers"); len(e.Counted) != 1 || len(e.Base) != 2 {
		t.Errorf("rows of the followers: %+v", e)
	}
	wantValue(t, a, "sp_playlist_adds", 1)
	wantValue(t, a, "sp_monthly_listeners", 8412)
	wantValue(t, a, "sp_streams", 12)
	if m, _ := a.Metric("sp_streams"); m.Complete || m.Display != "12 so far, 1 Oct to 2 Oct" || m.Excluded != 1 {
		t.Errorf("%+v", m)
	}
	wantValue(t, a, "sp_export_playlist_adds", 0)
	wantUnknown(t, a, "sp_saves", importCSV)
	wantUnknown(t, a, "sp_playlist_streams", importCSV)
	wantValue(t, a, "sp_top_track_streams", 50)
	if e := evidence(t, a, "sp_top_track_streams"); e.Counted[0].What != "top" || len(e.Base) != 2 {
		t.Errorf("%+v", e)
	}
	ever := memory{}
	for id, streams := range map[string]int64{"zero": 0, "much": 900, "more": 950} {
		ever.put(StreamSongs, id, "", time.Time{}, "", id, ExportData{All: true, To: "2026-11-20", Streams: &streams})
	}
	wantValue(t, answer(t, ever), "sp_top_track_streams", 950)
	if e := evidence(t, answer(t, ever), "sp_top_track_streams"); len(e.Base) != 2 {
		t.Errorf("a zero of all time is no measurement: %+v", e.Base)
	}
	ever.put(StreamSongs, "now", "", time.Time{}, "", "now", ExportData{From: "2026-10-01", To: "2026-10-28", Streams: n(3)})
	wantValue(t, answer(t, ever), "sp_top_track_streams", 3)
	slices.Reverse(ever[StreamSongs])
	wantValue(t, answer(t, ever), "sp_top_track_streams", 3)
	imported := answer(t, ev, func(in *Input) { in.Sources[Spotify] = SourceState{Imported: now} })
	if imported.Reference().Spotify == nil || *imported.Reference().Spotify.MonthlyListeners != 8412 {
		t.Error("an import must show without a connection")
	}
	wantUnknown(t, imported, "sp_playlist_followers", "Spotify is not connected: connect it under Connections.")
}
