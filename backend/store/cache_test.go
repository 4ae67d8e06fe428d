package store

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"mixdown/backend/provider"
)

// tired is canceled after it was asked so often.
type tired struct {
	context.Context
	cancel context.CancelFunc
	left   *atomic.Int64
}

func (c tired) Done() <-chan struct{} {
	if c.left.Add(-1) == 0 {
		c.cancel()
	}
	return c.Context.Done()
}

// A large write takes its memory back also where it is canceled in the middle.
func TestALargeWriteThatIsCanceledTakesItsMemoryBack(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "mixdown.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	y, err := s.BeginSync(t.Context(), "camp", KindSync, "test")
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.BeginRun(t.Context(), Run{SyncID: y.ID, CampaignID: "camp", ConnectionID: "conn", IntegrationType: "gmail"})
	if err != nil {
		t.Fatal(err)
	}
	var b Batch
	for i := range 2 * manyRecords {
		b.Records = append(b.Records, provider.Record{Stream: provider.StreamMessages, ID: fmt.Sprint(i), State: "pitch", Why: "made up"})
	}
	inner, cancel := context.WithCancel(t.Context())
	defer cancel()
	left := &atomic.Int64{}
	left.Store(manyRecords)
	if _, err := s.Commit(tired{inner, cancel, left}, run, b); err == nil {
		t.Fatal("a canceled write was done")
	}
	var kib int
	if err := s.write.QueryRowContext(t.Context(), "PRAGMA cache_size").Scan(&kib); err != nil || kib != usualCache {
		t.Errorf("the cache is %d KiB, %v", -kib, err)
	}
}
