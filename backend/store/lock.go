package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"mixdown/backend/apperr"
)

// lease is how long a lock holds without being renewed; a holder renews it at a third of that. The lock of a process that
// is not alive any more is free at once. Within a process a lock is held until it is given back, renewed or not: after sleep the
// clock has gone on, and the holder's timer has not.
const lease = 60 * time.Second

const (
	// lockRenew is how often a holder renews its lock.
	lockRenew = lease / 3
	// lockPoll is how often a waiting process looks again.
	lockPoll = 150 * time.Millisecond
	// lapsedLooks is how often a lapsed lock of a process that is alive must be seen unchanged before it is taken. After sleep the
	// lease has run out and the holder has had no time to renew it: it gets that time, and some more. Looks are counted because
	// clocks and timers, by their kind, run or stand during sleep; nobody looks while the computer sleeps.
	lapsedLooks = int((lockRenew + 5*time.Second) / lockPoll)
)

// lapsed is a lock that was seen past its lease while its process is alive.
type lapsed struct {
	mark  string // whose, and when it ended
	looks int
}

// unchanged counts one more look and reports whether the lock has not been renewed for long enough.
func (l *lapsed) unchanged(mark string) bool {
	if l.mark != mark {
		*l = lapsed{mark: mark}
	}
	l.looks++
	return l.looks > lapsedLooks
}

// Lock takes the lock called name for this process and waits for it as long as ctx lets it; the returned function gives it
// back and may be called more than once. It is for what only one process may do at a time.
func (s *Store) Lock(ctx context.Context, name string) (release func(), err error) {
	owner := uuid.NewString()
	var seen lapsed
	for {
		got, err := s.tryLock(ctx, name, owner, &seen)
		if err != nil && ctx.Err() != nil {
			return nil, busy(ctx, name) // the wait ended in the middle of a look
		}
		if err != nil {
			return nil, err
		}
		if got {
			return s.keepLock(name, owner), nil
		}
		select {
		case <-ctx.Done():
			return nil, busy(ctx, name)
		case <-time.After(lockPoll):
		}
	}
}

// Locked reports whether a process that is alive holds the lock called name.
func (s *Store) Locked(ctx context.Context, name string) (locked bool, err error) {
	err = s.rows(ctx, func(r *sql.Rows) error {
		var pid int
		if err := r.Scan(&pid); err != nil {
			return fmt.Errorf("store: locked: %w", err)
		}
		locked = alive(pid)
		return nil
	}, "SELECT pid FROM locks WHERE name = ?", name)
	return locked, err
}

func busy(ctx context.Context, name string) error {
	if !strings.HasPrefix(name, runLock) {
		return apperr.New(apperr.Busy, "Another Mixdown is changing the same thing right now. Try again in a moment.", ctx.Err())
	}
	return apperr.New(apperr.Busy, "Another Mixdown is reading this source right now. Its numbers will be here when it is done.", ctx.Err())
}

func (s *Store) tryLock(ctx context.Context, name, owner string, seen *lapsed) (got bool, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		var holder string
		var pid int
		var expires sql.NullString
		err := tx.QueryRowContext(ctx, "SELECT owner, pid, expires_at FROM locks WHERE name = ?", name).Scan(&holder, &pid, &expires)
		now := s.now()
		if _, mine := s.held.Load(holder); err == nil && mine {
			return nil
		}
		if err == nil && alive(pid) {
			if now.Before(parseStamp(expires)) && parseStamp(expires).Sub(now) <= lease {
				return nil
			}
			if !seen.unchanged(holder + " " + expires.String) {
				return nil
			}
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("store: lock: %w", err)
		}
		got = true
		_, err = tx.ExecContext(ctx, "INSERT INTO locks (name, owner, pid, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, pid = excluded.pid, expires_at = excluded.expires_at",
			name, owner, os.Getpid(), stamp(now.Add(lease)))
		return err
	})
	return got, err
}

// keepLock renews the lock until it is released.
func (s *Store) keepLock(name, owner string) (release func()) {
	s.held.Store(owner, name)
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(lockRenew)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				_ = s.tx(ctx, func(tx *sql.Tx) error {
					_, err := tx.ExecContext(ctx, "UPDATE locks SET expires_at = ? WHERE name = ? AND owner = ?", stamp(s.now().Add(lease)), name, owner)
					return err
				})
			}
		}
	})
	return sync.OnceFunc(func() {
		cancel()
		done.Wait()
		// The lock lapses by itself should this last write be refused (a full disk).
		ctx := context.Background()
		_ = s.tx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "DELETE FROM locks WHERE name = ? AND owner = ?", name, owner)
			return err
		})
		s.held.Delete(owner)
	})
}
