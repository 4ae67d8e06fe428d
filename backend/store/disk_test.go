//go:build unix

package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// fillDisk writes until the disk takes no more, then looks whether all that was stored before is there.
func fillDisk(ctx context.Context, s *store.Store) (any, error) {
	signal.Ignore(syscall.SIGXFSZ) // a limit on the size of files then is an error, as a full disk is
	r, err := beginRun(ctx, s, camp, conn)
	if err != nil {
		return nil, err
	}
	stored := 0
	for i := range 100_000 {
		rec := message(fmt.Sprintf("m%06d", i), "pitch")
		rec.What = strings.Repeat("x", 2000)
		if _, err = s.Commit(ctx, r, store.Batch{Batch: records(rec), SyncVersion: 1}); err != nil {
			break
		}
		stored++
	}
	for _, look := range []*store.Store{s, nil} {
		if look == nil { // again from the file
			_ = s.Close() // the log may not be folded in where there is no room
			var oerr error
			if look, oerr = store.Open(ctx, s.Path(), nil); oerr != nil {
				return nil, fmt.Errorf("open the full file again: %w", oerr)
			}
		}
		got, rerr := statesOf(ctx, look, camp, conn, 0)
		if rerr != nil || len(got) != stored || stored == 0 {
			return nil, fmt.Errorf("%d were stored, %d are there: %w", stored, len(got), errors.Join(rerr, look.Check(ctx)))
		}
		if cerr := look.Check(ctx); cerr != nil {
			return nil, cerr
		}
	}
	return stored, err
}

func TestFullDiskLosesNothing(t *testing.T) {
	t.Run("limited file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "mixdown.db")
		cmd := process(t, "fill", path, "sh", "-c", `ulimit -f 4096; exec "$0"`)
		code, cause := answer(t, cmd)
		if code != string(apperr.DiskFull) {
			t.Fatalf("error %q (%s), want disk_full", code, cause)
		}
		// With room again it goes on.
		s := open(t, path, nil)
		had := len(states(t, s, 0))
		commit(t, s, run(t, s), records(message("more", "pitch")))
		if got := len(states(t, s, 0)); got != had+1 {
			t.Errorf("%d records, want %d", got, had+1)
		}
	})
	t.Run("small file system", func(t *testing.T) {
		const mount = `mount -t tmpfs -o size=2m none "$(dirname "$STORE_TEST_FILE")" && exec "$0"`
		dir := t.TempDir()
		if err := exec.CommandContext(t.Context(), "unshare", "-m", "sh", "-c", `mount -t tmpfs -o size=2m none "$0"`, dir).Run(); err != nil {
			t.Skip("this machine lets nobody mount a small file system")
		}
		code, cause := answer(t, process(t, "fill", filepath.Join(dir, "mixdown.db"), "unshare", "-m", "sh", "-c", mount))
		if code != string(apperr.DiskFull) || !strings.Contains(cause, "full") {
			t.Fatalf("error %q (%s), want disk_full", code, cause)
		}
	})
}

// A file or folder that may not be written is told as that, by somebody whom permissions bind.
func TestReadOnly(t *testing.T) {
	base, err := os.MkdirTemp("", "mixdown-readonly") // t.TempDir is closed to others
	must(t, err)
	t.Cleanup(func() { _ = os.Chmod(base, 0o700); _ = os.RemoveAll(base) })
	must(t, os.Chmod(base, 0o755))
	path := filepath.Join(base, "mixdown.db")
	s := open(t, path, nil)
	must(t, s.SaveSetting(t.Context(), "theme", "dark"))
	must(t, s.Close())
	must(t, os.Chmod(path, 0o444))
	must(t, os.Chmod(base, 0o555))
	for name, file := range map[string]string{"file": path, "folder": filepath.Join(base, "new.db"), "missing folder": filepath.Join(base, "a", "b", "new.db")} {
		cmd := process(t, "open", file)
		cmd.Env = append(cmd.Env, "STORE_TEST_NOBODY=1")
		if code, cause := answer(t, cmd); code != string(apperr.ReadOnly) {
			t.Errorf("%s: error %q (%s), want read_only", name, code, cause)
		}
	}
}

// The data holds whom somebody mailed: on a machine that is shared, a new file is the person's alone, wherever the folder is.
func TestNewFilesAreThePersonsAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // a folder as others make it
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), filepath.Join(dir, "mixdown.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f, info.Mode(), err)
		}
	}
}

// What a person drops is gone from the file too, not only from the tables.
func TestDroppedDataLeavesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	s, err := store.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	const person = "somebody.private@person.example"
	r, err := beginRun(t.Context(), s, camp, conn)
	if err != nil {
		t.Fatal(err)
	}
	var list []provider.Record
	for i := range 300 {
		rec := message(fmt.Sprintf("m%d", i), "pitch")
		rec.Who = person
		list = append(list, rec)
	}
	if _, err = s.Commit(t.Context(), r, store.Batch{Batch: records(list...), SyncVersion: 1}); err != nil {
		t.Fatal(err)
	}
	inFile := func() bool {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if s, err = store.Open(t.Context(), path, nil); err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(raw), person)
	}
	if !inFile() {
		t.Fatal("the test looks for nothing")
	}
	if err := s.DeleteConnection(t.Context(), conn, false); err != nil {
		t.Fatal(err)
	}
	if inFile() {
		t.Error("the file still holds whom the dropped mail went to")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
