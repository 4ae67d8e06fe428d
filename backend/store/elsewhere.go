package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Elsewhere is what the other campaigns know of people, by address.
type Elsewhere struct {
	Mailed  map[string]Mailed // the last campaign mail to them
	Refused map[string]string // the campaign that they said no to, in the person's own word
	Barred  map[string]bool   // marked as do not contact, which holds everywhere
}

// Mailed names a mail of another campaign.
type Mailed struct {
	Campaign string
	At       time.Time
}

// Elsewhere returns what the other campaigns know of people: mails since a time that are not evidence of this campaign
// too, and every outcome. CROSS JOIN keeps the few campaigns in front, so that each is read by its index alone.
func (s *Store) Elsewhere(ctx context.Context, campaignID string, since time.Time) (Elsewhere, error) {
	out := Elsewhere{Mailed: map[string]Mailed{}, Refused: map[string]string{}, Barred: map[string]bool{}}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var who, name string
		var at sql.NullString
		if err := r.Scan(&who, &name, &at); err != nil {
			return fmt.Errorf("store: mailed elsewhere: %w", err)
		}
		out.Mailed[who] = Mailed{name, parseStamp(at)} // oldest first: the last one stays
		return nil
	}, `SELECT lower(j.value), c.name, e.at FROM agent_sessions c CROSS JOIN evidence e ON e.campaign_id = c.id,
			json_each(coalesce(e.data, '{}'), '$.to') j
		WHERE c.id <> ? AND e.stream = 'messages' AND e.state IN ('pitch', 'own_followup', 'unread_sent') AND e.until_run IS NULL AND e.at >= ?
		AND e.external_id NOT IN (SELECT external_id FROM evidence WHERE campaign_id = ? AND stream = 'messages' AND until_run IS NULL)
		ORDER BY e.at`, campaignID, stamp(since), campaignID)
	if err != nil {
		return out, err
	}
	err = s.rows(ctx, func(r *sql.Rows) error {
		var who, state, name string
		if err := r.Scan(&who, &state, &name); err != nil {
			return fmt.Errorf("store: outcomes elsewhere: %w", err)
		}
		if state == "do_not_contact" {
			out.Barred[who] = true
		} else {
			out.Refused[who] = name
		}
		return nil
	}, `SELECT e.external_id, e.state, c.name FROM agent_sessions c CROSS JOIN evidence e ON e.campaign_id = c.id
		WHERE c.id <> ? AND e.stream = 'people' AND e.state IN ('passed', 'do_not_contact') AND e.until_run IS NULL ORDER BY e.at`, campaignID)
	return out, err
}
