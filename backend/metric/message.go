package metric

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"mixdown/backend/provider"
)

// message is one mail with the person's correction applied.
type message struct {
	provider.Record
	data     provider.MessageData
	adjusted bool
	// people are those whom one of our sends mailed, or those to whom an inbound mail is attributed.
	people []*person
	left   string // why it is not attributed, or not counted
}

// mail is the mailbox arranged: our sends, what came in, and the people mailed.
type mail struct {
	sends    []*message // oldest first; those not read yet first, for their time is not known
	inbound  []*message // oldest first: everything tied to the campaign that somebody else sent
	ownOther []*message // own mail that the rule does not match
	byID     map[string]*message
	threads  map[string]*thread
	people   []*person // by address
	byAddr   map[string]*person
	unread   int  // mails listed and not read yet
	cut      bool // sends before the days looked at are left out

	unreadSends int // those of unread that are our own
}

// thread is one conversation.
type thread struct {
	sends  []*message
	people []*person
	unread bool     // one of its sends is not read yet
	last   *message // the last mail that a human wrote, we or they
	held   bool     // it has a send or a human reply of the campaign
}

func isSend(state string) bool {
	return state == provider.StatePitch || state == provider.StateOwnFollowup || state == provider.StateUnreadSent
}

// mail arranges the mailbox on first use.
func (v *View) mail() *mail {
	if v.mailView != nil {
		return v.mailView
	}
	m := &mail{byID: map[string]*message{}, threads: map[string]*thread{}, byAddr: map[string]*person{}}
	v.mailView = m
	corrections := map[string]string{}
	for _, rec := range v.records(StreamCorrections) {
		corrections[rec.ID] = rec.State
	}
	for _, rec := range v.records(provider.StreamMessages) {
		msg := &message{Record: rec, data: decode[provider.MessageData](v, rec)}
		if msg.State == provider.StateUnreadSent && msg.data.Tracked && len(msg.data.To) > 0 {
			msg.State = provider.StatePitch // the person said to whom it went; Gmail's word comes with the next sync
		}
		msg.correct(corrections[rec.ID])
		if isSend(msg.State) && !msg.At.IsZero() && msg.At.Before(v.in.From) {
			m.cut = true
			continue
		}
		m.add(msg)
	}
	slices.SortFunc(m.sends, byTime)
	slices.SortFunc(m.inbound, byTime)
	for _, send := range m.sends {
		t := m.thread(send)
		t.sends = append(t.sends, send)
		m.mailed(send, v.in.Campaign.Rule.CountCc)
	}
	m.wrote()
	m.attributeAll(v)
	slices.SortFunc(m.people, func(a, b *person) int { return cmp.Compare(a.addr, b.addr) })
	m.lasts()
	v.standings(m)
	return m
}

// OwnMail reports whether a message record is a mail of our own, which no correction makes a reply.
func OwnMail(rec provider.Record) bool {
	var data provider.MessageData
	_ = json.Unmarshal(rec.Data, &data) // what cannot be read says nothing of whose it is
	return data.Own || isSend(rec.State)
}

// correct applies the person's word on what a mail is. It cannot make our own mail a reply.
func (m *message) correct(word string) {
	if m.data.Own || isSend(m.State) || m.State == provider.StateUnreadIn {
		return
	}
	switch {
	case word == StateNotReply && m.State == provider.StateHumanReply:
		m.State, m.Why = provider.StateUnrelated, "you marked it as no reply (the rule said: "+m.Why+")"
	case word == StateReply && m.State != provider.StateHumanReply:
		m.State, m.Why = provider.StateHumanReply, "you marked it as a reply (the rule said: "+m.Why+")"
	default:
		return
	}
	m.adjusted = true
}

func (m *mail) add(msg *message) {
	m.byID[msg.ID] = msg
	switch {
	case isSend(msg.State):
		m.sends = append(m.sends, msg)
		if msg.State == provider.StateUnreadSent {
			m.unread++
			m.unreadSends++
			m.thread(msg).unread = true
		}
		m.thread(msg).held = true
	case msg.data.Own && msg.State != provider.StateListEcho:
		m.ownOther = append(m.ownOther, msg)
	default:
		m.inbound = append(m.inbound, msg)
		switch msg.State {
		case provider.StateUnreadIn:
			m.unread++
		case provider.StateHumanReply:
			m.thread(msg).held = true
		}
	}
}

// thread returns the conversation of a mail; a mail without one stands alone.
func (m *mail) thread(msg *message) *thread {
	id := msg.threadID()
	t := m.threads[id]
	if t == nil {
		t = &thread{}
		m.threads[id] = t
	}
	return t
}

func (m *message) threadID() string {
	if m.Group == "" {
		return m.ID
	}
	return m.Group
}

// mailed notes whom a send was mailed to.
func (m *mail) mailed(send *message, countCc bool) {
	if send.State == provider.StateUnreadSent {
		return
	}
	lists := [][]string{send.data.To, send.data.Bcc}
	if countCc {
		lists = append(lists, send.data.Cc)
	}
	again := true
	for _, list := range lists {
		for _, addr := range list {
			p, isNew := m.person(strings.ToLower(strings.TrimSpace(addr)))
			if p == nil || slices.Contains(send.people, p) {
				continue
			}
			again = again && !isNew
			p.sends = append(p.sends, send)
			send.people = append(send.people, p)
			if t := m.thread(send); !slices.Contains(t.people, p) {
				t.people = append(t.people, p)
			}
		}
	}
	if len(send.people) == 1 { // of several it is not known which is the list
		send.people[0].list = send.people[0].list || send.data.List
	}
	send.State = provider.StatePitch
	if again && len(send.people) > 0 {
		send.State = provider.StateOwnFollowup
	}
}

// wrote notes the last own mail to each person that the rule does not match, in a conversation of the campaign: no pitch and
// no chase that counts, but they heard from us. Of other conversations it depends on chance what is held.
func (m *mail) wrote() {
	for _, msg := range m.ownOther {
		if t := m.threads[msg.threadID()]; t == nil || !t.held {
			continue
		}
		for _, addr := range slices.Concat(msg.data.To, msg.data.Cc, msg.data.Bcc) {
			if p := m.byAddr[clean(addr)]; p != nil && (p.wrote == nil || msg.At.After(p.wrote.At)) {
				p.wrote = msg
			}
		}
	}
}

// person returns the person of that address, making them when they are new; nil for no address.
func (m *mail) person(addr string) (*person, bool) {
	if addr == "" {
		return nil, false
	}
	if p := m.byAddr[addr]; p != nil {
		return p, false
	}
	p := &person{addr: addr}
	m.byAddr[addr] = p
	m.people = append(m.people, p)
	return p, true
}

// lasts finds the last mail of each thread that a human wrote: automatic mail and notices in between change nothing.
func (m *mail) lasts() {
	note := func(msg *message) {
		t := m.threads[msg.threadID()]
		if t != nil && (t.last == nil || byTime(t.last, msg) < 0) {
			t.last = msg
		}
	}
	for _, msg := range m.sends {
		note(msg)
	}
	for _, msg := range m.ownOther {
		if len(msg.data.To)+len(msg.data.Cc)+len(msg.data.Bcc) > 0 { // a note to oneself answers nobody
			note(msg)
		}
	}
	for _, msg := range m.inbound {
		if msg.State == provider.StateHumanReply {
			note(msg)
		}
	}
}

func byTime(a, b *message) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
}
