package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Kinds of an edit.
const (
	EditCell = "edit" // one field of one contact
	EditAdd  = "add"  // a new contact
)

// Statuses of an edit.
const (
	EditPending = "pending" // waits to be sent
	EditSending = "sending" // on its way, or its answer was lost: it is checked before it is sent again
	EditHeld    = "held"    // the cell changed there too: a conflict to decide
	EditDone    = "done"
	EditUndone  = "undone"  // taken back before it was sent
	EditRefused = "refused" // the list does not take it
)

// Edit is one change of a contact by the person: a row of the outbox.
type Edit struct {
	ID           string
	Seq          int64
	ConnectionID string
	CampaignID   string
	Kind         string
	Contact      string // the contact's record id: the email, or "row:NAME"
	Field        string
	Base         string // what the person saw
	Value        string // what it shall be
	Theirs       string // what the list held when the edit was held
	// Day is the day of a status on each side; it moves together with the status. Nil where the list has no column for it.
	Day  *Day
	Gone bool // held because the contact is not in the list any more
	New  *provider.NewContact
	// Snapshot is every field of the contact as the person saw it.
	Snapshot map[string]string
	// Looked is what the list held of other contacts right before this was written, as far as that was not known here: field,
	// then contact, to value. It is kept until the list was read after the write.
	Looked    map[string]map[string]string
	Rule      string // what decided a conflict about it; goes into the journal
	Before    string // JSON of the edit before the person decided its conflict, "" where there was none
	Merged    bool   // what else changed in the contact was looked at
	Status    string
	Attempts  int
	Code      apperr.Code // why it was not taken the last time
	Message   string
	HeldAt    time.Time
	CreatedAt time.Time
	UpdatedAt time.Time
}

// payload is what is kept of an edit beside its columns.
type payload struct {
	New      *provider.NewContact `json:"new,omitempty"`
	Snapshot map[string]string    `json:"snapshot,omitempty"`
	Day      *Day                 `json:"day,omitempty"`

	Looked map[string]map[string]string `json:"looked,omitempty"`
}

// Day is the day of a status, as YYYY-MM-DD or as typed, "" for none: what the person saw, what they wrote, and what the list
// held when the edit was held.
type Day struct {
	Base   string `json:"base"`
	Mine   string `json:"mine"`
	Theirs string `json:"theirs"`
}

// Email returns the address of the contact, "" for one that has none.
func (e Edit) Email() string { return EmailOf(e.Contact) }

// EmailOf returns the address in a contact's record id, "" where it is known by its name.
func EmailOf(contact string) string {
	if strings.HasPrefix(contact, "row:") {
		return ""
	}
	return contact
}

