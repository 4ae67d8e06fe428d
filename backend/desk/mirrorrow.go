package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/mirror"
	"mixdown/backend/store"
)

const (
	// pageRows is how many rows are taken from the outbox at a time.
	pageRows = 1000
	// shownRows is how many rows a table the window shows before anything is sent.
	shownRows   = 20
	markRemoved = "removed"
)

// mirrorRows returns the rows of one table that the target does not have yet, at most limit (0 for all), and how many there
// are. This is the one place where rows for the mirror are made: what is not here does not leave.
func (d *Desk) mirrorRows(ctx context.Context, table, target string, addresses bool, limit int) ([]mirror.Row, int, error) {
	computer, err := d.userID(ctx)
	if err != nil {
		return nil, 0, err
	}
	switch table {
	case mirror.TableSessions:
		return d.mirrorSessions(ctx, computer, target, limit)
	case mirror.TableConnections:
		return d.mirrorConnections(ctx, computer, target, addresses, limit)
	case mirror.TableLogs:
		runs, n, err := d.store.MirrorRuns(ctx, target, limit)
		rows := make([]mirror.Row, len(runs))
		for i, r := range runs {
			rows[i] = logRow(computer, r)
		}
		return rows, n, err
	default:
		results, n, err := d.store.MirrorResults(ctx, target, limit)
		rows := make([]mirror.Row, len(results))
		for i, r := range results {
			rows[i] = resultRow(computer, r)
		}
		return rows, n, err
	}
}

func (d *Desk) mirrorSessions(ctx context.Context, computer, target string, limit int) ([]mirror.Row, int, error) {
	list, err := d.store.MirrorSessions(ctx)
	if err != nil {
		return nil, 0, err
	}
	var rows []mirror.Row
	for _, c := range list {
		rows = append(rows, mirror.Row{ID: c.ID, Mark: store.Mark(c.UpdatedAt), Body: mirror.SessionRow{
			ID: mirror.UUID(computer, "session", c.ID), Name: mirror.HideAddresses(c.Name), CreatedAt: c.CreatedAt, ArchivedAt: utc(c.ArchivedAt), ObservedAt: c.UpdatedAt,
		}})
	}
	return d.notSent(ctx, mirror.TableSessions, target, rows, limit)
}

func (d *Desk) mirrorConnections(ctx context.Context, computer, target string, addresses bool, limit int) ([]mirror.Row, int, error) {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return nil, 0, err
	}
	var rows []mirror.Row
	for _, c := range conns {
		if c.Provider == mirror.Name {
			continue
		}
		body := mirror.ConnectionRow{ID: mirror.UUID(computer, "connection", c.ID), Provider: c.Provider, Status: c.Status, AutoSync: c.AutoSync,
			ConnectedAt: c.ConnectedAt, LastSyncAt: utc(c.LastSyncAt)}
		if addresses {
			body.Account = &c.Account
		}
		sum := sha256.Sum256(mustMarshal(body))
		body.ObservedAt = d.now().UTC().Truncate(time.Millisecond) // it is seen now; the mark is of what was seen
		rows = append(rows, mirror.Row{ID: c.ID, Mark: hex.EncodeToString(sum[:8]), Body: body})
	}
	return d.notSent(ctx, mirror.TableConnections, target, rows, limit)
}

// removedConnection is a connection that is gone here and not in the project yet.
type removedConnection struct {
	id  string // the local row's
	row mirror.RemovedRow
}

func (d *Desk) removedConnections(ctx context.Context, target string) ([]removedConnection, error) {
	have, err := d.store.MirroredRows(ctx, target, mirror.TableConnections)
	if err != nil {
		return nil, err
	}
	computer, err := d.userID(ctx)
	if err != nil {
		return nil, err
	}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range conns {
		delete(have, c.ID)
	}
	var out []removedConnection
	now := d.now().UTC().Truncate(time.Millisecond)
	for _, id := range slices.Sorted(maps.Keys(have)) {
		if have[id].Mark != markRemoved {
			out = append(out, removedConnection{id, mirror.RemovedRow{ID: mirror.UUID(computer, "connection", id), ObservedAt: now, DeletedAt: now}})
		}
	}
	return out, nil
}

// notSent keeps the rows whose mark the target does not have.
func (d *Desk) notSent(ctx context.Context, table, target string, rows []mirror.Row, limit int) ([]mirror.Row, int, error) {
	have, err := d.store.MirroredRows(ctx, target, table)
	if err != nil {
		return nil, 0, err
	}
	var out []mirror.Row
	for _, r := range rows {
		if have[r.ID].Mark != r.Mark {
			out = append(out, r)
		}
	}
	n := len(out)
	if limit > 0 {
		out = out[:min(limit, n)]
	}
	return out, n, nil
}

