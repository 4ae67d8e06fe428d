package metric

import (
	"slices"
	"strconv"
	"strings"

	"mixdown/backend/provider"
)

// row renders a mail as evidence. who is the sender unless told.
func (m *message) row(why string) Row {
	r := Row{
		ID: m.ID, At: m.At.UTC(), Who: clean(m.Who), What: m.What, State: m.State, Why: why, Link: m.Link, Header: m.data.Header,
		Thread: m.Group, Adjusted: m.adjusted, Probable: m.data.Probable, AwayUntil: m.data.AwayUntil, List: m.data.List, Spam: m.data.Spam,
	}
	if m.data.Spam && m.State == provider.StateHumanReply && !strings.Contains(r.Why, "spam") {
		r.Why += "; found in spam"
	}
	if len(m.people) == 1 && !isSend(m.State) && m.people[0].addr != r.Who {
		r.Contact = m.people[0].addr
	}
	return r
}

// rowFor is row for one of the people that the mail is about.
func (m *message) rowFor(p *person, why string) Row {
	r := m.row(why)
	r.Contact = ""
	if p.addr != r.Who {
		r.Contact = p.addr
	}
	return r
}

// row renders a person by a mail of ours or theirs.
func (p *person) row(by *message, state, why string) Row {
	return Row{ID: by.ID, At: by.At.UTC(), Who: p.addr, What: by.What, State: state, Why: why, Link: by.Link, Thread: by.Group,
		Header: by.data.Header, Adjusted: p.adjusted, List: p.list, Probable: by.data.Probable && !isSend(by.State)}
}

// sentState is the state by which a mail of ours is shown, the same wherever it stands.
func sentState(s *message) string {
	if s.State == provider.StateUnreadSent {
		return provider.StatePitch
	}
	return s.State
}

// newestFirst sorts rows for showing.
func newestFirst(rows []Row) []Row {
	slices.SortFunc(rows, byRow)
	return rows
}

// sends: every mail that the campaign's rule matches.
func sends(v *View) []Row {
	m := v.mail()
	list := make([]Row, 0, len(m.sends))
	for _, s := range m.sends {
		r := s.row(s.Why)
		switch {
		case s.State == provider.StateUnreadSent:
			r.State, r.Why = sentState(s), "listed by the mailbox and not read yet"
		case s.data.Tracked:
			r.Why = "you counted it by hand"
		case r.Why == "":
			r.Why = "sent by you with the campaign's tag"
		}
		list = append(list, r)
	}
	return newestFirst(list)
}

// ownLeftOut: mail of ours that the rule does not match: to oneself, without the tag, outside the campaign's days.
func ownLeftOut(v *View) []Row {
	m := v.mail()
	list := make([]Row, 0, len(m.ownOther))
	for _, s := range m.ownOther {
		list = append(list, s.row(orElse(s.Why, "the campaign's rule does not match it")))
	}
	return newestFirst(list)
}

// contacted: everybody mailed, by the first mail to them.
func contacted(v *View) []Row {
	return v.once("contacted", func() []Row { return peopleRows(v, func(*person) bool { return true }) })
}

// reachable: everybody mailed whose address did not bounce for good.
func reachable(v *View) []Row {
	return v.once("reachable", func() []Row {
		return peopleRows(v, func(p *person) bool { return p.outcome() != provider.StateBounce })
	})
}

func peopleRows(v *View, keep func(*person) bool) []Row {
	m := v.mail()
	list := make([]Row, 0, len(m.people))
	days := map[*message]string{}
	for _, p := range m.people {
		if !keep(p) {
			continue
		}
		first := p.first()
		why, ok := days[first]
		if !ok {
			why = "mailed on " + v.day(first.At)
			days[first] = why
		}
		if p.provisional {
			why = "answered a mail that is not read yet"
		}
		if p.list {
			why += "; a mailing list, counted as one"
		}
		list = append(list, p.row(first, provider.StatePitch, why))
	}
	return newestFirst(list)
}

