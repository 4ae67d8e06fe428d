package store

import "context"

// OutboxCounts returns how many edits are held by a conflict and how many wait to be sent.
func (s *Store) OutboxCounts(ctx context.Context) (held, pending int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE status = 'held'), count(*) FILTER (WHERE status IN ('pending', 'sending')) FROM outbox`).Scan(&held, &pending)
	return held, pending, translate(err)
}
