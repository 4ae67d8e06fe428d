package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/provider"
	"mixdown/backend/store"
)

func TestEvidenceKeepsEveryVersion(t *testing.T) {
	s := fresh(t)
	first := run(t, s)
	if n := commit(t, s, first, records(message("a", "pitch"), message("b", "unread_in"))); n != 2 {
		t.Errorf("%d changed, want 2", n)
	}
	second := run(t, s)
	if n := commit(t, s, second, records(message("a", "pitch"), message("b", "human_reply"), message("c", "bounce"))); n != 2 {
		t.Errorf("%d changed, want 2: a did not change", n)
	}
	third := run(t, s)
	gone := message("a", "")
	gone.Gone = true
	never := message("never", "")
	never.Gone = true
	if n := commit(t, s, third, records(gone, never)); n != 1 {
		t.Errorf("%d changed, want 1", n)
	}
	for run, want := range map[int64]map[string]string{
		first.ID - 1: {},
		first.ID:     {"a": "pitch", "b": "unread_in"},
		second.ID:    {"a": "pitch", "b": "human_reply", "c": "bounce"},
		third.ID:     {"b": "human_reply", "c": "bounce"},
	} {
		if run == 0 {
			continue // 0 means now
		}
		if diff := cmp.Diff(want, states(t, s, run)); diff != "" {
			t.Errorf("as of run %d (-want +got):\n%s", run, diff)
		}
	}
	if diff := cmp.Diff(states(t, s, third.ID), states(t, s, 0)); diff != "" {
		t.Errorf("now differs from the last run (-last +now):\n%s", diff)
	}
}

// Within one run a record is read more than once (listed, then read): the run has one version of it.
func TestEvidenceIsReplacedWithinOneRun(t *testing.T) {
	s := fresh(t)
	first := run(t, s)
	commit(t, s, first, records(message("a", "pitch")))
	second := run(t, s)
	for _, state := range []string{"unread_in", "human_reply", "auto_reply"} {
		commit(t, s, second, records(message("a", state), message("b", state)))
	}
	var versions int
	must(t, raw(t, s.Path()).QueryRowContext(t.Context(), "SELECT count(*) FROM evidence").Scan(&versions))
	if versions != 3 { // a twice, b once
		t.Errorf("%d versions, want 3", versions)
	}
	if diff := cmp.Diff(map[string]string{"a": "pitch"}, states(t, s, first.ID)); diff != "" {
		t.Errorf("the run before (-want +got):\n%s", diff)
	}
	// What a run wrote and took back was never there.
	gone := message("b", "")
	gone.Gone = true
	commit(t, s, second, records(gone))
	if diff := cmp.Diff(map[string]string{"a": "auto_reply"}, states(t, s, second.ID)); diff != "" {
		t.Errorf("taken back (-want +got):\n%s", diff)
	}
}

