package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mixdown/backend/provider"
)

// Batch is what a run hands over to be stored in one transaction.
type Batch struct {
	provider.Batch
	// SyncVersion is the provider's, kept with the cursor.
	SyncVersion int
	// Edits and Journal are the cells of the list that gave way to these records, or that are to be decided.
	Edits   []Edit
	Journal []JournalEntry
}

const evidenceColumns = "external_id, at, who, contact, what, state, why, grp, link, data"

// Commit stores a batch's records and cursor in one transaction and returns how many records differ from what was held.
// A record that differs closes the held version; one that this same run wrote is replaced.
func (s *Store) Commit(ctx context.Context, run Run, batch Batch) (changed int, err error) {
	err = s.largeTx(ctx, len(batch.Records), func(tx *sql.Tx) (err error) {
		batch := batch
		if len(batch.Edits)+len(batch.Journal) > 0 {
			_, waiting, err := s.putEdits(ctx, tx, run, batch.Edits, batch.Journal)
			if err != nil {
				return err
			}
			batch.Records = append(slices.Clone(batch.Records), waiting...)
		}
		if changed, err = write(ctx, tx, run, batch); err != nil {
			return err
		}
		return saveCursor(ctx, tx, run, batch, stamp(s.now()))
	})
	return changed, err
}

// manyRecords is from how many records on a transaction gets a larger page cache: with the usual 2 MB, pages of tens of
// thousands of rows are written to the log and read back again and again.
const manyRecords = 2000

// The page cache in KiB, as PRAGMA cache_size takes it: SQLite's own, and that of a large transaction.
const (
	usualCache = -2000
	largeCache = -65536
)

// largeTx is tx with the memory that writing this many records needs, which is taken back whatever becomes of the call: the
// connection outlives it.
func (s *Store) largeTx(ctx context.Context, records int, fn func(tx *sql.Tx) error) error {
	if records >= manyRecords {
		set := func(ctx context.Context, kib int) error {
			_, err := s.write.ExecContext(ctx, fmt.Sprintf("PRAGMA cache_size = %d", kib))
			return translate(err)
		}
		if err := set(ctx, largeCache); err != nil {
			return fmt.Errorf("store: cache: %w", err)
		}
		defer func() { _ = set(context.WithoutCancel(ctx), usualCache) }() // where it fails the connection is broken
	}
	return s.tx(ctx, fn)
}

func write(ctx context.Context, tx *sql.Tx, run Run, batch Batch) (changed int, err error) {
	w, err := newEvidenceWriter(ctx, tx, run)
	if err != nil {
		return 0, err
	}
	defer w.close()
	for _, stream := range batch.Replace {
		if err := w.recall(ctx, stream); err != nil {
			return 0, fmt.Errorf("store: held %s: %w", stream, err)
		}
	}
	for i := range batch.Records {
		did, err := w.put(ctx, &batch.Records[i])
		if err == nil && did {
			changed++
			err = w.note(ctx, &batch.Records[i])
		}
		if err != nil {
			return 0, fmt.Errorf("store: record %s: %w", batch.Records[i].ID, err)
		}
	}
	for _, stream := range batch.Replace {
		n, err := w.closeMissing(ctx, stream, batch.Records)
		if err != nil {
			return 0, fmt.Errorf("store: replace %s: %w", stream, err)
		}
		changed += n
	}
	return changed, nil
}

