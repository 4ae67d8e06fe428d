package transport

import (
	"errors"
	"fmt"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Meter is a Ledger that can say how many requests of an account it noted since a day, in this process and before it.
type Meter interface {
	RequestsSince(provider, account string, since time.Time) (int, error)
}

var errBudget = errors.New("transport: the month's budget of calls is used up")

// withinBudget refuses a request beyond the month's budget of the service. Nothing is sent then.
func (s *sender) withinBudget() error {
	budget := s.info.Pace.RequestsPerMonth
	meter, ok := s.t.ledger.(Meter)
	if budget == 0 || !ok {
		return nil
	}
	now := s.t.now()
	begins, ends := provider.Month(now)
	spent, err := meter.RequestsSince(s.caller.Provider, s.caller.Account, begins)
	if err != nil {
		return fmt.Errorf("transport: budget: %w", err)
	}
	if spent < budget {
		return nil
	}
	return s.fail(apperr.QuotaSpent, fmt.Sprintf("The %d calls that %%s allows a month are used up. Nothing more is asked until %s; what is held stays readable.", budget, ends.Format("2 January")),
		&Wait{Until: ends, Err: errBudget})
}
