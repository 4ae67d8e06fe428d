package tracker_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

func TestSyncReadsEverySource(t *testing.T) {
	mail, list := gmail(), sheets()
	mail.read, list.read = pages(3, nil), pages(1, nil)
	b := newBench(t, nil, mail, list)
	b.connect(t, mail)
	b.connect(t, list)
	res := b.sync(t)
	if !res.Success || res.Status() != store.StatusSuccess || res.Message != "all told" || toJSON(t, res.Errors) != "[]" {
		t.Errorf("the result is %s", toJSON(t, res))
	}
	run := runOf(t, res, "gmail")
	want := tracker.RunResult{ID: run.ID, ConnectionID: "gmail", Provider: "gmail", Account: "you@label.example", Status: store.StatusSuccess,
		RecordsSynced: 3, DurationMs: run.DurationMs, Requests: 3, QuotaUnits: 15, Complete: true}
	if diff := cmp.Diff(want, run); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
	if b.records(t, "gmail") != 3 || b.records(t, "sheets") != 1 {
		t.Error("records are missing")
	}
	if diff := cmp.Diff([]int64{res.SyncID}, b.settled); diff != "" {
		t.Errorf("numbers were settled for %v", b.settled)
	}
	c := b.connection(t, "gmail")
	if c.LastSyncAt.IsZero() || !c.NextSyncAt.After(c.LastSyncAt) || !c.NextRetryAt.IsZero() {
		t.Errorf("the connection is %+v", c)
	}
	y, err := b.store.LastSync(t.Context(), spring.ID)
	must(t, err)
	if y.Status != store.StatusSuccess || y.Message != "all told" || y.FinishedAt.IsZero() {
		t.Errorf("the sync is %+v", y)
	}
	// The next one goes on from the cursor.
	b.sync(t)
	if calls := mail.seen(); len(calls) != 2 || calls[1].cursor != "3" {
		t.Errorf("the second read began at %q", calls[1].cursor)
	}
}

func TestAFailingSourceStopsNoOther(t *testing.T) {
	for name, fail := range map[string]func(ctx context.Context, c call) error{
		"at once":            func(context.Context, call) error { return offline("gmail") },
		"with a plain error": func(context.Context, call) error { return errBoom },
		"with a panic":       func(context.Context, call) error { panic("a token of mine") },
		"with a panic after a page": func(_ context.Context, c call) error {
			if err := c.emit(page(1, 9)); err != nil {
				return err
			}
			panic("later")
		},
		"after a cursor without a row": func(_ context.Context, c call) error {
			if err := c.emit(provider.Batch{Cursor: provider.Cursor("begun")}); err != nil {
				return err
			}
			return offline("gmail")
		},
		"after a page": func(_ context.Context, c call) error {
			if err := c.emit(page(1, 9)); err != nil {
				return err
			}
			return offline("gmail")
		},
	} {
		t.Run(name, func(t *testing.T) {
			mail, list := gmail(), sheets()
			mail.read = fail
			b := newBench(t, nil, mail, list)
			b.connect(t, mail)
			b.connect(t, list)
			res := b.sync(t)
			if res.Success || res.Status() != store.StatusPartial || len(res.Errors) != 1 || !strings.Contains(res.Errors[0], "gmail") {
				t.Errorf("the result is %s", toJSON(t, res))
			}
			if strings.Contains(toJSON(t, res), "token of mine") || strings.Contains(toJSON(t, res), "boom") {
				t.Errorf("the cause is shown: %s", toJSON(t, res))
			}
			if r := runOf(t, res, "sheets"); r.Status != store.StatusSuccess || b.records(t, "sheets") != 1 {
				t.Errorf("the other source: %+v", r)
			}
			wantStatus, kept := store.StatusError, 0
			if strings.Contains(name, "after a page") {
				wantStatus, kept = store.StatusPartial, 1
			}
			r := runOf(t, res, "gmail")
			if r.Status != wantStatus || r.Complete || r.Error == nil || b.records(t, "gmail") != kept {
				t.Errorf("the failing source: %+v, %d records", r, b.records(t, "gmail"))
			}
			runs, err := b.store.RunsOf(t.Context(), res.SyncID)
			must(t, err)
			for _, row := range runs {
				if row.Status == store.StatusRunning || row.SyncedAt.IsZero() {
					t.Errorf("the log says that run %d goes on", row.ID)
				}
			}
			if c := b.connection(t, "gmail"); c.Status != "error" || c.Retries != 1 || c.NextRetryAt.IsZero() || c.Message == "" {
				t.Errorf("the failed connection is not tried again later: %+v", c)
			}
			if len(b.settled) != 1 {
				t.Error("the numbers of what came in were not worked out")
			}
			mail.read = nil
			if res := b.sync(t); !res.Success {
				t.Errorf("the next sync: %s", toJSON(t, res))
			}
			if c := b.connection(t, "gmail"); c.Status != "active" || c.Retries != 0 || !c.NextRetryAt.IsZero() || c.Message != "" {
				t.Errorf("after a good run the connection is %+v", c)
			}
		})
	}
}

