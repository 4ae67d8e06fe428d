package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"time"

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

// copyBefore leaves PATH.vN beside the file: the way back if an update goes wrong. Other processes may be doing the same: each
// writes a file of its own first, and what stands under the name itself is whole and of that version.
func (s *Store) copyBefore(ctx context.Context, version int) error {
	target := fmt.Sprintf("%s.v%d", s.path, version)
	if _, err := os.Stat(target); err == nil {
		return nil
	}
	part := fmt.Sprintf("%s.%d%s", target, os.Getpid(), partSuffix)
	dropParts(target, part)
	_, err := s.write.ExecContext(ctx, "VACUUM INTO ?", part)
	var copied int
	if err == nil {
		copied, err = versionInFile(part)
	}
	if err == nil && copied == version {
		err = os.Rename(part, target)
	}
	_ = os.Remove(part) // nothing where it was renamed; another process was faster where it is of a later version
	if err != nil {
		return fmt.Errorf("store: copy before update: %w", err)
	}
	return nil
}

const (
	partSuffix = ".part"
	// partLife is how old a copy under way may be before it counts as left behind by a process that was killed.
	partLife = time.Hour
)

// dropParts removes the copies that were left behind, and the one that this process is about to write.
func dropParts(target, own string) {
	left, _ := filepath.Glob(target + ".*" + partSuffix) // no bad pattern but in the path, which then has none left behind
	for _, name := range left {
		info, err := os.Stat(name)
		if name == own || err == nil && time.Since(info.ModTime()) > partLife {
			_ = os.Remove(name)
		}
	}
}

// versionInFile reads the user version out of a database file: four bytes, the highest first, at 60.
// https://www.sqlite.org/fileformat2.html#the_database_header
func versionInFile(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	var b [4]byte
	if _, err := f.ReadAt(b[:], 60); err != nil {
		return 0, err
	}
	return int(binary.BigEndian.Uint32(b[:])), nil
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
