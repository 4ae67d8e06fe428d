package sandbox

import (
	"fmt"
	"time"
)

// Window says how a minute's allowance is counted. Google does not say which of the two it uses.
type Window int

// The windows.
const (
	Fixed   Window = iota // from one full minute of the clock to the next
	Sliding               // the last sixty seconds
)

// Limits are the allowances that are enforced. A zero field is not enforced.
type Limits struct {
	Window        Window
	GmailUnits    int // a minute and account
	SheetsReads   int // a minute and account
	SheetsWrites  int // a minute and account
	InFlight      int // requests at once, all accounts
	Status        int // of Gmail's refusal: 403 (the default) or 429; Sheets always answers 429
	NoRetryAfter  bool
	RefusalsSpend bool // a refused Gmail request costs its units too
}

// GoogleLimits are the limits of projects made since May 2026.
// https://developers.google.com/workspace/gmail/api/reference/quota
// https://developers.google.com/workspace/sheets/api/limits
func GoogleLimits(w Window) Limits {
	return Limits{Window: w, GmailUnits: 6000, SheetsReads: 60, SheetsWrites: 60, InFlight: 10}
}

// allowance is what one account may spend of one kind.
type allowance struct {
	account string
	meter   meter
}

type spending struct {
	at    []time.Time
	units []int
}

// Enforce puts limits in force from now on. The zero Limits lifts them.
func (q *Requests) Enforce(limits Limits) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.limits = limits
	q.spent = map[allowance]*spending{}
}

// spend books a request's price, or refuses it.
func (q *Requests) spend(p *pending, account string, rt *route) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.limits.InFlight > 0 && q.inFlight > q.limits.InFlight {
		return q.refusal(rt, "Too many concurrent requests for user.", 429, time.Second)
	}
	price := 1
	if rt.meter == meterGmail {
		price = rt.units
	}
	limit := q.limits.of(rt.meter)
	if limit > 0 {
		key := allowance{account, rt.meter}
		if q.spent[key] == nil {
			q.spent[key] = &spending{}
		}
		wait, ok := q.spent[key].take(q.now(), q.limits.Window, price, limit, q.limits.RefusalsSpend)
		if !ok {
			status := 429
			if rt.meter == meterGmail && q.limits.Status != 429 {
				status = 403
			}
			return q.refusal(rt, "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user'.", status, wait)
		}
	}
	if rt.meter == meterGmail {
		p.r.Units = price
	}
	return nil
}

func (l Limits) of(m meter) int {
	switch m {
	case meterGmail:
		return l.GmailUnits
	case meterSheetsRead:
		return l.SheetsReads
	case meterSheetsWrite:
		return l.SheetsWrites
	}
	return 0
}

func (q *Requests) refusal(rt *route, message string, status int, wait time.Duration) error {
	e := &apiError{code: status, status: "RESOURCE_EXHAUSTED", reason: "rateLimitExceeded", domain: "usageLimits", message: message}
	if status == 429 && !q.limits.NoRetryAfter {
		e.header = map[string]string{"Retry-After": fmt.Sprint(int((wait + time.Second - 1) / time.Second))}
	}
	return e
}

// take books units and reports whether the window had room for them; else it says how long until it may have.
func (s *spending) take(now time.Time, w Window, units, limit int, always bool) (wait time.Duration, ok bool) {
	from := now.Add(-time.Minute)
	if w == Fixed {
		from = now.Truncate(time.Minute).Add(-time.Nanosecond)
	}
	keep := 0
	for keep < len(s.at) && !s.at[keep].After(from) {
		keep++
	}
	s.at, s.units = s.at[keep:], s.units[keep:]
	sum := 0
	for _, u := range s.units {
		sum += u
	}
	ok = sum+units <= limit
	if ok || always {
		s.at, s.units = append(s.at, now), append(s.units, units)
	}
	if ok {
		return 0, true
	}
	if w == Fixed {
		return now.Truncate(time.Minute).Add(time.Minute).Sub(now), false
	}
	for i, u := range s.units {
		if sum -= u; sum+units <= limit {
			return s.at[i].Add(time.Minute).Sub(now), false
		}
	}
	return time.Minute, false
}