// What could not be read yet makes the run partial, and the connection not fresh.
func TestUnreadItemsMakeARunPartial(t *testing.T) {
	mail := gmail()
	mail.read = func(_ context.Context, c call) error {
		p := page(1, 1)
		p.Progress.Unread = 2
		return c.emit(p)
	}
	b := newBench(t, nil, mail)
	b.connect(t, mail)
	res := b.sync(t)
	r := runOf(t, res, "gmail")
	if res.Success || r.Status != store.StatusPartial || r.Unread != 2 || r.Error == nil || r.Error.Code != apperr.ServiceDown || !strings.Contains(r.Error.Message, "2 items not read yet") {
		t.Errorf("the result is %s", toJSON(t, res))
	}
	if c := b.connection(t, "gmail"); !c.LastSyncAt.IsZero() || c.Status != "active" || c.NextSyncAt.IsZero() {
		t.Errorf("the connection is %+v", c)
	}
}

func TestNeedsSignInIsNeverTriedAgain(t *testing.T) {
	mail := gmail()
	mail.read = func(context.Context, call) error {
		return apperr.For("gmail", apperr.NeedsSignIn, "The sign-in has ended.", nil)
	}
	b := newBench(t, nil, mail)
	b.connect(t, mail)
	if res := b.sync(t); !res.AllNeedSignIn() {
		t.Errorf("the result is %s", toJSON(t, res))
	}
	c := b.connection(t, "gmail")
	if c.Status != "needs_sign_in" || !c.NextRetryAt.IsZero() || !c.NextSyncAt.IsZero() || c.Message == "" || c.Retries != 0 {
		t.Errorf("the connection is %+v", c)
	}
	if due := b.Due(t.Context()); len(due) != 0 {
		t.Errorf("%v are due", due)
	}
	// Asked for by hand it says so again, and nothing is sent.
	b.clients = 0
	res := b.sync(t)
	if !res.AllNeedSignIn() || len(mail.seen()) != 1 || b.clients != 0 {
		t.Errorf("%d reads, %d clients; %s", len(mail.seen()), b.clients, toJSON(t, res))
	}
}

// Who stops a sync keeps what was read, and the next one goes on there.
func TestStopKeepsWhatWasRead(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	mail := gmail()
	mail.read = pages(5, func(n int) error {
		if n == 3 {
			stop()
		}
		return nil
	})
	b := newBench(t, nil, mail)
	b.connect(t, mail)
	res, err := b.Sync(ctx, tracker.Request{Campaign: spring})
	must(t, err)
	r := runOf(t, res, "gmail")
	if res.Success || r.Error == nil || r.Error.Code != apperr.Canceled || r.Complete || b.records(t, "gmail") != 2 {
		t.Errorf("%d records, %s", b.records(t, "gmail"), toJSON(t, res))
	}
	if len(b.settled) != 1 || res.Message == "" {
		t.Error("the numbers of what was read were not worked out")
	}
	if c := b.connection(t, "gmail"); c.Status != "active" || c.Retries != 0 {
		t.Errorf("a stop is no failure of the source: %+v", c)
	}
	mail.read = pages(5, nil)
	if res := b.sync(t); !res.Success || b.records(t, "gmail") != 5 {
		t.Errorf("the next sync: %s", toJSON(t, res))
	}
	if calls := mail.seen(); calls[1].cursor != "2" {
		t.Errorf("it went on at %q, want 2", calls[1].cursor)
	}
}

func TestSyncVersionReadsAllAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	mail := gmail()
	mail.read = pages(2, nil)
	b := benchAt(t, path, nil, mail)
	b.connect(t, mail)
	b.sync(t)
	b.sync(t)
	newer := gmail()
	newer.version = 2
	newer.read = func(_ context.Context, c call) error {
		p := page(1, 2)
		p.Cursor = nil // the place did not move yet
		if err := c.emit(p); err != nil {
			return err
		}
		return offline("gmail")
	}
	n := benchAt(t, path, nil, newer)
	n.sync(t)
	newer.read = pages(2, nil)
	n.sync(t)
	n.sync(t)
	var began []string
	for _, c := range append(mail.seen(), newer.seen()...) {
		began = append(began, c.cursor)
	}
	// The fourth read must not go on from the old version's cursor.
	if diff := cmp.Diff([]string{"", "2", "", "", "2"}, began); diff != "" {
		t.Errorf("reads began at (-want +got):\n%s", diff)
	}
}

