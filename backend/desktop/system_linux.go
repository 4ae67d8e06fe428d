package desktop

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// The services of the system bus that tell of sleep, power and network.
const (
	login1     = "org.freedesktop.login1"         // https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
	upower     = "org.freedesktop.UPower"         // https://upower.freedesktop.org/docs/UPower.html
	network    = "org.freedesktop.NetworkManager" // https://networkmanager.dev/docs/api/latest/gdbus-org.freedesktop.NetworkManager.html
	properties = "org.freedesktop.DBus.Properties"
)

// systemLimit bounds a question to the system bus.
const systemLimit = 2 * time.Second

// connectedSite is the first NMState in which more than this computer is reached.
const connectedSite = 60

// meteredYes and meteredGuess are the NMMetered values that mean yes.
const (
	meteredYes   = 1
	meteredGuess = 3
)

// watchPlatform listens to the system bus until ctx ends. Where there is none, or a service is missing, it tells less.
func watchPlatform(ctx context.Context, e SystemEvents) {
	bus, err := dbus.ConnectSystemBus(dbus.WithContext(ctx))
	if err != nil {
		e.Changed(System{})
		return
	}
	defer func() { _ = bus.Close() }()
	signals := make(chan *dbus.Signal, 16)
	bus.Signal(signals)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(login1), dbus.WithMatchInterface(login1 + ".Manager"), dbus.WithMatchMember("PrepareForSleep")},
		{dbus.WithMatchSender(upower), dbus.WithMatchInterface(properties), dbus.WithMatchObjectPath("/org/freedesktop/UPower")},
		{dbus.WithMatchSender(network), dbus.WithMatchInterface(properties), dbus.WithMatchObjectPath("/org/freedesktop/NetworkManager")},
	} {
		if err := bus.AddMatchSignalContext(ctx, match...); err != nil {
			return
		}
	}
	now := read(ctx, bus)
	e.Changed(now.System)
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-signals:
			if !ok { // the bus went away: nothing is known any more
				if ctx.Err() == nil && now.System != (System{}) {
					e.Changed(System{})
				}
				return
			}
			if s.Name == login1+".Manager.PrepareForSleep" {
				if going, ok := first(s.Body).(bool); ok && !going {
					e.Woke()
				}
				continue
			}
			next := now
			if next.take(s.Body) {
				next = read(ctx, bus)
			}
			if next.System != now.System {
				e.Changed(next.System)
			}
			if now.network != 0 && now.network < connectedSite && next.network >= connectedSite {
				e.Online()
			}
			now = next
		}
	}
}

func first(body []any) any {
	if len(body) == 0 {
		return nil
	}
	return body[0]
}

// busState is what the services said last; network is NetworkManager's state, 0 where there is none.
type busState struct {
	System
	network uint32
}

// set takes one property.
func (s *busState) set(name string, value any) {
	switch name {
	case "OnBattery":
		s.OnBattery, _ = value.(bool)
	case "Metered":
		metered, _ := value.(uint32)
		s.Metered = metered == meteredYes || metered == meteredGuess
	case "State":
		s.network, _ = value.(uint32)
	}
}

// take takes the properties of a PropertiesChanged: name of the interface, what changed, what is to be asked again. It reports
// whether there is anything to ask.
func (s *busState) take(body []any) bool {
	if len(body) < 3 {
		return true
	}
	changed, _ := body[1].(map[string]dbus.Variant)
	for name, v := range changed {
		s.set(name, v.Value())
	}
	again, _ := body[2].([]string)
	return len(again) > 0
}

// read asks the services how it stands.
func read(ctx context.Context, bus *dbus.Conn) (s busState) {
	ctx, cancel := context.WithTimeout(ctx, systemLimit)
	defer cancel()
	for _, ask := range []struct{ service, path, name string }{
		{upower, "/org/freedesktop/UPower", "OnBattery"}, {network, "/org/freedesktop/NetworkManager", "Metered"}, {network, "/org/freedesktop/NetworkManager", "State"},
	} {
		var v dbus.Variant
		call := bus.Object(ask.service, dbus.ObjectPath(ask.path)).CallWithContext(ctx, properties+".Get", dbus.FlagNoAutoStart, ask.service, ask.name)
		if call.Store(&v) == nil {
			s.set(ask.name, v.Value())
		}
	}
	return s
}