// OutboxCounts returns how many edits are held by a conflict and how many wait to be sent.
func (s *Store) OutboxCounts(ctx context.Context) (held, pending int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE status = 'held'), count(*) FILTER (WHERE status IN ('pending', 'sending')) FROM outbox`).Scan(&held, &pending)
	return held, pending, translate(err)
}

// EditFilter picks edits: every field that is not empty must match.
type EditFilter struct {
	ID, CampaignID, ConnectionID, Contact, Field string
	Statuses                                     []string
	Unmerged                                     bool
}

const editColumns = `id, seq, connection_id, campaign_id, kind, contact, field, base, value, theirs, gone, payload, rule, before, merged, status, attempts,
	code, message, held_at, created_at, updated_at`

// Edits returns the edits that match, in the order in which they were made.
func (s *Store) Edits(ctx context.Context, f EditFilter) ([]Edit, error) {
	return edits(ctx, s.read, f)
}

func edits(ctx context.Context, q querier, f EditFilter) ([]Edit, error) {
	where, args := "1", []any{}
	for _, c := range []struct{ column, value string }{
		{"id", f.ID}, {"campaign_id", f.CampaignID}, {"connection_id", f.ConnectionID}, {"contact", f.Contact}, {"field", f.Field},
	} {
		if c.value != "" {
			where, args = where+" AND "+c.column+" = ?", append(args, c.value)
		}
	}
	if len(f.Statuses) > 0 {
		where += " AND status IN (?" + strings.Repeat(", ?", len(f.Statuses)-1) + ")"
		for _, st := range f.Statuses {
			args = append(args, st)
		}
	}
	if f.Unmerged {
		where += " AND merged = 0"
	}
	list := []Edit{}
	err := queryRows(ctx, q, func(r *sql.Rows) error {
		e, err := scanEdit(r)
		list = append(list, e)
		return err
	}, "SELECT "+editColumns+" FROM outbox WHERE "+where+" ORDER BY seq", args...)
	return list, err
}

func scanEdit(r *sql.Rows) (Edit, error) {
	var e Edit
	var raw string
	var held, created, updated sql.NullString
	err := r.Scan(&e.ID, &e.Seq, &e.ConnectionID, &e.CampaignID, &e.Kind, &e.Contact, &e.Field, &e.Base, &e.Value, &e.Theirs, &e.Gone, &raw, &e.Rule, &e.Before,
		&e.Merged, &e.Status, &e.Attempts, &e.Code, &e.Message, &held, &created, &updated)
	if err != nil {
		return e, fmt.Errorf("store: edit: %w", err)
	}
	var p payload
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		return e, fmt.Errorf("store: edit: %w", err)
	}
	e.New, e.Snapshot, e.Day, e.Looked = p.New, p.Snapshot, p.Day, p.Looked
	e.HeldAt, e.CreatedAt, e.UpdatedAt = parseStamp(held), parseStamp(created), parseStamp(updated)
	return e, nil
}

// Change is what one step with edits writes, all in one transaction.
type Change struct {
	CampaignID, ConnectionID string
	What                     string // what the person did, for the list of syncs: "contact edit"
	// RunID is the run in which it happens; 0 makes one for this change alone.
	RunID int64
	// Edits are written whole: new ones (with Seq 0) and changed ones.
	Edits   []Edit
	Journal []JournalEntry
	// Records are what is now known of the list's contacts.
	Records []provider.Record
	// Only names edits and the status that they must still have: where one has another, nothing is written and the
	// error's code is Busy.
	Only map[string]string
	// Was is as Only, for each edit by itself: one that moved on is left as it is, with its entries of the journal, and the
	// others are written.
	Was map[string]string
}

// ChangeContacts writes a Change and returns its edits as stored, with the run's sync (0 where RunID was given).
func (s *Store) ChangeContacts(ctx context.Context, c Change) (list []Edit, syncID int64, err error) {
	err = s.largeTx(ctx, len(c.Records)+len(c.Edits), func(tx *sql.Tx) error {
		list, syncID = nil, 0
		for id, status := range c.Only {
			var now string
			if err := tx.QueryRowContext(ctx, "SELECT status FROM outbox WHERE id = ?", id).Scan(&now); err != nil || now != status {
				return apperr.New(apperr.Busy, "This change moved on meanwhile. Look again.", err)
			}
		}
		run := Run{ID: c.RunID, CampaignID: c.CampaignID, ConnectionID: c.ConnectionID}
		if c.RunID == 0 {
			var err error
			if run.ID, syncID, err = s.editRun(ctx, tx, c.CampaignID, c.What); err != nil {
				return err
			}
		}
		if err := c.leaveMoved(ctx, tx); err != nil {
			return err
		}
		edits, records, err := s.putEdits(ctx, tx, run, c.Edits, c.Journal)
		if err != nil {
			return err
		}
		list = edits
		_, err = write(ctx, tx, run, Batch{Batch: provider.Batch{Records: append(c.Records, records...)}})
		return err
	})
	return list, syncID, err
}

// leaveMoved takes out what Was says has moved on.
func (c *Change) leaveMoved(ctx context.Context, tx *sql.Tx) error {
	moved := map[string]bool{}
	for id, status := range c.Was {
		var now string
		if err := tx.QueryRowContext(ctx, "SELECT status FROM outbox WHERE id = ?", id).Scan(&now); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("store: edit: %w", err)
		}
		moved[id] = now != status
	}
	c.Edits = slices.DeleteFunc(slices.Clone(c.Edits), func(e Edit) bool { return moved[e.ID] })
	c.Journal = slices.DeleteFunc(slices.Clone(c.Journal), func(j JournalEntry) bool { return moved[j.EditID] })
	return nil
}

// putEdits writes edits and their journal, and returns the edits as stored with the records of what waits now.
func (s *Store) putEdits(ctx context.Context, tx *sql.Tx, run Run, edits []Edit, journal []JournalEntry) (list []Edit, waiting []provider.Record, err error) {
	for _, e := range edits {
		if e, err = s.putEdit(ctx, tx, e); err != nil {
			return nil, nil, fmt.Errorf("store: edit: %w", err)
		}
		list = append(list, e)
	}
	for _, j := range journal {
		if err := s.putJournal(ctx, tx, j); err != nil {
			return nil, nil, fmt.Errorf("store: journal: %w", err)
		}
	}
	waiting, err = waitingRecords(ctx, tx, run, list)
	return list, waiting, err
}

// editRun makes a sync and a run of their own for a change by the person, both ended.
func (s *Store) editRun(ctx context.Context, tx *sql.Tx, campaignID, what string) (runID, syncID int64, err error) {
	now := stamp(s.now())
	res, err := tx.ExecContext(ctx, "INSERT INTO syncs (campaign_id, kind, trigger, started_at, finished_at, status) VALUES (?, ?, ?, ?, ?, ?)", campaignID, KindEdit, what, now, now, StatusSuccess)
	if err != nil {
		return 0, 0, fmt.Errorf("store: edit run: %w", err)
	}
	if syncID, err = res.LastInsertId(); err != nil {
		return 0, 0, err
	}
	res, err = tx.ExecContext(ctx, `INSERT INTO integration_sync_logs (sync_id, campaign_id, connection_id, integration_type, status, complete, started_at, synced_at)
		VALUES (?, ?, ?, ?, ?, 1, ?, ?)`, syncID, campaignID, YouType, YouType, StatusSuccess, now, now)
	if err != nil {
		return 0, 0, fmt.Errorf("store: edit run: %w", err)
	}
	runID, err = res.LastInsertId()
	return runID, syncID, err
}

func (s *Store) putEdit(ctx context.Context, tx *sql.Tx, e Edit) (Edit, error) {
	raw, err := json.Marshal(payload{e.New, e.Snapshot, e.Day, e.Looked})
	if err != nil {
		return e, err
	}
	e.UpdatedAt = s.now()
	if e.Seq == 0 {
		if e.ID == "" {
			e.ID = uuid.NewString()
		}
		e.CreatedAt = e.UpdatedAt
		if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) + 1 FROM outbox").Scan(&e.Seq); err != nil {
			return e, err
		}
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO outbox ("+editColumns+`) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, base = excluded.base, value = excluded.value, theirs = excluded.theirs, gone = excluded.gone,
		payload = excluded.payload, rule = excluded.rule, before = excluded.before, merged = excluded.merged, status = excluded.status,
		attempts = excluded.attempts, code = excluded.code, message = excluded.message, held_at = excluded.held_at, updated_at = excluded.updated_at`,
		e.ID, e.Seq, e.ConnectionID, e.CampaignID, e.Kind, e.Contact, e.Field, e.Base, e.Value, e.Theirs, e.Gone, string(raw), e.Rule, e.Before, e.Merged, e.Status,
		e.Attempts, string(e.Code), e.Message, stampOrNull(e.HeldAt), stamp(e.CreatedAt), stamp(e.UpdatedAt))
	return e, err
}

// waitingRecords returns, for the contacts of changed edits, what now waits to be sent of them.
func waitingRecords(ctx context.Context, tx *sql.Tx, run Run, changed []Edit) ([]provider.Record, error) {
	var records []provider.Record
	seen := map[string]bool{}
	for _, c := range changed {
		if seen[c.Contact] {
			continue
		}
		seen[c.Contact] = true
		list, err := edits(ctx, tx, EditFilter{CampaignID: run.CampaignID, ConnectionID: run.ConnectionID, Contact: c.Contact, Statuses: []string{EditPending, EditSending}})
		if err != nil {
			return nil, err
		}
		rec := provider.Record{Stream: StreamContactEdits, ID: c.Contact, Who: c.Email(), State: EditPending, Why: waits, Gone: len(list) == 0}
		var p PendingContact
		for _, e := range list {
			if e.Kind == EditAdd {
				p.New = e.New
				continue
			}
			if p.Fields == nil {
				p.Fields = map[string]string{}
			}
			p.Fields[e.Field] = e.Value
			if e.Day != nil {
				p.Fields["status_date"] = e.Day.Mine
			}
		}
		if rec.Data, err = json.Marshal(p); err != nil {
			return nil, fmt.Errorf("store: contact edits: %w", err)
		}
		records = append(records, rec)
	}
	return records, nil
}

// BeginSending marks edits as on their way and returns those that still wait: one that was taken back meanwhile is left.
func (s *Store) BeginSending(ctx context.Context, list []Edit) (sending []Edit, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		sending = nil
		for _, e := range list {
			res, err := tx.ExecContext(ctx, "UPDATE outbox SET status = 'sending', attempts = attempts + 1, updated_at = ? WHERE id = ? AND status IN ('pending', 'sending')", stamp(s.now()), e.ID)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				if err != nil {
					return err
				}
				continue
			}
			e.Status = EditSending
			e.Attempts++
			sending = append(sending, e)
		}
		return nil
	})
	return sending, err
}
