package desk

import (
	"cmp"
	"slices"
	"time"

	"mixdown/backend/store"
)

// standing is what stood of another agent's number from a time on: its newest result that was neither corrected nor withdrawn.
type standing struct {
	from   time.Time
	result *store.AgentResult // nil: nothing, every result was withdrawn
}

// agentNumbers sorts versions of results by the number that they are of.
func agentNumbers(list []store.AgentResult) map[string][]store.AgentResult {
	out := map[string][]store.AgentResult{}
	for _, r := range list {
		key := agentKey(r.Agent, r.Key)
		out[key] = append(out[key], r)
	}
	return out
}

// standings replays the versions of one number: what stood, and from when on, oldest first.
func standings(versions []store.AgentResult) []standing {
	type event struct {
		at   time.Time
		r    *store.AgentResult
		ends bool
	}
	var events []event
	for i := range versions {
		r := &versions[i]
		if !r.Until.IsZero() && !r.Until.After(r.From) {
			continue // it never stood
		}
		events = append(events, event{r.From, r, false})
		if !r.Until.IsZero() {
			events = append(events, event{r.Until, r, true})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	byAge := func(a, b *store.AgentResult) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Version, b.Version))
	}
	var out []standing
	var stand []*store.AgentResult // those that stand, oldest first
	for i, e := range events {
		place, _ := slices.BinarySearchFunc(stand, e.r, byAge)
		if e.ends {
			stand = slices.Delete(stand, place, place+1)
		} else {
			stand = slices.Insert(stand, place, e.r)
		}
		if i+1 < len(events) && events[i+1].at.Equal(e.at) {
			continue // a correction ends one version and begins another
		}
		var newest *store.AgentResult
		if len(stand) > 0 {
			newest = stand[len(stand)-1]
		}
		if len(out) == 0 && newest != nil || len(out) > 0 && out[len(out)-1].result != newest {
			out = append(out, standing{e.at, newest})
		}
	}
	return out
}

// stoodAt returns what stood at a time (the zero time for now), and what stood before that.
func stoodAt(list []standing, when time.Time) (now, before *store.AgentResult) {
	for _, s := range list {
		if !when.IsZero() && s.from.After(when) {
			break
		}
		now, before = s.result, now
	}
	return now, before
}

// writtenAt is when what a version says was written, as far as it is known here.
func writtenAt(r store.AgentResult) time.Time {
	if r.From.After(r.CreatedAt) {
		return r.From.UTC()
	}
	return r.CreatedAt.UTC()
}
