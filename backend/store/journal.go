package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// JournalKept is how long the journal of contacts is kept.
const JournalKept = 90 * 24 * time.Hour

// JournalEntry tells of one value of a contact that gave way to another, and why.
type JournalEntry struct {
	ID           string
	At           time.Time
	CampaignID   string
	ConnectionID string
	Contact      string
	Field        string
	Base         string // what the person saw
	Mine         string
	Theirs       string
	Kept         string       // what stands there now
	Lost         string       // what does not
	Days         *JournalDays // of a status that has a day; nil for everything else
	Rule         string
	EditID       string
	FlippedAt    time.Time // when it was turned round; zero while it stands
}

// JournalDays are the days of a status on each side; they moved together with it.
type JournalDays struct {
	Base   string `json:"base"`
	Mine   string `json:"mine"`
	Theirs string `json:"theirs"`
	Kept   string `json:"kept"`
	Lost   string `json:"lost"`
}

const journalColumns = "id, at, campaign_id, connection_id, contact, field, base, mine, theirs, kept, lost, rule, edit_id, flipped_at, days"

// Journal returns the entries of a campaign, newest first, at most limit (0 for all).
func (s *Store) Journal(ctx context.Context, campaignID string, limit int) ([]JournalEntry, error) {
	if limit <= 0 {
		limit = -1
	}
	return s.journal(ctx, "campaign_id = ? ORDER BY at DESC, rowid DESC LIMIT ?", campaignID, limit)
}

// JournalEntry returns one entry; not_found where it is too old.
func (s *Store) JournalEntry(ctx context.Context, id string) (JournalEntry, error) {
	list, err := s.journal(ctx, "id = ?", id)
	if err == nil && len(list) == 0 {
		err = notFound("There is no such entry in the journal: `mixdown contacts journal` lists the last 90 days.")
	}
	if err != nil {
		return JournalEntry{}, err
	}
	return list[0], nil
}

// JournalOf returns the entries of one edit, oldest first.
func (s *Store) JournalOf(ctx context.Context, editID string) ([]JournalEntry, error) {
	return s.journal(ctx, "edit_id = ? ORDER BY at, rowid", editID)
}

func (s *Store) journal(ctx context.Context, where string, args ...any) ([]JournalEntry, error) {
	list := []JournalEntry{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var j JournalEntry
		var at, flipped sql.NullString
		var days string
		err := r.Scan(&j.ID, &at, &j.CampaignID, &j.ConnectionID, &j.Contact, &j.Field, &j.Base, &j.Mine, &j.Theirs, &j.Kept, &j.Lost, &j.Rule, &j.EditID, &flipped, &days)
		if err != nil {
			return fmt.Errorf("store: journal: %w", err)
		}
		j.At, j.FlippedAt = parseStamp(at), parseStamp(flipped)
		if days != "" {
			if err := json.Unmarshal([]byte(days), &j.Days); err != nil {
				return fmt.Errorf("store: journal: %w", err)
			}
		}
		list = append(list, j)
		return nil
	}, "SELECT "+journalColumns+" FROM contact_journal WHERE "+where, args...)
	return list, err
}

// putJournal writes an entry, a new one where it has no id, and drops those that are too old.
func (s *Store) putJournal(ctx context.Context, tx *sql.Tx, j JournalEntry) error {
	now := s.now()
	if j.ID == "" {
		j.ID, j.At = uuid.NewString(), now
	}
	days := ""
	if j.Days != nil {
		raw, err := json.Marshal(j.Days)
		if err != nil {
			return err
		}
		days = string(raw)
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO contact_journal ("+journalColumns+") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET flipped_at = excluded.flipped_at",
		j.ID, stamp(j.At), j.CampaignID, j.ConnectionID, j.Contact, j.Field, j.Base, j.Mine, j.Theirs, j.Kept, j.Lost, j.Rule, j.EditID, stampOrNull(j.FlippedAt), days)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "DELETE FROM contact_journal WHERE at < ?", stamp(now.Add(-JournalKept)))
	return err
}
