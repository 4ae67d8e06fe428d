package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Connection is one signed-in account of a service: a row of integration_connections. It holds no token.
type Connection struct {
	ID            string
	Provider      string // the table's word: "google_sheets"
	Account       string // the mailbox or account name
	Status        string // active, needs_sign_in, paused or error
	Message       string // why the status is not active, for the person
	AutoSync      bool
	Scopes        []string
	MissingScopes []string
	Metadata      json.RawMessage // the provider's own: a data centre, a chosen table; never a secret
	ConnectedAt   time.Time
	LastSyncAt    time.Time // last run that ended well; zero for never
	NextSyncAt    time.Time
	NextRetryAt   time.Time
	Retries       int
}

const connectionColumns = `id, provider, account, status, message, auto_sync_enabled, scopes, missing_scopes, metadata,
	connected_at, last_sync_at, next_sync_at, next_retry_at, retries`

// SaveConnection inserts c or replaces all columns of the connection with its id.
func (s *Store) SaveConnection(ctx context.Context, c Connection) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return saveConnection(ctx, tx, c) })
}

func saveConnection(ctx context.Context, tx *sql.Tx, c Connection) error {
	scopes, missing := mustJSON(c.Scopes), mustJSON(c.MissingScopes)
	metadata := string(c.Metadata)
	if metadata == "" {
		metadata = "{}"
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO integration_connections (`+connectionColumns+`) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT (id) DO UPDATE SET provider = excluded.provider, account = excluded.account, status = excluded.status, message = excluded.message,
		auto_sync_enabled = excluded.auto_sync_enabled, scopes = excluded.scopes, missing_scopes = excluded.missing_scopes, metadata = excluded.metadata,
		connected_at = excluded.connected_at, last_sync_at = excluded.last_sync_at, next_sync_at = excluded.next_sync_at,
		next_retry_at = excluded.next_retry_at, retries = excluded.retries`,
		c.ID, c.Provider, c.Account, c.Status, c.Message, c.AutoSync, scopes, missing, metadata,
		stamp(c.ConnectedAt), stampOrNull(c.LastSyncAt), stampOrNull(c.NextSyncAt), stampOrNull(c.NextRetryAt), c.Retries)
	return err
}

// UpdateConnection changes the connection with id in one transaction; not_found where it is gone.
func (s *Store) UpdateConnection(ctx context.Context, id string, change func(*Connection)) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		var c Connection
		found := false
		err := queryRows(ctx, tx, func(r *sql.Rows) (err error) {
			c, err = scanConnection(r)
			found = true
			return err
		}, "SELECT "+connectionColumns+" FROM integration_connections WHERE id = ?", id)
		if err != nil {
			return err
		}
		if !found {
			return notFound("This connection is gone: it was disconnected meanwhile.")
		}
		change(&c)
		return saveConnection(ctx, tx, c)
	})
}

// Connections returns all connections in the order in which they were made.
func (s *Store) Connections(ctx context.Context) ([]Connection, error) {
	list := []Connection{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		c, err := scanConnection(r)
		list = append(list, c)
		return err
	}, "SELECT "+connectionColumns+" FROM integration_connections ORDER BY connected_at, rowid")
	return list, err
}

// DeleteConnection forgets the connection, its cursors, and, unless keepData, its evidence.
func (s *Store) DeleteConnection(ctx context.Context, id string, keepData bool) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		statements := []string{"DELETE FROM integration_connections WHERE id = ?", "DELETE FROM cursors WHERE connection_id = ?"}
		if !keepData {
			statements = append(statements, "DELETE FROM evidence WHERE connection_id = ?",
				"DELETE FROM contacts_fts WHERE rowid IN (SELECT rid FROM contacts_now WHERE connection_id = ?)", "DELETE FROM contacts_now WHERE connection_id = ?")
		}
		for _, q := range statements {
			if _, err := tx.ExecContext(ctx, q, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func scanConnection(r *sql.Rows) (Connection, error) {
	var c Connection
	var scopes, missing, metadata string
	var connected, last, next, retry sql.NullString
	err := r.Scan(&c.ID, &c.Provider, &c.Account, &c.Status, &c.Message, &c.AutoSync, &scopes, &missing, &metadata, &connected, &last, &next, &retry, &c.Retries)
	if err != nil {
		return c, fmt.Errorf("store: connection: %w", err)
	}
	c.Metadata = json.RawMessage(metadata)
	c.ConnectedAt, c.LastSyncAt, c.NextSyncAt, c.NextRetryAt = parseStamp(connected), parseStamp(last), parseStamp(next), parseStamp(retry)
	if err := json.Unmarshal([]byte(scopes), &c.Scopes); err != nil {
		return c, fmt.Errorf("store: scopes: %w", err)
	}
	if err := json.Unmarshal([]byte(missing), &c.MissingScopes); err != nil {
		return c, fmt.Errorf("store: missing scopes: %w", err)
	}
	return c, nil
}

func mustJSON(list []string) string {
	if list == nil {
		list = []string{}
	}
	raw, err := json.Marshal(list)
	if err != nil {
		panic(err) // a []string always marshals
	}
	return string(raw)
}