func logRow(computer string, r store.Run) mirror.Row {
	body := mirror.LogRow{ID: mirror.UUID(computer, "run", strconv.FormatInt(r.ID, 10)), SessionID: mirror.UUID(computer, "session", r.CampaignID),
		IntegrationType: r.IntegrationType, Status: r.Status, RecordsSynced: r.RecordsSynced, SyncDurationMs: r.Duration.Milliseconds(), SyncedAt: r.SyncedAt, ObservedAt: r.SyncedAt}
	if r.ErrorMessage != "" {
		clean := mirror.HideSecrets(r.ErrorMessage)
		body.ErrorMessage = &clean
	}
	return mirror.Row{ID: strconv.FormatInt(r.ID, 10), Mark: store.Mark(r.SyncedAt), Body: body}
}

func resultRow(computer string, r store.MirrorResult) mirror.Row {
	return mirror.Row{ID: r.ID, Mark: store.Mark(r.CreatedAt), Body: mirror.ResultRow{
		ID: mirror.UUID(computer, "result", r.ID), SessionID: mirror.UUID(computer, "session", r.CampaignID), Agent: r.Agent, Key: r.Key, Value: r.Value,
		Label: mirror.HideAddresses(r.Label), Unit: r.Unit, Metadata: mirror.CleanMetadata(r.Metadata), CreatedAt: r.CreatedAt, ObservedAt: r.CreatedAt,
	}}
}

// MirrorStatus is how it stands with the mirror, and exactly what would be sent next. Its JSON is public.
type MirrorStatus struct {
	On         bool          `json:"on"`
	Connected  bool          `json:"connected"`
	URL        string        `json:"url"`
	Account    string        `json:"account"`
	State      string        `json:"state"`
	Message    string        `json:"message"`
	Addresses  bool          `json:"addresses"` // whether the mailboxes' names go along
	Live       bool          `json:"live"`      // whether other agents' results come at once
	LastPushAt *time.Time    `json:"lastPushAt"`
	Waiting    int           `json:"waiting"`
	Refused    int           `json:"refused"` // rows that the project's tables do not take
	Schema     int           `json:"schemaVersion"`
	Tables     []MirrorTable `json:"tables"`
	// SigningIn is whom a sign-in under way waits for: a mail address, or a service; "" where there is none.
	SigningIn string `json:"signingIn"`
}

// MirrorTable is what waits for one table: the rows as they would leave, and how many there are.
type MirrorTable struct {
	Table   string `json:"table"`
	Waiting int    `json:"waiting"`
	Rows    []any  `json:"rows"`
}

// MirrorStatus works out how it stands, without the network. limit bounds the rows shown of each table; 0 shows all.
func (d *Desk) MirrorStatus(ctx context.Context, limit int) (MirrorStatus, error) {
	k, err := d.mirrorSetting(ctx)
	if err != nil {
		return MirrorStatus{}, err
	}
	out := MirrorStatus{On: k.On, Addresses: k.Addresses, State: k.State, Message: k.Message, LastPushAt: utc(k.LastPushAt), Schema: mirror.SchemaVersion, Tables: []MirrorTable{}}
	conn, at, err := d.mirrorConnection(ctx)
	if err != nil && apperr.CodeOf(err) != apperr.NotConnected {
		return out, err
	}
	out.Connected, out.URL, out.Account = err == nil, at.URL, conn.Account
	for _, table := range mirror.Tables() {
		rows, n, err := d.mirrorRows(ctx, table, at.target(), k.Addresses, limit)
		if err != nil {
			return out, err
		}
		t := MirrorTable{Table: table, Waiting: n, Rows: []any{}}
		for _, r := range rows {
			t.Rows = append(t.Rows, r.Body)
		}
		if table == mirror.TableConnections {
			removed, err := d.removedConnections(ctx, at.target())
			if err != nil {
				return out, err
			}
			t.Waiting += len(removed)
			for _, r := range removed {
				t.Rows = append(t.Rows, r.row)
			}
		}
		out.Waiting += t.Waiting
		out.Tables = append(out.Tables, t)
	}
	if out.Refused, err = d.store.CountRefused(ctx, at.target()); err != nil {
		return out, err
	}
	if out.Connected && out.On {
		if out.Live, err = d.feedLive(ctx, conn.ID); err != nil {
			return out, err
		}
	}
	d.mirror.mu.Lock()
	if s := d.mirror.signIn; s != nil {
		out.SigningIn = s.whom
	}
	d.mirror.mu.Unlock()
	switch {
	case !out.Connected:
		out.State, out.Message = mirror.StateNotConnected, "No Supabase project is connected; nothing leaves this computer."
	case !out.On && out.State == "":
		out.State, out.Message = mirror.StateOff, "The mirror is off; nothing leaves this computer."
	case out.State != "":
	case out.Refused > 0:
		out.State, out.Message = mirror.StateRowRefused, "The project does not take "+countOf(out.Refused, "row")+", nor what belongs there: a rule of its tables is in the way. Mend it, then send again with `mixdown mirror push`."
	case out.Waiting > 0:
		out.State, out.Message = mirror.StateWaiting, count(out.Waiting, "row waits", "rows wait")+" to be sent with the next sync."
	default:
		out.State, out.Message = mirror.StateReady, "The project has everything."
	}
	return out, nil
}