// saveCursor keeps the cursor where a batch has none, but never that of another version of the provider: it would go on
// from a place up to which this version has not read.
func saveCursor(ctx context.Context, tx *sql.Tx, run Run, batch Batch, now string) error {
	var cursor any
	if len(batch.Cursor) > 0 {
		cursor = string(batch.Cursor)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO cursors (connection_id, campaign_id, cursor, sync_version, complete, unread, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (connection_id, campaign_id) DO UPDATE SET
		cursor = CASE WHEN sync_version = excluded.sync_version THEN coalesce(excluded.cursor, cursor) ELSE excluded.cursor END, sync_version = excluded.sync_version,
		complete = excluded.complete, unread = excluded.unread, updated_at = excluded.updated_at`,
		run.ConnectionID, run.CampaignID, cursor, batch.SyncVersion, batch.Progress.Complete, batch.Progress.Unread, now)
	if err != nil {
		return fmt.Errorf("store: cursor: %w", err)
	}
	return nil
}

// evidenceWriter holds the statements of one transaction.
type evidenceWriter struct {
	run                             Run
	tx                              *sql.Tx
	find, insert, shut, drop, again *sql.Stmt
	contacts                        *contactIndex // nil until a contact is written
	// held is what the streams that a batch replaces hold, by id: one query in the place of one a record.
	held map[string]map[string]version
}

// version is a record as it is held now.
type version struct {
	id, from int64
	record   provider.Record
}

// recall reads what a stream holds.
func (w *evidenceWriter) recall(ctx context.Context, stream string) error {
	held := map[string]version{}
	rows, err := w.again.QueryContext(ctx, w.run.CampaignID, w.run.ConnectionID, stream)
	if err != nil {
		return err
	}
	for rows.Next() {
		var v version
		if v.record, err = scanRecord(rows, &v.id, &v.from); err != nil {
			_ = rows.Close()
			return err
		}
		held[v.record.ID] = v
	}
	if w.held == nil {
		w.held = map[string]map[string]version{}
	}
	w.held[stream] = held
	return errors.Join(rows.Err(), rows.Close())
}

// lookUp returns the held version of a record.
func (w *evidenceWriter) lookUp(ctx context.Context, r *provider.Record) (v version, found bool, err error) {
	if held, ok := w.held[r.Stream]; ok {
		v, found = held[r.ID]
		return v, found, nil
	}
	v.record, err = scanRecord(w.find.QueryRowContext(ctx, w.run.CampaignID, w.run.ConnectionID, r.Stream, r.ID), &v.id, &v.from)
	if errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	return v, err == nil, err
}

// note keeps the index of contacts in step with a record that was written or closed.
func (w *evidenceWriter) note(ctx context.Context, r *provider.Record) (err error) {
	if r.Stream != provider.StreamContacts && r.Stream != StreamContactEdits {
		return nil
	}
	if w.contacts == nil {
		if w.contacts, err = newContactIndex(ctx, w.tx, w.run); err != nil {
			return err
		}
		if w.held[provider.StreamContacts] != nil {
			if err := w.contacts.recall(ctx, w.tx); err != nil {
				return err
			}
		}
	}
	return w.contacts.note(ctx, r)
}

func newEvidenceWriter(ctx context.Context, tx *sql.Tx, run Run) (*evidenceWriter, error) {
	w := &evidenceWriter{run: run, tx: tx}
	for _, p := range []struct {
		stmt  **sql.Stmt
		query string
	}{
		{&w.find, "SELECT version, from_run, " + evidenceColumns + " FROM evidence WHERE campaign_id = ? AND connection_id = ? AND stream = ? AND external_id = ? AND until_run IS NULL"},
		{&w.insert, "INSERT INTO evidence (campaign_id, connection_id, stream, from_run, " + evidenceColumns + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"},
		{&w.shut, "UPDATE evidence SET until_run = ? WHERE version = ?"},
		{&w.drop, "DELETE FROM evidence WHERE version = ?"},
		{&w.again, "SELECT version, from_run, " + evidenceColumns + " FROM evidence WHERE campaign_id = ? AND connection_id = ? AND stream = ? AND until_run IS NULL"},
	} {
		var err error
		if *p.stmt, err = tx.PrepareContext(ctx, p.query); err != nil {
			w.close()
			return nil, fmt.Errorf("store: prepare: %w", err)
		}
	}
	return w, nil
}

func (w *evidenceWriter) close() {
	if w.contacts != nil {
		w.contacts.close()
	}
	for _, st := range []*sql.Stmt{w.find, w.insert, w.shut, w.drop, w.again} {
		if st != nil {
			_ = st.Close()
		}
	}
}

func (w *evidenceWriter) put(ctx context.Context, r *provider.Record) (changed bool, err error) {
	v, found, err := w.lookUp(ctx, r)
	if err != nil {
		return false, err
	}
	if found && !r.Gone && same(v.record, r) || !found && r.Gone {
		return false, nil
	}
	if found {
		if err := w.end(ctx, v.id, v.from); err != nil {
			return false, err
		}
	}
	if r.Gone {
		delete(w.held[r.Stream], r.ID)
		return true, nil
	}
	var data any
	if len(r.Data) > 0 {
		data = string(r.Data)
	}
	res, err := w.insert.ExecContext(ctx, w.run.CampaignID, w.run.ConnectionID, r.Stream, w.run.ID,
		r.ID, stampOrNull(r.At), r.Who, r.Contact, r.What, r.State, r.Why, r.Group, r.Link, data)
	if err != nil {
		return true, err
	}
	if held, ok := w.held[r.Stream]; ok {
		id, err := res.LastInsertId()
		held[r.ID] = version{id, w.run.ID, *r}
		return true, err
	}
	return true, nil
}

// end closes a version, or takes it back where this very run wrote it.
func (w *evidenceWriter) end(ctx context.Context, version, from int64) error {
	if from == w.run.ID {
		_, err := w.drop.ExecContext(ctx, version)
		return err
	}
	_, err := w.shut.ExecContext(ctx, w.run.ID, version)
	return err
}

// closeMissing closes what a replaced stream held and does not any more.
func (w *evidenceWriter) closeMissing(ctx context.Context, stream string, records []provider.Record) (int, error) {
	keep := make(map[string]bool, len(records))
	for i := range records {
		if records[i].Stream == stream {
			keep[records[i].ID] = true
		}
	}
	n := 0
	for id, v := range w.held[stream] {
		if keep[id] {
			continue
		}
		if err := w.end(ctx, v.id, v.from); err != nil {
			return 0, err
		}
		if err := w.note(ctx, &provider.Record{Stream: stream, ID: id, Gone: true}); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// same compares as stored: to the millisecond, and data byte by byte.
func same(a provider.Record, b *provider.Record) bool {
	return stampOrNull(a.At) == stampOrNull(b.At) && a.Who == b.Who && a.Contact == b.Contact && a.What == b.What && a.State == b.State &&
		a.Why == b.Why && a.Group == b.Group && a.Link == b.Link && bytes.Equal(a.Data, b.Data)
}

type scanner interface{ Scan(dest ...any) error }

// scanRecord reads evidenceColumns after the extra destinations.
func scanRecord(row scanner, extra ...any) (provider.Record, error) {
	var r provider.Record
	var at, data sql.NullString
	err := row.Scan(append(extra, &r.ID, &at, &r.Who, &r.Contact, &r.What, &r.State, &r.Why, &r.Group, &r.Link, &data)...)
	if err != nil {
		return r, err
	}
	r.At = parseStamp(at)
	if data.Valid {
		r.Data = json.RawMessage(data.String)
	}
	return r, nil
}

// Evidence calls fn for every record of a campaign's stream as of run (0 for now), oldest first, from all connections, or
// from one where connectionID is not empty.
func (s *Store) Evidence(ctx context.Context, campaignID, connectionID, stream string, run int64, fn func(provider.Record) error) error {
	return s.evidence(ctx, campaignID, "connection_id = ?", connectionID, stream, run, fn)
}

// EvidenceWithout is Evidence from all connections but one.
func (s *Store) EvidenceWithout(ctx context.Context, campaignID, connectionID, stream string, run int64, fn func(provider.Record) error) error {
	return s.evidence(ctx, campaignID, "connection_id <> ?", connectionID, stream, run, fn)
}

func (s *Store) evidence(ctx context.Context, campaignID, which, connectionID, stream string, run int64, fn func(provider.Record) error) error {
	query := "SELECT " + evidenceColumns + " FROM evidence WHERE campaign_id = ? AND stream = ?"
	args := []any{campaignID, stream}
	if connectionID != "" {
		query, args = query+" AND "+which, append(args, connectionID)
	}
	if run == 0 {
		query += " AND until_run IS NULL"
	} else {
		query, args = query+" AND from_run <= ? AND (until_run IS NULL OR until_run > ?)", append(args, run, run)
	}
	return s.rows(ctx, func(r *sql.Rows) error {
		rec, err := scanRecord(r)
		if err != nil {
			return fmt.Errorf("store: evidence: %w", err)
		}
		rec.Stream = stream
		return fn(rec)
	}, query+" ORDER BY at, external_id", args...)
}

// Held gives a provider what is stored of one connection and campaign.
func (s *Store) Held(connectionID, campaignID string) provider.Held {
	return held{s, connectionID, campaignID}
}

type held struct {
	s                        *Store
	connectionID, campaignID string
}

func (h held) Records(ctx context.Context, stream string, states []string, fn func(provider.Record) error) error {
	want := map[string]bool{}
	for _, st := range states {
		want[st] = true
	}
	return h.s.Evidence(ctx, h.campaignID, h.connectionID, stream, 0, func(r provider.Record) error {
		if len(want) > 0 && !want[r.State] {
			return nil
		}
		return fn(r)
	})
}

// Cursor is where a connection goes on reading for a campaign.
type Cursor struct {
	Cursor      provider.Cursor
	SyncVersion int
	Complete    bool
	Unread      int
	Known       bool // false before the first page was stored
}

// Cursor returns where the connection goes on for the campaign.
func (s *Store) Cursor(ctx context.Context, connectionID, campaignID string) (Cursor, error) {
	var c Cursor
	err := s.rows(ctx, func(r *sql.Rows) error {
		var raw sql.NullString
		c.Known = true
		if err := r.Scan(&raw, &c.SyncVersion, &c.Complete, &c.Unread); err != nil {
			return err
		}
		if raw.Valid {
			c.Cursor = provider.Cursor(raw.String)
		}
		return nil
	}, "SELECT cursor, sync_version, complete, unread FROM cursors WHERE connection_id = ? AND campaign_id = ?", connectionID, campaignID)
	return c, err
}

// Put stores records of a run without moving the cursor: what the person said about a source, not what it said itself.
func (s *Store) Put(ctx context.Context, run Run, records []provider.Record) (changed int, err error) {
	err = s.largeTx(ctx, len(records), func(tx *sql.Tx) (err error) {
		changed, err = write(ctx, tx, run, Batch{Batch: provider.Batch{Records: records}})
		return err
	})
	return changed, err
}

// DropSnippets removes the extracts of mails from every version of the evidence, and from the free pages of the file.
func (s *Store) DropSnippets(ctx context.Context) error {
	var dropped int64
	err := s.tx(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, "UPDATE evidence SET data = json_remove(data, '$.snippet') WHERE stream = 'messages' AND json_extract(data, '$.snippet') IS NOT NULL")
		if err == nil {
			dropped, err = res.RowsAffected()
		}
		return err
	})
	if err != nil || dropped == 0 {
		return err
	}
	_, err = s.write.ExecContext(ctx, "VACUUM")
	return translate(err)
}
