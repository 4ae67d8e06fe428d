package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Setting reads the setting key into value and reports whether it was there.
func (s *Store) Setting(ctx context.Context, key string, value any) (bool, error) {
	return setting(ctx, s.read, key, value)
}

func setting(ctx context.Context, q rowQuerier, key string, value any) (bool, error) {
	var raw string
	err := q.QueryRowContext(ctx, "SELECT value FROM settings WHERE key = ?", key).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, translate(fmt.Errorf("store: setting %s: %w", key, err))
	}
	if err := json.Unmarshal([]byte(raw), value); err != nil {
		return false, fmt.Errorf("store: setting %s: %w", key, err)
	}
	return true, nil
}

// SaveSetting keeps value, as JSON, under key.
func (s *Store) SaveSetting(ctx context.Context, key string, value any) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return saveSetting(ctx, tx, key, value) })
}

// ChangeSetting reads the setting key into value, lets change change that, and keeps it: nobody writes the setting in between.
// Where it was not there, value is as it came. An error of change is returned, and nothing is kept then. Change must be quick and
// leave the store alone.
func (s *Store) ChangeSetting(ctx context.Context, key string, value any, change func() error) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if _, err := setting(ctx, tx, key, value); err != nil {
			return err
		}
		if err := change(); err != nil {
			return err
		}
		return saveSetting(ctx, tx, key, value)
	})
}

func saveSetting(ctx context.Context, tx *sql.Tx, key string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("store: setting %s: %w", key, err)
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, string(raw))
	return err
}
