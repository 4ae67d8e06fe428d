package store

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"mixdown/backend/apperr"
)

// later are the migrations of a later Mixdown: ours and two more.
func later(t *testing.T, texts ...string) fstest.MapFS {
	t.Helper()
	scripts := fstest.MapFS{}
	for _, name := range scriptNames(migrations) {
		text, err := migrations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		scripts[name] = &fstest.MapFile{Data: text}
	}
	for i, text := range texts {
		scripts["migrations/9"+string(rune('0'+i))+"_later.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return scripts
}

// An update copies the file before the first pending step, and only then.
func TestUpdateCopiesFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	s, err := Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.SaveSetting(t.Context(), "theme", "dark"); err != nil {
		t.Fatal(err)
	}
	if copies, _ := filepath.Glob(path + ".v*"); len(copies) != 0 {
		t.Fatalf("a new file was copied: %v", copies)
	}
	scripts := later(t, "ALTER TABLE settings ADD COLUMN more TEXT", "UPDATE settings SET value = '\"light\"'; DROP TABLE hosts")
	for range 2 { // the second time nothing is pending
		if err := s.migrate(t.Context(), scripts); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := userVersion(t.Context(), s.write); err != nil || v != SchemaVersion()+2 {
		t.Errorf("version %d, %v", v, err)
	}
	copies, _ := filepath.Glob(path + ".v*")
	if len(copies) != 1 {
		t.Fatalf("copies: %v, want one", copies)
	}
	// The copy is what this Mixdown opens again.
	old, err := Open(t.Context(), copies[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Close() }()
	var theme string
	if ok, err := old.Setting(t.Context(), "theme", &theme); !ok || err != nil || theme != "dark" {
		t.Errorf("the copy says %q, %v, %v", theme, ok, err)
	}
	if _, err := old.Hosts(t.Context()); err != nil {
		t.Errorf("the copy: %v", err)
	}
	// And the updated file is not.
	if _, err := Open(t.Context(), path, nil); apperr.CodeOf(err) != apperr.DatabaseNewer {
		t.Errorf("the updated file: %v, want database_newer", err)
	}
}

// A step that fails leaves the version before it whole.
func TestUpdateThatFailsLeavesAWholeVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	s, err := Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.SaveSetting(t.Context(), "theme", "dark"); err != nil {
		t.Fatal(err)
	}
	scripts := later(t, "ALTER TABLE settings ADD COLUMN more TEXT", "DELETE FROM settings; SELECT no_such_function()")
	if err := s.migrate(t.Context(), scripts); err == nil {
		t.Fatal("a broken step went through")
	}
	if v, err := userVersion(t.Context(), s.write); err != nil || v != SchemaVersion()+1 {
		t.Errorf("version %d, %v: want the step before the broken one", v, err)
	}
	var theme string
	if ok, err := s.Setting(t.Context(), "theme", &theme); !ok || err != nil || theme != "dark" {
		t.Errorf("after the broken step the setting is %q, %v, %v", theme, ok, err)
	}
}

// A copy that a program left half made when it ended is none: the update makes it anew.
func TestUpdateMakesAHalfCopyAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	s, err := Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	target := fmt.Sprintf("%s.v%d", path, SchemaVersion())
	// That of this process's number, one that was left long ago, and one that another process is making now.
	mine, left, others := fmt.Sprintf("%s.%d.part", target, os.Getpid()), target+".1.part", target+".2.part"
	for _, half := range []string{mine, left, others} {
		if err := os.WriteFile(half, []byte("SQLite format 3\x00 and no more"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * partLife)
	if err := os.Chtimes(left, long, long); err != nil {
		t.Fatal(err)
	}
	if err := s.migrate(t.Context(), later(t, "DROP TABLE hosts")); err != nil {
		t.Fatal(err)
	}
	old, err := Open(t.Context(), target, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Close() }()
	if err := old.Check(t.Context()); err != nil {
		t.Errorf("the copy: %v", err)
	}
	for _, half := range []string{mine, left} {
		if _, err := os.Stat(half); err == nil {
			t.Errorf("%s is still there", half)
		}
	}
	if _, err := os.Stat(others); err != nil {
		t.Errorf("another's copy was taken from under it: %v", err)
	}
}

// Where another process has updated the file meanwhile, its copy is the way back: one of the file as it is now would not be.
func TestUpdateKeepsTheFirstCopy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	s, err := Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	before := SchemaVersion() - 1
	if err := s.copyBefore(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	if list, err := filepath.Glob(path + ".v*"); err != nil || len(list) > 0 {
		t.Errorf("a copy of version %d was made of one of %d: %v, %v", before, SchemaVersion(), list, err)
	}
}

// Where no copy can be made nothing is updated.
func TestUpdateWithoutACopyIsNoUpdate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	s, err := Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	// The copy's place is taken.
	if err := os.MkdirAll(filepath.Join(fmt.Sprintf("%s.v%d.%d.part", path, SchemaVersion(), os.Getpid()), "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.migrate(t.Context(), later(t, "DROP TABLE hosts")); err == nil {
		t.Fatal("updated without a copy")
	}
	var name string
	err = s.write.QueryRowContext(t.Context(), "SELECT name FROM sqlite_schema WHERE name = 'hosts'").Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		t.Error("the step was done")
	}
}
