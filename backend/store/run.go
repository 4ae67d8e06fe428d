package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"mixdown/backend/provider"
)

// Kinds of a sync.
const (
	KindSync = "sync" // sources were read
	KindEdit = "edit" // the person changed something
)

// Statuses of a run and of a sync.
const (
	StatusRunning = "running"
	StatusSuccess = "success"
	StatusError   = "error"
	StatusPartial = "partial"
)

// YouType is the integration_type of an edit by the person, and the connection id of what it writes.
const YouType = "you"

// Sync is one sync of a campaign.
type Sync struct {
	ID         int64
	CampaignID string
	Kind       string
	Trigger    string // "window", "tray", "command", "schedule", …
	StartedAt  time.Time
	FinishedAt time.Time
	Status     string
	Message    string
	LastRun    int64 // the greatest run id in it: the state as of this sync
}

// Run is one run of one connection in a sync: a row of integration_sync_logs.
type Run struct {
	ID              int64
	SyncID          int64
	CampaignID      string
	ConnectionID    string
	IntegrationType string
	Account         string
	Status          string
	RecordsSynced   int
	RecordsChanged  int
	Duration        time.Duration
	Requests        int
	QuotaUnits      int
	Complete        bool
	Unread          int
	ErrorCode       string
	ErrorMessage    string
	StartedAt       time.Time
	SyncedAt        time.Time
	Trigger         string
}

// BeginSync makes the next sync of a campaign.
func (s *Store) BeginSync(ctx context.Context, campaignID, kind, trigger string) (Sync, error) {
	y := Sync{CampaignID: campaignID, Kind: kind, Trigger: trigger, StartedAt: s.now()}
	err := s.tx(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, "INSERT INTO syncs (campaign_id, kind, trigger, started_at) VALUES (?, ?, ?, ?)", campaignID, kind, trigger, stamp(y.StartedAt))
		if err != nil {
			return err
		}
		y.ID, err = res.LastInsertId()
		return err
	})
	return y, err
}

// FinishSync writes how a sync ended.
func (s *Store) FinishSync(ctx context.Context, id int64, status, message string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE syncs SET finished_at = ?, status = ?, message = ? WHERE id = ?", stamp(s.now()), status, message, id)
		return err
	})
}

// EndedBefore is what is said of a run whose process died before it ended.
const EndedBefore = "Mixdown ended before this run did; the next one goes on from there."

const runLock = "connection:"

// RunLock names the lock that whoever reads a connection holds.
func RunLock(connectionID string) string { return runLock + connectionID }

// BeginRun makes the next run of a connection. The caller holds the connection's lock, so a run of it that still says
// running belongs to a process that died: it is closed with a word.
func (s *Store) BeginRun(ctx context.Context, r Run) (Run, error) {
	r.Status, r.StartedAt = StatusRunning, s.now()
	err := s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE integration_sync_logs SET status = 'error', synced_at = ?, error_code = 'canceled',
			error_message = ? WHERE connection_id = ? AND status = 'running'`,
			stamp(r.StartedAt), EndedBefore, r.ConnectionID)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO integration_sync_logs (sync_id, campaign_id, connection_id, integration_type, account, status, started_at)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, r.SyncID, r.CampaignID, r.ConnectionID, r.IntegrationType, r.Account, r.Status, stamp(r.StartedAt))
		if err != nil {
			return err
		}
		r.ID, err = res.LastInsertId()
		return err
	})
	return r, err
}

// FinishRun writes how a run ended.
func (s *Store) FinishRun(ctx context.Context, r Run) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE integration_sync_logs SET status = ?, records_synced = ?, records_changed = ?, sync_duration_ms = ?, requests = ?,
			quota_units = ?, complete = ?, unread = ?, error_code = ?, error_message = ?, synced_at = ? WHERE id = ?`,
			r.Status, r.RecordsSynced, r.RecordsChanged, r.Duration.Milliseconds(), r.Requests, r.QuotaUnits, r.Complete, r.Unread,
			nullable(r.ErrorCode), nullable(r.ErrorMessage), stamp(s.now()), r.ID)
		return err
	})
}

const runColumns = `l.id, l.sync_id, l.campaign_id, l.connection_id, l.integration_type, l.account, l.status, l.records_synced, l.records_changed,
	l.sync_duration_ms, l.requests, l.quota_units, l.complete, l.unread, coalesce(l.error_code, ''), coalesce(l.error_message, ''), l.started_at, l.synced_at, y.trigger`

// Runs returns the newest runs of all campaigns, newest first, edits by the person left out; limit 0 means all.
func (s *Store) Runs(ctx context.Context, limit int) ([]Run, error) {
	if limit <= 0 {
		limit = -1
	}
	return s.runs(ctx, "WHERE y.kind = 'sync' ORDER BY l.id DESC LIMIT ?", limit)
}

// RunsFrom returns every run of one connection for one campaign, edits included, newest first.
func (s *Store) RunsFrom(ctx context.Context, connectionID, campaignID string) ([]Run, error) {
	return s.runs(ctx, "WHERE l.connection_id = ? AND l.campaign_id = ? ORDER BY l.id DESC", connectionID, campaignID)
}

