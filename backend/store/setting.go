package store

import (
	"bytes"
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
// Where it was not there, value is as it came. An error of change is returned, and nothing is kept then; what is as it was is not
// written, so that nobody is told of a change. Change must be quick and leave the store alone.
func (s *Store) ChangeSetting(ctx context.Context, key string, value any, change func() error) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		known, err := setting(ctx, tx, key, value)
		if err != nil {
			return err
		}
		before, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("store: setting %s: %w", key, err)
		}
		if err := change(); err != nil {
			return err
		}
		if after, err := json.Marshal(value); err == nil && known && bytes.Equal(before, after) {
			return nil
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
