package tracker_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

const stream = "notes"

var spring = campaign.Campaign{ID: "spring", Name: "Spring radio", Rule: campaign.Rule{Tag: "SPRING"}}

// source is a service whose reading a test writes down.
type source struct {
	name, table string
	every       time.Duration
	version     int
	read        func(ctx context.Context, c call) error

	mu    sync.Mutex
	calls []call
}

// call is one Sync of a source.
type call struct {
	at      time.Time
	account provider.Account
	scope   provider.Scope
	cursor  string
	emit    provider.Emit
}

func (s *source) Info() provider.Info {
	return provider.Info{Name: s.name, Table: s.table, Title: "The " + s.name, Every: s.every, SyncVersion: s.version, Streams: []provider.Stream{{Name: stream}}}
}

func (s *source) Identify(context.Context, *http.Client) (provider.Account, error) {
	return provider.Account{}, nil
}

func (s *source) Sync(ctx context.Context, _ *http.Client, account provider.Account, scope provider.Scope, cursor provider.Cursor, emit provider.Emit) error {
	c := call{scope.Now(), account, scope, string(cursor), emit}
	s.mu.Lock()
	s.calls = append(s.calls, c)
	s.mu.Unlock()
	if s.read == nil {
		return emit(page(1, 1))
	}
	return s.read(ctx, c)
}

func (s *source) seen() []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]call(nil), s.calls...)
}

// chooser is a source that is read only where the rule names a playlist.
type chooser struct{ *source }

func (chooser) Chosen(r campaign.Rule) bool { return len(r.Playlists) > 0 }

// page is the n-th of known pages, with one record.
func page(n, known int) provider.Batch {
	id := strconv.Itoa(n)
	return provider.Batch{
		Records:  []provider.Record{{Stream: stream, ID: id, State: "read"}},
		Cursor:   provider.Cursor(id),
		Progress: provider.Progress{Phase: "pages", Done: n, Known: known, Complete: n == known},
	}
}

// pages reads pages from where the cursor stands.
func pages(known int, before func(n int) error) func(context.Context, call) error {
	return func(_ context.Context, c call) error {
		from, _ := strconv.Atoi(c.cursor) // no cursor: from the beginning
		for n := from + 1; n <= known; n++ {
			if before != nil {
				if err := before(n); err != nil {
					return err
				}
			}
			if err := c.emit(page(n, known)); err != nil {
				return err
			}
		}
		return nil
	}
}

type counter struct{ requests, units int }

func (c counter) Requests() int { return c.requests }
func (c counter) Units() int    { return c.units }

// bench is a tracker with its sources on a real store.
type bench struct {
	*tracker.Tracker
	store   *store.Store
	clients int // how often a signed-in client was asked for
	settled []int64
	events  []tracker.Event
	mu      sync.Mutex
	fail    error // of Settle
}

func (b *bench) Client(context.Context, store.Connection, provider.Info, int64) (*http.Client, tracker.Counter, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clients++
	return http.DefaultClient, counter{3, 15}, nil
}

func (b *bench) Settle(ctx context.Context, _ campaign.Campaign, syncID int64) (tracker.Settled, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settled = append(b.settled, syncID)
	if b.fail != nil {
		return tracker.Settled{}, b.fail
	}
	return tracker.Settled{Metrics: map[string]int{"n": 1}, Message: "all told", Changed: []string{"n"}}, ctx.Err()
}

func (b *bench) heard(e tracker.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, e)
}

func newBench(t *testing.T, now func() time.Time, sources ...provider.Provider) *bench {
	t.Helper()
	return benchAt(t, filepath.Join(t.TempDir(), "mixdown.db"), now, sources...)
}

func benchAt(t *testing.T, path string, now func() time.Time, sources ...provider.Provider) *bench {
	t.Helper()
	s, err := store.Open(t.Context(), path, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if now == nil {
		now = time.Now
	}
	b := &bench{store: s}
	b.Tracker = tracker.New(tracker.Config{Store: s, Providers: sources, Clients: b, Numbers: b, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: now, Listen: b.heard})
	return b
}

func gmail() *source {
	return &source{name: "gmail", table: "gmail", every: 15 * time.Minute, version: 1}
}
func sheets() *source {
	return &source{name: "sheets", table: "google_sheets", every: 15 * time.Minute, version: 1}
}

// connect adds a connection whose id is its provider's word.
func (b *bench) connect(t *testing.T, src *source, change ...func(*store.Connection)) {
	t.Helper()
	c := store.Connection{ID: src.name, Provider: src.table, Account: "you@label.example", Status: "active", AutoSync: true, ConnectedAt: b.Now()}
	for _, f := range change {
		f(&c)
	}
	must(t, b.store.SaveConnection(t.Context(), c))
}

func (b *bench) connection(t *testing.T, id string) store.Connection {
	t.Helper()
	list, err := b.store.Connections(t.Context())
	must(t, err)
	for _, c := range list {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("no connection %s", id)
	return store.Connection{}
}

func (b *bench) sync(t *testing.T) tracker.Result {
	t.Helper()
	res, err := b.Sync(t.Context(), tracker.Request{Campaign: spring, Trigger: "test"})
	must(t, err)
	return res
}

func (b *bench) records(t *testing.T, id string) (n int) {
	t.Helper()
	must(t, b.store.Evidence(t.Context(), spring.ID, id, stream, 0, func(provider.Record) error { n++; return nil }))
	return n
}

func runOf(t *testing.T, res tracker.Result, name string) tracker.RunResult {
	t.Helper()
	for _, r := range res.Runs {
		if r.Provider == name {
			return r
		}
	}
	t.Fatalf("no run of %s in %+v", name, res)
	return tracker.RunResult{}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code apperr.Code) {
	t.Helper()
	if err == nil || apperr.CodeOf(err) != code {
		t.Fatalf("error %v (%s), want %s", err, apperr.CodeOf(err), code)
	}
}

var errBoom = errors.New("boom")

func offline(name string) error {
	return apperr.For(name, apperr.Offline, "There is no network.", errBoom)
}

func toJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	must(t, err)
	return string(raw)
}
