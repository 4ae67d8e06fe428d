package desk_test

import (
	"strings"
	"testing"
	"time"

	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

// next is when the first connection is due.
func next(t *testing.T, d *desk.Desk) time.Time {
	t.Helper()
	list, err := d.Connections(t.Context())
	must(t, err)
	if len(list) == 0 || list[0].NextSyncAt == nil {
		t.Fatalf("no connection is due: %+v", list)
	}
	return *list[0].NextSyncAt
}

// On battery the next sync is an hour away, is not called stale for it, and back on mains it is due as ever.
func TestSavingEnergy(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	connect(t, d, "gmail")
	c := create(t, d, "Spring radio", "SPRING", sandbox.SpringSheet)
	must(t, d.Save(t.Context(), desk.SavingBattery))
	good(t, d, c)
	if wait := next(t, d).Sub(w.now()); wait < 50*time.Minute {
		t.Errorf("on battery the next sync is due in %v", wait)
	}
	w.move(50 * time.Minute)
	s, err := d.Status(t.Context())
	must(t, err)
	if s.State != desk.StateFresh || s.Saving != desk.SavingBattery || !strings.Contains(s.Words, "hourly on battery") {
		t.Errorf("on battery the state is %s, %q, %q", s.State, s.Words, s.Saving)
	}
	must(t, d.Save(t.Context(), ""))
	if wait := next(t, d).Sub(w.now()); wait > 0 {
		t.Errorf("on mains again it is due in %v", wait)
	}
	if s, err = d.Status(t.Context()); err != nil || s.Saving != "" {
		t.Errorf("on mains it still says %q, %v", s.Saving, err)
	}
	good(t, d, c)
	save(t, d, "saveEnergy", false)
	must(t, d.Save(t.Context(), desk.SavingMetered))
	good(t, d, c)
	if wait := next(t, d).Sub(w.now()); wait > 20*time.Minute {
		t.Errorf("switched off, the next sync is due in %v", wait)
	}
}

// A source that could not be reached is due as soon as the network is back.
func TestNetworkIsBack(t *testing.T) {
	t.Parallel() // giving up takes the transport a while
	w := newWorld(t)
	d := w.desk(t)
	connect(t, d, "gmail")
	c := create(t, d, "Spring radio", "SPRING", sandbox.SpringSheet)
	good(t, d, c)
	w.server.Faults().Add(dropped("gmail.googleapis.com"))
	_, err := d.Sync(t.Context(), desk.SyncRequest{Campaign: c, Trigger: "schedule"})
	must(t, err)
	s, err := d.Status(t.Context())
	must(t, err)
	if s.State != desk.StateOffline {
		t.Fatalf("without a network the state is %s: %s", s.State, s.Words)
	}
	if !next(t, d).After(w.now()) {
		t.Fatal("it is due at once though nothing changed")
	}
	must(t, d.NetworkIsBack(t.Context()))
	if next(t, d).After(w.now()) {
		t.Error("the network is back, and it still waits")
	}
}
