//go:build e2e

// Package emulate_test tries the real program against a Gmail that was written elsewhere, filled with real mail: a mailing
// list of 2009, and mail that came back.
package emulate_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const (
	root  = "../../.."
	mails = root + "/build/out/mail"
)

// TestMain runs the tests on a session bus of their own with an unlocked keychain, and builds the program once.
func TestMain(m *testing.M) {
	if os.Getenv("MIXDOWN_IN_SESSION") == "1" {
		os.Exit(m.Run())
	}
	if missing := prepare(); missing != "" {
		if os.Getenv("MIXDOWN_REQUIRE_TOOLS") == "1" {
			fmt.Fprintln(os.Stderr, missing+", and MIXDOWN_REQUIRE_TOOLS=1")
			os.Exit(1)
		}
		fmt.Println("SKIP: " + missing)
		os.Exit(0)
	}
	os.Exit(inSession())
}

// prepare fetches what is missing and says what cannot be had.
func prepare() string {
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon", "node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			return tool + " is not installed"
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	if _, err := os.Stat("node_modules/emulate"); err != nil {
		if out, err := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error").CombinedOutput(); err != nil {
			return fmt.Sprintf("emulate could not be installed: %v\n%s", err, out)
		}
	}
	if out, err := exec.CommandContext(ctx, "./corpus.sh").CombinedOutput(); err != nil {
		return fmt.Sprintf("the mails could not be fetched: %v\n%s", err, out)
	}
	return ""
}

func inSession() int {
	home, err := os.MkdirTemp("", "mixdown-session")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(home) }()
	program := filepath.Join(home, "mixdown")
	build := exec.CommandContext(context.Background(), "go", "build", "-tags", "cli", "-o", program, ".")
	build.Dir, build.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	const script = `printf test | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 & k=$!; "$0" "$@"; r=$?; kill $k; wait $k; exit $r`
	cmd := exec.CommandContext(context.Background(), "dbus-run-session", append([]string{"--", "sh", "-c", script, os.Args[0]}, os.Args[1:]...)...)
	cmd.Env = append(os.Environ(), "MIXDOWN_IN_SESSION=1", "MIXDOWN_PROGRAM="+program, "HOME="+home, "XDG_RUNTIME_DIR="+home, "XDG_DATA_HOME="+home)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return 1
	}
	return 0
}
