//go:build e2e

package e2e

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// session is a desktop of its own: display, window manager, session bus and home.
type session struct {
	home, display, address string
	bus                    *dbus.Conn
}

// busConfig is a session bus that starts nothing by itself: what runs on it is what the test starts.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`

func newSession(t *testing.T) *session {
	t.Helper()
	// Not t.TempDir: WebKit's last processes may still write while it is removed, and socket paths must stay short.
	home, err := os.MkdirTemp("", "mixdown-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	s := &session{home: home}
	for _, dir := range []string{"run", "config", "data", "cache", "tmp"} {
		if err := os.Mkdir(filepath.Join(home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.startBus(t)
	s.startDisplay(t)
	return s
}

func (s *session) startBus(t *testing.T) {
	t.Helper()
	config := filepath.Join(s.home, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, filepath.Join(s.home, "run")), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := start(t, s.env(), "dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	await(t, soon, "the session bus", func() bool {
		for line := range strings.SplitSeq(daemon.output(), "\n") {
			if strings.HasPrefix(line, "unix:") {
				s.address = line
			}
		}
		return s.address != ""
	})
	conn, err := dbus.Connect(s.address)
	if err != nil {
		t.Fatalf("session bus: %v", err)
	}
	s.bus = conn
	t.Cleanup(func() { _ = conn.Close() })
}

// startDisplay lets Xvfb choose a free display, which it writes to the descriptor that it is told. It must not start over when
// its last client leaves, as it would between two commands.
func (s *session) startDisplay(t *testing.T) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{w}
	cmd.Env = s.env()
	if err := cmd.Start(); err != nil {
		t.Fatalf("Xvfb: %v", err)
	}
	_ = w.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if err := r.SetReadDeadline(time.Now().Add(soon)); err != nil {
		t.Fatal(err)
	}
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb gave no display: %v", err)
	}
	s.display = ":" + strings.TrimSpace(number)
	start(t, s.env(), "openbox")
	await(t, soon, "the window manager", func() bool {
		out, _ := s.run("wmctrl", "-m")
		return strings.Contains(out, "Openbox")
	})
}

// env is the environment of everything in the session; more overrides it.
func (s *session) env(more ...string) []string {
	in := func(dir string) string { return filepath.Join(s.home, dir) }
	env := []string{
		"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TZ=UTC", "NO_AT_BRIDGE=1", "LIBGL_ALWAYS_SOFTWARE=1",
		"HOME=" + s.home, "TMPDIR=" + in("tmp"), "XDG_RUNTIME_DIR=" + in("run"), "XDG_CONFIG_HOME=" + in("config"),
		"XDG_DATA_HOME=" + in("data"), "XDG_CACHE_HOME=" + in("cache"),
		"DISPLAY=" + s.display, "DBUS_SESSION_BUS_ADDRESS=" + s.address,
	}
	return append(env, more...)
}

// run runs a short command in the session and returns its output.
func (s *session) run(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = s.env()
	out, err := cmd.Output()
	return string(out), err
}

// visible says whether a window of this title is on the screen.
func (s *session) visible(title string) bool {
	out, _ := s.run("wmctrl", "-l")
	return strings.Contains(out, title)
}

// closeWindow asks a window to close, as its close button does.
func (s *session) closeWindow(t *testing.T, title string) {
	t.Helper()
	if _, err := s.run("wmctrl", "-c", title); err != nil {
		t.Fatalf("close %s: %v", title, err)
	}
}

// shot keeps a picture of the screen in build/test-output.
func (s *session) shot(t *testing.T, name string) {
	t.Helper()
	if err := os.MkdirAll("../test-output", 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := s.run("import", "-window", "root", "../test-output/"+name+".png"); err != nil {
		t.Errorf("picture %s: %v %s", name, err, out)
	}
}
