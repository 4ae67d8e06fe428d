package metric

import (
	"cmp"
	"slices"
	"time"

	"mixdown/backend/provider"
)

// Reply is one mail that a human wrote back.
type Reply struct {
	EmailID   string    `json:"emailId"` // our sent mail that it answers
	ThreadID  string    `json:"threadId"`
	From      string    `json:"from"`
	Snippet   string    `json:"snippet"`
	At        time.Time `json:"at"`
	MessageID string    `json:"messageId"`
	Subject   string    `json:"subject"`
	Contact   string    `json:"contact,omitempty"` // the person mailed, where that is not From
	Link      string    `json:"link,omitempty"`
	Counted   bool      `json:"counted"` // it is the first reply of that person
}

// replyList renders every human reply, oldest first.
func (v *View) replyList() []Reply {
	m := v.mail()
	var list []Reply
	for _, msg := range m.inbound {
		if msg.State != provider.StateHumanReply || (msg.left != "" && len(msg.people) == 1 && !slices.Contains(msg.people[0].humans, msg)) {
			continue // before the pitch: it answers nothing
		}
		r := msg.row("")
		list = append(list, Reply{
			EmailID: m.answeredSend(msg), ThreadID: msg.Group, From: clean(msg.Who), Snippet: msg.data.Snippet, At: msg.At.UTC(),
			MessageID: msg.ID, Subject: msg.What, Contact: r.Contact, Link: msg.Link, Counted: msg.counted(),
		})
	}
	return list
}

// answeredSend returns the id of our mail that msg answers: the one it names, else the last before it in its thread, else
// the last before it to the person.
func (m *mail) answeredSend(msg *message) string {
	if msg.data.Answers != "" {
		return msg.data.Answers
	}
	before := func(sends []*message) string {
		for i := len(sends) - 1; i >= 0; i-- {
			if !sends[i].At.After(msg.At) {
				return sends[i].ID
			}
		}
		return ""
	}
	if t := m.threads[msg.threadID()]; t != nil {
		if id := before(t.sends); id != "" {
			return id
		}
	}
	if len(msg.people) == 1 {
		return before(msg.people[0].sends)
	}
	return ""
}

// TrendPoint is the running totals after one instant.
type TrendPoint struct {
	At      time.Time `json:"at"`
	Sent    int       `json:"sent"`
	Replies int       `json:"replies"`
}

// trend steps through mails sent and people who answered. Mail whose time is not known yet is not in it.
func (v *View) trend() []TrendPoint {
	var steps []TrendPoint
	for _, s := range v.mail().sends {
		if !s.At.IsZero() {
			steps = append(steps, TrendPoint{At: s.At.UTC(), Sent: 1})
		}
	}
	for _, r := range firstReplies(v) {
		steps = append(steps, TrendPoint{At: r.At, Replies: 1})
	}
	slices.SortStableFunc(steps, func(a, b TrendPoint) int { return a.At.Compare(b.At) })
	var points []TrendPoint
	var total TrendPoint
	for _, s := range steps {
		total.Sent, total.Replies = total.Sent+s.Sent, total.Replies+s.Replies
		if n := len(points); n > 0 && points[n-1].At.Equal(s.At) {
			points = points[:n-1]
		}
		points = append(points, TrendPoint{At: s.At, Sent: total.Sent, Replies: total.Replies})
	}
	return points
}

// Split is one part of the people reached: how many of them answered.
type Split struct {
	Name    string `json:"name"`
	Replied int    `json:"replied"`
	Of      int    `json:"of"`
}

// Splits are who answered by what the contact sheet says of them.
type Splits struct {
	ByRole   []Split `json:"byRole"`
	ByOutlet []Split `json:"byOutlet"`
}

func (v *View) splits() Splits {
	return Splits{
		ByRole:   v.split(func(p *person) string { return p.role }),
		ByOutlet: v.split(func(p *person) string { return p.outlet }),
	}
}

// split groups the people reached by name: most answers first, "(blank)" last.
func (v *View) split(name func(*person) string) []Split {
	at := map[string]*Split{}
	for _, p := range v.mail().people {
		if p.outcome() == provider.StateBounce {
			continue
		}
		key := orBlank(name(p))
		if at[key] == nil {
			at[key] = &Split{Name: key}
		}
		at[key].Of++
		if p.outcome() == provider.StateHumanReply {
			at[key].Replied++
		}
	}
	list := make([]Split, 0, len(at))
	for _, s := range at {
		list = append(list, *s)
	}
	isBlank := func(s Split) int {
		if s.Name == blank {
			return 1
		}
		return 0
	}
	slices.SortFunc(list, func(a, b Split) int {
		return cmp.Or(cmp.Compare(isBlank(a), isBlank(b)), cmp.Compare(b.Replied, a.Replied), cmp.Compare(b.Of, a.Of), cmp.Compare(a.Name, b.Name))
	})
	return list
}
