package auth

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
)

// The programs that make a desktop session with a keychain.
var sessionPrograms = []string{"dbus-run-session", "gnome-keyring-daemon", "sh"}

// TestRealKeychain runs parts of this test binary inside sessions of their own, on a real keychain daemon: unlocked, then
// locked, then with an open password dialog, then absent. They share one home, so that the second finds what the first kept.
func TestRealKeychain(t *testing.T) {
	for _, program := range sessionPrograms {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("MIXDOWN_REQUIRE_TOOLS") == "1" {
				t.Fatalf("%s is not installed, and MIXDOWN_REQUIRE_TOOLS=1", program)
			}
			t.Skipf("%s is not installed: the keychain is not tested", program)
		}
	}
	home := t.TempDir()
	bare := filepath.Join(home, "bare.conf")
	// A session bus that starts no service by itself.
	if err := os.WriteFile(bare, []byte(`<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := `gnome-keyring-daemon --foreground --components=secrets `
	inside(t, home, "unlocked", bare, `printf test | `+daemon+`--unlock >/dev/null 2>&1 & k=$!; "$0" "$@"; r=$?; kill $k; wait $k; exit $r`)
	inside(t, home, "locked", bare, daemon+`>/dev/null 2>&1 & k=$!; "$0" "$@"; r=$?; kill $k; wait $k; exit $r`)
	inside(t, home, "waiting", bare, daemon+`>/dev/null 2>&1 & k=$!; "$0" "$@"; r=$?; kill $k; wait $k; exit $r`)
	inside(t, home, "absent", bare, `exec "$0" "$@"`)
	inside(t, home, "no bus", "", "")
}

// inside runs TestInsideSession's part of that name.
func inside(t *testing.T, home, part, config, script string) {
	t.Helper()
	runtime := filepath.Join(home, "run")
	if err := os.MkdirAll(runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	args := []string{os.Args[0], "-test.run=^TestInsideSession$", "-test.count=1", "-test.timeout=60s"}
	if script != "" {
		args = append([]string{"dbus-run-session", "--config-file=" + config, "--", "sh", "-c", script}, args...)
	}
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Env = []string{"HOME=" + home, "XDG_RUNTIME_DIR=" + runtime, "XDG_DATA_HOME=" + filepath.Join(home, "data"), "PATH=" + os.Getenv("PATH"), "MIXDOWN_INSIDE=" + part}
	cmd.WaitDelay = 5 * time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", part, err, out)
	}
}

func TestInsideSession(t *testing.T) {
	k := NewKeychain(KeychainServiceGateway)
	want := Secret{RefreshToken: "REFRESH-1", ClientID: "c", ClientSecret: strings.Repeat("s", 2000), Extra: map[string]string{"hook": "ü\n"}}
	switch part := os.Getenv("MIXDOWN_INSIDE"); part {
	case "":
		t.Skip("runs inside TestRealKeychain's sessions")
	case "unlocked":
		awaitKeychain(t, k)
		unlocked(t, k, want)
	case "locked":
		// The daemon answers as soon as it is there; until then there is none.
		for _, call := range []func() error{
			func() error { _, err := k.Load("gmail:1"); return err },
			func() error { return k.Save("gmail:1", want) },
			func() error { return k.Delete("gmail:1") },
			k.Probe,
		} {
			if err := awaitDaemon(t, call); apperr.CodeOf(err) != apperr.KeychainLocked {
				t.Errorf("got %v (%v)", err, errors.Unwrap(err))
			}
		}
	case "waiting":
		openPrompt(t)
		if err := awaitDaemon(t, func() error { _, err := k.Load("gmail:1"); return err }); apperr.CodeOf(err) != apperr.KeychainLocked || !errors.Is(err, errTooLong) {
			t.Errorf("got %v (%v)", err, errors.Unwrap(err))
		}
	case "absent", "no bus":
		if part == "no bus" && keychainReachable() == nil {
			t.Skip("this machine has a session bus of its own")
		}
		_, err := k.Load("gmail:1")
		for _, err := range []error{err, k.Save("gmail:1", want), k.Delete("gmail:1"), k.Probe()} {
			if apperr.CodeOf(err) != apperr.KeychainMissing || !strings.Contains(err.Error(), "gnome-keyring") {
				t.Errorf("%s: got %v (%v)", part, err, errors.Unwrap(err))
			}
		}
	default:
		t.Fatalf("no part %q", part)
	}
}

// prompter is a desktop whose password dialog is open and that nobody answers.
type prompter struct{}

// BeginPrompting is called by the daemon; the dialog's own call back never comes.
func (prompter) BeginPrompting(dbus.ObjectPath) *dbus.Error { return nil }

func openPrompt(t *testing.T) {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.Export(prompter{}, "/org/gnome/keyring/Prompter", "org.gnome.keyring.internal.Prompter"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName("org.gnome.keyring.SystemPrompter", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
}

func unlocked(t *testing.T, k *Keychain, want Secret) {
	if _, err := k.Load("gmail:1"); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("got %v", err)
	}
	if err := k.Delete("gmail:1"); err != nil {
		t.Errorf("delete nothing: %v", err)
	}
	if err := errors.Join(k.Save("gmail:1", Secret{Key: "old"}), k.Save("gmail:1", want), k.Save("gmail:2", Secret{Key: "two"})); err != nil {
		t.Fatal(err)
	}
	// Another process would read it as a new Keychain does; the real service name stays apart from the gateway's.
	got, err := NewKeychain(KeychainServiceGateway).Load("gmail:1")
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(err, d)
	}
	if _, err := NewKeychain(KeychainService).Load("gmail:1"); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("got %v", err)
	}
	if err := k.Delete("gmail:2"); err != nil {
		t.Error(err)
	}
	if _, err := k.Load("gmail:2"); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("got %v", err)
	}
}

// awaitKeychain waits until the daemon took its name on the bus.
func awaitKeychain(t *testing.T, k *Keychain) {
	t.Helper()
	if err := awaitDaemon(t, k.Probe); err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
}

// awaitDaemon repeats call while there is no daemon.
func awaitDaemon(t *testing.T, call func() error) error {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		err := call()
		if apperr.CodeOf(err) != apperr.KeychainMissing || time.Now().After(deadline) {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}
