package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// Channel is a service's promise to tell of changes of one thing. It holds no secret.
type Channel struct {
	ConnectionID string
	Kind         string // the command line's word of the source
	Resource     string
	ID           string
	Stop         string
	Address      string
	OpenedAt     time.Time
	EndsAt       time.Time // zero: not by itself
	VerifiedAt   time.Time // zero: nothing came through yet
	ListenedAt   time.Time // zero: nobody listens
}

// listenLease is how long a process that listened counts as listening. Listeners renew it at a third of that.
const listenLease = 3 * time.Minute

// listenEvery is how old a note of listening is renewed: a listener may note more often, and nothing is written.
const listenEvery = listenLease / 3

// Delivers reports whether changes come through the channel at a moment.
func (c Channel) Delivers(now time.Time) bool {
	return !c.VerifiedAt.IsZero() && (c.EndsAt.IsZero() || now.Before(c.EndsAt)) && !c.ListenedAt.IsZero() && now.Sub(c.ListenedAt).Abs() < listenLease
}

// Channels returns all channels, those of a connection together.
func (s *Store) Channels(ctx context.Context) ([]Channel, error) {
	list := []Channel{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var c Channel
		var opened, ends, verified, listened sql.NullString
		if err := r.Scan(&c.ConnectionID, &c.Kind, &c.Resource, &c.ID, &c.Stop, &c.Address, &opened, &ends, &verified, &listened); err != nil {
			return fmt.Errorf("store: channel: %w", err)
		}
		c.OpenedAt, c.EndsAt, c.VerifiedAt, c.ListenedAt = parseStamp(opened), parseStamp(ends), parseStamp(verified), parseStamp(listened)
		list = append(list, c)
		return nil
	}, "SELECT connection_id, kind, resource, id, stop, address, opened_at, ends_at, verified_at, listened_at FROM channels ORDER BY connection_id, resource")
	return list, err
}

// SaveChannel keeps a channel in place of an earlier one of the same thing. One that was renewed at the same address stays
// verified and listened to.
func (s *Store) SaveChannel(ctx context.Context, c Channel) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO channels (connection_id, kind, resource, id, stop, address, opened_at, ends_at) VALUES (?,?,?,?,?,?,?,?)
			ON CONFLICT (connection_id, resource) DO UPDATE SET kind = excluded.kind, id = excluded.id, stop = excluded.stop, opened_at = excluded.opened_at, ends_at = excluded.ends_at,
			verified_at = CASE WHEN address = excluded.address THEN verified_at END, listened_at = CASE WHEN address = excluded.address THEN listened_at END,
			address = excluded.address`,
			c.ConnectionID, c.Kind, c.Resource, c.ID, c.Stop, c.Address, stamp(c.OpenedAt), stampOrNull(c.EndsAt))
		return err
	})
}

// DeleteChannel forgets the channel of one thing.
func (s *Store) DeleteChannel(ctx context.Context, connectionID, resource string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM channels WHERE connection_id = ? AND resource = ?", connectionID, resource)
		return err
	})
}

// Listening notes that a process listens at an address now; stopped, that it does no more. It may be called often.
func (s *Store) Listening(ctx context.Context, address string, stopped bool) error {
	list, err := s.Channels(ctx)
	if err != nil {
		return err
	}
	now, at := s.now(), sql.NullString{}
	old := func(c Channel) bool { return c.Address == address && !c.ListenedAt.IsZero() }
	if !stopped {
		at = sql.NullString{String: stamp(now), Valid: true}
		old = func(c Channel) bool { return c.Address == address && now.Sub(c.ListenedAt) >= listenEvery }
	}
	if !slices.ContainsFunc(list, old) {
		return nil
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE channels SET listened_at = ? WHERE address = ?", at, address)
		return err
	})
}

// Heard notes that something genuine came through the channels of a kind at an address; id names one of them, "" all.
func (s *Store) Heard(ctx context.Context, kind, address, id string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE channels SET verified_at = ? WHERE kind = ? AND address = ? AND (? = '' OR id = ?) AND verified_at IS NULL",
			stamp(s.now()), kind, address, id, id)
		return err
	})
}
