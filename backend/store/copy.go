package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"mixdown/backend/apperr"
)

// CopyTo writes all data, as it is at one instant, into a new database file at path. Others may read and write meanwhile.
func (s *Store) CopyTo(ctx context.Context, path string) error {
	if _, err := s.write.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return translate(fmt.Errorf("store: copy: %w", err))
	}
	return translate(os.Chmod(path, 0o600))
}

// CheckFile reports whether the file at path is a whole database of ours that this version can open; nothing is changed.
// Errors: database_newer, database_broken.
func CheckFile(ctx context.Context, path string) (err error) {
	db, err := open(path, "ro", 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	have, err := userVersion(ctx, db)
	if err != nil {
		return translate(err)
	}
	if have > SchemaVersion() {
		return apperr.New(apperr.DatabaseNewer, fmt.Sprintf("This data was written by a newer Mixdown (its version %d, ours %d). Install the newest Mixdown; nothing was changed.", have, SchemaVersion()), nil)
	}
	var word string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&word); err != nil {
		return translate(fmt.Errorf("store: check: %w", err))
	}
	err = db.QueryRowContext(ctx, "SELECT name FROM sqlite_schema WHERE name = 'agent_sessions'").Scan(new(string))
	if word != "ok" || have == 0 || errors.Is(err, sql.ErrNoRows) {
		return apperr.New(apperr.DatabaseBroken, "This is no whole database of Mixdown; nothing was changed.", fmt.Errorf("store: check: %s, version %d", word, have))
	}
	return translate(err)
}
