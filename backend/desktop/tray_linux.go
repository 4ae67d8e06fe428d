//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"context"
	"time"

	"fyne.io/systray"
	"github.com/godbus/dbus/v5"
)

// busLimit bounds every question to the session bus: a desktop that does not answer must not hold the window.
const busLimit = 2 * time.Second

func (t *tray) beforeWindow() {}

// withWindow starts the tray while the window runs, so that a second instance, which ends before that, shows none. Without
// a session bus there is no tray at all.
func (t *tray) withWindow() {
	if _, err := dbus.SessionBus(); err != nil {
		return
	}
	start, end := systray.RunWithExternalLoop(t.build, nil)
	t.stop = func() {
		defer func() { _ = recover() }() // the library's end panics where its start could not finish
		end()
	}
	start()
}

func setIcon(png []byte) { systray.SetIcon(png) }

// hasTray says whether something on this desktop shows tray icons now: a host is registered with the watcher of
// https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
func hasTray() bool {
	ctx, cancel := context.WithTimeout(context.Background(), busLimit)
	defer cancel()
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	const name = "org.kde.StatusNotifierWatcher"
	var owned bool
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, name).Store(&owned); err != nil || !owned {
		return false
	}
	var host dbus.Variant
	err = conn.Object(name, "/StatusNotifierWatcher").CallWithContext(ctx,
		"org.freedesktop.DBus.Properties.Get", 0, name, "IsStatusNotifierHostRegistered").Store(&host)
	shown, isBool := host.Value().(bool)
	return err == nil && isBool && shown
}
