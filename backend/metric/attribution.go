package metric

import (
	"slices"
	"strings"

	"mixdown/backend/provider"
)

// Reasons for an inbound mail that belongs to nobody mailed.
const (
	whyNobody   = "answers no mail of this campaign that is held"
	whySeveral  = "answers a mail to several people and the sender is none of them"
	whyNoFailed = "names none of the people mailed"
	whyUnread   = "not read yet"
	whyEarlier  = "answers a mail from before the days looked at"
)

// What is said of a reply that counts.
const (
	whyThread = "same thread, later than the pitch"
	whyHouse  = "; you mailed several people there, it counts for the first whom mail reaches"
)

// attributeAll says for every inbound mail whom it is about. People come into being here only for mail whose pitch is not
// read yet: the sender stands in for the person mailed until it is. Bounces go first: who answers for a house does not answer for
// somebody there who is gone.
func (m *mail) attributeAll(v *View) {
	bounced := func(msg *message) bool { return msg.State == provider.StateBounce }
	for _, msg := range slices.Concat(having(m.inbound, bounced, true), having(m.inbound, bounced, false)) {
		switch msg.State {
		case provider.StateUnreadIn:
			msg.left = whyUnread
		case provider.StateListEcho, provider.StateUnrelated:
			msg.left = msg.Why
			if msg.adjusted { // it counts for nobody, but whose numbers it changed is marked
				if p := m.named(msg); p != nil {
					msg.people, p.adjusted = []*person{p}, true
				}
				continue
			}
		case provider.StateBounce, provider.StateDelayNotice:
			msg.people, msg.left = m.failed(msg)
		default:
			var p *person
			if p, msg.left = m.answerer(msg); p != nil {
				msg.people = []*person{p}
			}
		}
		for _, p := range msg.people {
			p.take(v, msg)
		}
	}
}

// having returns those of a list of which is says want, in their order.
func having(list []*message, is func(*message) bool, want bool) []*message {
	return slices.DeleteFunc(slices.Clone(list), func(msg *message) bool { return is(msg) != want })
}

