//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// panelConfig is XFCE's panel with nothing on it but the tray.
const panelConfig = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="true"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="26"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
`

// TestRealPanel: the icon shows on a panel that others wrote, and on each of the eight states it is another picture.
func TestRealPanel(t *testing.T) {
	if _, err := exec.LookPath("xfce4-panel"); err != nil {
		t.Skip("xfce4-panel is not installed")
	}
	s := newSession(t)
	dir := filepath.Join(s.home, "config", "xfce4", "xfconf", "xfce-perchannel-xml")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "xfce4-panel.xml"), []byte(panelConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, err := filepath.Glob("/usr/lib/*/xfce4/xfconf/xfconfd")
	if err != nil || len(conf) == 0 {
		t.Skip("xfconfd, which keeps the panel's settings, is not installed")
	}
	start(t, s.env(), conf[0])
	s.owned(t, "org.xfce.Xfconf")
	start(t, s.env(), "xfce4-panel", "--disable-wm-check")
	s.owned(t, watcherName)

	p := startTiny(t, s)
	p.says(t, "started, tray: true", 1)
	pictures := map[string]string{}
	for _, state := range []string{"fresh", "syncing", "stale", "attention", "conflict", "paused", "offline", "waiting"} {
		p.order(t, "tray "+state+" "+state)
		p.says(t, "done: tray", len(pictures)+1)
		// The panel draws a little later: its strip is looked at until it is a picture that no other state has.
		before := ""
		await(t, soon, "the panel to show "+state, func() bool {
			now := s.strip(t)
			still := now == before
			before = now
			if !still {
				return false
			}
			for other, picture := range pictures {
				if picture == now && other != state {
					return false
				}
			}
			pictures[state] = now
			return now != ""
		})
		s.shot(t, "panel-"+state)
	}
	p.order(t, "quit")
	p.ends(t)
}

// owned waits until a program has this name on the session bus.
func (s *session) owned(t *testing.T, name string) {
	t.Helper()
	await(t, soon, name+" on the bus", func() bool {
		var yes bool
		return s.bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, name).Store(&yes) == nil && yes
	})
}

// strip is the sum of the panel's pixels: the top of the screen, where no window of ours is.
func (s *session) strip(t *testing.T) string {
	t.Helper()
	out, err := s.run("import", "-window", "root", "-crop", "200x26+0+0", "+repage", "rgb:-")
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	if strings.Trim(out, out[:1]) == "" {
		return "" // one colour: nothing is drawn yet
	}
	return out
}

// clickable is a notification daemon that can tell of a click.
type clickable struct {
	bus   *dbus.Conn
	shown chan string
}

// Notify is the method of org.freedesktop.Notifications.
func (n *clickable) Notify(_ string, _ uint32, _, title, _ string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n.shown <- title + " " + strings.Join(actions, ",")
	return 7, nil
}

// TestNotificationClick: a click on a notification brings the hidden window up, at the screen that it is about.
func TestNotificationClick(t *testing.T) {
	s := newSession(t)
	s.showTray(t)
	n := &clickable{s.bus, make(chan string, 4)}
	const name = "org.freedesktop.Notifications"
	if err := s.bus.Export(n, "/org/freedesktop/Notifications", name); err != nil {
		t.Fatal(err)
	}
	if _, err := s.bus.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	p := startTiny(t, s)
	p.says(t, "painted", 1)
	await(t, soon, "the window", func() bool { return s.visible(tinyTitle) })
	s.closeWindow(t, tinyTitle)
	p.says(t, "hidden", 1)
	await(t, soon, "the window to hide", func() bool { return !s.visible(tinyTitle) })
	p.order(t, "notify 2 new replies")
	p.says(t, "done: notify <nil>", 1)
	if got := <-n.shown; !strings.Contains(got, "default") {
		t.Errorf("it cannot be clicked: %q", got)
	}
	if err := s.bus.Emit("/org/freedesktop/Notifications", name+".ActionInvoked", uint32(7), "default"); err != nil {
		t.Fatal(err)
	}
	await(t, soon, "the window to come back", func() bool { return s.visible(tinyTitle) })
	p.says(t, "page: navigate followups", 1)
}
