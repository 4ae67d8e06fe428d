package providertest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// testTwice: a second Sync finds nothing new, and asks less.
func testTwice(t *testing.T, s Suite) {
	o := open(t, s)
	m := o.full(t)
	if len(m.All()) == 0 {
		t.Fatal("the story gives no record: the suite could not fail")
	}
	if !m.Progress().Complete {
		t.Errorf("after a whole Sync progress is %+v", m.Progress())
	}
	first, changes := o.watch.count(), m.Changes()
	if err := o.sync(t.Context(), t, m, nil); err != nil {
		t.Fatal(cause(err))
	}
	if again := o.watch.count() - first; again >= first {
		t.Errorf("the first Sync made %d requests, one with nothing new %d", first, again)
	}
	if m.Changes() != changes {
		t.Errorf("a Sync with nothing new changed %d records", m.Changes()-changes)
	}
	if !m.Progress().Complete {
		t.Errorf("after a Sync with nothing new progress is %+v", m.Progress())
	}
	// An unreadable cursor is none: all is read again, and is the same.
	strange := m.Clone()
	if err := strange.Apply(provider.Batch{Cursor: provider.Cursor(`{"of":"another version"}`)}); err != nil {
		t.Fatal(err)
	}
	if err := o.sync(t.Context(), t, strange, nil); err != nil {
		t.Fatalf("with a strange cursor: %v", cause(err))
	}
	if diff := cmp.Diff(m.Dump(), strange.Dump()); diff != "" {
		t.Error("with a strange cursor:", diff)
	}
}

// testChange: reading what changed gives what reading everything gives.
func testChange(t *testing.T, s Suite) {
	o := open(t, s)
	if o.Change == nil {
		t.Skip("nothing changes here")
	}
	m := o.full(t)
	before := m.Changes()
	o.Change(t)
	if err := o.sync(t.Context(), t, m, nil); err != nil {
		t.Fatal(cause(err))
	}
	if m.Changes() == before {
		t.Error("the change was not seen")
	}
	if diff := cmp.Diff(o.full(t).Dump(), m.Dump()); diff != "" {
		t.Error("read anew (-) and read on (+):", diff)
	}
}

// testStop: stopped before any batch is stored, and gone on from there, a Sync ends where one without a stop ends.
func testStop(t *testing.T, s Suite) {
	o := open(t, s)
	want := o.full(t)
	errStop := errors.New("stopped by the suite")
	for _, at := range points(want.Batches()) {
		m := &Memory{}
		n := 0
		err := o.sync(t.Context(), t, m, func(provider.Batch) error {
			if n++; n > at {
				return errStop
			}
			return nil
		})
		if !errors.Is(err, errStop) {
			t.Fatalf("stopped at batch %d: Sync returned %v, not emit's error", at, err)
		}
		if err := o.sync(t.Context(), t, m, nil); err != nil {
			t.Fatalf("gone on after %d batches: %v", at, cause(err))
		}
		if diff := cmp.Diff(want.Dump(), m.Dump()); diff != "" {
			t.Errorf("gone on after %d batches: %s", at, diff)
		}
	}
}

// testCancel: a cancelled context ends Sync, at the start and after every batch.
func testCancel(t *testing.T, s Suite) {
	o := open(t, s)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	m := &Memory{}
	if err := o.sync(gone, t, m, nil); apperr.CodeOf(err) != apperr.Canceled {
		t.Errorf("with a cancelled context: %v", cause(err))
	}
	if len(m.All()) > 0 {
		t.Error("records came with a cancelled context")
	}
	want := o.full(t)
	for _, at := range points(want.Batches()) {
		ctx, cancel := context.WithCancel(t.Context())
		m, n := &Memory{}, 0
		err := o.sync(ctx, t, m, func(provider.Batch) error {
			if n++; n > at {
				cancel()
			}
			return nil
		})
		cancel()
		if err != nil && apperr.CodeOf(err) != apperr.Canceled {
			t.Errorf("cancelled in batch %d: %v", at, cause(err))
		}
		if err := o.sync(t.Context(), t, m, nil); err != nil {
			t.Fatal(cause(err))
		}
		if diff := cmp.Diff(want.Dump(), m.Dump()); diff != "" {
			t.Errorf("cancelled in batch %d, gone on: %s", at, diff)
		}
	}
}

// testFaults: each request of a first Sync fails once in each way; the error says what is wrong, and the next Sync ends
// where one without faults ends.
func testFaults(t *testing.T, s Suite) {
	o := open(t, s)
	before := o.watch.count()
	want := o.full(t)
	requests := o.watch.count() - before
	for _, f := range faults() {
		for _, n := range points(requests) {
			m := &Memory{}
			o.watch.arm(&f, n+1)
			err := o.sync(t.Context(), t, m, nil)
			if !o.watch.disarm() {
				t.Fatalf("%s: request %d was not made", f.name, n+1)
			}
			whole := m.Progress().Complete && m.Progress().Unread == 0
			if err != nil {
				checkFault(t, f, err)
			} else if whole && !f.bearable {
				t.Errorf("%s at request %d: Sync says that it read everything", f.name, n+1)
			}
			if f.bearable {
				continue
			}
			if err := o.sync(t.Context(), t, m, nil); err != nil {
				t.Fatalf("%s at request %d, gone on: %v", f.name, n+1, cause(err))
			}
			if diff := cmp.Diff(want.Dump(), m.Dump()); diff != "" {
				t.Errorf("%s at request %d, gone on: %s", f.name, n+1, diff)
			}
		}
	}
}

func checkFault(t *testing.T, f fault, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", f.name)
		return
	}
	e := apperr.From(err)
	if !slices.Contains(f.codes, e.Code) {
		t.Errorf("%s: code %q, want one of %v: %v", f.name, e.Code, f.codes, cause(err))
	}
	if e.Message == "" || len(e.Message) > 400 {
		t.Errorf("%s: the sentence %q", f.name, e.Message)
	}
}

// points returns the numbers below n, about twenty of them spread where there are more.
func points(n int) []int {
	step := max(1, n/20)
	var p []int
	for i := 0; i < n; i += step {
		p = append(p, i)
	}
	return p
}
