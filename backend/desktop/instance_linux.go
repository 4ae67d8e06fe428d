//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"context"
	"encoding/json"
	"os"

	"github.com/godbus/dbus/v5"
	"github.com/wailsapp/wails/v2/pkg/options"

	"mixdown/backend/apperr"
)

// checkDisplay says clearly what GTK would say by ending the program.
func checkDisplay() error {
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return apperr.New(apperr.Invalid,
			"There is no display here to open a window on. Use the commands (`mixdown --help`), or start it in a desktop session.", nil)
	}
	return nil
}

// handOver gives the arguments to the instance that already runs under this name, in Wails' own way, and says whether
// there was one. Wails does the same later, but only after the second one has begun to start, and with an exit code of 1.
func handOver(name string, args []string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), busLimit)
	defer cancel()
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	bus := "org.wails_app_" + name + ".SingleInstance"
	var running bool
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, bus).Store(&running); err != nil || !running {
		return false
	}
	dir, _ := os.Getwd()
	message, err := json.Marshal(options.SecondInstanceData{Args: args, WorkingDirectory: dir})
	if err != nil {
		return false
	}
	path := dbus.ObjectPath("/org/wails_app_" + name + "/SingleInstance")
	return conn.Object(bus, path).CallWithContext(ctx, bus+".SendMessage", 0, string(message)).Err == nil
}