func TestReplaceClosesWhatIsNotNamed(t *testing.T) {
	s := fresh(t)
	first := run(t, s)
	sheet := provider.Record{Stream: provider.StreamContacts, ID: "x@y.example", Who: "x@y.example", State: "NEW"}
	commit(t, s, first, records(message("a", "pitch"), message("b", "pitch"), sheet))
	second := run(t, s)
	b := records(message("b", "pitch"), message("c", "pitch"))
	b.Replace = []string{provider.StreamMessages}
	if n := commit(t, s, second, b); n != 2 {
		t.Errorf("%d changed, want 2: a closed, c new", n)
	}
	if diff := cmp.Diff(map[string]string{"b": "pitch", "c": "pitch"}, states(t, s, 0)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	contacts := 0
	must(t, s.Evidence(t.Context(), camp, conn, provider.StreamContacts, 0, func(provider.Record) error { contacts++; return nil }))
	if contacts != 1 {
		t.Error("another stream was replaced too")
	}
	// An empty batch that replaces closes all.
	third := run(t, s)
	commit(t, s, third, provider.Batch{Replace: []string{provider.StreamMessages}})
	if got := states(t, s, 0); len(got) != 0 {
		t.Errorf("%v are left", got)
	}
	if got := states(t, s, second.ID); len(got) != 2 {
		t.Errorf("the past became %v", got)
	}
}

func TestEvidenceBelongsToItsCampaignAndConnection(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	for _, key := range [][2]string{{camp, conn}, {camp, "gmail-2"}, {"autumn", conn}} {
		r, err := beginRun(ctx, s, key[0], key[1])
		must(t, err)
		b := records(message("of "+key[0]+" "+key[1], "pitch"))
		b.Replace = []string{provider.StreamMessages} // closes nothing of the others
		commit(t, s, r, b)
	}
	if got := states(t, s, 0); len(got) != 2 {
		t.Errorf("the campaign has %v", got)
	}
	got, err := statesOf(ctx, s, camp, "gmail-2", 0)
	must(t, err)
	if diff := cmp.Diff(map[string]string{"of spring gmail-2": "pitch"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRecordsComeBackWhole(t *testing.T) {
	s := fresh(t)
	want := provider.Record{Stream: provider.StreamMessages, ID: "18c\x00'\"; --", At: start.Add(123 * time.Millisecond), Who: "dj@radio.example", Contact: "music@radio.example",
		What: "Re: 🎵 <b>“SPRING”</b>", State: "human_reply", Why: "same thread", Group: "t1", Link: "https://mail.google.com/mail/u/0/#all/1",
		Data: json.RawMessage(`{"to":["a@b.example"],"own":false}`)}
	empty := provider.Record{Stream: provider.StreamMessages, ID: "empty"}
	commit(t, s, run(t, s), records(want, empty))
	var got []provider.Record
	held := s.Held(conn, camp)
	must(t, held.Records(t.Context(), provider.StreamMessages, nil, func(r provider.Record) error { got = append(got, r); return nil }))
	if diff := cmp.Diff([]provider.Record{empty, want}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// The same again changes nothing, whatever the zone of the clock.
	want.At = want.At.In(time.FixedZone("somewhere", 3600))
	if n := commit(t, s, run(t, s), records(want, empty)); n != 0 {
		t.Errorf("%d changed", n)
	}
	got = nil
	must(t, held.Records(t.Context(), provider.StreamMessages, []string{"human_reply", "bounce"}, func(r provider.Record) error { got = append(got, r); return nil }))
	if len(got) != 1 || got[0].ID != want.ID {
		t.Errorf("by state: %v", got)
	}
	stop := errors.New("enough")
	if err := held.Records(t.Context(), provider.StreamMessages, nil, func(provider.Record) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("error %v, want that of the reader", err)
	}
}

// A batch is stored with its cursor, or neither is.
func TestCommitIsOneTransaction(t *testing.T) {
	s := fresh(t)
	r := run(t, s)
	b := records(message("a", "pitch"))
	b.Cursor, b.Progress = provider.Cursor(`{"page":1}`), provider.Progress{Unread: 3}
	commit(t, s, r, b)

	bad := records(message("b", "pitch"), provider.Record{Stream: provider.StreamMessages, ID: "c", Data: json.RawMessage(`{broken`)})
	bad.Cursor, bad.Progress = provider.Cursor(`{"page":2}`), provider.Progress{Complete: true}
	if _, err := s.Commit(t.Context(), r, store.Batch{Batch: bad, SyncVersion: 2}); err == nil {
		t.Fatal("data that is no JSON was taken")
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Commit(cancelled, r, store.Batch{Batch: records(message("d", "pitch"))}); err == nil {
		t.Fatal("a stopped commit went through")
	}
	if diff := cmp.Diff(map[string]string{"a": "pitch"}, states(t, s, 0)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := store.Cursor{Cursor: provider.Cursor(`{"page":1}`), SyncVersion: 1, Unread: 3, Known: true}
	cursor, err := s.Cursor(t.Context(), conn, camp)
	must(t, err)
	if diff := cmp.Diff(want, cursor); diff != "" {
		t.Errorf("cursor (-want +got):\n%s", diff)
	}
	// A batch without a cursor leaves it, and tells how far it is.
	commit(t, s, r, provider.Batch{Progress: provider.Progress{Complete: true}})
	want.Complete, want.Unread = true, 0
	cursor, err = s.Cursor(t.Context(), conn, camp)
	must(t, err)
	if diff := cmp.Diff(want, cursor); diff != "" {
		t.Errorf("cursor (-want +got):\n%s", diff)
	}
	other, err := s.Cursor(t.Context(), conn, "autumn")
	must(t, err)
	if other.Known || other.Cursor != nil {
		t.Errorf("a cursor of nothing: %+v", other)
	}
}

func TestPutLeavesTheCursor(t *testing.T) {
	s := fresh(t)
	r := run(t, s)
	b := provider.Batch{Cursor: provider.Cursor(`{"page":1}`)}
	commit(t, s, r, b)
	n, err := s.Put(t.Context(), r, []provider.Record{message("tracked", "pitch")})
	must(t, err)
	if n != 1 {
		t.Errorf("%d changed", n)
	}
	cursor, err := s.Cursor(t.Context(), conn, camp)
	must(t, err)
	if string(cursor.Cursor) != `{"page":1}` || cursor.SyncVersion != 1 {
		t.Errorf("the cursor became %+v", cursor)
	}
}

// A change by the person is a sync of its own, that no state before it holds and that is no sync of the sources.
func TestEditIsASyncOfItsOwn(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	r := run(t, s)
	commit(t, s, r, records(message("a", "auto_reply")))
	must(t, s.FinishSync(ctx, r.SyncID, store.StatusSuccess, ""))
	rec := provider.Record{Stream: "corrections", ID: "a", State: "reply", Who: store.YouType, At: start}
	edit, err := s.Edit(ctx, camp, "correction", []provider.Record{rec})
	must(t, err)
	if edit.ID <= r.ID || edit.SyncID <= r.SyncID || edit.Status != store.StatusSuccess || edit.RecordsChanged != 1 {
		t.Errorf("the edit is %+v", edit)
	}
	count := func(run int64) (n int) {
		must(t, s.Evidence(ctx, camp, store.YouType, "corrections", run, func(provider.Record) error { n++; return nil }))
		return n
	}
	if count(r.ID) != 0 || count(edit.ID) != 1 || count(0) != 1 {
		t.Errorf("corrections: %d before, %d then, %d now; want 0, 1, 1", count(r.ID), count(edit.ID), count(0))
	}
	syncs, err := s.Syncs(ctx, camp)
	must(t, err)
	if len(syncs) != 1 || syncs[0].ID != r.SyncID || syncs[0].LastRun != r.ID {
		t.Errorf("the syncs of the sources are %+v", syncs)
	}
	runs, err := s.Runs(ctx, 0)
	must(t, err)
	if len(runs) != 1 {
		t.Errorf("the log shows %d runs, want the one of the source", len(runs))
	}
	undone := rec
	undone.Gone = true
	_, err = s.Edit(ctx, camp, "undo", []provider.Record{undone})
	must(t, err)
	if count(0) != 0 || count(edit.ID) != 1 {
		t.Error("an undo must end the correction and leave the past")
	}
}
