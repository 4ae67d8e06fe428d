package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"mixdown/backend/provider"
)

// ContactProblems counts the rows of a campaign's list that have a problem now, by its kind. Without names a connection whose
// list is not meant, "" for none.
func (s *Store) ContactProblems(ctx context.Context, campaignID, without string) (map[string]int, error) {
	counts := map[string]int{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var kind string
		var n int
		if err := r.Scan(&kind, &n); err != nil {
			return fmt.Errorf("store: contact problems: %w", err)
		}
		counts[kind] = n
		return nil
	}, "SELECT state, count(*) FROM evidence WHERE campaign_id = ? AND stream = ? AND connection_id <> ? AND until_run IS NULL GROUP BY state",
		campaignID, provider.StreamContactProblems, without)
	return counts, err
}

// ProblemsOfKind calls fn for each row of the list that has a problem of this kind.
func (s *Store) ProblemsOfKind(ctx context.Context, campaignID, without, kind string, fn func(provider.Record) error) error {
	return s.problems(ctx, fn, "state = ?", campaignID, without, kind)
}

// ProblemsOfRows calls fn for each problem of these rows of the list. Only they are read out of the file: a list may have
// thousands, and a page shows a few.
func (s *Store) ProblemsOfRows(ctx context.Context, campaignID, without string, rows []int, fn func(provider.Record) error) error {
	list, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("store: contact problems: %w", err)
	}
	return s.problems(ctx, fn, "data ->> 'row' IN (SELECT value FROM json_each(?))", campaignID, without, string(list))
}

func (s *Store) problems(ctx context.Context, fn func(provider.Record) error, which, campaignID, without, arg string) error {
	return s.rows(ctx, func(r *sql.Rows) error {
		rec, err := scanRecord(r)
		if err != nil {
			return fmt.Errorf("store: contact problems: %w", err)
		}
		rec.Stream = provider.StreamContactProblems
		return fn(rec)
	}, "SELECT "+evidenceColumns+" FROM evidence WHERE campaign_id = ? AND stream = ? AND connection_id <> ? AND until_run IS NULL AND "+which+" ORDER BY at, external_id",
		campaignID, provider.StreamContactProblems, without, arg)
}
