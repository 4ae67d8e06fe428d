package transport

import (
	"sync"
	"time"
)

const (
	// faultsFor is how long a source may answer nothing but errors before it is given up. Together with an attempt's
	// bounds it keeps the promise of 60 seconds.
	faultsFor = 45 * time.Second
	// offlineFor is the same where no connection could be made at all: there is no network, and waiting brings none.
	offlineFor = 8 * time.Second
	// leastAttempt keeps the last attempt before giving up from being pointless.
	leastAttempt = 3 * time.Second
	// restFor is how long a source that was given up is left alone by one client.
	restFor = 30 * time.Second
)

// health remembers whether a source answers, over all requests of one client.
type health struct {
	mu     sync.Mutex
	since  time.Time // the beginning of the oldest fault after the last answer; zero while all is well
	last   time.Time // the last answer
	closed time.Time // given up until
	err    error     // with this
}

// check returns the error of a source that was given up a moment ago.
func (h *health) check(now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now.Before(h.closed) {
		return h.err
	}
	return nil
}

func (h *health) worked(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.since, h.last, h.closed, h.err = time.Time{}, now, time.Time{}, nil
}

func (h *health) failed(began time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	// An attempt that began before the last answer says nothing new about the source.
	if h.since.IsZero() && began.Before(h.last) {
		began = h.last
	}
	if h.since.IsZero() || began.Before(h.since) {
		h.since = began
	}
}

// left is how long an attempt that begins now may take.
func (h *health) left(now time.Time) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.since.IsZero() {
		return faultsFor
	}
	return max(leastAttempt, faultsFor-now.Sub(h.since))
}

// again tells whether a request is worth another attempt at next. began is its first fault. When the source as a whole is
// beyond hope, its other requests are told as well.
func (h *health) again(next, began time.Time, faults int, r result) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	limit := faultsFor
	if !r.sent {
		limit = offlineFor
	}
	if h.since.IsZero() || h.last.After(began) {
		return faults < tries // the source answers others: only this request is broken
	}
	if next.Sub(h.since) < limit {
		return true
	}
	h.closed, h.err, h.since = time.Now().Add(restFor), r.err, time.Time{}
	return false
}
