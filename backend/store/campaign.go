package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"mixdown/backend/campaign"
)

const campaignColumns = `id, name, rule, created_at, archived_at,
	(SELECT json_group_object(metric_key, value) FROM goals WHERE campaign_id = agent_sessions.id)`

// SaveCampaign inserts c, or updates the name, rule and archive mark of the campaign with its id, and sets goals, by the key of
// a metric, in the same transaction: 0 takes one back, those not named stay. The goals in c itself are not looked at.
func (s *Store) SaveCampaign(ctx context.Context, c campaign.Campaign, goals map[string]float64) error {
	rule, err := json.Marshal(c.Rule)
	if err != nil {
		return fmt.Errorf("store: save campaign: %w", err)
	}
	var archived any
	if c.ArchivedAt != nil {
		archived = stamp(*c.ArchivedAt)
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO agent_sessions (id, name, rule, created_at, updated_at, archived_at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, rule = excluded.rule, updated_at = excluded.updated_at, archived_at = excluded.archived_at`,
			c.ID, c.Name, string(rule), stamp(c.CreatedAt), stamp(s.now()), archived)
		if err != nil {
			return err
		}
		for key, value := range goals {
			if err := saveGoal(ctx, tx, c.ID, key, value); err != nil {
				return fmt.Errorf("store: goal of %s: %w", key, err)
			}
		}
		return nil
	})
}

// Campaigns returns all campaigns, the newest first, archived ones last.
func (s *Store) Campaigns(ctx context.Context) ([]campaign.Campaign, error) {
	list := []campaign.Campaign{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		c, err := scanCampaign(r)
		list = append(list, c)
		return err
	}, "SELECT "+campaignColumns+" FROM agent_sessions ORDER BY archived_at IS NOT NULL, created_at DESC, rowid DESC")
	return list, err
}

func scanCampaign(r *sql.Rows) (campaign.Campaign, error) {
	var c campaign.Campaign
	var rule, goals string
	var created, archived sql.NullString
	if err := r.Scan(&c.ID, &c.Name, &rule, &created, &archived, &goals); err != nil {
		return c, err
	}
	c.CreatedAt = parseStamp(created)
	if archived.Valid {
		t := parseStamp(archived)
		c.ArchivedAt = &t
	}
	if err := json.Unmarshal([]byte(rule), &c.Rule); err != nil {
		return c, fmt.Errorf("store: rule of campaign %s: %w", c.ID, err)
	}
	if goals != "{}" {
		if err := json.Unmarshal([]byte(goals), &c.Goals); err != nil {
			return c, fmt.Errorf("store: goals of campaign %s: %w", c.ID, err)
		}
	}
	return c, nil
}

// RuleAt returns the rule by which a campaign's sources were read last as of a sync; false where that is not known.
func (s *Store) RuleAt(ctx context.Context, campaignID string, syncID int64) (campaign.Rule, bool, error) {
	var raw string
	var rule campaign.Rule
	err := s.read.QueryRowContext(ctx, "SELECT rule FROM campaign_rules WHERE campaign_id = ? AND sync_id <= ? ORDER BY sync_id DESC LIMIT 1",
		campaignID, syncID).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return rule, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(raw), &rule)
	}
	if err != nil {
		return rule, false, translate(fmt.Errorf("store: rule of campaign %s at sync %d: %w", campaignID, syncID, err))
	}
	return rule, true, nil
}

// SaveGoal sets what a campaign aims for with a metric; 0 takes the goal back.
func (s *Store) SaveGoal(ctx context.Context, campaignID, key string, value float64) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return saveGoal(ctx, tx, campaignID, key, value) })
}

func saveGoal(ctx context.Context, tx *sql.Tx, campaignID, key string, value float64) error {
	if value == 0 {
		_, err := tx.ExecContext(ctx, "DELETE FROM goals WHERE campaign_id = ? AND metric_key = ?", campaignID, key)
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO goals (campaign_id, metric_key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", campaignID, key, value)
	return err
}
