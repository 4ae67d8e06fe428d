package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Annotation is a note of the person on the time line.
type Annotation struct {
	ID         string    `json:"id"`
	CampaignID string    `json:"campaignId"`
	At         time.Time `json:"at"`
	Text       string    `json:"text"`
}

// Annotations returns the notes of a campaign, oldest first.
func (s *Store) Annotations(ctx context.Context, campaignID string) ([]Annotation, error) {
	list := []Annotation{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var n Annotation
		var at sql.NullString
		if err := r.Scan(&n.ID, &n.CampaignID, &at, &n.Text); err != nil {
			return fmt.Errorf("store: annotation: %w", err)
		}
		n.At = parseStamp(at)
		list = append(list, n)
		return nil
	}, "SELECT id, campaign_id, at, text FROM annotations WHERE campaign_id = ? ORDER BY at, id", campaignID)
	return list, err
}

// SaveAnnotation inserts a note or replaces the one with its id.
func (s *Store) SaveAnnotation(ctx context.Context, n Annotation) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO annotations (id, campaign_id, at, text) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at, text = excluded.text",
			n.ID, n.CampaignID, stamp(n.At), n.Text)
		return err
	})
}

// DeleteAnnotation drops a note; one that is gone is no error.
func (s *Store) DeleteAnnotation(ctx context.Context, id string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM annotations WHERE id = ?", id)
		return err
	})
}