// RunsOf returns the runs of one sync in their order.
func (s *Store) RunsOf(ctx context.Context, syncID int64) ([]Run, error) {
	return s.runs(ctx, "WHERE l.sync_id = ? ORDER BY l.id", syncID)
}

func (s *Store) runs(ctx context.Context, where string, args ...any) ([]Run, error) {
	list := []Run{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var x Run
		var ms int64
		var started, synced sql.NullString
		if err := r.Scan(&x.ID, &x.SyncID, &x.CampaignID, &x.ConnectionID, &x.IntegrationType, &x.Account, &x.Status, &x.RecordsSynced, &x.RecordsChanged,
			&ms, &x.Requests, &x.QuotaUnits, &x.Complete, &x.Unread, &x.ErrorCode, &x.ErrorMessage, &started, &synced, &x.Trigger); err != nil {
			return fmt.Errorf("store: run: %w", err)
		}
		x.Duration, x.StartedAt, x.SyncedAt = time.Duration(ms)*time.Millisecond, parseStamp(started), parseStamp(synced)
		list = append(list, x)
		return nil
	}, "SELECT "+runColumns+" FROM integration_sync_logs l JOIN syncs y ON y.id = l.sync_id "+where, args...)
	return list, err
}

const syncColumns = `y.id, y.campaign_id, y.kind, y.trigger, y.started_at, y.finished_at, coalesce(y.status, ''), y.message,
	coalesce((SELECT max(l.id) FROM integration_sync_logs l JOIN syncs z ON z.id = l.sync_id WHERE z.campaign_id = y.campaign_id AND z.id <= y.id), 0)`

// Syncs returns the syncs of a campaign that read sources, oldest first.
func (s *Store) Syncs(ctx context.Context, campaignID string) ([]Sync, error) {
	list := []Sync{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		y, err := scanSync(r)
		list = append(list, y)
		return err
	}, "SELECT "+syncColumns+" FROM syncs y WHERE y.campaign_id = ? AND y.kind = 'sync' ORDER BY y.id", campaignID)
	return list, err
}

// SyncByID returns one sync; not_found where the campaign has none with this id.
func (s *Store) SyncByID(ctx context.Context, campaignID string, id int64) (Sync, error) {
	return s.oneSync(ctx, "y.campaign_id = ? AND y.id = ?", campaignID, id)
}

// SyncAt returns the last sync (or edit) that began at or before t; not_found where there was none.
func (s *Store) SyncAt(ctx context.Context, campaignID string, t time.Time) (Sync, error) {
	return s.oneSync(ctx, "y.campaign_id = ? AND y.started_at <= ? ORDER BY y.id DESC LIMIT 1", campaignID, stamp(t))
}

// LastSync returns the campaign's newest sync that read sources; not_found where there was none.
func (s *Store) LastSync(ctx context.Context, campaignID string) (Sync, error) {
	return s.oneSync(ctx, "y.campaign_id = ? AND y.kind = 'sync' ORDER BY y.id DESC LIMIT 1", campaignID)
}

func (s *Store) oneSync(ctx context.Context, where string, args ...any) (Sync, error) {
	var y Sync
	found := false
	err := s.rows(ctx, func(r *sql.Rows) (err error) {
		y, err = scanSync(r)
		found = true
		return err
	}, "SELECT "+syncColumns+" FROM syncs y WHERE "+where, args...)
	if err == nil && !found {
		err = notFound("There is no sync of this campaign by then. `mixdown log` lists those there are.")
	}
	return y, err
}

func scanSync(r *sql.Rows) (Sync, error) {
	var y Sync
	var started, finished sql.NullString
	err := r.Scan(&y.ID, &y.CampaignID, &y.Kind, &y.Trigger, &started, &finished, &y.Status, &y.Message, &y.LastRun)
	if err != nil {
		return y, fmt.Errorf("store: sync: %w", err)
	}
	y.StartedAt, y.FinishedAt = parseStamp(started), parseStamp(finished)
	return y, nil
}

// Edit runs one change by the person as a sync and a run of their own, so that it can be shown, undone and left out of
// any state before it.
func (s *Store) Edit(ctx context.Context, campaignID, what string, records []provider.Record) (Run, error) {
	y, err := s.BeginSync(ctx, campaignID, KindEdit, what)
	if err != nil {
		return Run{}, err
	}
	run, err := s.BeginRun(ctx, Run{SyncID: y.ID, CampaignID: campaignID, ConnectionID: YouType, IntegrationType: YouType})
	if err != nil {
		return run, err
	}
	changed, err := s.Put(ctx, run, records)
	run.Status, run.RecordsSynced, run.RecordsChanged, run.Complete = StatusSuccess, len(records), changed, true
	if err != nil {
		run.Status = StatusError
	}
	return run, errors.Join(err, s.FinishRun(ctx, run), s.FinishSync(ctx, y.ID, run.Status, ""))
}

func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}
