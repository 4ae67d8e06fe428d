// Package store keeps everything that Mixdown knows in one SQLite file: campaigns, connections without their tokens,
// evidence in versions, runs, results, the outbox and the settings.
//
// There is one writer connection, whose transactions begin immediately, and a pool of read-only ones. Several processes
// may have the same file open: writes wait for each other.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the database driver, pure Go

	"mixdown/backend/apperr"
)

// busyTimeout is how long a write waits for another process's write.
const busyTimeout = 20 * time.Second

// readers is how many read-only connections there are at most.
const readers = 4

// Store is an open database. Its methods are safe for concurrent use.
type Store struct {
	path  string
	write *sql.DB
	read  *sql.DB
	watch *sql.DB // one connection that only asks whether the file changed
	now   func() time.Time
	held  sync.Map // locks that this process holds: owner to name
}

// Open opens the database at path, makes it where there is none, and brings it to this version's schema. A file that must
// be migrated is first copied beside itself. Errors: database_newer, database_broken, read_only, disk_full, invalid for a
// path that cannot be a file in a folder.
func Open(ctx context.Context, path string, now func() time.Time) (*Store, error) {
	if now == nil {
		now = time.Now
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, noFolder(fmt.Errorf("store: make folder: %w", err))
	}
	if err := makeWritable(path); err != nil {
		return nil, err
	}
	s := &Store{path: path, now: now}
	var err error
	if s.write, err = open(path, "rwc", 1); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, migrations); err != nil {
		_ = s.write.Close()
		return nil, translate(err)
	}
	if s.read, err = open(path, "ro", readers); err != nil {
		_ = s.write.Close()
		return nil, err
	}
	if s.watch, err = open(path, "ro", 1); err != nil {
		return nil, errors.Join(err, s.read.Close(), s.write.Close())
	}
	return s, nil
}

// makeWritable tells a read-only file or folder before SQLite does it in its own words. A new file is the person's alone, and
// so are then the files that SQLite puts beside it.
func makeWritable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return noFolder(fmt.Errorf("store: open: %w", err))
	}
	return f.Close()
}

// noFolder names what stands in the way of a data folder; other errors pass through translate.
func noFolder(err error) error {
	if known := translate(err); apperr.CodeOf(known) != apperr.Internal {
		return known
	}
	return apperr.New(apperr.Invalid, "The data folder cannot be used: there is something else at that place. Choose another with --home.", err)
}

func open(path, mode string, conns int) (*sql.DB, error) {
	q := url.Values{}
	q.Set("mode", mode)
	q.Set("_txlock", "immediate")
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()))
	q.Add("_pragma", "foreign_keys(1)")
	q.Add("_pragma", "synchronous(normal)")
	if mode == "ro" {
		q.Add("_pragma", "query_only(1)")
		q.Set("_txlock", "deferred")
	} else {
		q.Add("_pragma", "secure_delete(1)") // what is dropped is gone from the file too
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// Path returns the file's path.
func (s *Store) Path() string { return s.path }

// Close ends all connections. The write-ahead log is folded into the file where no other process has it open.
func (s *Store) Close() error {
	return errors.Join(s.watch.Close(), s.read.Close(), s.write.Close())
}

// Version is a number that changes whenever any process commits to the file: what was computed from it holds until then.
func (s *Store) Version(ctx context.Context) (int64, error) {
	var v int64
	err := s.watch.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v)
	return v, translate(err)
}

// tx runs fn in one write transaction; a returned error or a panic rolls it back.
func (s *Store) tx(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return translate(fmt.Errorf("store: begin: %w", err))
	}
	defer func() { _ = tx.Rollback() }()
	if err := fn(tx); err != nil {
		return translate(err)
	}
	if err := tx.Commit(); err != nil {
		return translate(fmt.Errorf("store: commit: %w", err))
	}
	return nil
}

// rows runs a query on the read-only pool and calls scan for every row.
func (s *Store) rows(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	return queryRows(ctx, s.read, scan, query, args...)
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func queryRows(ctx context.Context, q querier, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return translate(fmt.Errorf("store: query: %w", err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return translate(rows.Err())
}

// timeFormat has a fixed width, so that times sort as text.
const timeFormat = "2006-01-02T15:04:05.000Z"

func stamp(t time.Time) string { return t.UTC().Format(timeFormat) }

// stampOrNull stores the zero time as NULL: the source did not say.
func stampOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return stamp(t)
}

func parseStamp(s sql.NullString) time.Time {
	if !s.Valid {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, s.String)
	if err != nil {
		return time.Time{}
	}
	return t
}

// notFound is the error of a row that is not there.
func notFound(message string) error { return apperr.New(apperr.NotFound, message, nil) }

// Check reads the whole file and reports damage as database_broken.
func (s *Store) Check(ctx context.Context) error {
	var result string
	if err := s.read.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&result); err != nil {
		return translate(fmt.Errorf("store: check: %w", err))
	}
	if result != "ok" {
		return apperr.New(apperr.DatabaseBroken, "The database is damaged. Move mixdown.db away and sync again: what the sources have comes back.", errors.New(result))
	}
	return nil
}
