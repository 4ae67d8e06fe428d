package store_test

import (
	"context"
	"path/filepath"
	"testing"
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

func TestLockOfAnEndedLeaseIsFree(t *testing.T) {
	path, c := filepath.Join(t.TempDir(), "mixdown.db"), newClock()
	a, b := open(t, path, c.now), open(t, path, c.now)
	first, err := a.Lock(soon(t), lockName)
	must(t, err)
	c.move(59 * time.Second)
	wantTaken(t, b, lockName)
	c.move(2 * time.Second)
	second, err := b.Lock(soon(t), lockName)
	must(t, err)
	first() // who lost the lock cannot give it away
	wantTaken(t, a, lockName)
	second()

	// A clock that was set back does not keep a lock for hours.
	c.move(10 * time.Hour)
	third, err := a.Lock(soon(t), lockName)
	must(t, err)
	defer third()
	c.move(-10 * time.Hour)
	fourth, err := b.Lock(soon(t), lockName)
	must(t, err)
	fourth()
}
