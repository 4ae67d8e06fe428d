//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// springSheet is the id of the sandbox's contact sheet.
const springSheet = "1SpringRadioContacts_sandbox_000000000000001"

// startKeychain unlocks a keychain daemon on the session's bus.
func (s *session) startKeychain(t *testing.T) {
	t.Helper()
	daemon := start(t, s.env(), "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	daemon.order(t, "test")
	_ = daemon.stdin.Close()
	await(t, soon, "the keychain", func() bool {
		var owned bool
		err := s.bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.secrets").Store(&owned)
		return err == nil && owned
	})
}

// startSandbox runs the stand-in services and returns their address.
func (s *session) startSandbox(t *testing.T, more ...string) (*process, string) {
	t.Helper()
	p := start(t, s.env(), program(t, "mixdown-cli"), append([]string{"sandbox", "--control"}, more...)...)
	p.says(t, "http://127.0.0.1:", 1)
	for line := range strings.SplitSeq(p.output(), "\n") {
		if strings.HasPrefix(line, "http://") {
			return p, strings.TrimSpace(line)
		}
	}
	t.Fatal("the sandbox gave no address")
	return nil, ""
}

// startDev runs the dev build, whose window a browser can show too, and returns that address. What it opens in the system's
// browser is noted in the file browsed.
func (s *session) startDev(t *testing.T, gateway, browsed string) (*process, string) {
	t.Helper()
	bin := filepath.Join(s.home, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	note := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$1\" >> '%s'\n", browsed)
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(note), 0o755); err != nil {
		t.Fatal(err)
	}
	dist, err := filepath.Abs("../../frontend/dist")
	if err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	address := fmt.Sprintf("localhost:%d", port)
	p := start(t, s.env("PATH="+bin+":"+os.Getenv("PATH"), "MIXDOWN_GATEWAY="+gateway, "assetdir="+dist, "devserver="+address), program(t, "mixdown-dev"))
	await(t, late, "the dev server", func() bool { return answers(port) })
	return p, "http://" + address
}

// browse runs steps of build/e2e/browser, in this order, in one visit of Chromium.
func (s *session) browse(t *testing.T, steps, address, browsed, gateway string) *process {
	t.Helper()
	shots, err := filepath.Abs("../test-output")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(shots, 0o755); err != nil {
		t.Fatal(err)
	}
	chromium := ""
	for _, name := range []string{"chromium", "google-chrome", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil && chromium == "" {
			chromium = path
		}
	}
	if chromium == "" {
		t.Fatal("no Chromium here; run `make setup`")
	}
	env := s.env("CHROMIUM="+chromium, "BROWSED="+browsed, "CONTROL="+gateway+"/control", "SHEET="+springSheet, "SHOTS="+shots)
	p := start(t, env, "node", "browser/run.mjs", steps, address)
	if <-p.done; p.cmd.ProcessState.ExitCode() != 0 {
		t.Fatalf("%s: %s", steps, p.output())
	}
	t.Log(p.output())
	return p
}

// TestBrowser is a promoter's first day in a browser, on the real bound methods: the first five minutes, a reply that comes in,
// the drawer with a correction, the follow-ups by keyboard, a conflict with the sheet, the past, mail that means harm, both themes
// and 200 % zoom; then without any network, after a restart, the same again.
func TestBrowser(t *testing.T) {
	s := newSession(t)
	s.startKeychain(t)
	browsed := filepath.Join(s.home, "browsed")
	services, gateway := s.startSandbox(t)
	p, address := s.startDev(t, gateway, browsed)
	s.browse(t, "first,live,still,chase,conflict,past,hostile,sight", address, browsed, gateway)
	for _, dir := range []string{"data", "config", "cache"} {
		s.holdsNoSecret(t, dir)
	}

	p.kill()
	services.kill()
	_, address = s.startDev(t, gateway, browsed)
	s.browse(t, "offline", address, browsed, gateway)
}

// TestSourcesInABrowser connects Mailchimp and Airtable with their keys, chooses what counts of them by name, and drops exports
// of Spotify for Artists on the window.
func TestSourcesInABrowser(t *testing.T) {
	s := newSession(t)
	s.startKeychain(t)
	browsed := filepath.Join(s.home, "browsed")
	_, gateway := s.startSandbox(t)
	made := start(t, s.env("MIXDOWN_GATEWAY="+gateway), program(t, "mixdown-cli"), "campaign", "create", "Spring", "--tag", "SPRING")
	if <-made.done; made.cmd.ProcessState.ExitCode() != 0 {
		t.Fatal(made.output())
	}
	_, address := s.startDev(t, gateway, browsed)
	s.browse(t, "sources", address, browsed, gateway)
}

// holdsNoSecret looks through what the program wrote for anything that looks like a token or the client's secret.
func (s *session) holdsNoSecret(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.home, dir), func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.Contains(path, "keyrings") {
			return nil //nolint:nilerr // files of the web view come and go
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil //nolint:nilerr // the same
		}
		for _, secret := range []string{"ya29.", "1//0", "GOCSPX-"} {
			if strings.Contains(string(b), secret) {
				t.Errorf("%s holds %s…", path, secret)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
