package desktop

import (
	"context"
	"sync"
	"time"
)

// System is what the operating system says of this computer now. What it does not say is false.
type System struct {
	OnBattery bool
	Metered   bool // what goes over the network costs by amount
}

// SystemEvents are called by WatchSystem, one at a time. None may be nil.
type SystemEvents struct {
	Changed func(System) // at first, and whenever it changed
	Woke    func()       // the computer slept
	Online  func()       // the network came back
}

// wakeLook is how often the clock is looked at. More time than that with wakeSlack between two looks is sleep: the timer stood
// still, or nothing ran.
const (
	wakeLook  = 15 * time.Second
	wakeSlack = 30 * time.Second
)

// WatchSystem tells what happens to this computer until ctx ends. Sleep is noticed everywhere by the clock, on Linux also from
// logind; battery and network as far as the system tells.
func WatchSystem(ctx context.Context, e SystemEvents) {
	var mu sync.Mutex
	var last time.Time // of the last word about sleep: the clock and logind tell of the same one
	woke := func() {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); now.Sub(last) > wakeLook {
			last = now
			e.Woke()
		}
	}
	locked := SystemEvents{
		Changed: func(s System) { mu.Lock(); defer mu.Unlock(); e.Changed(s) },
		Online:  func() { mu.Lock(); defer mu.Unlock(); e.Online() },
		Woke:    woke,
	}
	var platform sync.WaitGroup
	platform.Go(func() { watchPlatform(ctx, locked) })
	defer platform.Wait()
	tick := time.NewTicker(wakeLook)
	defer tick.Stop()
	seen := wall(time.Now())
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			now := wall(time.Now())
			if slept(seen, now) {
				woke()
			}
			seen = now
		}
	}
}

// wall drops the monotonic reading, which stands still during sleep.
func wall(t time.Time) time.Time { return t.Round(0) }

func slept(before, now time.Time) bool { return now.Sub(before) > wakeLook+wakeSlack }
