package metric

import (
	"time"

	"mixdown/backend/provider"
)

// person is somebody whom the campaign mailed, with everything that came back from them.
type person struct {
	addr        string
	sends       []*message // oldest first
	wrote       *message   // the last mail of ours to them that the rule does not match, nil without one
	humans      []*message // replies later than the first send, oldest first
	bounces     []*message
	autos       []*message
	delays      []*message
	receipts    []*message
	list        bool // a mailing list, counted as one person
	provisional bool // the mail to them is not read yet: this is who answered it
	adjusted    bool // one of their mails was corrected

	state   string // what the person says of them
	snoozed string // YYYY-MM-DD
	status  string // their status in the contact sheet
	name    string
	role    string
	outlet  string
}

func (p *person) first() *message { return p.sends[0] }
func (p *person) last() *message  { return p.sends[len(p.sends)-1] }
func (p *person) chases() int     { return len(p.sends) - 1 }

// latest is the last mail of ours to p, whether or not the rule matches it: it is what the clock of a follow-up runs from.
func (p *person) latest() *message {
	if p.wrote != nil && p.wrote.At.After(p.last().At) {
		return p.wrote
	}
	return p.last()
}

// outcome is the one outcome of a person: a human reply wins, then a bounce for good, then an automatic reply, then
// silence, which is pitch.
func (p *person) outcome() string {
	switch {
	case len(p.humans) > 0:
		return provider.StateHumanReply
	case len(p.bounces) > 0:
		return provider.StateBounce
	case len(p.autos) > 0:
		return provider.StateAutoReply
	}
	return provider.StatePitch
}

// take notes an inbound mail that is about p. A reply or receipt must be later than the first mail to them; machines that
// answer at once may carry a clock that is behind, so their notices need not be.
func (p *person) take(v *View, msg *message) {
	p.adjusted = p.adjusted || msg.adjusted
	early := !p.provisional && !msg.At.After(p.first().At)
	switch msg.State {
	case provider.StateHumanReply:
		switch {
		case early:
			msg.left = "before your pitch of " + v.day(p.first().At)
			return
		case len(p.humans) > 0:
			msg.left = "already counted: answered on " + v.day(p.humans[0].At)
		}
		p.humans = append(p.humans, msg)
	case provider.StateReadReceipt:
		if early {
			msg.left = "before your pitch of " + v.day(p.first().At)
			return
		}
		p.receipts = append(p.receipts, msg)
	case provider.StateBounce:
		p.bounces = append(p.bounces, msg)
	case provider.StateAutoReply:
		p.autos = append(p.autos, msg)
	case provider.StateDelayNotice:
		p.delays = append(p.delays, msg)
	}
}

// awayUntil is the last day of the absence that the newest automatic reply with a date tells, as YYYY-MM-DD.
func (p *person) awayUntil() string {
	for i := len(p.autos) - 1; i >= 0; i-- {
		if date := p.autos[i].data.AwayUntil; isDate(date) {
			return date
		}
	}
	return ""
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// standings joins what the person says of people and what the contact sheet says.
func (v *View) standings(m *mail) {
	for _, rec := range v.records(StreamPeople) {
		if p := m.byAddr[clean(rec.ID)]; p != nil {
			p.state = rec.State
			if until := decode[PersonData](v, rec).SnoozedUntil; isDate(until) {
				p.snoozed = until
			}
		}
	}
	for _, c := range v.contacts().list {
		if p := m.byAddr[c.email]; p != nil {
			p.name, p.role, p.outlet, p.status = c.What, c.role, c.outlet, c.status
		}
	}
}

// pitchBefore returns the last send to p before t, nil when none is dated before it.
func (p *person) pitchBefore(t time.Time) *message {
	for i := len(p.sends) - 1; i >= 0; i-- {
		if s := p.sends[i]; !s.At.IsZero() && s.At.Before(t) {
			return s
		}
	}
	return nil
}

// silentYet reports whether p was first mailed less than 48 hours before now and nothing came back.
func (p *person) silentYet(now time.Time) bool {
	return p.outcome() == provider.StatePitch && !p.first().At.IsZero() && now.Sub(p.first().At) < 48*time.Hour
}