// ccOnly: people who were only copied in, where the rule does not count them.
func ccOnly(v *View) []Row {
	m := v.mail()
	var list []Row
	seen := map[string]bool{}
	for _, s := range m.sends {
		for _, addr := range s.data.Cc {
			addr = clean(addr)
			if p := m.byAddr[addr]; (p != nil && !p.provisional) || seen[addr] || addr == "" {
				continue
			}
			seen[addr] = true
			r := s.row("in Cc only: copies do not count (a setting of the campaign)")
			r.Who, r.Contact = addr, ""
			list = append(list, r)
		}
	}
	return newestFirst(list)
}

// firstReplies: the first human reply of each person mailed.
func firstReplies(v *View) []Row {
	return v.once("firstReplies", func() []Row {
		var list []Row
		for _, p := range v.mail().people {
			if len(p.humans) > 0 {
				list = append(list, p.humans[0].rowFor(p, orElse(p.humans[0].Why, whyThread)))
			}
		}
		return newestFirst(list)
	})
}

// repliesLeftOut: every mail tied to the campaign that is not counted as a reply, each once: our own chases, machines'
// mail, receipts, echoes, what was only suggested, and second replies. The first mails themselves are counted as sent.
func repliesLeftOut(v *View) []Row {
	return v.once("repliesLeftOut", func() []Row {
		m := v.mail()
		var list []Row
		for _, s := range m.sends {
			if s.State == provider.StateOwnFollowup {
				r := s.row("sent by you: your own chase is no reply")
				if len(s.people) == 1 {
					r.Contact = s.people[0].addr
				}
				list = append(list, r)
			}
		}
		for _, msg := range m.inbound {
			if !msg.counted() {
				list = append(list, msg.row(orElse(msg.left, orElse(msg.Why, "not written by a person"))))
			}
		}
		return newestFirst(list)
	})
}

// counted reports whether the mail is somebody's first human reply.
func (m *message) counted() bool {
	return m.State == provider.StateHumanReply && len(m.people) == 1 && len(m.people[0].humans) > 0 && m.people[0].humans[0] == m
}

// openers: people whose answer or receipt shows that they opened the mail.
func openers(v *View) []Row {
	return v.once("openers", func() []Row {
		var list []Row
		for _, p := range v.mail().people {
			switch {
			case p.outcome() == provider.StateHumanReply:
				list = append(list, p.humans[0].rowFor(p, "answered, so has opened it"))
			case p.outcome() != provider.StateBounce && len(p.receipts) > 0:
				list = append(list, p.receipts[0].rowFor(p, orElse(p.receipts[0].Why, "sent a read receipt")))
			}
		}
		return newestFirst(list)
	})
}

// openersLeftOut: the mails that show no opening, or show one that is counted already.
func openersLeftOut(v *View) []Row {
	used := map[string]bool{}
	for _, r := range openers(v) {
		used[r.ID] = true
	}
	var list []Row
	for _, r := range repliesLeftOut(v) {
		if used[r.ID] {
			continue
		}
		if r.State == provider.StateReadReceipt {
			r.Why = "already counted, or about nobody that was reached: " + r.Why
		}
		list = append(list, r)
	}
	return list
}

// withOutcome: people with that outcome, by the mail that decided it.
func withOutcome(outcome string, mails func(*person) []*message) Selection {
	return func(v *View) []Row {
		var list []Row
		for _, p := range v.mail().people {
			if p.outcome() == outcome && len(mails(p)) > 0 {
				by := mails(p)[0]
				list = append(list, p.row(by, by.State, orElse(by.Why, "the only answer that came")))
			}
		}
		return newestFirst(list)
	}
}

// noticesLeftOut: mails of those states that decide nobody's outcome: the person answered, the address bounced, or an
// earlier one said it.
func noticesLeftOut(used Selection, states ...string) Selection {
	return func(v *View) []Row {
		taken := map[string]bool{}
		for _, r := range used(v) {
			taken[r.ID] = true
		}
		var list []Row
		for _, msg := range v.mail().inbound {
			if taken[msg.ID] || !slices.Contains(states, msg.State) {
				continue
			}
			list = append(list, msg.row(noticeWhy(v, msg, states[0])))
		}
		return newestFirst(list)
	}
}

