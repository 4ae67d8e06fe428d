package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

func TestCampaigns(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	first, second := spring(), spring()
	second.ID, second.Name, second.CreatedAt = "autumn", "Autumn", start.Add(time.Hour)
	must(t, s.SaveCampaign(ctx, first, nil))
	must(t, s.SaveCampaign(ctx, second, nil))
	list, err := s.Campaigns(ctx)
	must(t, err)
	if diff := cmp.Diff([]campaign.Campaign{second, first}, list); diff != "" {
		t.Errorf("newest first (-want +got):\n%s", diff)
	}
	ended := start.Add(2 * time.Hour)
	second.ArchivedAt, second.Rule.Tag = &ended, "AUTUMN"
	must(t, s.SaveCampaign(ctx, second, nil))
	list, err = s.Campaigns(ctx)
	must(t, err)
	if diff := cmp.Diff([]campaign.Campaign{first, second}, list); diff != "" {
		t.Errorf("archived last (-want +got):\n%s", diff)
	}
}

// A campaign is saved with its goals or not at all.
func TestACampaignAndItsGoalsAreOneChange(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	c := spring()
	must(t, s.SaveCampaign(ctx, c, map[string]float64{"emails_sent": 40, "email_replies": 10}))
	c.Name = "Other"
	if err := s.SaveCampaign(ctx, c, map[string]float64{"emails_sent": 50, "email_replies": -1}); err == nil {
		t.Fatal("a goal below 0 was kept")
	}
	list, err := s.Campaigns(ctx)
	must(t, err)
	want := spring()
	want.Goals = map[string]float64{"emails_sent": 40, "email_replies": 10}
	if diff := cmp.Diff([]campaign.Campaign{want}, list); diff != "" {
		t.Errorf("after a goal that was refused (-want +got):\n%s", diff)
	}
	must(t, s.SaveCampaign(ctx, want, map[string]float64{"emails_sent": 0}))
	list, err = s.Campaigns(ctx)
	must(t, err)
	delete(want.Goals, "emails_sent")
	if diff := cmp.Diff([]campaign.Campaign{want}, list); diff != "" {
		t.Errorf("after a goal was taken back (-want +got):\n%s", diff)
	}
}

// Two who change parts of one setting at the same moment both have their way.
func TestChangeSettingLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	var done sync.WaitGroup
	for i, s := range []*store.Store{open(t, path, nil), open(t, path, nil)} {
		for range 20 {
			done.Go(func() {
				counts := [2]int{}
				if err := s.ChangeSetting(t.Context(), "counts", &counts, func() error { counts[i]++; return nil }); err != nil {
					t.Error(err)
				}
			})
		}
	}
	done.Wait()
	s, counts := open(t, path, nil), [2]int{}
	version, err := s.Version(t.Context())
	must(t, err)
	must(t, s.ChangeSetting(t.Context(), "counts", &counts, func() error { return nil }))
	if now, err := s.Version(t.Context()); err != nil || now != version {
		t.Errorf("a setting that is as it was was written: %v", err)
	}
	if err := s.ChangeSetting(t.Context(), "counts", &counts, func() error { counts[0] = 0; return errors.New("no") }); err == nil {
		t.Error("an error of the change was swallowed")
	}
	known, err := s.Setting(t.Context(), "counts", &counts)
	if err != nil || !known || counts != [2]int{20, 20} {
		t.Errorf("%v, %v, %v", counts, known, err)
	}
}

// Records and the cells that give way to them are stored together or not at all.
func TestRecordsAndTheirEditsAreOneChange(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	held := store.Edit{CampaignID: camp, ConnectionID: conn, Kind: store.EditCell, Contact: "dj@radio.example", Field: "status", Value: "PASSED", Theirs: "NEW", Status: store.EditHeld}
	broken := message("a", "pitch")
	broken.Data = json.RawMessage("{")
	if _, err := s.Commit(ctx, run(t, s), store.Batch{Batch: records(broken), Edits: []store.Edit{held}}); err == nil {
		t.Fatal("data that is no JSON was stored")
	}
	count := func() int {
		list, err := s.Edits(ctx, store.EditFilter{CampaignID: camp})
		must(t, err)
		return len(list)
	}
	if n := count(); n != 0 {
		t.Errorf("%d edits of records that were refused", n)
	}
	_, err := s.Commit(ctx, run(t, s), store.Batch{Batch: records(message("a", "pitch")), Edits: []store.Edit{held}})
	must(t, err)
	if n := count(); n != 1 || len(states(t, s, 0)) != 1 {
		t.Errorf("%d edits, %v", n, states(t, s, 0))
	}
}

