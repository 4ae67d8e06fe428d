package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"mixdown/backend/provider"
)

const (
	defaultInFlight = 4
	// longestWait is how long the transport itself waits for a service that asks for patience; beyond it the run is
	// rescheduled. It is above a minute, the longest window that services with a pace by the minute have.
	longestWait = 90 * time.Second
	// refusedFor is how long a service may refuse everything before it is given up: a minute's quota is back by then.
	refusedFor = time.Minute
)

// probeWaits are the pauses after refusals that name no time. They add up to just over a minute, so that a spent minute is
// waited out with few questions and a passing hiccup costs a second.
func probeWaits() [5]time.Duration {
	return [5]time.Duration{time.Second, 4 * time.Second, 10 * time.Second, 20 * time.Second, 25600 * time.Millisecond}
}

// allowance is what one account may still ask of a service. All clients of the process share it.
type allowance struct {
	key  string        // what shares it
	turn chan struct{} // held by the first in line: requests are let out in the order in which they came

	mu      sync.Mutex
	windows []*window
	flying  int
	most    int
	ramp    int           // requests allowed at once for now: 1 at first and after a refusal, growing with each success
	changed chan struct{} // closed and replaced when something ends

	opens        time.Time // nothing is let out before
	shutUntil    time.Time // everything fails with shutErr before
	shutErr      error
	epoch        int // grows with every refusal, so that answers to older requests are told apart
	probes       int
	refusedSince time.Time
}

func newAllowance(p provider.Pace) *allowance {
	most := p.InFlight
	if most <= 0 {
		most = defaultInFlight
	}
	return &allowance{turn: make(chan struct{}, 1), windows: windows(p), most: most, ramp: 1, changed: make(chan struct{})}
}

// permit is the right to send one request.
type permit struct {
	a     *allowance
	units int
	epoch int
}

// enter waits until a request of so many units may go out. It fails with ctx's error, or at once while the account is shut.
func (a *allowance) enter(ctx context.Context, units int) (*permit, error) {
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for {
		p, wait, changed, err := a.try(units)
		if p != nil || err != nil {
			return p, err
		}
		if err := pause(ctx, wait, changed); err != nil {
			return nil, err
		}
	}
}

// try lets one request out, or tells how long to wait (negative: until something changes).
func (a *allowance) try(units int) (*permit, time.Duration, <-chan struct{}, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if now.Before(a.shutUntil) {
		return nil, 0, nil, a.shutErr
	}
	if a.flying >= min(a.most, a.ramp) {
		return nil, -1, a.changed, nil
	}
	wait := max(0, a.opens.Sub(now))
	for _, w := range a.windows {
		ww := w.wait(w.cost(units), now)
		if ww < 0 {
			return nil, -1, a.changed, nil
		}
		wait = max(wait, ww)
	}
	if wait > 0 {
		return nil, wait, a.changed, nil
	}
	for _, w := range a.windows {
		w.used += w.cost(units)
	}
	a.flying++
	return &permit{a: a, units: units, epoch: a.epoch}, 0, nil, nil
}

// leave ends the request. sent is false when it never reached the network; worked says that the service did answer it.
func (p *permit) leave(sent, worked bool) {
	a := p.a
	a.mu.Lock()
	defer a.mu.Unlock()
	a.flying--
	now := time.Now()
	for _, w := range a.windows {
		w.settle(w.cost(p.units), now, sent)
	}
	if worked && p.epoch == a.epoch {
		a.refusedSince, a.probes = time.Time{}, 0
		a.ramp = min(a.ramp+1, a.most)
	}
	a.wake()
}

// refused makes the whole account wait: for hint, or for a growing pause when hint is 0 or did not help. It returns how long, and whether the
// service is to be given up. Call it before leave.
func (p *permit) refused(hint time.Duration) (wait time.Duration, giveUp bool) {
	a := p.a
	a.mu.Lock()
	defer a.mu.Unlock()
	defer a.wake()
	now := time.Now()
	if p.epoch != a.epoch {
		// Several requests were under way when the refusals began; they are one refusal.
		if hint > 0 && hint <= longestWait {
			a.open(now.Add(hint))
		}
		return a.opens.Sub(now), hint > longestWait
	}
	a.epoch++
	a.ramp = 1
	if a.refusedSince.IsZero() {
		a.refusedSince = now
	}
	wait = hint
	if hint <= 0 || a.probes > 0 {
		// No time named, or one that proved too short.
		waits := probeWaits()
		next := waits[min(a.probes, len(waits)-1)]
		wait = max(hint, next+rand.N(next/20+1))
	}
	a.probes++
	a.open(now.Add(wait))
	return wait, wait > longestWait || now.Sub(a.refusedSince) >= refusedFor
}

// open moves the time at which requests are let out again. It never moves it back.
func (a *allowance) open(at time.Time) {
	if at.After(a.opens) {
		a.opens = at
	}
}

// shut makes every request fail with err at once for so long, those that wait included.
func (a *allowance) shut(d time.Duration, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.shutUntil, a.shutErr = time.Now().Add(d), err
	a.opens, a.refusedSince, a.probes = a.shutUntil, time.Time{}, 0
	a.wake()
}

// reopen undoes shut.
func (a *allowance) reopen() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.shutUntil, a.shutErr, a.opens = time.Time{}, nil, time.Time{}
	a.wake()
}

func (a *allowance) wake() {
	close(a.changed)
	a.changed = make(chan struct{})
}

// pause waits for d (for ever when negative), for changed (may be nil) or for ctx, whose error it returns.
func pause(ctx context.Context, d time.Duration, changed <-chan struct{}) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var timer <-chan time.Time
	if d >= 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-timer:
	case <-changed:
	case <-ctx.Done():
	}
	return ctx.Err()
}

// Wait is in the chain of errors that say when it is worth trying again: a spent quota, or a service that asked for more
// patience than a request can have. The scheduler plans the next run by it.
type Wait struct {
	Until time.Time
	Err   error // may be nil
}

// Error implements error.
func (w *Wait) Error() string {
	s := "wait until " + w.Until.UTC().Format(time.RFC3339)
	if w.Err != nil {
		s += ": " + w.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (w *Wait) Unwrap() error { return w.Err }

// RetryAt returns the time before which the service asked not to be called again.
func RetryAt(err error) (time.Time, bool) {
	var w *Wait
	if errors.As(err, &w) {
		return w.Until, true
	}
	return time.Time{}, false
}
