package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

func TestRunsAndSyncs(t *testing.T) {
	c, ctx := newClock(), t.Context()
	s := open(t, filepath.Join(t.TempDir(), "mixdown.db"), c.now)
	_, err := s.LastSync(ctx, camp)
	wantCode(t, err, apperr.NotFound)

	r := run(t, s)
	c.move(1500 * time.Millisecond)
	r.Status, r.RecordsSynced, r.RecordsChanged, r.Duration, r.Requests, r.QuotaUnits = store.StatusPartial, 7, 3, 1500*time.Millisecond, 9, 45
	r.Unread, r.ErrorCode, r.ErrorMessage = 2, "service_down", "Gmail: 2 items could not be read."
	must(t, s.FinishRun(ctx, r))
	must(t, s.FinishSync(ctx, r.SyncID, store.StatusPartial, "📧 …"))
	runs, err := s.Runs(ctx, 1)
	must(t, err)
	r.Trigger, r.SyncedAt = "command", c.now()
	if diff := cmp.Diff([]store.Run{r}, runs); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
	y, err := s.LastSync(ctx, camp)
	must(t, err)
	want := store.Sync{ID: r.SyncID, CampaignID: camp, Kind: store.KindSync, Trigger: "command", StartedAt: start, FinishedAt: c.now(), Status: store.StatusPartial, Message: "📧 …", LastRun: r.ID}
	if diff := cmp.Diff(want, y); diff != "" {
		t.Errorf("sync (-want +got):\n%s", diff)
	}

	c.move(time.Hour)
	second := run(t, s)
	for at, id := range map[time.Duration]int64{0: r.SyncID, 30 * time.Minute: r.SyncID, 2 * time.Hour: second.SyncID} {
		y, err := s.SyncAt(ctx, camp, start.Add(at))
		must(t, err)
		if y.ID != id {
			t.Errorf("at %v it is sync %d, want %d", at, y.ID, id)
		}
	}
	_, err = s.SyncAt(ctx, camp, start.Add(-time.Second))
	wantCode(t, err, apperr.NotFound)
	_, err = s.SyncByID(ctx, "autumn", r.SyncID)
	wantCode(t, err, apperr.NotFound)
}

// A run that its process did not end is closed by the next run of the connection, with a word.
func TestBeginRunClosesTheRunOfADeadProcess(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	dead := run(t, s)
	other, err := beginRun(ctx, s, camp, "sheets-1")
	must(t, err)
	next := run(t, s)
	runs, err := s.Runs(ctx, 0)
	must(t, err)
	status := map[int64]string{}
	for _, r := range runs {
		status[r.ID] = r.Status + " " + r.ErrorCode
	}
	want := map[int64]string{dead.ID: "error canceled", other.ID: "running ", next.ID: "running "}
	if diff := cmp.Diff(want, status); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFiguresAreOfTheirTime(t *testing.T) {
	c, ctx := newClock(), t.Context()
	s := open(t, filepath.Join(t.TempDir(), "mixdown.db"), c.now)
	finish := func(status string, units int, b provider.Batch) store.Run {
		r := run(t, s)
		commit(t, s, r, b)
		c.move(time.Minute)
		r.Status, r.RecordsSynced, r.QuotaUnits = status, len(b.Records), units
		must(t, s.FinishRun(ctx, r))
		return r
	}
	good := finish(store.StatusSuccess, 10, records(message("a", "pitch"), message("b", provider.StateUnreadIn)))
	goodAt := c.now()
	partial := finish(store.StatusPartial, 20, records(message("b", "human_reply"), message("c", provider.StateUnreadSent), message("d", provider.StateUnreadIn)))
	if _, err := s.Edit(ctx, camp, "correction", []provider.Record{{Stream: "corrections", ID: "b", State: "reply"}}); err != nil {
		t.Fatal(err)
	}
	for run, want := range map[int64]store.Figures{
		good.ID:    {ConnectionID: conn, LastGoodAt: goodAt, RecordsSynced: 2, QuotaUnits: 10, Read: 1, Known: 2, Unread: 1},
		partial.ID: {ConnectionID: conn, LastGoodAt: goodAt, RecordsSynced: 3, QuotaUnits: 20, Read: 2, Known: 4, Unread: 2},
		0:          {ConnectionID: conn, LastGoodAt: goodAt, RecordsSynced: 3, QuotaUnits: 20, Read: 2, Known: 4, Unread: 2},
	} {
		want.Type, want.Account = "gmail", "you@label.example"
		got, err := s.FiguresOf(ctx, camp, run)
		must(t, err)
		if diff := cmp.Diff(map[string]store.Figures{conn: want}, got); diff != "" {
			t.Errorf("as of run %d (-want +got):\n%s", run, diff)
		}
	}
}

func TestTimelineIsOfOnePersonInAllCampaigns(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	put := func(campaignID string, list ...provider.Record) {
		r, err := beginRun(ctx, s, campaignID, conn)
		must(t, err)
		commit(t, s, r, records(list...))
	}
	mail := func(id string, day int, who, contact, data string) provider.Record {
		return provider.Record{Stream: provider.StreamMessages, ID: id, At: start.AddDate(0, 0, day), Who: who, Contact: contact, State: "pitch", Data: []byte(data)}
	}
	put(camp, mail("to", 1, "you@label.example", "", `{"to":["dj@radio.example","x@y.example"]}`),
		mail("bcc", 2, "you@label.example", "", `{"bcc":["dj@radio.example"]}`),
		mail("near", 3, "you@label.example", "", `{"to":["notdj@radio.example"]}`),
		mail("wrote", 5, "dj@radio.example", "", ""),
		mail("colleague", 6, "boss@radio.example", "dj@radio.example", ""))
	put("autumn", mail("before", -100, "dj@radio.example", "", ""),
		provider.Record{Stream: provider.StreamContacts, ID: "dj@radio.example", Who: "dj@radio.example", State: "NEW"})
	got := func(limit int) (ids []string) {
		rows, err := s.Timeline(ctx, "dj@radio.example", limit)
		must(t, err)
		for _, r := range rows {
			ids = append(ids, r.CampaignID+" "+r.Record.ID)
		}
		return ids
	}
	want := []string{"spring colleague", "spring wrote", "spring bcc", "spring to", "autumn before", "autumn dj@radio.example"}
	if diff := cmp.Diff(want, got(10)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[:2], got(2)); diff != "" {
		t.Errorf("limited (-want +got):\n%s", diff)
	}
}

func TestAnsweredElsewhere(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	autumn := spring()
	autumn.ID, autumn.Name = "autumn", "Autumn"
	must(t, s.SaveCampaign(ctx, spring(), nil))
	must(t, s.SaveCampaign(ctx, autumn, nil))
	reply := func(id, who string, days int) provider.Record {
		r := message(id, provider.StateHumanReply)
		r.Who, r.At = who, start.AddDate(0, 0, days)
		return r
	}
	r, err := beginRun(ctx, s, "autumn", conn)
	must(t, err)
	auto := reply("auto", "auto@radio.example", 0)
	auto.State = provider.StateAutoReply
	commit(t, s, r, records(reply("there", "dj@radio.example", 0), reply("both", "both@radio.example", 0), reply("old", "old@radio.example", -90), auto))
	commit(t, s, run(t, s), records(reply("both", "both@radio.example", 0)))
	got, err := s.AnsweredElsewhere(ctx, camp, start.AddDate(0, 0, -30))
	must(t, err)
	if diff := cmp.Diff(map[string]string{"dj@radio.example": "Autumn"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
