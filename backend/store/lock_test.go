package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/store"
)

const lockName = "connection:gmail-1"

// soon is a context that ends before a lease does: what is had within it was not waited for that long.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func wantTaken(t *testing.T, s *store.Store, name string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	release, err := s.Lock(ctx, name)
	if err == nil {
		release()
	}
	wantCode(t, err, apperr.Busy)
}

func TestLockMakesTheSecondWait(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	a, b := open(t, path, nil), open(t, path, nil)
	release, err := a.Lock(soon(t), lockName)
	must(t, err)
	wantTaken(t, b, lockName)
	wantTaken(t, a, lockName) // the same process is no exception
	other, err := b.Lock(soon(t), "connection:sheets-1")
	must(t, err)
	defer other()

	got := make(chan error, 1)
	go func() {
		second, err := b.Lock(soon(t), lockName)
		if err == nil {
			defer second()
		}
		got <- err
	}()
	release()
	release() // more than once is no harm
	must(t, <-got)
	// A late second release of the first holder must not free the third.
	third, err := b.Lock(soon(t), lockName)
	must(t, err)
	release()
	wantTaken(t, a, lockName)
	third()
}

// Sleep lets the clock go on while nothing is renewed: the run that was under way still is, and the next one waits for it.
func TestLockOutlastsSleepInItsProcess(t *testing.T) {
	path, c := filepath.Join(t.TempDir(), "mixdown.db"), newClock()
	a := open(t, path, c.now)
	first, err := a.Lock(soon(t), lockName)
	must(t, err)
	c.move(8 * time.Hour)
	wantTaken(t, a, lockName)
	first()
	second, err := a.Lock(soon(t), lockName)
	must(t, err)
	second()
}

// After sleep another process finds the lease run out, and the holder, who is alive, renews it when its timer comes round: the
// other one must not have taken it before. The clock went on by the night; the timers did not.
func TestLockOutlastsSleepInAnotherProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path, c := filepath.Join(t.TempDir(), "mixdown.db"), newClock()
		a, b := open(t, path, c.now), open(t, path, c.now)
		release, err := a.Lock(t.Context(), lockName)
		must(t, err)
		time.Sleep(time.Second) // so that the renewal is nearly a whole interval away
		c.move(8 * time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		_, err = b.Lock(ctx, lockName)
		wantCode(t, err, apperr.Busy)
		release()
		second, err := b.Lock(t.Context(), lockName)
		must(t, err)
		second()
	})
}

// A process that is alive and renews nothing has lost its lock: its number may be another program's by now.
func TestLockOfAnEndedLeaseIsFree(t *testing.T) {
	path, c := filepath.Join(t.TempDir(), "mixdown.db"), newClock()
	a := open(t, path, c.now)
	silent := func(until time.Time) {
		t.Helper()
		db := raw(t, path)
		_, err := db.ExecContext(t.Context(), "INSERT OR REPLACE INTO locks (name, owner, pid, expires_at) VALUES (?, 'somebody', ?, ?)", lockName, os.Getppid(), store.Mark(until))
		must(t, err)
		must(t, db.Close())
	}
	silent(c.now().Add(time.Second))
	wantTaken(t, a, lockName)
	for name, until := range map[string]time.Time{
		"ended":                     c.now().Add(-time.Second),
		"of a clock that went back": c.now().Add(10 * time.Hour),
	} {
		t.Run(name, func(t *testing.T) {
			silent(until)
			synctest.Test(t, func(t *testing.T) {
				b := open(t, path, c.now)
				began := time.Now()
				release, err := b.Lock(t.Context(), lockName)
				must(t, err)
				if d := time.Since(began); d < 20*time.Second || d > time.Minute {
					t.Errorf("taken after %s", d)
				}
				wantTaken(t, a, lockName)
				release()
			})
		})
	}
}

// Who lost a lock cannot give it away.
func TestLostLockIsNotGivenBack(t *testing.T) {
	path, c := filepath.Join(t.TempDir(), "mixdown.db"), newClock()
	a, b := open(t, path, c.now), open(t, path, c.now)
	first, err := a.Lock(soon(t), lockName)
	must(t, err)
	db := raw(t, path)
	exec1(t, db, "DELETE FROM locks")
	second, err := b.Lock(soon(t), lockName)
	must(t, err)
	first()
	wantTaken(t, a, lockName)
	second()
}

// Who waits in vain is told for what.
func TestBusyInItsOwnWords(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "mixdown.db"), nil)
	for name, want := range map[string]string{store.RunLock("a"): "reading this source", "people a": "changing the same thing"} {
		release, err := s.Lock(t.Context(), name)
		must(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		_, err = s.Lock(ctx, name)
		cancel()
		release()
		if said := apperr.From(err); said.Code != apperr.Busy || !strings.Contains(said.Message, want) {
			t.Errorf("%s: %v", name, said)
		}
	}
}
