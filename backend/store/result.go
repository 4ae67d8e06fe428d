package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Result is the value of one metric: a row of campaign_results. Value is nil where it is not known; the reason stands in
// Metadata with the rest of the metric.
type Result struct {
	CampaignID string
	SyncID     int64
	Agent      string
	Key        string
	Value      *float64
	Label      string
	Unit       string
	Metadata   json.RawMessage
	CreatedAt  time.Time
}

// SaveResults keeps those results that differ from the newest kept ones of their key, and returns their keys.
func (s *Store) SaveResults(ctx context.Context, results []Result) (changed []string, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		changed = nil
		for _, r := range results {
			var value *float64
			var metadata string
			err := tx.QueryRowContext(ctx, "SELECT metric_value, metadata FROM campaign_results WHERE session_id = ? AND metric_key = ? ORDER BY sync_id DESC, rowid DESC LIMIT 1", r.CampaignID, r.Key).Scan(&value, &metadata)
			if err == nil && equalValue(value, r.Value) && metadata == string(r.Metadata) {
				continue
			}
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return fmt.Errorf("store: result %s: %w", r.Key, err)
			}
			if !equalValue(value, r.Value) { // a first unknown is no news
				changed = append(changed, r.Key)
			}
			now := stamp(s.now())
			if _, err := tx.ExecContext(ctx, `INSERT INTO campaign_results (id, session_id, sync_id, agent_name, metric_key, metric_value, metric_label, metric_unit, metadata, created_at, updated_at)
				VALUES (?,?,?,?,?,?,?,?,?,?,?)`, uuid.NewString(), r.CampaignID, r.SyncID, r.Agent, r.Key, r.Value, r.Label, r.Unit, string(r.Metadata), now, now); err != nil {
				return fmt.Errorf("store: result %s: %w", r.Key, err)
			}
		}
		return nil
	})
	return changed, err
}

// History returns the kept values of one metric, oldest first.
func (s *Store) History(ctx context.Context, campaignID, key string) ([]Result, error) {
	return s.results(ctx, "WHERE session_id = ? AND metric_key = ? ORDER BY sync_id, rowid", campaignID, key)
}

// ResultsAt returns the newest kept value of every metric up to a sync (0 for the newest of all).
func (s *Store) ResultsAt(ctx context.Context, campaignID string, syncID int64) (map[string]Result, error) {
	where, args := "WHERE session_id = ?", []any{campaignID}
	if syncID > 0 {
		where, args = where+" AND sync_id <= ?", append(args, syncID)
	}
	list, err := s.results(ctx, where+" ORDER BY sync_id, rowid", args...)
	latest := make(map[string]Result, len(list))
	for _, r := range list {
		latest[r.Key] = r
	}
	return latest, err
}

func (s *Store) results(ctx context.Context, where string, args ...any) ([]Result, error) {
	list := []Result{}
	err := s.rows(ctx, func(rows *sql.Rows) error {
		var r Result
		var metadata string
		var created sql.NullString
		if err := rows.Scan(&r.CampaignID, &r.SyncID, &r.Agent, &r.Key, &r.Value, &r.Label, &r.Unit, &metadata, &created); err != nil {
			return fmt.Errorf("store: result: %w", err)
		}
		r.Metadata, r.CreatedAt = json.RawMessage(metadata), parseStamp(created)
		list = append(list, r)
		return nil
	}, "SELECT session_id, sync_id, agent_name, metric_key, metric_value, metric_label, metric_unit, metadata, created_at FROM campaign_results "+where, args...)
	return list, err
}

func equalValue(a, b *float64) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
