package metric

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// Groups of follow-ups.
const (
	GroupYourTurn = "your_turn"
	GroupDue      = "due"
	GroupOverdue  = "overdue"
	GroupAway     = "away"
	GroupNotYet   = "not_yet"
)

// overdueAfter is how many days after the due day somebody is called overdue.
const overdueAfter = 3

// Followup is somebody whom the person should write to, now or later.
type Followup struct {
	Email        string     `json:"email"`
	Name         string     `json:"name"`
	Group        string     `json:"group"`
	LastSentAt   *time.Time `json:"lastSentAt"` // the last mail to them, with the tag or in a thread of the campaign
	Days         int        `json:"days"`       // since then; in your_turn: since they wrote
	Chases       int        `json:"chases"`
	Reason       string     `json:"reason"`
	Warnings     []string   `json:"warnings"`
	AwayUntil    *string    `json:"awayUntil"`    // YYYY-MM-DD
	SnoozedUntil *string    `json:"snoozedUntil"` // YYYY-MM-DD
	Link         string     `json:"link"`
	Role         string     `json:"role"`
	Outlet       string     `json:"outlet"`
	State        string     `json:"state"` // what the person says of them
	Subject      string     `json:"subject"`
	Snippet      string     `json:"snippet"`
	MessageID    string     `json:"messageId"`
	ThreadID     string     `json:"threadId"`
	At           time.Time  `json:"at,omitzero"` // when they wrote, in your_turn
	List         bool       `json:"list,omitempty"`
}

// standing is where one person stands with respect to a follow-up: in a group, or left alone ("") with the reason.
type standing struct {
	p      *person
	group  string
	reason string
	days   int
	away   string
}

// standingList judges everybody mailed, once.
func (v *View) standingList() []standing {
	if v.due == nil {
		m := v.mail()
		v.due = make([]standing, 0, len(m.people))
		for _, p := range m.people {
			v.due = append(v.due, v.judge(p))
		}
	}
	return v.due
}

// judge says whether a follow-up to p is due, and why or why not. The first reason against it wins.
func (v *View) judge(p *person) standing {
	rule := v.in.Campaign.Rule
	after := rule.FollowUpDays
	if after <= 0 {
		after = campaign.DefaultFollowUpDays
	}
	s := standing{p: p, away: p.awayUntil()}
	leave := func(format string, args ...any) standing {
		s.reason = fmt.Sprintf(format, args...)
		return s
	}
	switch p.outcome() {
	case provider.StateHumanReply:
		return leave("answered on %s", v.day(p.humans[0].At))
	case provider.StateBounce:
		return leave("the address bounced on %s: it does not exist any more", v.day(p.bounces[0].At))
	}
	if p.last().At.IsZero() {
		return leave("the mail to them is not read yet")
	}
	s.days = v.daysSince(p.latest().At)
	switch p.state {
	case PersonPassed:
		return leave("you marked them as passed")
	case PersonConfirmed:
		return leave("you marked them as confirmed")
	case PersonDoNotContact:
		return leave("you marked them as do not contact")
	}
	if v.in.Barred != nil && v.in.Barred(p.addr) {
		return leave("you marked them as do not contact")
	}
	if p.chases() > rule.MaxChases {
		return leave("%s already: more than the %d you allow", chased(p.chases()), rule.MaxChases)
	}
	if v.in.Elsewhere != nil {
		if other := v.in.Elsewhere(p.addr); other != "" {
			return leave("answered in your campaign %s", other)
		}
	}
	today := v.today()
	switch {
	case s.away >= today: // "" is less than any day
		s.group = GroupAway
		return leave("away until %s, back in this list the day after", v.dayOf(s.away))
	case p.snoozed > today:
		s.group = GroupNotYet
		return leave("snoozed until %s", v.dayOf(p.snoozed))
	case s.days < after:
		s.group = GroupNotYet
		return leave("mailed %s ago: due after %s", days(s.days, rule.WorkingDays), days(after, rule.WorkingDays))
	case s.days >= after+overdueAfter:
		s.group = GroupOverdue
	default:
		s.group = GroupDue
	}
	return leave("no reply for %s, %s", days(s.days, rule.WorkingDays), chased(p.chases()))
}

