package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"mixdown/backend/provider"
)

// Figures are what is known of our own work on one connection for a campaign, as of a run.
type Figures struct {
	ConnectionID  string
	Type, Account string    // of the latest run, for a connection that is no more
	LastGoodAt    time.Time // end of the last run that read everything; zero for never
	RecordsSynced int64     // of the latest run
	QuotaUnits    int64     // of the latest run
	Read, Known   int64     // mails read, of those listed; rows of other streams count as read
	Unread        int64
}

// FiguresOf returns the figures of every connection that ever ran for the campaign, as of run (0 for now).
func (s *Store) FiguresOf(ctx context.Context, campaignID string, run int64) (map[string]Figures, error) {
	if run == 0 {
		run = 1<<62 - 1
	}
	list := map[string]Figures{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var f Figures
		var good sql.NullString
		if err := r.Scan(&f.ConnectionID, &f.Type, &f.Account, &good, &f.RecordsSynced, &f.QuotaUnits); err != nil {
			return fmt.Errorf("store: figures: %w", err)
		}
		f.LastGoodAt = parseStamp(good)
		list[f.ConnectionID] = f
		return nil
	}, `SELECT l.connection_id, l.integration_type, l.account,
			(SELECT max(g.synced_at) FROM integration_sync_logs g WHERE g.connection_id = l.connection_id AND g.campaign_id = l.campaign_id AND g.id <= ? AND g.status = 'success'),
			l.records_synced, l.quota_units
		FROM integration_sync_logs l
		WHERE l.campaign_id = ? AND l.connection_id <> 'you' AND l.id = (SELECT max(m.id) FROM integration_sync_logs m
			WHERE m.connection_id = l.connection_id AND m.campaign_id = l.campaign_id AND m.id <= ?)`, run, campaignID, run)
	if err != nil {
		return nil, err
	}
	err = s.rows(ctx, func(r *sql.Rows) error {
		var id string
		var known, unread int64
		if err := r.Scan(&id, &known, &unread); err != nil {
			return fmt.Errorf("store: figures: %w", err)
		}
		f := list[id]
		f.ConnectionID, f.Known, f.Read, f.Unread = id, known, known-unread, unread
		list[id] = f
		return nil
	}, `SELECT connection_id, count(*), count(*) FILTER (WHERE stream = 'messages' AND state IN (?, ?)) FROM evidence
		WHERE campaign_id = ? AND connection_id <> 'you' AND from_run <= ? AND (until_run IS NULL OR until_run > ?) GROUP BY connection_id`,
		provider.StateUnreadSent, provider.StateUnreadIn, campaignID, run, run)
	return list, err
}

// AnsweredElsewhere returns for every person who answered in another campaign since a time, in a mail that is not
// evidence of this campaign too, the name of that campaign.
func (s *Store) AnsweredElsewhere(ctx context.Context, campaignID string, since time.Time) (map[string]string, error) {
	list := map[string]string{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var who, name string
		err := r.Scan(&who, &name)
		list[who] = name
		return err
	}, `SELECT e.who, c.name FROM agent_sessions c CROSS JOIN evidence e ON e.campaign_id = c.id
		WHERE c.id <> ? AND e.stream = 'messages' AND e.state = 'human_reply' AND e.until_run IS NULL AND e.at >= ?
		AND e.external_id NOT IN (SELECT external_id FROM evidence WHERE campaign_id = ? AND stream = 'messages' AND until_run IS NULL)
		ORDER BY e.at`, campaignID, stamp(since), campaignID)
	return list, err
}

// TimelineRow is one fact about a person in any campaign.
type TimelineRow struct {
	CampaignID string
	Record     provider.Record
}

// Timeline returns every current fact whose who, contact or recipients name the person, newest first, at most limit.
func (s *Store) Timeline(ctx context.Context, person string, limit int) ([]TimelineRow, error) {
	list := []TimelineRow{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var t TimelineRow
		rec, err := scanRecord(r, &t.CampaignID, &t.Record.Stream)
		if err != nil {
			return fmt.Errorf("store: timeline: %w", err)
		}
		rec.Stream = t.Record.Stream
		t.Record = rec
		list = append(list, t)
		return nil
	}, "SELECT campaign_id, stream, "+evidenceColumns+` FROM evidence e WHERE until_run IS NULL AND stream IN ('messages', 'contacts', 'people')
		AND (who = ?1 OR contact = ?1 OR stream = 'people' AND external_id = ?1 OR stream = 'messages' AND EXISTS
			(SELECT 1 FROM json_each(coalesce(e.data, '{}'), '$.to') WHERE value = ?1
			 UNION ALL SELECT 1 FROM json_each(coalesce(e.data, '{}'), '$.bcc') WHERE value = ?1
			 UNION ALL SELECT 1 FROM json_each(coalesce(e.data, '{}'), '$.cc') WHERE value = ?1))
		ORDER BY at DESC LIMIT ?2`, person, limit)
	return list, err
}
