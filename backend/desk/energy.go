package desk

import (
	"context"
	"sync"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/store"
)

// savingEvery is how often it syncs by itself while it saves: on battery, or where the network costs by amount.
const savingEvery = time.Hour

// Reasons to save.
const (
	SavingBattery = "battery"
	SavingMetered = "metered"
)

// energy is why this process saves, "" where it does not.
type energy struct {
	mu  sync.Mutex
	why string
}

func (e *energy) set(why string) (before string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	before, e.why = e.why, why
	return before
}

func (e *energy) get() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.why
}

// Save makes syncs that nobody asked for rarer for a reason, or as frequent as ever with "". It holds where the person wants
// that (the setting saveEnergy). When it ends, what is due by the usual interval is due at once.
func (d *Desk) Save(ctx context.Context, why string) error {
	if d.energy.set(why) == "" || why != "" {
		return nil
	}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return err
	}
	for _, c := range conns {
		p, ok := d.byTable(c.Provider)
		if !ok || c.NextSyncAt.IsZero() || c.LastSyncAt.IsZero() {
			continue
		}
		if due := c.LastSyncAt.Add(d.choices(ctx, p.Info()).Every); due.Before(c.NextSyncAt) {
			if err := d.store.UpdateConnection(ctx, c.ID, func(c *store.Connection) { c.NextSyncAt = due }); err != nil && !isNotFound(err) {
				return err
			}
		}
	}
	return nil
}

// saving is why syncs are rarer now, "" where they are not.
func (d *Desk) saving(s Settings) string {
	if !s.SaveEnergy {
		return ""
	}
	return d.energy.get()
}

// NetworkIsBack makes the sources that could not be reached due at once.
func (d *Desk) NetworkIsBack(ctx context.Context) error {
	runs, err := d.lastRuns(ctx)
	if err != nil {
		return err
	}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return err
	}
	for _, c := range conns {
		if c.Status != "error" || runs[c.ID].ErrorCode != string(apperr.Offline) {
			continue
		}
		if err := d.store.UpdateConnection(ctx, c.ID, func(c *store.Connection) { c.NextRetryAt = d.now() }); err != nil && !isNotFound(err) {
			return err
		}
	}
	return nil
}
