package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/metric"
)

// Notice is one notification to show. Screen is where a click leads; a later notice of the same ID replaces this one.
type Notice struct {
	ID     string
	Title  string
	Body   string
	Screen string
}

// settingNoticed holds what was told already.
const settingNoticed = "noticed"

// noticed is what the person was told, or need not be told, by campaign and by connection.
type noticed struct {
	Replies   map[string][]string `json:"replies"` // message ids by campaign; a campaign without an entry was never complete
	SignIns   []string            `json:"signIns"` // connections that need the person
	Conflicts []string            `json:"conflicts"`
	Digest    string              `json:"digest"` // the day of the last morning's digest
}

// Notices returns what is to be told now and takes note of it, so that nothing is told twice, by whichever process. The mail
// that a first sync finds is no news. In quiet hours everything waits; while notifications are off it is noted in silence.
func (d *Desk) Notices(ctx context.Context) ([]Notice, error) {
	s, err := d.Settings(ctx)
	if err != nil || s.quiet(d.now()) {
		return nil, err
	}
	release, err := d.store.Lock(ctx, settingNoticed)
	if err != nil {
		return nil, err
	}
	defer release()
	var told noticed
	if _, err := d.store.Setting(ctx, settingNoticed, &told); err != nil {
		return nil, err
	}
	before := mustMarshal(told)
	if told.Replies == nil {
		told.Replies = map[string][]string{}
	}
	var out []Notice
	campaigns, err := d.store.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	var conflicts []string
	for _, c := range campaigns {
		if c.ArchivedAt != nil {
			continue
		}
		notice, err := d.replyNotice(ctx, c, &told)
		if err != nil {
			return nil, err
		}
		out = append(out, notice...)
		list, err := d.Conflicts(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			conflicts = append(conflicts, x.ID)
		}
	}
	if fresh := without(conflicts, told.Conflicts); len(fresh) > 0 {
		out = append(out, Notice{ID: "conflicts", Title: "A contact changed on both sides", Screen: "conflicts",
			Body: count(len(conflicts), "cell waits", "cells wait") + " for your decision. Everything else goes on."})
	}
	told.Conflicts = conflicts
	signIns, err := d.signInNotices(ctx, &told)
	if err != nil {
		return nil, err
	}
	out = append(out, signIns...)
	digest, err := d.digestNotice(ctx, s, &told)
	if err != nil {
		return nil, err
	}
	out = append(out, digest...)
	if string(before) != string(mustMarshal(told)) {
		if err := d.store.SaveSetting(ctx, settingNoticed, told); err != nil {
			return nil, err // told next time: better late than twice
		}
	}
	if !s.Notifications {
		return nil, nil
	}
	return out, nil
}

// replyNotice tells of all new replies of a campaign at once.
func (d *Desk) replyNotice(ctx context.Context, c campaign.Campaign, told *noticed) ([]Notice, error) {
	a, err := d.answerAt(ctx, c, "")
	if err != nil {
		return nil, err
	}
	m, ok := a.Metric("email_replies")
	if !ok || m.Value == nil || !m.Complete {
		return nil, nil
	}
	known, seen := told.Replies[c.ID]
	ids := []string{}
	var fresh []metric.Reply
	for _, r := range a.Replies() {
		ids = append(ids, r.MessageID)
		if !slices.Contains(known, r.MessageID) {
			fresh = append(fresh, r)
		}
	}
	// A reply that went away for a while (a rule that was edited) must not be news when it comes back.
	told.Replies[c.ID] = append(ids, without(known, ids)...)
	if !seen || len(fresh) == 0 {
		return nil, nil
	}
	n := Notice{ID: "replies " + c.ID, Screen: "followups", Title: fresh[0].From + " wrote back", Body: fresh[0].Subject}
	if len(fresh) > 1 {
		var who []string
		for _, r := range fresh {
			if !slices.Contains(who, r.From) {
				who = append(who, r.From)
			}
		}
		n.Title = count(len(fresh), "new reply", "new replies")
		n.Body = strings.Join(who[:min(len(who), 3)], ", ")
		if len(who) > 3 {
			n.Body += fmt.Sprintf(" and %d more", len(who)-3)
		}
	}
	n.Title, n.Body = short(n.Title), short(n.Body)
	return []Notice{n}, nil
}

// signInNotices tells once of each sign-in that ended; one that is good again may end again.
func (d *Desk) signInNotices(ctx context.Context, told *noticed) ([]Notice, error) {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	var out []Notice
	var ended []string
	for _, c := range conns {
		if c.Status != "needs_sign_in" {
			continue
		}
		ended = append(ended, c.ID)
		if slices.Contains(told.SignIns, c.ID) {
			continue
		}
		title := c.Provider
		if p, ok := d.byTable(c.Provider); ok {
			title = p.Info().Title
		}
		out = append(out, Notice{ID: "sign-in " + c.ID, Title: title + " needs you to sign in again", Screen: "connections",
			Body: short("The sign-in of " + c.Account + " has ended. What was read stays; new mail and changes wait.")})
	}
	told.SignIns = ended
	return out, nil
}

// without returns what of list is not in other.
func without(list, other []string) []string {
	known := make(map[string]bool, len(other))
	for _, s := range other {
		known[s] = true
	}
	var out []string
	for _, s := range list {
		if !known[s] {
			out = append(out, s)
		}
	}
	return out
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// noticeLength bounds what comes from outside in a notification.
const noticeLength = 120

func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > noticeLength {
		return string(runes[:noticeLength-1]) + "…"
	}
	return s
}

// quiet reports whether now lies in the quiet hours of this computer's day; they may go over midnight.
func (s Settings) quiet(now time.Time) bool {
	from, err1 := time.Parse("15:04", s.QuietFrom)
	to, err2 := time.Parse("15:04", s.QuietTo)
	if err1 != nil || err2 != nil || from.Equal(to) {
		return false
	}
	minute := func(t time.Time) int { return t.Hour()*60 + t.Minute() }
	at, a, b := minute(now.Local()), minute(from), minute(to)
	if a < b {
		return at >= a && at < b
	}
	return at >= a || at < b
}
