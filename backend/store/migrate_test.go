package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/store"
)

func version(t *testing.T, path string) (v int) {
	t.Helper()
	must(t, raw(t, path).QueryRowContext(t.Context(), "PRAGMA user_version").Scan(&v))
	return v
}

func TestOpenMakesTheSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "mixdown.db")
	s := open(t, path, nil)
	if got := version(t, path); got != store.SchemaVersion() {
		t.Errorf("user_version is %d, want %d", got, store.SchemaVersion())
	}
	must(t, s.Check(t.Context()))
	db := raw(t, path)
	rows, err := db.QueryContext(t.Context(), "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'contacts_fts%'") // a text index makes its own tables
	must(t, err)
	defer func() { _ = rows.Close() }()
	tables := 0
	for rows.Next() {
		var name, text string
		must(t, rows.Scan(&name, &text))
		tables++
		if options := text[strings.LastIndex(text, ")")+1:]; !strings.Contains(options, "STRICT") {
			t.Errorf("table %s is not STRICT", name)
		}
		for _, word := range []string{"token", "secret", "password", "body"} {
			if strings.Contains(strings.ToLower(text), word) {
				t.Errorf("table %s has something called %q", name, word)
			}
		}
	}
	must(t, rows.Err())
	if tables == 0 {
		t.Error("no tables")
	}
	info, err := os.Stat(filepath.Dir(path))
	must(t, err)
	if info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the folder is open to others: %v", info.Mode())
	}
}

func TestOpenRefusesANewerFileAndChangesNothing(t *testing.T) {
	for _, mode := range []string{"wal", "delete"} {
		t.Run(mode, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "mixdown.db")
			s := open(t, path, nil)
			must(t, s.SaveSetting(t.Context(), "theme", "dark"))
			must(t, s.Close())
			db := raw(t, path)
			exec1(t, db, "PRAGMA user_version = 999")
			exec1(t, db, "PRAGMA journal_mode = "+mode)
			must(t, db.Close())
			before, err := os.ReadFile(path)
			must(t, err)

			_, err = store.Open(t.Context(), path, nil)
			wantCode(t, err, apperr.DatabaseNewer)
			after, err := os.ReadFile(path)
			must(t, err)
			if !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
			if files, _ := filepath.Glob(filepath.Join(dir, "*.v*")); len(files) > 0 {
				t.Errorf("a copy was made: %v", files)
			}
		})
	}
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	for name, content := range map[string][]byte{
		"text":      []byte(strings.Repeat("this is a letter, not a database\n", 400)),
		"truncated": append([]byte("SQLite format 3\x00"), bytes.Repeat([]byte{7}, 300)...),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mixdown.db")
			must(t, os.WriteFile(path, content, 0o600))
			_, err := store.Open(t.Context(), path, nil)
			wantCode(t, err, apperr.DatabaseBroken)
			after, err := os.ReadFile(path)
			must(t, err)
			if !bytes.Equal(content, after) {
				t.Error("the file was changed")
			}
		})
	}
}

// Damage inside is told by Check and by the reads that meet it, and is never an empty answer.
func TestCheckFindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	s := open(t, path, nil)
	r := run(t, s)
	for i := range 300 {
		commit(t, s, r, records(message(fmt.Sprintf("m%03d", i), "pitch")))
	}
	must(t, s.Close())
	content, err := os.ReadFile(path)
	must(t, err)
	for i := len(content) / 2; i < len(content)-4096; i++ {
		content[i] = 0xA5
	}
	must(t, os.WriteFile(path, content, 0o600))
	s, err = store.Open(t.Context(), path, nil)
	if err == nil {
		defer func() { _ = s.Close() }()
		err = s.Check(t.Context())
	}
	wantCode(t, err, apperr.DatabaseBroken)
}
