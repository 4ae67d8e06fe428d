package desk

import (
	"fmt"
	"strconv"
	"time"

	"mixdown/backend/provider"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

// countCalls fills in what a service that counts the calls of a month was asked, and says how the month will end.
func (d *Desk) countCalls(v *Connection, info provider.Info, c store.Connection) error {
	if info.Pace.RequestsPerMonth == 0 {
		return nil
	}
	now := d.now()
	begins, ends := provider.Month(now)
	spent, err := d.ledger.RequestsSince(info.Name, c.ID, begins)
	if err != nil {
		return err
	}
	budget := tracker.Budget{Calls: info.Pace.RequestsPerMonth, Spent: spent, Ends: ends}
	v.CallsThisMonth, v.CallBudget = &spent, &budget.Calls
	if v.Message == "" {
		v.Message = forecast(budget, info.Every, c.Facts().NextCalls, now)
	}
	return nil
}

// forecast says how many calls the month will have taken at the pace that is planned.
func forecast(b tracker.Budget, every time.Duration, cost int, now time.Time) string {
	said := fmt.Sprintf("%s of %s calls this month", grouped(b.Spent), grouped(b.Calls))
	if b.Left() == 0 {
		return said + ": nothing more is asked until " + b.Ends.Format("2 January") + "."
	}
	cost = max(cost, 1)
	rest := b.Rest(every, cost, now)
	total := b.Spent + int(b.Ends.Sub(now)/rest)*cost
	if rest > every {
		return fmt.Sprintf("%s; a sync takes %d, so it runs every %s to make them last until %s.", said, cost, spokenHours(rest), b.Ends.Format("2 January"))
	}
	return fmt.Sprintf("%s; at a sync every %d minutes about %s by %s.", said, int(every.Minutes()), grouped(min(total, b.Calls)), b.Ends.Format("2 January"))
}

// spokenHours rounds up to whole hours, or days from two on.
func spokenHours(t time.Duration) string {
	hours := int((t + time.Hour - 1) / time.Hour)
	if hours >= 48 {
		return fmt.Sprintf("%d days", (hours+23)/24)
	}
	return fmt.Sprintf("%d hours", hours)
}

// grouped writes a number with commas.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