func noticeWhy(v *View, msg *message, wanted string) string {
	if len(msg.people) == 0 {
		return orElse(msg.left, msg.Why)
	}
	if msg.State != wanted {
		return "not for good: " + orElse(msg.Why, "the mail was delayed")
	}
	switch p := msg.people[0]; p.outcome() {
	case provider.StateHumanReply:
		return "answered in person on " + v.day(p.humans[0].At)
	case provider.StateBounce:
		if msg.State != provider.StateBounce {
			return "the address bounced on " + v.day(p.bounces[0].At)
		}
	case provider.StateAutoReply:
		if msg.State != provider.StateAutoReply {
			return "an automatic reply came on " + v.day(p.autos[0].At)
		}
	}
	return "already counted: an earlier one of the same person"
}

// repliedAfter: those who answered, with the hours from the last mail before.
func repliedAfter(v *View) []Row {
	var list []Row
	for _, p := range v.mail().people {
		if len(p.humans) == 0 {
			continue
		}
		reply := p.humans[0]
		if pitch := p.pitchBefore(reply.At); pitch != nil {
			h := round(reply.At.Sub(pitch.At).Hours(), 2)
			r := reply.rowFor(p, "answered "+hours(h)+" after your mail of "+v.day(pitch.At))
			r.Value = &h
			list = append(list, r)
		}
	}
	return newestFirst(list)
}

// repliedUntimed: replies to mail that is not read yet: how long they took is not known.
func repliedUntimed(v *View) []Row {
	var list []Row
	for _, p := range v.mail().people {
		if len(p.humans) > 0 && p.pitchBefore(p.humans[0].At) == nil {
			list = append(list, p.humans[0].rowFor(p, "the mail it answers is not read yet"))
		}
	}
	return newestFirst(list)
}

// yourTurn: threads whose last written mail is theirs.
func yourTurn(v *View) []Row {
	return turnRows(v, func(t *thread, done bool) (string, bool) {
		return "the last word in this thread is theirs", t.last.State == provider.StateHumanReply && !done
	})
}

// turnOver: threads with a reply in which nothing is left to say.
func turnOver(v *View) []Row {
	return turnRows(v, func(t *thread, done bool) (string, bool) {
		if t.last.State == provider.StateHumanReply {
			return "you marked it as done", done
		}
		return "you wrote last", t.answered(v)
	})
}

// campaignThreads: every thread of the campaign.
func campaignThreads(v *View) []Row {
	return turnRows(v, func(t *thread, _ bool) (string, bool) {
		return strconv.Itoa(len(t.sends)) + " of your mails in this thread", true
	})
}

func turnRows(v *View, pick func(*thread, bool) (string, bool)) []Row {
	done := map[string]provider.Record{}
	for _, rec := range v.records(StreamThreads) {
		if rec.State == StateDone {
			done[rec.ID] = rec
		}
	}
	var list []Row
	for id, t := range v.mail().threads {
		if !t.held || t.last == nil {
			continue
		}
		rec, marked := done[id]
		marked = marked && (rec.At.IsZero() || !t.last.At.After(rec.At))
		if why, ok := pick(t, marked); ok {
			r := t.last.row(why)
			if r.State == provider.StateUnreadSent {
				r.State = provider.StatePitch
			}
			list = append(list, r)
		}
	}
	return newestFirst(list)
}

// answered reports whether a human reply stands in the thread.
func (t *thread) answered(v *View) bool {
	for _, p := range t.people {
		for _, h := range p.humans {
			if v.mail().threads[h.threadID()] == t {
				return true
			}
		}
	}
	return false
}

func orElse(text, other string) string {
	if text != "" {
		return text
	}
	return other
}
