package desk_test

import (
	"path/filepath"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/store"
)

// A run whose process died is no running one: the log says so before the next run of its connection does.
func TestLogOfARunThatDied(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	other, err := store.Open(t.Context(), filepath.Join(w.home, "mixdown.db"), w.now)
	must(t, err)
	defer func() { must(t, other.Close()) }()
	conns, err := other.Connections(t.Context())
	must(t, err)
	y, err := other.BeginSync(t.Context(), c.ID, store.KindSync, "test")
	must(t, err)
	release, err := other.Lock(t.Context(), store.RunLock(conns[0].ID))
	must(t, err)
	_, err = other.BeginRun(t.Context(), store.Run{SyncID: y.ID, CampaignID: c.ID, ConnectionID: conns[0].ID, IntegrationType: conns[0].Provider})
	must(t, err)
	if row := newest(t, d); row.Status != store.StatusRunning || row.ErrorMessage != nil {
		t.Errorf("while it is read: %s", asJSON(t, row))
	}
	release()
	if row := newest(t, d); row.Status != store.StatusError || row.ErrorMessage == nil || *row.ErrorMessage != store.EndedBefore || *row.ErrorCode != "canceled" {
		t.Errorf("after its end: %s", asJSON(t, row))
	}
}

func newest(t *testing.T, d *desk.Desk) desk.LogRow {
	t.Helper()
	list, err := d.Log(t.Context(), 1)
	must(t, err)
	if len(list) != 1 {
		t.Fatalf("%d rows", len(list))
	}
	return list[0]
}