// An edit that moved on meanwhile is left as it is, its journal too; the others of the change are written.
func TestWhatMovedOnIsLeft(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	held := func(field string) store.Edit {
		return store.Edit{ID: field, CampaignID: camp, ConnectionID: conn, Kind: store.EditCell, Contact: "dj@radio.example", Field: field, Value: "mine", Theirs: "theirs", Status: store.EditHeld}
	}
	a, b := held("status"), held("role")
	_, _, err := s.ChangeContacts(ctx, store.Change{CampaignID: camp, ConnectionID: conn, What: "test", Edits: []store.Edit{a, b}})
	must(t, err)
	decided := a
	decided.Status, decided.Value = store.EditPending, "another"
	_, _, err = s.ChangeContacts(ctx, store.Change{CampaignID: camp, ConnectionID: conn, What: "test", Edits: []store.Edit{decided}})
	must(t, err)
	// Somebody who looked before that has come to another end.
	a.Status, b.Status = store.EditDone, store.EditDone
	entry := func(e store.Edit) store.JournalEntry {
		return store.JournalEntry{CampaignID: camp, ConnectionID: conn, Contact: e.Contact, Field: e.Field, Kept: "theirs", Lost: "mine", Rule: "test", EditID: e.ID}
	}
	written, _, err := s.ChangeContacts(ctx, store.Change{CampaignID: camp, ConnectionID: conn, What: "test", Edits: []store.Edit{a, b},
		Journal: []store.JournalEntry{entry(a), entry(b)}, Was: map[string]string{a.ID: store.EditHeld, b.ID: store.EditHeld}})
	must(t, err)
	list, err := s.Edits(ctx, store.EditFilter{CampaignID: camp})
	must(t, err)
	journal, err := s.Journal(ctx, camp, 0)
	must(t, err)
	if len(written) != 1 || len(list) != 2 || list[0].Status != store.EditPending || list[0].Value != "another" || list[1].Status != store.EditDone ||
		len(journal) != 1 || journal[0].EditID != b.ID {
		t.Errorf("%d written, %+v, %+v", len(written), list, journal)
	}
}