func TestTargets(t *testing.T) {
	mail, list, music := gmail(), sheets(), chooser{&source{name: "spotify", table: "spotify", every: time.Hour, version: 1}}
	b := newBench(t, nil, mail, list, music)
	ctx := t.Context()
	sync := func(req tracker.Request) (words []string, err error) {
		if req.Campaign.ID == "" {
			req.Campaign = spring
		}
		res, err := b.Sync(ctx, req)
		for _, r := range res.Runs {
			words = append(words, r.Provider)
		}
		return words, err
	}
	_, err := sync(tracker.Request{})
	wantCode(t, err, apperr.NotConnected)
	_, err = sync(tracker.Request{Only: []string{"myspace"}})
	wantCode(t, err, apperr.Invalid)
	if _, err := b.store.LastSync(ctx, spring.ID); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("a sync that could not begin is in the log: %v", err)
	}

	b.connect(t, music.source)
	_, err = sync(tracker.Request{})
	wantCode(t, err, apperr.NotConnected)
	if !strings.Contains(err.Error(), "names nothing") {
		t.Errorf("the sentence is %q", err)
	}
	b.connect(t, mail)
	b.connect(t, list, func(c *store.Connection) { c.Status = "paused" })
	withPlaylist := campaign.Campaign{ID: "autumn", Rule: campaign.Rule{Playlists: []string{"x"}}}
	for _, c := range []struct {
		name string
		req  tracker.Request
		want []string
	}{
		{"what the rule does not name, and what is paused, is left out", tracker.Request{}, []string{"gmail"}},
		{"what the rule names", tracker.Request{Campaign: withPlaylist}, []string{"gmail", "spotify"}},
		{"paused, but asked for by name", tracker.Request{Only: []string{"sheets"}}, []string{"sheets"}},
		{"by connection", tracker.Request{Campaign: withPlaylist, Connections: []string{"spotify"}}, []string{"spotify"}},
	} {
		got, err := sync(c.req)
		must(t, err)
		less := cmp.Transformer("set", func(in []string) map[string]bool {
			out := map[string]bool{}
			for _, s := range in {
				out[s] = true
			}
			return out
		})
		if diff := cmp.Diff(c.want, got, less); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if c := b.connection(t, "sheets"); c.Status != "paused" {
		t.Errorf("a run ended the pause: %s", c.Status)
	}
}

func TestResultStatus(t *testing.T) {
	for want, runs := range map[string][]string{
		store.StatusSuccess: {"success", "success"},
		store.StatusError:   {"error", "error"},
		store.StatusPartial: {"success", "error"},
	} {
		res := tracker.Result{}
		for _, s := range runs {
			res.Runs = append(res.Runs, tracker.RunResult{Status: s})
		}
		if got := res.Status(); got != want {
			t.Errorf("%v is %s, want %s", runs, got, want)
		}
	}
	if (tracker.Result{}).AllNeedSignIn() {
		t.Error("no run at all needs a sign-in")
	}
}

// Numbers that cannot be worked out fail the sync, and what was read stays.
func TestNumbersThatFail(t *testing.T) {
	mail := gmail()
	b := newBench(t, nil, mail)
	b.connect(t, mail)
	b.fail = apperr.New(apperr.DiskFull, "The disk is full.", nil)
	res := b.sync(t)
	if res.Success || len(res.Errors) != 1 || b.records(t, "gmail") != 1 {
		t.Errorf("the result is %s", toJSON(t, res))
	}
	if !strings.Contains(toJSON(t, res), `"metrics":{`) {
		t.Errorf("the metrics are no object: %s", toJSON(t, res))
	}
	mail.read = func(context.Context, call) error { return b.fail }
	if res := b.sync(t); len(res.Errors) != 1 {
		t.Errorf("one cause is told more than once: %q", res.Errors)
	}
}

func TestEventsAndProgress(t *testing.T) {
	c := &moving{t: time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)}
	mail := gmail()
	mail.read = func(_ context.Context, k call) error {
		if err := k.emit(provider.Batch{Progress: provider.Progress{Phase: "listing", Done: 50}}); err != nil {
			return err
		}
		for n := 1; n <= 4; n++ {
			if n > 1 {
				c.move(10 * time.Second)
			}
			if err := k.emit(page(n, 4)); err != nil {
				return err
			}
		}
		return k.emit(page(4, 4)) // too soon to be told again, but it is the end
	}
	b := newBench(t, c.now, mail)
	b.connect(t, mail)
	res := b.sync(t)
	n := func(f float64) *float64 { return &f }
	began := c.t.Add(-30 * time.Second)
	p := func(phase string, done, known int, share, left *float64) tracker.Event {
		return tracker.Event{Kind: "progress", SyncID: res.SyncID, CampaignID: spring.ID, Progress: &tracker.Progress{
			SyncID: res.SyncID, ConnectionID: "gmail", Provider: "gmail", Phase: phase, Done: done, Known: known, Share: share, SecondsLeft: left, StartedAt: began}}
	}
	want := []tracker.Event{
		{Kind: "started", SyncID: res.SyncID, CampaignID: spring.ID},
		p("listing", 50, 0, nil, nil), // the total is not known: no share, no time left
		p("pages", 1, 4, n(0.25), nil),
		p("pages", 2, 4, n(0.5), n(20)),
		p("pages", 3, 4, n(0.75), n(10)),
		p("pages", 4, 4, n(1), n(0)),
		p("pages", 4, 4, n(1), n(0)),
		{Kind: "finished", SyncID: res.SyncID, CampaignID: spring.ID, Result: &res},
	}
	if diff := cmp.Diff(want, b.events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}
