//go:build e2e

package e2e

import (
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

const watcherName = "org.kde.StatusNotifierWatcher"

// trayHost is a desktop's tray as programs see it: the watcher of the StatusNotifierItem protocol, with a host.
type trayHost struct {
	bus   *dbus.Conn
	mu    sync.Mutex
	items []dbus.Sender
}

// RegisterStatusNotifierItem is the watcher's method that programs call.
func (h *trayHost) RegisterStatusNotifierItem(_ string, sender dbus.Sender) *dbus.Error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.items = append(h.items, sender)
	return nil
}

// showTray puts a tray on the session's desktop.
func (s *session) showTray(t *testing.T) *trayHost {
	t.Helper()
	h := &trayHost{bus: s.bus}
	if err := s.bus.Export(h, "/StatusNotifierWatcher", watcherName); err != nil {
		t.Fatal(err)
	}
	_, err := prop.Export(s.bus, "/StatusNotifierWatcher", prop.Map{watcherName: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitTrue},
		"ProtocolVersion":                {Value: int32(0), Emit: prop.EmitTrue},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if reply, err := s.bus.RequestName(watcherName, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the tray's name: %v %v", reply, err)
	}
	return h
}

// item waits for the first program in the tray.
func (h *trayHost) item(t *testing.T) *trayItem {
	t.Helper()
	var sender dbus.Sender
	await(t, soon, "a program in the tray", func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(h.items) > 0 {
			sender = h.items[0]
		}
		return sender != ""
	})
	return &trayItem{
		icon: h.bus.Object(string(sender), "/StatusNotifierItem"),
		menu: h.bus.Object(string(sender), "/StatusNotifierItem/menu"),
	}
}

// trayItem is one program in the tray.
type trayItem struct{ icon, menu dbus.BusObject }

// entry is one visible line of a menu.
type entry struct {
	id      int32
	label   string
	enabled bool
}

// node is how com.canonical.dbusmenu sends a menu.
type node struct {
	ID       int32
	Props    map[string]dbus.Variant
	Children []dbus.Variant
}

// entries reads the whole menu, submenus included, in order.
func (i *trayItem) entries() []entry {
	var revision uint32
	var root node
	if err := i.menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
		return nil
	}
	var all []entry
	var walk func(n node)
	walk = func(n node) {
		get := func(key string) any { return n.Props[key].Value() }
		label, _ := get("label").(string)
		if visible, ok := get("visible").(bool); ok && !visible {
			return
		}
		if enabled, ok := get("enabled").(bool); label != "" {
			all = append(all, entry{n.ID, label, enabled || !ok})
		}
		for _, c := range n.Children {
			var child node
			if dbus.Store([]any{c.Value()}, &child) == nil {
				walk(child)
			}
		}
	}
	walk(root)
	return all
}

func (i *trayItem) labels() string {
	var all []string
	for _, e := range i.entries() {
		all = append(all, e.label)
	}
	return strings.Join(all, " | ")
}

// shows waits until the menu holds a line that begins so.
func (i *trayItem) shows(t *testing.T, label string) entry {
	t.Helper()
	var found entry
	last := ""
	defer func() {
		if t.Failed() {
			t.Logf("the menu: %s", last)
		}
	}()
	await(t, soon, "the tray's menu to show "+label, func() bool {
		last = i.labels()
		for _, e := range i.entries() {
			if strings.HasPrefix(e.label, label) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

// click chooses a line of the menu.
func (i *trayItem) click(t *testing.T, label string) {
	t.Helper()
	e := i.shows(t, label)
	if !e.enabled {
		t.Fatalf("the tray's %q cannot be chosen", label)
	}
	if err := i.menu.Call("com.canonical.dbusmenu.Event", 0, e.id, "clicked", dbus.MakeVariant(int32(0)), uint32(0)).Err; err != nil {
		t.Fatalf("click %s: %v", label, err)
	}
}

// picture returns the icon's points, to tell one icon from another.
func (i *trayItem) picture(t *testing.T) string {
	t.Helper()
	v, err := i.icon.GetProperty("org.kde.StatusNotifierItem.IconPixmap")
	if err != nil {
		t.Fatalf("the tray's icon: %v", err)
	}
	return v.String()
}
