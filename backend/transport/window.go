package transport

import (
	"math"
	"time"

	"mixdown/backend/provider"
)

// windowSlack covers a service that counts a window's edge in.
const windowSlack = 20 * time.Millisecond

// window allows so much within any span of time that ends now. A cost counts from the moment its request is let out until a
// whole span after its answer came, because the service booked it somewhere between the two. So neither a sliding window nor
// a fixed minute at the service is ever exceeded, however slow the network is, and a minute's allowance is used to the full.
type window struct {
	span    time.Duration
	limit   int
	byUnits bool // counts units; requests otherwise
	used    int  // of requests under way and of those in past
	past    []spend
}

// spend is a cost that stops counting at until.
type spend struct {
	until time.Time
	cost  int
}

// windows reads a service's pace.
func windows(p provider.Pace) []*window {
	var ws []*window
	if p.UnitsPerMinute > 0 {
		ws = append(ws, &window{span: time.Minute, limit: p.UnitsPerMinute, byUnits: true})
	}
	if p.RequestsPerMinute > 0 {
		ws = append(ws, &window{span: time.Minute, limit: p.RequestsPerMinute})
	}
	switch r := p.RequestsPerSecond; {
	case r >= 1:
		ws = append(ws, &window{span: time.Second, limit: int(math.Floor(r))})
	case r > 0:
		ws = append(ws, &window{span: time.Duration(float64(time.Second) / r), limit: 1})
	}
	return ws
}

// cost is what a request of so many units takes. More than the whole allowance could never be let out, so it is cut to that.
func (w *window) cost(units int) int {
	if !w.byUnits {
		return 1
	}
	return min(units, w.limit)
}

// wait tells how long until cost fits: 0 for now, negative when it depends on requests under way.
func (w *window) wait(cost int, now time.Time) time.Duration {
	for len(w.past) > 0 && !w.past[0].until.After(now) {
		w.used -= w.past[0].cost
		w.past = w.past[1:]
	}
	over := w.used + cost - w.limit
	if over <= 0 {
		return 0
	}
	for _, s := range w.past {
		if over -= s.cost; over <= 0 {
			return s.until.Sub(now)
		}
	}
	return -1
}

// settle ends a request: its cost counts for a span more, or not at all when it was never sent.
func (w *window) settle(cost int, now time.Time, sent bool) {
	if cost == 0 {
		return
	}
	if !sent {
		w.used -= cost
		return
	}
	w.past = append(w.past, spend{now.Add(w.span + windowSlack), cost})
}
