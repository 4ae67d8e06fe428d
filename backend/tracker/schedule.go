package tracker

import (
	"context"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/store"
)

// lookEvery is how often the schedule compares the wall clock with what is due: after sleep the first look catches up.
const lookEvery = 15 * time.Second

// Schedule syncs what is due until ctx ends, and returns when the last sync it began has ended. It is driven by stored
// times, so that a restart or a night's sleep neither forgets nor doubles a run. wake asks for a look at once.
// active gives the campaigns in use; sync runs one of them.
func (t *Tracker) Schedule(ctx context.Context, active func(context.Context) []campaign.Campaign, sync func(context.Context, Request) error, wake <-chan struct{}) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if due := t.Due(ctx); len(due) > 0 {
			for _, c := range active(ctx) {
				err := sync(ctx, Request{Campaign: c, Connections: due, Trigger: "schedule"})
				if err != nil && ctx.Err() == nil && apperr.CodeOf(err) != apperr.NotConnected {
					t.Log.Warn("scheduled sync", "cause", err.Error())
				}
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-wake:
		}
	}
}

// Due returns the connections whose stored time has come: the retry's where one waits, else the next sync's. Paused ones,
// those without automatic sync and those that need a sign-in are never due.
func (t *Tracker) Due(ctx context.Context) []string {
	conns, err := t.Store.Connections(ctx)
	if err != nil {
		t.Log.Warn("schedule", "cause", err.Error())
		return nil
	}
	var due []string
	now := t.Now()
	for _, c := range conns {
		if c.AutoSync && (c.Status == "active" || c.Status == "error") && !dueAt(c).After(now) {
			due = append(due, c.ID)
		}
	}
	return due
}

func dueAt(c store.Connection) time.Time {
	if !c.NextRetryAt.IsZero() {
		return c.NextRetryAt
	}
	return c.NextSyncAt // never synced: the zero time, due at once
}
