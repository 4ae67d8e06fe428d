package tracker

import (
	"time"

	"mixdown/backend/provider"
)

// tellEvery bounds how often progress is told: often enough for a smooth bar.
const tellEvery = 150 * time.Millisecond

// pace turns a provider's counts into a share and a time left, per phase.
type pace struct {
	phase   string
	started time.Time
	first   int
	told    time.Time
}

// tell returns the progress to show, and false where the last one was only just shown.
func (p *pace) tell(now time.Time, in provider.Progress) (Progress, bool) {
	if p.phase != in.Phase || p.started.IsZero() {
		p.phase, p.started, p.first, p.told = in.Phase, now, in.Done, time.Time{}
	}
	if !p.told.IsZero() && now.Sub(p.told) < tellEvery && !in.Complete {
		return Progress{}, false
	}
	p.told = now
	out := Progress{Phase: in.Phase, Done: in.Done, Known: in.Known, StartedAt: p.started}
	if in.Known > 0 {
		share := min(float64(in.Done)/float64(in.Known), 1)
		out.Share = &share
		if read := in.Done - p.first; read > 0 && now.After(p.started) {
			left := now.Sub(p.started).Seconds() / float64(read) * float64(max(in.Known-in.Done, 0))
			out.SecondsLeft = &left
		}
	}
	return out, true
}
