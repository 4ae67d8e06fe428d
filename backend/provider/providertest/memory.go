package providertest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"mixdown/backend/provider"
)

// Memory keeps what a Sync emits as the store does: a batch is applied as a whole, a record takes the place of the one
// with its stream and id, Gone closes it, Replace closes what the batch does not name. The zero value is empty and ready.
type Memory struct {
	mu       sync.Mutex
	records  map[key]provider.Record
	cursor   provider.Cursor
	progress provider.Progress
	batches  int
	changes  int
}

type key struct{ stream, id string }

// Apply stores one batch. It is an Emit.
func (m *Memory) Apply(b provider.Batch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.records == nil {
		m.records = map[key]provider.Record{}
	}
	m.batches++
	named := map[key]bool{}
	for _, r := range b.Records {
		r.At = r.At.Truncate(time.Millisecond) // as finely as the store keeps times
		k := key{r.Stream, r.ID}
		held, ok := m.records[k]
		if !r.Gone {
			named[k] = true
		}
		switch {
		case r.Gone && ok:
			delete(m.records, k)
			m.changes++
		case !r.Gone && (!ok || !same(held, r)):
			m.records[k] = r
			m.changes++
		}
	}
	for k := range m.records {
		if slices.Contains(b.Replace, k.stream) && !named[k] {
			delete(m.records, k)
			m.changes++
		}
	}
	if b.Cursor != nil {
		m.cursor = bytes.Clone(b.Cursor)
	}
	m.progress = b.Progress
	return nil
}

// same compares as the store does.
func same(a, b provider.Record) bool { return line(a) == line(b) }

// Records calls fn for the records of a stream in states (any, when none is named), oldest first.
func (m *Memory) Records(ctx context.Context, stream string, states []string, fn func(provider.Record) error) error {
	for _, r := range m.All() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if r.Stream != stream || len(states) > 0 && !slices.Contains(states, r.State) {
			continue
		}
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

// All returns every record by stream, time and id.
func (m *Memory) All() []provider.Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]provider.Record, 0, len(m.records))
	for _, r := range m.records {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b provider.Record) int {
		return cmp.Or(cmp.Compare(a.Stream, b.Stream), a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// Cursor returns the cursor of the last batch that had one.
func (m *Memory) Cursor() provider.Cursor {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursor
}

// Progress returns that of the last batch.
func (m *Memory) Progress() provider.Progress {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.progress
}

// Batches and Changes return how many batches were applied and how many records they changed.
func (m *Memory) Batches() int { m.mu.Lock(); defer m.mu.Unlock(); return m.batches }

// Changes returns how many records were added, changed or closed.
func (m *Memory) Changes() int { m.mu.Lock(); defer m.mu.Unlock(); return m.changes }

// Dump returns the records as lines, for comparison of two memories.
func (m *Memory) Dump() []string {
	all := m.All()
	lines := make([]string, len(all))
	for i, r := range all {
		lines[i] = line(r)
	}
	return lines
}

func line(r provider.Record) string {
	at := ""
	if !r.At.IsZero() {
		at = r.At.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return fmt.Sprintf("%s %q at=%s who=%q contact=%q what=%q state=%q why=%q group=%q link=%q data=%s",
		r.Stream, r.ID, at, r.Who, r.Contact, r.What, r.State, r.Why, r.Group, r.Link, json.RawMessage(r.Data))
}

// Clone returns a copy that goes its own way.
func (m *Memory) Clone() *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := &Memory{records: make(map[key]provider.Record, len(m.records)), cursor: bytes.Clone(m.cursor), progress: m.progress}
	for k, r := range m.records {
		c.records[k] = r
	}
	return c
}

var (
	_ provider.Held = (*Memory)(nil)
	_ provider.Emit = (*Memory)(nil).Apply
)
