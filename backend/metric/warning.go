package metric

import (
	"strings"

	"mixdown/backend/provider"
)

// warner knows what a person should hear before they write to somebody again.
type warner struct {
	v        *View
	byDomain map[string]*person // the first there who answered
	byOutlet map[string]*person
	mailed   map[string]*person // at each house, who was mailed last
}

func (v *View) newWarner() *warner {
	w := &warner{v: v, byDomain: map[string]*person{}, byOutlet: map[string]*person{}, mailed: map[string]*person{}}
	for _, p := range v.mail().people {
		for _, house := range houses(p) {
			if have := w.mailed[house]; have == nil || p.last().At.After(have.last().At) {
				w.mailed[house] = p
			}
		}
		if p.outcome() != provider.StateHumanReply {
			continue
		}
		if d := domainOf(p.addr); !freeMail[d] {
			earliest(w.byDomain, d, p)
		}
		if p.outlet != "" {
			earliest(w.byOutlet, strings.ToLower(p.outlet), p)
		}
	}
	return w
}

func earliest(at map[string]*person, key string, p *person) {
	if have := at[key]; have == nil || byTime(p.humans[0], have.humans[0]) < 0 {
		at[key] = p
	}
}

// refusals are statuses of a sheet that say no.
var refusals = map[string]bool{
	"no": true, "pass": true, "passed": true, "declined": true, "rejected": true, "refused": true, "not interested": true,
	"said no": true, "unsubscribed": true, "do not contact": true, "dnc": true,
}

func (w *warner) about(s standing) []string {
	p, v := s.p, w.v
	list := []string{}
	if refusals[strings.ToLower(p.status)] {
		list = append(list, "said no: the sheet has them as "+p.status)
	}
	colleague := w.byOutlet[strings.ToLower(p.outlet)]
	if colleague == nil {
		colleague = w.byDomain[domainOf(p.addr)]
	}
	if colleague != nil {
		list = append(list, "a colleague there answered on "+v.day(colleague.humans[0].At))
	}
	if colleague == nil {
		list = append(list, w.mailedThere(p)...)
	}
	if n := len(p.autos); n > 0 && s.group != GroupAway {
		list = append(list, "automatic reply on "+v.day(p.autos[n-1].At))
	}
	if n := len(p.delays); n > 0 {
		list = append(list, "delivery was delayed on "+v.day(p.delays[n-1].At))
	}
	if len(p.receipts) > 0 {
		list = append(list, "opened it on "+v.day(p.receipts[0].At))
	}
	if s.p.chases() > 0 && s.p.chases() >= v.in.Campaign.Rule.MaxChases {
		list = append(list, chased(p.chases())+": last chance")
	}
	if p.list {
		list = append(list, "a mailing list: many people read it")
	}
	if v.in.Notes != nil {
		list = append(list, v.in.Notes(p.addr)...)
	}
	return list
}

// soon is for how many days a mail to a colleague is worth a word: two mails to one house in a week look careless.
const soon = 7

// mailedThere warns where somebody else at the same house was mailed after p, in the last days.
func (w *warner) mailedThere(p *person) []string {
	for _, house := range houses(p) {
		other := w.mailed[house]
		if other == nil || other == p || other.last().At.IsZero() || !other.last().At.After(p.last().At) {
			continue
		}
		if w.v.daysSince(other.last().At) < soon {
			return []string{"a colleague there was mailed on " + w.v.day(other.last().At)}
		}
	}
	return nil
}

// houses names where p works: their outlet, and their domain unless anybody can have an address there.
func houses(p *person) []string {
	var list []string
	if p.outlet != "" {
		list = append(list, "outlet "+strings.ToLower(p.outlet))
	}
	if d := domainOf(p.addr); !freeMail[d] {
		list = append(list, "domain "+d)
	}
	return list
}
