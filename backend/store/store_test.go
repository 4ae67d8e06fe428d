package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

const (
	camp = "spring"
	conn = "gmail-1"
)

var start = time.Date(2026, 11, 22, 14, 42, 0, 0, time.UTC)

// clock is a clock that stands still until it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: start} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func open(t *testing.T, path string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path, now)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func fresh(t *testing.T) *store.Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "mixdown.db"), newClock().now)
}

// raw opens the file beside the store, for what no method of the store does.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec1(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func wantCode(t *testing.T, err error, code apperr.Code) {
	t.Helper()
	if err == nil || apperr.CodeOf(err) != code {
		t.Fatalf("error %v (%s), want %s", err, apperr.CodeOf(err), code)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// beginRun begins a sync of the campaign with one run of the connection.
func beginRun(ctx context.Context, s *store.Store, campaignID, connectionID string) (store.Run, error) {
	y, err := s.BeginSync(ctx, campaignID, store.KindSync, "command")
	if err != nil {
		return store.Run{}, err
	}
	return s.BeginRun(ctx, store.Run{SyncID: y.ID, CampaignID: campaignID, ConnectionID: connectionID, IntegrationType: "gmail", Account: "you@label.example"})
}

func run(t *testing.T, s *store.Store) store.Run {
	t.Helper()
	r, err := beginRun(t.Context(), s, camp, conn)
	must(t, err)
	return r
}

func commit(t *testing.T, s *store.Store, r store.Run, b provider.Batch) int {
	t.Helper()
	n, err := s.Commit(t.Context(), r, store.Batch{Batch: b, SyncVersion: 1})
	must(t, err)
	return n
}

func message(id, state string) provider.Record {
	return provider.Record{Stream: provider.StreamMessages, ID: id, At: start, Who: "dj@radio.example", What: "[SPRING] " + id, State: state, Why: "made up", Group: "t-" + id}
}

func records(list ...provider.Record) provider.Batch { return provider.Batch{Records: list} }

// states are the records of the messages stream as of a run (0 for now), id to state.
func states(t *testing.T, s *store.Store, run int64) map[string]string {
	t.Helper()
	m, err := statesOf(t.Context(), s, camp, "", run)
	must(t, err)
	return m
}

func statesOf(ctx context.Context, s *store.Store, campaignID, connectionID string, run int64) (map[string]string, error) {
	got := map[string]string{}
	err := s.Evidence(ctx, campaignID, connectionID, provider.StreamMessages, run, func(r provider.Record) error {
		if _, twice := got[r.ID]; twice {
			return fmt.Errorf("record %s came twice", r.ID)
		}
		got[r.ID] = r.State
		return nil
	})
	return got, err
}

func connection(id, table, account string) store.Connection {
	return store.Connection{ID: id, Provider: table, Account: account, Status: "active", AutoSync: true, ConnectedAt: start}
}

func spring() campaign.Campaign {
	return campaign.Campaign{ID: camp, Name: "Spring radio", Rule: campaign.Rule{Tag: "SPRING", Since: start.AddDate(0, 0, -30)}, CreatedAt: start}
}
