package providertest_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/store"
)

// Memory and the store hold the same after any batches.
func TestMemoryIsLikeTheStore(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC) }
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "mixdown.db"), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for n := range 12 {
		id := fmt.Sprint("c", n)
		if err := s.SaveCampaign(t.Context(), campaign.Campaign{ID: id, Name: id}, nil); err != nil {
			t.Fatal(err)
		}
		m := &providertest.Memory{}
		run := begin(t, s, id)
		for i, b := range rapid.SliceOfN(batch(), 2, 6).Example(n) {
			if i == 2 {
				run = begin(t, s, id)
			}
			if err := m.Apply(b); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Commit(t.Context(), run, store.Batch{Batch: b, SyncVersion: 1}); err != nil {
				t.Fatal(err)
			}
		}
		held := &providertest.Memory{}
		for _, stream := range []string{"a", "b"} {
			err := s.Held("conn", id).Records(t.Context(), stream, nil, func(r provider.Record) error {
				return held.Apply(provider.Batch{Records: []provider.Record{r}})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(held.Dump(), m.Dump()); diff != "" {
			t.Fatal("store (-), memory (+):", diff)
		}
		cursor, err := s.Cursor(t.Context(), "conn", id)
		if err != nil || string(cursor.Cursor) != string(m.Cursor()) || cursor.Complete != m.Progress().Complete {
			t.Fatalf("cursor %s, want %s; %v", cursor.Cursor, m.Cursor(), err)
		}
	}
}

func begin(t *testing.T, s *store.Store, id string) store.Run {
	t.Helper()
	y, err := s.BeginSync(t.Context(), id, "sync", "test")
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.BeginRun(t.Context(), store.Run{SyncID: y.ID, CampaignID: id, ConnectionID: "conn", IntegrationType: "gmail"})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func batch() *rapid.Generator[provider.Batch] {
	record := rapid.Custom(func(t *rapid.T) provider.Record {
		r := provider.Record{
			Stream: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "stream"), ID: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "id"),
			State: rapid.SampledFrom([]string{"", "new", "old"}).Draw(t, "state"), Gone: rapid.IntRange(0, 4).Draw(t, "gone") == 0,
		}
		if rapid.Bool().Draw(t, "dated") {
			r.At = time.Date(2026, 11, 1, 0, 0, 0, rapid.IntRange(0, 3).Draw(t, "nanoseconds")*500_000, time.UTC)
		}
		if rapid.Bool().Draw(t, "data") {
			r.Data = json.RawMessage(`{"x":1}`)
		}
		return r
	})
	return rapid.Custom(func(t *rapid.T) provider.Batch {
		b := provider.Batch{Records: rapid.SliceOfN(record, 0, 8).Draw(t, "records"), Progress: provider.Progress{Complete: rapid.Bool().Draw(t, "complete")}}
		if rapid.Bool().Draw(t, "replace") {
			b.Replace = []string{"a"}
		}
		if rapid.Bool().Draw(t, "cursor") {
			b.Cursor = provider.Cursor(fmt.Sprintf(`{"n":%d}`, rapid.IntRange(0, 9).Draw(t, "n")))
		}
		return b
	})
}