// dueRows: people to whom a follow-up is due or overdue, by the last mail to them.
func dueRows(v *View) []Row {
	return standingRows(v, func(s standing) bool { return s.group == GroupDue || s.group == GroupOverdue })
}

// notDueRows: everybody else, with the reason.
func notDueRows(v *View) []Row {
	return standingRows(v, func(s standing) bool { return s.group != GroupDue && s.group != GroupOverdue })
}

func standingRows(v *View, keep func(standing) bool) []Row {
	var list []Row
	for _, s := range v.standingList() {
		if keep(s) {
			last := s.p.latest()
			state := sentState(last)
			if last == s.p.wrote {
				state = provider.StateOwnFollowup
			}
			list = append(list, s.p.row(last, state, s.reason))
		}
	}
	return newestFirst(list)
}

// CountDue: the number of people due, told apart into due and overdue.
func CountDue(v *View, r *result) {
	r.set(float64(len(r.counted)))
	r.groups = map[string]int{GroupDue: 0, GroupOverdue: 0}
	for _, s := range v.standingList() {
		if s.group == GroupDue || s.group == GroupOverdue {
			r.groups[s.group]++
		}
	}
}

// followupList renders the list of the window: their turn first, then the longest silence.
func (v *View) followupList() []Followup {
	var list []Followup
	for _, r := range yourTurn(v) {
		list = append(list, v.turn(v.mail().byID[r.ID]))
	}
	warn := v.newWarner()
	var rest []Followup
	for _, s := range v.standingList() {
		if s.group != "" {
			rest = append(rest, v.followup(s, warn.about(s)))
		}
	}
	order := []string{GroupDue, GroupOverdue, GroupAway, GroupNotYet}
	slices.SortFunc(rest, func(a, b Followup) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Group), slices.Index(order, b.Group)),
			a.LastSentAt.Compare(*b.LastSentAt), cmp.Compare(a.Email, b.Email))
	})
	return append(list, rest...)
}

func (v *View) followup(s standing, warnings []string) Followup {
	p, last := s.p, s.p.latest()
	f := Followup{
		Email: p.addr, Name: p.name, Group: s.group, LastSentAt: instant(last.At), Days: s.days, Chases: p.chases(),
		Reason: s.reason, Warnings: warnings, Link: last.Link, Role: p.role, Outlet: p.outlet, State: p.state,
		Subject: last.What, MessageID: last.ID, ThreadID: last.Group, List: p.list,
	}
	if s.away >= v.today() {
		f.AwayUntil = ptr(s.away)
	}
	if p.snoozed > v.today() {
		f.SnoozedUntil = ptr(p.snoozed)
	}
	return f
}

// turn renders a thread in which a human waits for the person.
func (v *View) turn(msg *message) Followup {
	f := Followup{
		Email: clean(msg.Who), Name: msg.data.Name, Group: GroupYourTurn, Days: max(v.daysSince(msg.At), 0), Warnings: []string{},
		Reason: "wrote on " + v.day(msg.At) + " and waits for your answer", Link: msg.Link, Subject: msg.What,
		Snippet: msg.data.Snippet, MessageID: msg.ID, ThreadID: msg.Group, At: msg.At.UTC(),
	}
	if len(msg.people) == 1 {
		p := msg.people[0]
		f.Name, f.Role, f.Outlet, f.State = orElse(p.name, f.Name), p.role, p.outlet, p.state
		f.LastSentAt, f.Chases = instant(p.latest().At), p.chases()
		if p.addr != f.Email {
			f.Warnings = append(f.Warnings, "answers for "+p.addr)
		}
	}
	if msg.data.Spam {
		f.Warnings = append(f.Warnings, "their mail lies in spam")
	}
	return f
}

func days(n int, working bool) string {
	unit := "day"
	if working {
		unit = "working day"
	}
	return plural(n, unit)
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}

func chased(n int) string {
	switch n {
	case 0:
		return "never chased"
	case 1:
		return "chased once"
	case 2:
		return "chased twice"
	}
	return "chased " + strconv.Itoa(n) + " times"
}