func TestConnections(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	mail := connection(conn, "gmail", "you@label.example")
	mail.Scopes, mail.MissingScopes, mail.Metadata = []string{"a"}, []string{"b"}, json.RawMessage(`{"files":["1"]}`)
	mail.LastSyncAt, mail.NextSyncAt = start, start.Add(time.Hour)
	must(t, s.SaveConnection(ctx, mail))
	if err := s.SaveConnection(ctx, connection("other", "gmail", "you@label.example")); err == nil {
		t.Error("one mailbox was connected twice")
	}
	if err := s.SaveConnection(ctx, connection("x", "myspace", "you")); err == nil {
		t.Error("a source that does not exist was connected")
	}
	list, err := s.Connections(ctx)
	must(t, err)
	if diff := cmp.Diff([]store.Connection{mail}, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	must(t, s.UpdateConnection(ctx, conn, func(c *store.Connection) { c.Status, c.Message = "paused", "resting" }))
	wantCode(t, s.UpdateConnection(ctx, "gone", func(*store.Connection) {}), apperr.NotFound)

	b := records(message("a", "pitch"))
	b.Cursor = provider.Cursor(`1`)
	commit(t, s, run(t, s), b)
	must(t, s.DeleteConnection(ctx, conn, true))
	if got := states(t, s, 0); len(got) != 1 {
		t.Errorf("kept data is %v", got)
	}
	if c, err := s.Cursor(ctx, conn, camp); err != nil || c.Known {
		t.Errorf("a cursor of a connection that is gone: %+v, %v", c, err)
	}
	must(t, s.DeleteConnection(ctx, conn, false))
	if got := states(t, s, 0); len(got) != 0 {
		t.Errorf("dropped data is %v", got)
	}
}

// The end of a run and a click of the person may come at the same moment: neither may undo the other.
func TestUpdateConnectionLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	a, b := open(t, path, nil), open(t, path, nil)
	must(t, a.SaveConnection(t.Context(), connection(conn, "gmail", "you@label.example")))
	const each = 20
	var wg sync.WaitGroup
	for _, s := range []*store.Store{a, a, b, b} {
		wg.Go(func() {
			for range each {
				if err := s.UpdateConnection(context.Background(), conn, func(c *store.Connection) { c.Retries++ }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	list, err := a.Connections(t.Context())
	must(t, err)
	if list[0].Retries != 4*each {
		t.Errorf("%d of %d changes are there", list[0].Retries, 4*each)
	}
}

func TestResultsAreKeptWhenTheyChange(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	n := func(v float64) *float64 { return &v }
	save := func(syncID int64, value *float64, metadata string) []string {
		t.Helper()
		changed, err := s.SaveResults(ctx, []store.Result{{CampaignID: camp, SyncID: syncID, Agent: "tracker", Key: "email_replies", Value: value, Label: "Replies", Unit: "replies", Metadata: json.RawMessage(metadata)}})
		must(t, err)
		return changed
	}
	news := []string{"email_replies"}
	for i, step := range []struct {
		value    *float64
		metadata string
		want     []string
	}{
		{nil, `{"unknownReason":"not yet"}`, nil}, // a first unknown is no news
		{n(0), `{}`, news},                        // none is another thing than not known
		{n(0), `{}`, nil},
		{n(8), `{}`, news},
		{n(8), `{"excluded":1}`, nil}, // kept, but no news
		{nil, `{"unknownReason":"gone"}`, news},
		{n(8), `{}`, news},
	} {
		if diff := cmp.Diff(step.want, save(int64(i+1), step.value, step.metadata)); diff != "" {
			t.Errorf("sync %d (-want +got):\n%s", i+1, diff)
		}
	}
	list, err := s.History(ctx, camp, "email_replies")
	must(t, err)
	var got []string
	for _, r := range list {
		raw, err := json.Marshal(r.Value)
		must(t, err)
		got = append(got, string(raw))
	}
	if diff := cmp.Diff([]string{"null", "0", "8", "8", "null", "8"}, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	for syncID, want := range map[int64]string{1: "null", 2: "0", 3: "0", 4: "8", 6: "null", 99: "8", 0: "8"} {
		at, err := s.ResultsAt(ctx, camp, syncID)
		must(t, err)
		raw, err := json.Marshal(at["email_replies"].Value)
		must(t, err)
		if string(raw) != want {
			t.Errorf("at sync %d it is %s, want %s", syncID, raw, want)
		}
	}
	if at, err := s.ResultsAt(ctx, "autumn", 0); err != nil || len(at) != 0 {
		t.Errorf("another campaign has %v, %v", at, err)
	}
}

func TestSettings(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	var got map[string]int
	if known, err := s.Setting(ctx, "x", &got); known || err != nil {
		t.Errorf("a setting that was never made: %v, %v", known, err)
	}
	must(t, s.SaveSetting(ctx, "x", map[string]int{"a": 1}))
	must(t, s.SaveSetting(ctx, "x", map[string]int{"b": 2}))
	if known, err := s.Setting(ctx, "x", &got); !known || err != nil || got["b"] != 2 || len(got) != 1 {
		t.Errorf("%v, %v, %v", got, known, err)
	}
	var wrong string
	if _, err := s.Setting(ctx, "x", &wrong); err == nil {
		t.Error("a setting of another shape was read as nothing")
	}
}

func TestAnnotations(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	late := store.Annotation{ID: "1", CampaignID: camp, At: start, Text: "released"}
	early := store.Annotation{ID: "2", CampaignID: camp, At: start.Add(-time.Hour), Text: "mastered"}
	must(t, s.SaveAnnotation(ctx, late))
	must(t, s.SaveAnnotation(ctx, early))
	late.Text = "out now"
	must(t, s.SaveAnnotation(ctx, late))
	list, err := s.Annotations(ctx, camp)
	must(t, err)
	if diff := cmp.Diff([]store.Annotation{early, late}, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	must(t, s.DeleteAnnotation(ctx, "2"))
	must(t, s.DeleteAnnotation(ctx, "2"))
	if list, err = s.Annotations(ctx, camp); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestLedger(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	a, b := s.Ledger(), s.Ledger()
	for range 3 {
		a.Contacted("gmail.googleapis.com", start)
		a.Spent("gmail", conn, "messages.get", 20, start)
	}
	b.Contacted("sheets.googleapis.com", start)
	b.Contacted("gmail.googleapis.com", start.Add(time.Minute))
	b.Spent("gmail", "gmail-2", "messages.list", 5, start.AddDate(0, 0, -1))
	for range 2 { // the second time there is nothing left to write
		must(t, a.Flush(ctx))
		must(t, b.Flush(ctx))
	}
	hosts, err := s.Hosts(ctx)
	must(t, err)
	want := []store.Host{{Host: "gmail.googleapis.com", Requests: 4, LastAt: start.Add(time.Minute)}, {Host: "sheets.googleapis.com", Requests: 1, LastAt: start}}
	if diff := cmp.Diff(want, hosts); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		account         string
		since           time.Time
		requests, units int
	}{
		{conn, start, 3, 60}, {"", start, 3, 60}, {"", start.AddDate(0, 0, -1), 4, 65}, {"gmail-2", start, 0, 0},
	} {
		requests, units, err := s.Spending(ctx, "gmail", c.account, c.since)
		must(t, err)
		if requests != c.requests || units != c.units {
			t.Errorf("%q since %v: %d requests, %d units; want %d, %d", c.account, c.since, requests, units, c.requests, c.units)
		}
	}
	// What is not written yet counts too.
	a.Spent("gmail", conn, "messages.get", 20, start)
	a.Spent("gmail", conn, "messages.get", 20, start.AddDate(0, 0, -1))
	if n, err := a.RequestsSince("gmail", conn, start); err != nil || n != 4 {
		t.Errorf("%d requests with the unwritten ones, %v", n, err)
	}
}

// The version changes when anybody commits, and only then.
func TestVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	a, b := open(t, path, nil), open(t, path, nil)
	ctx := t.Context()
	version := func() int64 {
		v, err := a.Version(ctx)
		must(t, err)
		return v
	}
	was := version()
	if version() != was {
		t.Error("it changed by itself")
	}
	for name, s := range map[string]*store.Store{"own write": a, "another's write": b} {
		must(t, s.SaveSetting(ctx, "x", name))
		if now := version(); now == was {
			t.Errorf("%s did not change it", name)
		} else {
			was = now
		}
	}
	must(t, a.Evidence(ctx, camp, "", provider.StreamMessages, 0, func(provider.Record) error { return nil }))
	if version() != was {
		t.Error("a read changed it")
	}
}
