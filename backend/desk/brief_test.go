package desk

import (
	"testing"

	"mixdown/backend/metric"
)

// TestBriefEvidence: rows are left away only where the others are the same in everything.
func TestBriefEvidence(t *testing.T) {
	a, b := metric.Row{ID: "a", Who: "ann@radio.example"}, metric.Row{ID: "b", State: "bounce"}
	moved := b
	moved.Why = "another rule"
	for name, x := range map[string]struct {
		counted, base []metric.Row
		shared        bool
	}{
		"the same":        {[]metric.Row{a, b}, []metric.Row{a, b}, true},
		"one more":        {[]metric.Row{a}, []metric.Row{a, b}, false},
		"another reason":  {[]metric.Row{a, b}, []metric.Row{a, moved}, false},
		"another order":   {[]metric.Row{a, b}, []metric.Row{b, a}, false},
		"none of neither": {[]metric.Row{}, []metric.Row{}, false},
	} {
		got := EvidenceView{EvidenceAnswer: metric.EvidenceAnswer{Counted: x.counted, Base: x.base}}.Brief()
		if got.BaseIsCounted != x.shared || (got.Base == nil) != x.shared || len(got.Counted) != len(x.counted) {
			t.Errorf("%s: shared %v, base of %d, counted %d", name, got.BaseIsCounted, len(got.Base), len(got.Counted))
		}
	}
}
