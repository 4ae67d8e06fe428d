//go:build unix

package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/store"
)

// TestMain runs this binary as another process of Mixdown where a test started it as one.
func TestMain(m *testing.M) {
	if role := os.Getenv("STORE_TEST_ROLE"); role != "" {
		os.Exit(other(role))
	}
	// Each check opens files of its own: fewer than usual are enough, and a flag asks for more.
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// roles are what another process does in a test, by name. It prints one JSON value or fails.
var roles = map[string]func(ctx context.Context, s *store.Store) (any, error){
	"hold":  holdLock,
	"write": writeMany,
	"fill":  fillDisk,
	"open":  func(context.Context, *store.Store) (any, error) { return "opened", nil },
}

func other(role string) int {
	if os.Getenv("STORE_TEST_NOBODY") != "" {
		if err := becomeNobody(); err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	ctx := context.Background()
	s, err := store.Open(ctx, os.Getenv("STORE_TEST_FILE"), nil)
	var out any
	if err == nil {
		out, err = roles[role](ctx, s)
	}
	if err != nil {
		out = map[string]string{"error": string(apperr.CodeOf(err)), "cause": fmt.Sprintf("%v: %v", err, apperr.From(err).Unwrap())}
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		return 1
	}
	return 0
}

// process prepares another process with a role on a file; wrap is a command that runs it ("setpriv …"), may be empty.
func process(t *testing.T, role, file string, wrap ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	args := append(wrap, self)
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "STORE_TEST_ROLE="+role, "STORE_TEST_FILE="+file)
	cmd.Stderr = os.Stderr
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// answer runs another process to its end and returns its error code and cause, empty where it did its work.
func answer(t *testing.T, cmd *exec.Cmd) (code, cause string) {
	t.Helper()
	out, err := cmd.Output()
	must(t, err)
	var failed struct{ Error, Cause string }
	_ = json.Unmarshal(out, &failed) // a result that is no object has no error
	return failed.Error, failed.Cause
}

// becomeNobody gives up root's rights, which no permission binds.
func becomeNobody() error {
	const nobody = 65534
	if os.Getuid() != 0 {
		return nil
	}
	return errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody))
}
