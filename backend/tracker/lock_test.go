package tracker_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

// moving is a clock that a test moves.
type moving struct {
	mu sync.Mutex
	t  time.Time
}

func (m *moving) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.t
}

func (m *moving) move(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.t = m.t.Add(d)
}

// Two processes sync one mailbox: the second waits, then goes on where the first ended. Nothing is read twice.
func TestTheSecondProcessWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	began, goOn := make(chan struct{}), make(chan struct{})
	first, second := gmail(), gmail()
	first.read = pages(3, func(n int) error {
		if n == 2 {
			close(began)
			<-goOn
		}
		return nil
	})
	second.read = pages(3, nil)
	a, b := benchAt(t, path, nil, first), benchAt(t, path, nil, second)
	a.connect(t, first)
	var wg sync.WaitGroup
	var one, two tracker.Result
	wg.Go(func() { one, _ = a.Sync(t.Context(), tracker.Request{Campaign: spring}) })
	<-began
	started := make(chan struct{})
	wg.Go(func() {
		close(started)
		two, _ = b.Sync(t.Context(), tracker.Request{Campaign: spring})
	})
	<-started
	if n := len(second.seen()); n != 0 {
		t.Error("the second process read while the first did")
	}
	close(goOn)
	wg.Wait()
	if !one.Success || !two.Success {
		t.Errorf("%s\n%s", toJSON(t, one), toJSON(t, two))
	}
	if calls := second.seen(); len(calls) != 1 || calls[0].cursor != "3" {
		t.Errorf("the second read %+v", calls)
	}
	if b.records(t, "gmail") != 3 {
		t.Errorf("%d records", b.records(t, "gmail"))
	}
}

// held holds the lock of the connection as another process does.
func (b *bench) held(t *testing.T, id string) (release func()) {
	t.Helper()
	other, err := store.Open(t.Context(), b.store.Path(), nil)
	must(t, err)
	t.Cleanup(func() { _ = other.Close() })
	release, err = other.Lock(t.Context(), "connection:"+id)
	must(t, err)
	return release
}

func TestStopEndsTheWaitForALock(t *testing.T) {
	mail, list := gmail(), sheets()
	b := newBench(t, nil, mail, list)
	b.connect(t, mail)
	b.connect(t, list)
	defer b.held(t, "gmail")()
	ctx, stop := context.WithCancel(t.Context())
	list.read = func(ctx context.Context, c call) error {
		defer stop()
		return c.emit(page(1, 1))
	}
	res, err := b.Sync(ctx, tracker.Request{Campaign: spring})
	must(t, err)
	if r := runOf(t, res, "sheets"); r.Status != store.StatusSuccess {
		t.Errorf("the source that was free: %+v", r)
	}
	if r := runOf(t, res, "gmail"); r.Status != store.StatusError || r.Error == nil || r.Error.Code != apperr.Busy || len(mail.seen()) != 0 {
		t.Errorf("the source that another process reads: %+v", r)
	}
	if c := b.connection(t, "gmail"); c.Status != "active" || c.Retries != 0 {
		t.Errorf("a source that somebody else reads became %+v", c)
	}
}

// What happened to a connection while a run waited for it counts: it may be gone, or need a sign-in.
func TestTheConnectionChangedWhileARunWaited(t *testing.T) {
	for name, c := range map[string]struct {
		change func(t *testing.T, b *bench)
		code   apperr.Code
	}{
		"disconnected": {func(t *testing.T, b *bench) { must(t, b.store.DeleteConnection(t.Context(), "gmail", false)) }, apperr.NotFound},
		"needs sign-in": {func(t *testing.T, b *bench) {
			must(t, b.store.UpdateConnection(t.Context(), "gmail", func(c *store.Connection) { c.Status = "needs_sign_in" }))
		}, apperr.NeedsSignIn},
	} {
		t.Run(name, func(t *testing.T) {
			mail, list := gmail(), sheets()
			b := newBench(t, nil, mail, list)
			b.connect(t, mail)
			b.connect(t, list)
			release := b.held(t, "gmail")
			list.read = func(context.Context, call) error { // the sync has begun
				c.change(t, b)
				release()
				return nil
			}
			res := b.sync(t)
			r := runOf(t, res, "gmail")
			if r.Error == nil || r.Error.Code != c.code || len(mail.seen()) != 0 || b.clients != 1 {
				t.Errorf("%d reads, %d clients, run %+v", len(mail.seen()), b.clients, r)
			}
			if n := b.records(t, "gmail"); n != 0 {
				t.Errorf("%d records came back", n)
			}
		})
	}
}
