//go:build windows || darwin

package desktop

import (
	"context"
	"time"
)

// pollEvery is how often systems that send no signal of it are asked how they stand.
const pollEvery = time.Minute

// poll asks read again and again, and tells what changed.
func poll(ctx context.Context, e SystemEvents, read func(context.Context) System) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	now := read(ctx)
	e.Changed(now)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if s := read(ctx); s != now {
				now = s
				e.Changed(now)
			}
		}
	}
}
