package metric

import (
	"maps"
	"math"
	"time"
)

// result is one definition worked out.
type result struct {
	def      *Definition
	source   SourceState
	counted  []Row
	base     []Row
	excluded []Row
	value    *float64
	unknown  string
	display  string
	complete bool
	bound    bool // a lower bound however much is read
	loose    bool // no bound at all yet: what it is a share of, or by which rule, may change
	groups   map[string]int
	open     *int
	span     string      // the days that the value covers, where they are not all
	parts    *[2]float64 // the two sums of a rate that is not a share of rows

	otherRule bool // it is of what another rule of the campaign brought
}

func (r *result) set(value float64) { r.value = &value }

// atLeast reports whether the value is a lower bound.
func (r *result) atLeast() bool {
	return !r.loose && (r.bound || !r.complete && r.def.Partial == AtLeast)
}

// ruleThen is the warning of a number of the past that may differ from what was shown then, and not compare with today's.
const ruleThen = "The campaign's rule was edited since: this was read by the rule of that time, and is counted by today's."

// oldRule is the warning of a number that was read by another rule than the campaign has now.
const oldRule = "The campaign's rule was changed: this is still what the rule before found, until the next sync."

// label is the name of the number: one that is no bound now is not called one.
func (r *result) label() string {
	if r.loose && r.def.Unbound != "" {
		return r.def.Unbound
	}
	return r.def.Label
}

// show renders a known value for people: the number, or what its definition showed instead, and how far it may be trusted.
func (r *result) show() {
	switch {
	case r.display != "":
	case *r.value == 0 && r.def.None != "":
		r.display = r.def.None
	case r.def.Unit == "%":
		r.display = number(r.shown()) + " %"
	default:
		r.display = number(*r.value)
	}
	switch {
	case r.atLeast():
		r.display = "at least " + r.display
	case !r.complete && (r.def.Partial == SoFar || r.loose && r.def.Partial == AtLeast):
		r.display += " so far" + r.span
	}
}

// fineBase is from how many on a share has an honest decimal; the window reads it alike.
const fineBase = 1000

// shown is a share as people read it.
func (r *result) shown() float64 {
	base := float64(len(r.base))
	if r.parts != nil {
		base = r.parts[1]
	}
	if base >= fineBase {
		return *r.value
	}
	return math.Round(*r.value)
}

// share sets part ÷ whole in per cent, or the reason for no whole. It never passes 100.
func (r *result) share(part, whole float64, decimals int, noBase string) {
	if whole <= 0 {
		r.unknown = noBase
		return
	}
	r.set(min(round(part/whole*100, decimals), 100))
}

func (r *result) metric() Metric {
	m := Metric{
		Key: r.def.Key, Label: r.label(), Unit: r.def.Unit, Agent: r.def.Agent, Value: r.value,
		Counted: len(r.counted), Base: len(r.base), Excluded: len(r.excluded),
		Definition: r.def.Words, DefinitionVersion: r.def.Version, Source: r.def.Source, Account: r.source.Account,
		FreshAt: instant(r.source.FreshAt), Complete: r.complete, Adjusted: r.adjusted(), Display: r.display,
		Groups: maps.Clone(r.groups), StillOpen: r.open,
	}
	if r.parts != nil {
		m.Counted, m.Base = int(r.parts[0]), int(r.parts[1])
	}
	if r.value != nil {
		m.Value = ptr(*r.value)
		m.AtLeast = r.atLeast()
	}
	if r.otherRule {
		m.Warning = ptr(oldRule)
	}
	if r.unknown != "" {
		m.Value, m.UnknownReason, m.Display = nil, ptr(r.unknown), "—"
	}
	return m
}

// adjusted counts the corrected rows that the number is made of or leaves out.
func (r *result) adjusted() int {
	n := 0
	for _, list := range [][]Row{r.counted, r.excluded} {
		for i := range list {
			if list[i].Adjusted {
				n++
			}
		}
	}
	return n
}

// instant returns t in UTC for JSON, nil for the zero time.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return ptr(t.UTC())
}
