package desktop

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// systemBus starts a bus of the test's own, in the place of the system's, with the services on it as a laptop has them.
func systemBus(t *testing.T) (*dbus.Conn, *prop.Properties) {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	dir, err := os.MkdirTemp("", "bus") // short: a socket's path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "bus.conf")
	text := fmt.Sprintf(`<busconfig><type>session</type><listen>unix:dir=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`, dir)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = daemon.Process.Kill(); _ = daemon.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", strings.TrimSpace(address))
	bus, err := dbus.Connect(strings.TrimSpace(address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	if _, err := prop.Export(bus, "/org/freedesktop/UPower", prop.Map{upower: {"OnBattery": {Value: true, Emit: prop.EmitTrue}}}); err != nil {
		t.Fatal(err)
	}
	net, err := prop.Export(bus, "/org/freedesktop/NetworkManager", prop.Map{network: {
		"Metered": {Value: uint32(4), Emit: prop.EmitTrue}, "State": {Value: uint32(70), Emit: prop.EmitTrue},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{login1, upower, network} {
		if _, err := bus.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
			t.Fatal(err)
		}
	}
	return bus, net
}

// TestSystemBus: battery, metered network, the network's return and waking are told as the services of a laptop tell them.
func TestSystemBus(t *testing.T) {
	bus, net := systemBus(t)
	told := make(chan string, 16)
	ctx, stop := context.WithCancel(t.Context())
	var watch sync.WaitGroup
	watch.Go(func() {
		WatchSystem(ctx, SystemEvents{
			Changed: func(s System) { told <- fmt.Sprintf("battery %v, metered %v", s.OnBattery, s.Metered) },
			Woke:    func() { told <- "woke" },
			Online:  func() { told <- "online" },
		})
	})
	defer watch.Wait()
	defer stop()
	want := func(text string) {
		t.Helper()
		select {
		case got := <-told:
			if got != text {
				t.Errorf("told %q, want %q", got, text)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("nothing was told, want %q", text)
		}
	}
	want("battery true, metered false")
	net.SetMust(network, "Metered", uint32(1))
	want("battery true, metered true")
	net.SetMust(network, "State", uint32(20))
	net.SetMust(network, "State", uint32(70))
	want("online")
	for _, going := range []bool{true, false} {
		if err := bus.Emit("/org/freedesktop/login1", login1+".Manager.PrepareForSleep", going); err != nil {
			t.Fatal(err)
		}
	}
	want("woke")
}

// TestNoSystemBus: a computer without the bus is one that is always powered.
func TestNoSystemBus(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	told := make(chan System, 1)
	ctx, stop := context.WithCancel(t.Context())
	var watch sync.WaitGroup
	watch.Go(func() {
		WatchSystem(ctx, SystemEvents{Changed: func(s System) { told <- s }, Woke: func() {}, Online: func() {}})
	})
	if s := <-told; s != (System{}) {
		t.Errorf("told %+v", s)
	}
	stop()
	watch.Wait()
}

func TestSlept(t *testing.T) {
	at := time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		gap  time.Duration
		want bool
	}{{wakeLook, false}, {wakeLook + wakeSlack, false}, {time.Minute, true}, {8 * time.Hour, true}, {-time.Hour, false}} {
		if got := slept(at, at.Add(c.gap)); got != c.want {
			t.Errorf("after %v: %v", c.gap, got)
		}
	}
}
