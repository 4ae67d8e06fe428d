package desk

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mixdown/backend/provider"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

// countCalls fills in what a service that counts the calls of a month was asked, and says how the month will end.
func (d *Desk) countCalls(ctx context.Context, v *Connection, info provider.Info, c store.Connection) error {
	if info.Pace.RequestsPerMonth == 0 {
		return nil
	}
	now, facts := d.now(), c.Facts()
	begins, ends := provider.Month(now)
	spent, err := d.ledger.RequestsSince(info.Name, c.ID, begins)
	if err != nil {
		return err
	}
	budget := tracker.Budget{Calls: facts.Calls(info.Pace.RequestsPerMonth), Spent: spent, Ends: ends}
	v.CallsThisMonth, v.CallPlans = &spent, info.Pace.Plans
	if budget.Calls > 0 {
		v.CallBudget = &budget.Calls
	}
	every := d.choices(ctx, info).Every
	total := monthsEnd(budget, every, facts.NextCalls, now)
	v.CallForecast = &total
	if v.Message == "" {
		v.Message = forecast(budget, every, facts.NextCalls, total, now)
	}
	return nil
}

// monthsEnd is how many calls the month will have taken at the pace that is planned.
func monthsEnd(b tracker.Budget, every time.Duration, cost int, now time.Time) int {
	cost = max(cost, 1)
	total := b.Spent + int(b.Ends.Sub(now)/b.Rest(every, cost, now))*cost
	if b.Calls > 0 {
		total = min(total, max(b.Calls, b.Spent))
	}
	return total
}

// forecast says how the month will end.
func forecast(b tracker.Budget, every time.Duration, cost, total int, now time.Time) string {
	if b.Calls == 0 {
		return fmt.Sprintf("%s calls this month, without a limit; about %s by %s.", grouped(b.Spent), grouped(total), b.Ends.Format("2 January"))
	}
	said := fmt.Sprintf("%s of %s calls this month", grouped(b.Spent), grouped(b.Calls))
	if b.Left() == 0 {
		return said + ": nothing more is asked until " + b.Ends.Format("2 January") + "."
	}
	cost = max(cost, 1)
	if rest := b.Rest(every, cost, now); rest > every {
		return fmt.Sprintf("%s; a sync takes %d, so it runs every %s to make them last until %s.", said, cost, spokenHours(rest), b.Ends.Format("2 January"))
	}
	return fmt.Sprintf("%s; at a sync every %d minutes about %s by %s.", said, int(every.Minutes()), grouped(total), b.Ends.Format("2 January"))
}

// mostCalls bounds a budget that a person gives: above any plan that is sold.
const mostCalls = 100_000_000

// SetCallBudget says how many calls of a month a connection may make: a number, 0 for any number, or, below 0, what the
// service's first plan has. It holds from the next request on, and lifts what was stopped because calls were used up.
func (d *Desk) SetCallBudget(ctx context.Context, idOrProvider string, calls int) (Connection, error) {
	conn, err := d.find(ctx, idOrProvider)
	if err != nil {
		return Connection{}, err
	}
	p, ok := d.byTable(conn.Provider)
	if !ok || p.Info().Pace.RequestsPerMonth == 0 {
		return Connection{}, invalid("This source does not count the calls of a month.")
	}
	if calls > mostCalls {
		return Connection{}, invalid("That is more than any plan has: give the calls of a month, or none for no limit.")
	}
	info, now := p.Info(), d.now()
	begins, ends := provider.Month(now)
	spent, err := d.ledger.RequestsSince(info.Name, conn.ID, begins)
	if err != nil {
		return Connection{}, err
	}
	if err := d.transport.Reopen(info, conn.ID); err != nil {
		return Connection{}, err
	}
	every := d.choices(ctx, info).Every
	err = d.store.UpdateConnection(ctx, conn.ID, func(c *store.Connection) {
		facts := c.Facts()
		facts.CallBudget = &calls
		if calls < 0 {
			facts.CallBudget = nil
		}
		c.SetFacts(facts)
		if c.Status == "error" {
			c.Status, c.Message = "active", ""
		}
		c.Retries, c.NextRetryAt = 0, time.Time{}
		if !c.LastSyncAt.IsZero() { // planned anew, from the last sync on
			b := tracker.Budget{Calls: facts.Calls(info.Pace.RequestsPerMonth), Spent: spent, Ends: ends}
			c.NextSyncAt = c.LastSyncAt.Add(b.Rest(every, facts.NextCalls, now))
		}
		conn = *c
	})
	if err != nil {
		return Connection{}, err
	}
	return d.view(ctx, conn)
}

// PlanCalls reads a budget as a person writes it: a number, a plan of the service by its name, or "none" for no limit. The
// error's code is Invalid.
func PlanCalls(plans []provider.Plan, words string) (int, error) {
	words = strings.TrimSpace(words)
	if strings.EqualFold(words, "none") {
		return 0, nil
	}
	var names []string
	for _, p := range plans {
		if strings.EqualFold(p.Name, words) {
			return p.Calls, nil
		}
		names = append(names, strings.ToLower(p.Name))
	}
	n, err := strconv.Atoi(strings.NewReplacer(",", "", "_", "").Replace(words))
	if err != nil || n < 1 {
		return 0, invalid("Give the calls of a month as a number, as a plan (" + strings.Join(names, ", ") + "), or as none.")
	}
	return n, nil
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
