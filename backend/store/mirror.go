package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Mirrored is what a project has of one row.
type Mirrored struct {
	ID      string
	Mark    string
	Refused string // why the project will never take this version of the row, or ""
}

// MirrorSession is a campaign as the mirror knows it: without its rule.
type MirrorSession struct {
	ID, Name             string
	CreatedAt, UpdatedAt time.Time
	ArchivedAt           time.Time
}

// MirrorSessions returns all campaigns in the order in which they were made.
func (s *Store) MirrorSessions(ctx context.Context) ([]MirrorSession, error) {
	list := []MirrorSession{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var m MirrorSession
		var created, updated, archived sql.NullString
		if err := r.Scan(&m.ID, &m.Name, &created, &updated, &archived); err != nil {
			return fmt.Errorf("store: mirror: %w", err)
		}
		m.CreatedAt, m.UpdatedAt, m.ArchivedAt = parseStamp(created), parseStamp(updated), parseStamp(archived)
		list = append(list, m)
		return nil
	}, "SELECT id, name, created_at, updated_at, archived_at FROM agent_sessions ORDER BY created_at, rowid")
	return list, err
}

// refusedSessions are the campaigns that the target ?1 does not take: what belongs to them would be refused as well, as if it were
// somebody else's.
const refusedSessions = "(SELECT row_id FROM mirrored WHERE target = ?1 AND table_name = 'agent_sessions' AND refused <> '')"

// MirrorRuns returns the ended runs that the target does not have, oldest first, and how many there are in all. limit 0 means
// all. Runs of campaigns that are gone, or that the target refuses, are left out.
func (s *Store) MirrorRuns(ctx context.Context, target string, limit int) ([]Run, int, error) {
	where := `WHERE y.kind = 'sync' AND l.status <> 'running' AND l.synced_at IS NOT NULL AND l.campaign_id IN (SELECT id FROM agent_sessions) AND NOT EXISTS
		(SELECT 1 FROM mirrored m WHERE m.target = ?1 AND m.table_name = 'integration_sync_logs' AND m.row_id = CAST(l.id AS TEXT) AND m.mark = l.synced_at)
		AND l.campaign_id NOT IN ` + refusedSessions
	list, err := s.runs(ctx, where+" ORDER BY l.id LIMIT ?2", target, unlimited(limit))
	if err != nil {
		return nil, 0, err
	}
	n, err := s.count(ctx, "SELECT count(*) FROM integration_sync_logs l JOIN syncs y ON y.id = l.sync_id "+where, target)
	return list, n, err
}

// MirrorResult is a kept value with the id of its row.
type MirrorResult struct {
	ID string
	Result
}

// MirrorResults returns the kept values that the target does not have, oldest first, and how many there are in all. Those of
// campaigns that the target refuses are left out.
func (s *Store) MirrorResults(ctx context.Context, target string, limit int) ([]MirrorResult, int, error) {
	list := []MirrorResult{}
	where := ` FROM campaign_results r WHERE r.session_id IN (SELECT id FROM agent_sessions) AND NOT EXISTS
		(SELECT 1 FROM mirrored m WHERE m.target = ?1 AND m.table_name = 'campaign_results' AND m.row_id = r.id AND m.mark = r.updated_at)
		AND r.session_id NOT IN ` + refusedSessions
	err := s.rows(ctx, func(rows *sql.Rows) error {
		var r MirrorResult
		var metadata string
		var created sql.NullString
		if err := rows.Scan(&r.ID, &r.CampaignID, &r.SyncID, &r.Agent, &r.Key, &r.Value, &r.Label, &r.Unit, &metadata, &created); err != nil {
			return fmt.Errorf("store: mirror: %w", err)
		}
		r.Metadata, r.CreatedAt = json.RawMessage(metadata), parseStamp(created)
		list = append(list, r)
		return nil
	}, "SELECT r.id, r.session_id, r.sync_id, r.agent_name, r.metric_key, r.metric_value, r.metric_label, r.metric_unit, r.metadata, r.created_at"+where+
		" ORDER BY r.sync_id, r.rowid LIMIT ?2", target, unlimited(limit))
	if err != nil {
		return nil, 0, err
	}
	n, err := s.count(ctx, "SELECT count(*)"+where, target)
	return list, n, err
}

func unlimited(limit int) int {
	if limit <= 0 {
		return -1
	}
	return limit
}

func (s *Store) count(ctx context.Context, query string, args ...any) (n int, err error) {
	if err := s.read.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, translate(fmt.Errorf("store: count: %w", err))
	}
	return n, nil
}

// MirroredRows returns what the target has of one table, by the row's id.
func (s *Store) MirroredRows(ctx context.Context, target, table string) (map[string]Mirrored, error) {
	list := map[string]Mirrored{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var m Mirrored
		err := r.Scan(&m.ID, &m.Mark, &m.Refused)
		list[m.ID] = m
		return err
	}, "SELECT row_id, mark, refused FROM mirrored WHERE target = ? AND table_name = ?", target, table)
	return list, err
}

// MarkMirrored keeps that the target has these rows, or will never take them.
func (s *Store) MarkMirrored(ctx context.Context, target, table string, rows []Mirrored) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		for _, m := range rows {
			if _, err := tx.ExecContext(ctx, `INSERT INTO mirrored (target, table_name, row_id, mark, refused, sent_at) VALUES (?,?,?,?,?,?)
				ON CONFLICT (target, table_name, row_id) DO UPDATE SET mark = excluded.mark, refused = excluded.refused, sent_at = excluded.sent_at`,
				target, table, m.ID, m.Mark, m.Refused, stamp(s.now())); err != nil {
				return fmt.Errorf("store: mirrored: %w", err)
			}
		}
		return nil
	})
}

// CountRefused returns how many rows the target will not take.
func (s *Store) CountRefused(ctx context.Context, target string) (int, error) {
	return s.count(ctx, "SELECT count(*) FROM mirrored WHERE target = ? AND refused <> ''", target)
}

// RetryRefused has the rows that the target refused be sent again: the rule that refused them may have been mended.
func (s *Store) RetryRefused(ctx context.Context, target string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE mirrored SET mark = '', refused = '' WHERE target = ? AND refused <> ''", target)
		return err
	})
}

// ForgetMirrored drops what is known of all targets, so that everything counts as not sent.
func (s *Store) ForgetMirrored(ctx context.Context) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM mirrored")
		return err
	})
}

// Mark is the mark of a row that changes with a time.
func Mark(t time.Time) string { return stamp(t) }