// failed returns the people that a bounce or a delay notice is about: those it names, else the one it quotes the mail to.
func (m *mail) failed(msg *message) ([]*person, string) {
	var people []*person
	names := append(slices.Clone(msg.data.Failed), msg.Contact)
	for _, addr := range names {
		if p := m.byAddr[clean(addr)]; p != nil && !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	if len(people) > 0 {
		return people, ""
	}
	sends, unread := m.answered(msg)
	if p := only(sends); p != nil {
		return []*person{p}, ""
	}
	if unread != nil {
		for _, addr := range names {
			if p := m.standIn(addr, unread); p != nil && !slices.Contains(people, p) {
				people = append(people, p)
			}
		}
		if len(people) > 0 {
			return people, ""
		}
	}
	return nil, whyNoFailed
}

// answerer returns the person mailed whom a mail answers for, or why there is none. While the mail that it answers is not
// read yet, the sender stands in.
func (m *mail) answerer(msg *message) (*person, string) {
	if p := m.named(msg); p != nil {
		return p, ""
	}
	sends, unread := m.answered(msg)
	if unread != nil {
		if p := m.standIn(msg.Who, unread); p != nil {
			return p, ""
		}
	}
	if msg.State == provider.StateHumanReply { // an absence is the sender's own; an answer is given for the house
		for _, people := range sends {
			if p := housemate(people, clean(msg.Who)); p != nil {
				msg.Why = orElse(msg.Why, whyThread) + whyHouse
				return p, ""
			}
		}
	}
	if slices.ContainsFunc(sends, func(people []*person) bool { return len(people) > 1 }) {
		return nil, whySeveral
	}
	if m.cut {
		return nil, whyEarlier
	}
	return nil, whyNobody
}

// named returns the person whom the signs of a mail name. The first that decides wins: the sender was mailed; the mail
// names somebody mailed; it answers a mail to one person; its thread has one person; one person of that mail or thread
// has the sender's domain.
func (m *mail) named(msg *message) *person {
	for _, addr := range append([]string{msg.Who, msg.Contact}, msg.data.Failed...) {
		if p := m.byAddr[clean(addr)]; p != nil {
			return p
		}
	}
	sends, _ := m.answered(msg)
	if p := only(sends); p != nil {
		return p
	}
	for _, people := range sends {
		if p := sameDomain(people, clean(msg.Who)); p != nil {
			return p
		}
	}
	return nil
}

// answered returns the people of the mail that msg answers and those of its thread, and a send not read yet that it may
// answer instead.
func (m *mail) answered(msg *message) (people [][]*person, unread *message) {
	if send := m.byID[msg.data.Answers]; send != nil && isSend(send.State) {
		if send.State == provider.StateUnreadSent {
			unread = send
		}
		people = append(people, send.people)
	}
	if t := m.threads[msg.threadID()]; t != nil && len(t.sends) > 0 {
		people = append(people, t.people)
		if t.unread && unread == nil {
			unread = t.sends[slices.IndexFunc(t.sends, func(s *message) bool { return s.State == provider.StateUnreadSent })]
		}
	}
	return people, unread
}

// standIn returns the person that addr stands for until the send is read.
func (m *mail) standIn(addr string, send *message) *person {
	p, isNew := m.person(clean(addr))
	if isNew {
		p.provisional, p.sends = true, []*message{send}
	}
	return p
}

// only returns the one person of the first list that has just one.
func only(lists [][]*person) *person {
	for _, people := range lists {
		if len(people) == 1 {
			return people[0]
		}
	}
	return nil
}

// sameDomain returns the one person whose address has the domain of addr; nil when there are several, or when everybody
// may have an address there.
func sameDomain(people []*person, addr string) *person {
	if there := atDomain(people, addr); len(there) == 1 {
		return there[0]
	}
	return nil
}

// housemate returns the first person whose address has the domain of addr, of those whom mail reaches where there is one: a
// colleague who answers a mail to several of one house has answered it once, and whoever of the house answers counts for the same
// person.
func housemate(people []*person, addr string) *person {
	there := atDomain(people, addr)
	if len(there) == 0 {
		return nil
	}
	return there[max(0, slices.IndexFunc(there, func(p *person) bool { return len(p.bounces) == 0 }))]
}

func atDomain(people []*person, addr string) []*person {
	domain := domainOf(addr)
	if domain == "" || freeMail[domain] {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(people), func(p *person) bool { return domainOf(p.addr) != domain })
}

func clean(addr string) string { return strings.ToLower(strings.TrimSpace(addr)) }

func domainOf(addr string) string {
	i := strings.LastIndexByte(addr, '@')
	return addr[i+1:]
}

// freeMail are domains at which two people need not know each other.
var freeMail = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "hotmail.co.uk": true,
	"hotmail.fr": true, "hotmail.de": true, "hotmail.it": true, "hotmail.es": true, "live.com": true, "live.co.uk": true,
	"msn.com": true, "yahoo.com": true, "yahoo.co.uk": true, "yahoo.fr": true, "yahoo.de": true, "yahoo.it": true,
	"yahoo.es": true, "yahoo.co.jp": true, "ymail.com": true, "icloud.com": true, "me.com": true, "mac.com": true,
	"aol.com": true, "gmx.de": true, "gmx.net": true, "gmx.com": true, "gmx.at": true, "gmx.ch": true, "web.de": true,
	"freenet.de": true, "t-online.de": true, "proton.me": true, "protonmail.com": true, "pm.me": true, "posteo.de": true,
	"mailbox.org": true, "fastmail.com": true, "zoho.com": true, "mail.com": true, "mail.ru": true, "yandex.ru": true,
	"yandex.com": true, "qq.com": true, "163.com": true, "126.com": true, "naver.com": true, "orange.fr": true,
	"wanadoo.fr": true, "free.fr": true, "laposte.net": true, "sfr.fr": true, "libero.it": true, "virgilio.it": true,
	"btinternet.com": true, "sky.com": true, "comcast.net": true, "verizon.net": true, "att.net": true, "sbcglobal.net": true,
	"bigpond.com": true, "telenet.be": true, "ziggo.nl": true, "wp.pl": true, "o2.pl": true, "seznam.cz": true, "uol.com.br": true,
}
