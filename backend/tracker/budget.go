package tracker

import (
	"context"
	"time"

	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Budget is what may be asked of a service in a calendar month, and how much of it is spent. Calls is 0 for services that
// do not count.
type Budget struct {
	Calls, Spent int
	Ends         time.Time // of the month
}

// kept is the share of what is left that syncs by schedule leave to those that the person asks for.
const kept = 5

// Left returns how many calls may still be made.
func (b Budget) Left() int { return max(0, b.Calls-b.Spent) }

// Rest is how long to wait between syncs of cost calls each, so that the month's calls last: every unless they would not.
func (b Budget) Rest(every time.Duration, cost int, now time.Time) time.Duration {
	if b.Calls == 0 {
		return every
	}
	cost = max(cost, 1)
	left := b.Left() * (kept - 1) / kept
	if left < cost {
		return max(every, b.Ends.Sub(now))
	}
	return max(every, b.Ends.Sub(now)*time.Duration(cost)/time.Duration(left))
}

// budget returns what a connection may ask of its service this month.
func (t *Tracker) budget(ctx context.Context, info provider.Info, c store.Connection) (Budget, error) {
	calls := c.Facts().Calls(info.Pace.RequestsPerMonth)
	if calls == 0 {
		return Budget{}, nil
	}
	begins, ends := provider.Month(t.Now())
	spent, err := t.Store.CallsSince(ctx, info.Name, c.ID, begins)
	return Budget{Calls: calls, Spent: spent, Ends: ends}, err
}
