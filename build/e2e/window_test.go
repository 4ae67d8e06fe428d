//go:build e2e

package e2e

import (
	"strings"
	"syscall"
	"testing"

	"github.com/godbus/dbus/v5"
)

const tinyTitle = "Tiny window"

func startTiny(t *testing.T, s *session, args ...string) *process {
	t.Helper()
	p := start(t, s.env("MIXDOWN_TRACE_PAINT=1"), program(t, "tinywindow"), args...)
	p.says(t, "started", 1)
	return p
}

// TestTray goes through the tray's menu: what it says, that each entry does its work, and that closing the window leaves
// the tray and Quit ends the program the first time.
func TestTray(t *testing.T) {
	s := newSession(t)
	host := s.showTray(t)
	p := startTiny(t, s)
	p.says(t, "started, tray: true", 1)
	item := host.item(t)

	want := "All 2 sources, 2 min ago | 8 replies · 5 due | Sync now | Pause | 30 minutes | 1 hour | Till tomorrow | Until I resume | Open Mixdown | Quit"
	item.shows(t, "Quit")
	if got := item.labels(); got != want {
		t.Errorf("the menu is\n%s, want\n%s", got, want)
	}
	item.click(t, "Sync now")
	p.says(t, "sync now", 1)
	item.click(t, "30 minutes")
	p.says(t, "pause: 30m0s", 1)
	item.click(t, "Until I resume")
	p.says(t, "pause: -1ns", 1)

	fresh := item.picture(t)
	p.order(t, "tray syncing Reading mail, 40 %")
	item.shows(t, "Reading mail, 40 %")
	if e := item.shows(t, "Syncing"); e.enabled {
		t.Error("Sync now can be chosen during a sync")
	}
	if item.picture(t) == fresh {
		t.Error("the icon is the same while syncing")
	}
	if strings.Contains(item.labels(), "8 replies") {
		t.Error("the counts of the state before are still there")
	}
	p.order(t, "tray paused Paused until you resume")
	item.click(t, "Resume")
	p.says(t, "pause: 0s", 1)

	p.says(t, "painted", 1)
	await(t, soon, "the window", func() bool { return s.visible(tinyTitle) })
	s.closeWindow(t, tinyTitle)
	p.says(t, "page: hidden", 1)
	await(t, soon, "the window to hide", func() bool { return !s.visible(tinyTitle) })
	item.click(t, "Open Mixdown")
	await(t, soon, "the window to come back", func() bool { return s.visible(tinyTitle) })

	item.click(t, "Quit")
	if code := p.ends(t); code != 0 {
		t.Errorf("exit code %d after Quit, want 0", code)
	}
	p.says(t, "shut down", 1)
}

// TestHiddenStart opens in the tray only, and the window comes when it is asked for.
func TestHiddenStart(t *testing.T) {
	s := newSession(t)
	host := s.showTray(t)
	p := startTiny(t, s, "-hidden")
	item := host.item(t)
	p.says(t, "page: title", 1)
	if s.visible(tinyTitle) {
		t.Error("the window shows, though only the tray was asked for")
	}
	item.click(t, "Open Mixdown")
	await(t, soon, "the window", func() bool { return s.visible(tinyTitle) })
	p.order(t, "quit")
	p.ends(t)
}

// TestCloseWithoutTray: where no tray brings the window back, closing it ends the program.
func TestCloseWithoutTray(t *testing.T) {
	s := newSession(t)
	p := startTiny(t, s, "-hidden")
	p.says(t, "tray: false", 1)
	p.says(t, "painted", 1)
	await(t, soon, "the window, though hidden was asked for", func() bool { return s.visible(tinyTitle) })
	s.closeWindow(t, tinyTitle)
	if code := p.ends(t); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

// TestNoSessionBus: without a bus there is neither tray nor single instance, and the window works all the same.
func TestNoSessionBus(t *testing.T) {
	s := newSession(t)
	p := start(t, s.env("DBUS_SESSION_BUS_ADDRESS=unix:path="+s.home+"/none", "MIXDOWN_TRACE_PAINT=1"), program(t, "tinywindow"), "-id", "x")
	p.says(t, "tray: false", 1)
	p.says(t, "painted", 1)
	p.order(t, "quit")
	if code := p.ends(t); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

// TestNoDisplay: a clear sentence in place of a fault of the window library.
func TestNoDisplay(t *testing.T) {
	s := newSession(t)
	p := start(t, s.env("DISPLAY="), program(t, "tinywindow"))
	if code := p.ends(t); code != 1 || !strings.Contains(p.output(), "There is no display here") {
		t.Errorf("exit code %d, output %s", code, p.output())
	}
}

// TestSecondInstance: a second start on the same data brings the first window up and ends well; other data open another.
func TestSecondInstance(t *testing.T) {
	s := newSession(t)
	s.showTray(t)
	first := startTiny(t, s, "-id", "/home/me/mixdown")
	first.says(t, "painted", 1)
	await(t, soon, "the window", func() bool { return s.visible(tinyTitle) })
	s.closeWindow(t, tinyTitle)
	await(t, soon, "the window to hide", func() bool { return !s.visible(tinyTitle) })

	second := start(t, s.env(), program(t, "tinywindow"), "-id", "/home/me/mixdown")
	if code := second.ends(t); code != 0 || strings.Contains(second.output(), "started") {
		t.Errorf("the second instance: exit code %d, output %s", code, second.output())
	}
	first.says(t, "second instance: -id /home/me/mixdown", 1)
	await(t, soon, "the first window to come up", func() bool { return s.visible(tinyTitle) })

	other := startTiny(t, s, "-id", "/home/me/sample")
	other.says(t, "painted", 1)
}

// TestSignal: the system's request to end is an end, not a hidden window.
func TestSignal(t *testing.T) {
	s := newSession(t)
	s.showTray(t)
	p := startTiny(t, s)
	p.says(t, "painted", 1)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.ends(t); code != 0 || !strings.Contains(p.output(), "shut down") {
		t.Errorf("exit code %d, want an orderly end", code)
	}
}

// TestPage: errors and panics of bound methods reach the page, the page's policy holds, and only known links are opened.
func TestPage(t *testing.T) {
	s := newSession(t)
	p := startTiny(t, s)
	p.says(t, `page: {"code":"needs_sign_in","message":"Gmail asks you to sign in again.","provider":"gmail"}`, 1)
	p.says(t, `page: {"code":"internal"`, 1)
	p.says(t, "page: title: "+tinyTitle, 1) // the inline script did not run
	p.order(t, "open https://evil.example/")
	p.says(t, "evil.example is none of the sites", 1)
}

// notices is the desktop's notification daemon, which remembers what it was asked to show.
type notices struct{ shown chan string }

// Notify is the method of org.freedesktop.Notifications.
func (n *notices) Notify(_ string, _ uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n.shown <- title + ": " + body
	return 1, nil
}

// TestNotify sends a notification to the desktop, and gets a sentence where there is none.
func TestNotify(t *testing.T) {
	s := newSession(t)
	p := startTiny(t, s)
	p.order(t, "notify nobody shows this")
	p.says(t, "done: notify The system showed no notification", 1)

	n := &notices{shown: make(chan string, 4)}
	if err := s.bus.Export(n, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.bus.RequestName("org.freedesktop.Notifications", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	p.order(t, "notify 2 new replies")
	p.says(t, "done: notify <nil>", 1)
	if got := <-n.shown; got != "Mixdown: 2 new replies" {
		t.Errorf("shown: %q", got)
	}
}
