package tracker_test

import (
	"testing"
	"time"

	"mixdown/backend/tracker"
)

// A month's calls last until its end, and a fifth of what is left stays for the person.
func TestRestMakesABudgetLast(t *testing.T) {
	const every = 70 * time.Minute
	ends := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name        string
		calls, used int
		cost        int
		left        time.Duration
		want        time.Duration
	}{
		{"not counted", 0, 500, 50, 30 * 24 * time.Hour, every},
		{"a look is one call", 1000, 10, 1, 30 * 24 * time.Hour, every},
		{"a scan is fifty", 1000, 0, 50, 30 * 24 * time.Hour, 45 * time.Hour},
		{"few are left", 1000, 900, 10, 10 * 24 * time.Hour, 30 * time.Hour},
		{"not one more", 1000, 990, 10, 24 * time.Hour, 24 * time.Hour},
		{"used up", 1000, 1003, 1, 5 * time.Hour, 5 * time.Hour},
		{"the month ends in a minute", 1000, 1000, 1, time.Minute, every},
		{"a huge table", 1000, 0, 5000, 30 * 24 * time.Hour, 30 * 24 * time.Hour},
	} {
		b := tracker.Budget{Calls: c.calls, Spent: c.used, Ends: ends}
		if got := b.Rest(every, c.cost, ends.Add(-c.left)); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	// A whole month of runs by the plan stays below the budget, whatever a run costs.
	for _, cost := range []int{1, 3, 10, 50, 400} {
		b := tracker.Budget{Calls: 1000, Ends: ends}
		for now := ends.AddDate(0, -1, 0); now.Before(ends); now = now.Add(b.Rest(every, cost, now)) {
			b.Spent += cost
		}
		if b.Spent > b.Calls || b.Spent < 400 {
			t.Errorf("runs of %d calls: %d in a month", cost, b.Spent)
		}
	}
}
