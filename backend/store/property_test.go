package store_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mixdown/backend/provider"
	"mixdown/backend/steady"
	"mixdown/backend/store"
)

// machine drives a store and a model of it: what every connection held after each of its runs.
type machine struct {
	dir     string
	s       *store.Store
	open    map[string]*store.Run // the run under way of each connection
	now     map[string]map[string]string
	cursor  map[string]string
	after   map[int64]map[string]string // by run: what its connection held after it
	owner   map[int64]string
	last    int64
	counter int
}

func (m *machine) reopen(t *rapid.T) {
	s, err := store.Open(context.Background(), filepath.Join(m.dir, "mixdown.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	m.s = s
}

func (m *machine) begin(t *rapid.T, id string) {
	r, err := beginRun(context.Background(), m.s, camp, id)
	if err != nil {
		t.Fatal(err)
	}
	if r.ID <= m.last {
		t.Fatalf("run %d came after run %d", r.ID, m.last)
	}
	m.open[id], m.last, m.owner[r.ID] = &r, r.ID, id
	m.after[r.ID] = maps.Clone(m.now[id])
}

// batch draws a batch, and what the connection holds with it.
func (m *machine) batch(t *rapid.T, id string) (provider.Batch, map[string]string) {
	next := maps.Clone(m.now[id])
	if next == nil {
		next = map[string]string{}
	}
	var b provider.Batch
	named := map[string]bool{}
	for range rapid.IntRange(0, 6).Draw(t, "records") {
		rec := message(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "id"), rapid.SampledFrom([]string{"pitch", "human_reply", "auto_reply"}).Draw(t, "state"))
		rec.Gone = rapid.IntRange(0, 4).Draw(t, "gone") == 0
		if rec.Gone {
			delete(next, rec.ID)
		} else {
			next[rec.ID] = rec.State
		}
		named[rec.ID] = true
		b.Records = append(b.Records, rec)
	}
	if rapid.IntRange(0, 5).Draw(t, "replace") == 0 {
		b.Replace = []string{provider.StreamMessages}
		maps.DeleteFunc(next, func(id, _ string) bool { return !named[id] })
	}
	m.counter++
	b.Cursor = provider.Cursor(fmt.Sprint(m.counter))
	return b, next
}

// check compares the states as of the runs from one on, and now, with the model.
func (m *machine) check(t *rapid.T, from int64) {
	ctx := context.Background()
	for run := max(from, 1); run <= m.last+1; run++ {
		asOf := run
		if run > m.last {
			asOf = 0 // now
		}
		for _, id := range []string{"gmail-1", "gmail-2"} {
			want := map[string]string{}
			for r := run; r > 0; r-- {
				if m.owner[r] == id {
					maps.Copy(want, m.after[r])
					break
				}
			}
			got, err := statesOf(ctx, m.s, camp, id, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s as of run %d (-model +store):\n%s", id, asOf, diff)
			}
		}
	}
	for id, want := range m.cursor {
		c, err := m.s.Cursor(ctx, id, camp)
		if err != nil || string(c.Cursor) != want {
			t.Fatalf("the cursor of %s is %s, want %s (%v)", id, c.Cursor, want, err)
		}
	}
}

// Whatever batches come, with stops and restarts between them, every past state is that of a plain model.
func TestAsOfEqualsAModel(t *testing.T) {
	steady.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "mixdown-model")
		if err != nil {
			t.Fatal(err)
		}
		m := &machine{dir: dir, open: map[string]*store.Run{}, now: map[string]map[string]string{}, cursor: map[string]string{},
			after: map[int64]map[string]string{}, owner: map[int64]string{}}
		m.reopen(t)
		var left []*store.Store // stores of processes that "died": never closed in order
		defer func() {
			for _, s := range append(left, m.s) {
				_ = s.Close()
			}
			_ = os.RemoveAll(dir)
		}()
		one := rapid.SampledFrom([]string{"gmail-1", "gmail-2"})
		t.Repeat(map[string]func(*rapid.T){
			"begin": func(t *rapid.T) { m.begin(t, one.Draw(t, "connection")) },
			"commit": func(t *rapid.T) {
				id := one.Draw(t, "connection")
				if m.open[id] == nil {
					t.Skip("nothing runs")
				}
				b, next := m.batch(t, id)
				if _, err := m.s.Commit(context.Background(), *m.open[id], store.Batch{Batch: b, SyncVersion: 1}); err != nil {
					t.Fatal(err)
				}
				m.now[id], m.cursor[id] = next, string(b.Cursor)
				m.after[m.open[id].ID] = next
			},
			"refused commit": func(t *rapid.T) { // as when the process ends in the middle: nothing of it is there
				id := one.Draw(t, "connection")
				if m.open[id] == nil {
					t.Skip("nothing runs")
				}
				b, _ := m.batch(t, id)
				b.Records = append(b.Records, provider.Record{Stream: provider.StreamMessages, ID: "broken", Data: []byte("{")})
				if _, err := m.s.Commit(context.Background(), *m.open[id], store.Batch{Batch: b, SyncVersion: 1}); err == nil {
					t.Fatal("a broken record was taken")
				}
			},
			"die": func(t *rapid.T) {
				left = append(left, m.s)
				clear(m.open)
				m.reopen(t)
			},
			"": func(t *rapid.T) { m.check(t, m.last) },
		})
		m.check(t, 1)
	})
}
