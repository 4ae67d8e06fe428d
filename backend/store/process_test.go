//go:build unix

package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// writes is how many batches another process writes.
const writes = 60

// writeMany writes batches of one record, each with a cursor that counts them, and says each one that is stored.
func writeMany(ctx context.Context, s *store.Store) (any, error) {
	id := os.Getenv("STORE_TEST_CONNECTION")
	r, err := beginRun(ctx, s, camp, id)
	if err != nil {
		return nil, err
	}
	for i := range writes {
		b := records(message(fmt.Sprintf("%s %03d", id, i), "pitch"))
		b.Cursor = provider.Cursor(strconv.Itoa(i + 1))
		if _, err := s.Commit(ctx, r, store.Batch{Batch: b, SyncVersion: 1}); err != nil {
			return nil, err
		}
		fmt.Println("stored", i+1)
	}
	r.Status = store.StatusSuccess
	return "done", errors.Join(s.FinishRun(ctx, r), s.Close())
}

func TestProcessesWriteAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	s := open(t, path, nil)
	var wg sync.WaitGroup
	for i := range 3 {
		cmd := process(t, "write", path)
		cmd.Env = append(cmd.Env, fmt.Sprintf("STORE_TEST_CONNECTION=c%d", i))
		wg.Go(func() {
			out, err := cmd.Output()
			if err != nil || !strings.HasSuffix(string(out), "\"done\"\n") {
				t.Errorf("process %d: %v, %.200s", i, err, out[max(0, len(out)-200):])
			}
		})
	}
	for i := range writes { // while this process writes too, and reads
		must(t, s.SaveSetting(t.Context(), strconv.Itoa(i), i))
		states(t, s, 0)
	}
	wg.Wait()
	if got := len(states(t, s, 0)); got != 3*writes {
		t.Errorf("%d of %d records are there", got, 3*writes)
	}
	for i := range 3 {
		c, err := s.Cursor(t.Context(), fmt.Sprintf("c%d", i), camp)
		must(t, err)
		if string(c.Cursor) != strconv.Itoa(writes) {
			t.Errorf("the cursor of c%d is %s", i, c.Cursor)
		}
	}
	must(t, s.Check(t.Context()))
}

// A process is killed at any moment: what it said is stored is, and rows and cursor are of the same moment.
func TestKilledProcessLosesNothing(t *testing.T) {
	for range 6 {
		after := 1 + rand.IntN(writes-5)
		t.Run(fmt.Sprintf("after %d", after), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mixdown.db")
			cmd := process(t, "write", path)
			cmd.Env = append(cmd.Env, "STORE_TEST_CONNECTION="+conn)
			out, err := cmd.StdoutPipe()
			must(t, err)
			must(t, cmd.Start())
			said := 0
			lines := bufio.NewScanner(out)
			for said < after && lines.Scan() {
				said++
			}
			must(t, cmd.Process.Kill())
			_ = cmd.Wait() // killed
			s := open(t, path, nil)
			must(t, s.Check(t.Context()))
			c, err := s.Cursor(t.Context(), conn, camp)
			must(t, err)
			n, err := strconv.Atoi(string(c.Cursor))
			must(t, err)
			got := states(t, s, 0)
			if n < said || len(got) != n {
				t.Errorf("it said %d, the cursor says %d, %d records are there", said, n, len(got))
			}
			for j := range n {
				if id := fmt.Sprintf("%s %03d", conn, j); got[id] == "" {
					t.Errorf("%s is missing", id)
				}
			}
			// The next process goes on from there.
			cmd = process(t, "write", path)
			cmd.Env = append(cmd.Env, "STORE_TEST_CONNECTION="+conn)
			if code, cause := answer(t, cmd); code != "" {
				t.Fatal(cause)
			}
			if got := states(t, s, 0); len(got) != writes {
				t.Errorf("%d of %d in the end", len(got), writes)
			}
		})
	}
}

// holdLock takes the lock, says so, and keeps it until its input ends or it is killed.
func holdLock(ctx context.Context, s *store.Store) (any, error) {
	release, err := s.Lock(ctx, lockName)
	if err != nil {
		return nil, err
	}
	fmt.Println("held")
	_, _ = io.Copy(io.Discard, os.Stdin)
	release()
	return "released", s.Close()
}

func TestLockOfADeadProcessIsFreeAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	s := open(t, path, nil)
	cmd := process(t, "hold", path)
	_, err := cmd.StdinPipe() // kept open
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "held\n" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	wantTaken(t, s, lockName)
	must(t, cmd.Process.Kill())
	_ = cmd.Wait() // killed
	release, err := s.Lock(soon(t), lockName)
	must(t, err)
	release()
}

// Several processes may open a new file at the same moment: one makes the schema, the others find it made.
func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mixdown.db")
	var wg sync.WaitGroup
	codes := make([]string, 4)
	for i := range codes {
		cmd := process(t, "open", path)
		wg.Go(func() { _, codes[i] = answer(t, cmd) })
	}
	wg.Wait()
	for _, cause := range codes {
		if cause != "" {
			t.Errorf("open: %s", cause)
		}
	}
	must(t, open(t, path, nil).Check(t.Context()))
}
