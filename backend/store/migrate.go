package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"sort"

	"mixdown/backend/apperr"
)

//go:embed migrations/*.sql
var migrations embed.FS

// SchemaVersion returns the version that this build's migrations lead to: their number.
func SchemaVersion() int {
	return len(scriptNames(migrations))
}

// scriptNames are the migrations in their order.
func scriptNames(scripts fs.FS) []string {
	names, _ := fs.Glob(scripts, "migrations/*.sql") // the pattern is a good one: there is no other error
	sort.Strings(names)
	return names
}

// migrate steps the file from its user_version to the number of scripts, one transaction a step, so that a crash leaves a whole
// version. Another process that migrates at the same time is waited for and its work found done.
func (s *Store) migrate(ctx context.Context, scripts fs.FS) error {
	have, err := userVersion(ctx, s.write)
	if err != nil {
		return err
	}
	names := scriptNames(scripts)
	want := len(names)
	if have > want {
		return apperr.New(apperr.DatabaseNewer, fmt.Sprintf("This data was written by a newer Mixdown (its version %d, ours %d). Install the newest Mixdown to open it; nothing was changed.", have, want), nil)
	}
	// The journal's kind stands in the file: it is set only now that the file is known to be ours.
	if _, err := s.write.ExecContext(ctx, "PRAGMA journal_mode = wal"); err != nil {
		return fmt.Errorf("store: journal: %w", err)
	}
	if have == want {
		return nil
	}
	if have > 0 {
		if err := s.copyBefore(ctx, have); err != nil {
			return err
		}
	}
	for i := have; i < want; i++ {
		if err := s.step(ctx, scripts, names[i], i); err != nil {
			return fmt.Errorf("store: migration %s: %w", names[i], err)
		}
	}
	return nil
}

func (s *Store) step(ctx context.Context, scripts fs.FS, name string, from int) error {
	script, err := fs.ReadFile(scripts, name)
	if err != nil {
		return err
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		have, err := userVersion(ctx, tx)
		if err != nil || have > from {
			return err // another process was first
		}
		if _, err := tx.ExecContext(ctx, string(script)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", from+1))
		return err
	})
}

// copyBefore leaves PATH.vN beside the file: the way back if an update goes wrong.
func (s *Store) copyBefore(ctx context.Context, version int) error {
	target := fmt.Sprintf("%s.v%d", s.path, version)
	if _, err := os.Stat(target); err == nil {
		return nil
	}
	part := target + ".part" // what stands under the name itself is whole
	_ = os.Remove(part)
	_, err := s.write.ExecContext(ctx, "VACUUM INTO ?", part)
	if err == nil {
		err = os.Rename(part, target)
	}
	if err != nil {
		_ = os.Remove(part)
		return fmt.Errorf("store: copy before update: %w", err)
	}
	return nil
}

type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func userVersion(ctx context.Context, q rowQuerier) (int, error) {
	var v int
	if err := q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v); err != nil {
		return 0, fmt.Errorf("store: read version: %w", err)
	}
	return v, nil
}
