//go:build e2e

package emulate_test

import (
	"slices"
	"sort"
	"strings"
	"testing"
	"time"
)

// A mailing list of 2009, in the mailbox of somebody who wrote to it: the mails that the rule matches, the people they went
// to, and every answer to them, against what this test reads from the files itself.
func TestMailingList(t *testing.T) {
	for name, whole := range map[string]bool{"as the other one gives it": false, "with all headers": true} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, whole)
			list := letters(t, "list")
			list = slices.DeleteFunc(list, func(l *letter) bool { return l.from == "" || l.at.IsZero() })
			sort.Slice(list, func(i, j int) bool { return list[i].at.Before(list[j].at) })
			if len(list) < 40 {
				t.Fatalf("only %d mails can be read", len(list))
			}
			// The list's days are moved to this month; what lay a year apart lies there still.
			first := list[0].at
			move := time.Now().AddDate(0, 0, -20).Sub(first)
			sent, others := map[string]*letter{}, map[string]*letter{}
			people := map[string]bool{}
			for _, l := range list {
				if l.at.Sub(first) > 15*24*time.Hour {
					continue
				}
				if l.from != owner {
					b.put(l, l.at.Add(move), "", "INBOX")
					others[l.gmailID] = l
					continue
				}
				b.put(l, l.at.Add(move), "", "SENT")
				if hasWord("notmuch", l.subject) {
					sent[l.gmailID] = l
					for _, to := range l.to {
						people[to] = true
					}
				}
			}
			delete(people, owner)
			b.connect()
			res := b.campaign("List", "notmuch")
			if !res.Success {
				t.Errorf("the sync failed: %v", res.Errors)
			}

			n := b.evidence("emails_sent")
			t.Log(n)
			for _, r := range n.Counted {
				if sent[r.ID] == nil {
					t.Errorf("%s (%s) is counted as sent: %s", r.ID, r.What, r.Why)
				}
			}
			exact(t, n, len(sent))
			n = b.evidence("people_contacted")
			t.Log(n)
			exact(t, n, len(people))
			for _, r := range n.Counted {
				if !people[r.Who] {
					t.Errorf("%s was never written to", r.Who)
				}
			}

			// Every mail that names one of ours as what it answers is known, counted or left out with the reason.
			n = b.evidence("email_replies")
			t.Log(n)
			known := map[string]row{}
			for _, r := range append(slices.Clone(n.Counted), n.Excluded...) {
				known[r.ID] = r
				if r.Why == "" {
					t.Errorf("%s is there without a reason", r.ID)
				}
			}
			answers := 0
			for id, l := range others {
				answered := false
				for _, s := range sent {
					answered = answered || s.id != "" && strings.Contains(l.refs, s.id) && l.at.After(s.at)
				}
				if !answered {
					continue
				}
				answers++
				if _, ok := known[id]; !ok && n.Complete {
					t.Errorf("%s by %s answers one of ours (%s) and is neither counted nor left out", l.name, l.from, l.subject)
				}
			}
			if answers == 0 {
				t.Error("nothing in the list answers the owner: this test sees nothing")
			}
			for _, r := range n.Counted {
				l := others[r.ID]
				if l == nil || l.from == owner {
					t.Errorf("%s (%s) is counted as an answer", r.ID, r.Who)
					continue
				}
				if whole && l.header.Get("List-Id") != "" {
					t.Errorf("%s came through the list and is counted as an answer of %s: %s", l.name, r.Who, r.Why)
				}
				t.Logf("counted: %s by %s (%s): %s", l.name, r.Who, l.subject, r.Why)
			}
			outcomes(t, b)

			// Again: nothing changed, and the history is followed.
			var again result
			if code := b.run(&again, "sync"); code != 0 || len(again.Runs) != 1 {
				t.Errorf("the second sync: exit code %d, %v", code, again.Errors)
			} else if again.Runs[0].Requests > 5 {
				t.Errorf("the second sync made %d requests", again.Runs[0].Requests)
			}
			b.gate.mu.Lock()
			defer b.gate.mu.Unlock()
			if len(b.gate.wrong) > 0 {
				t.Errorf("the other one has no %v", b.gate.wrong)
			}
		})
	}
}

// exact demands a number, or, where it is not complete, that it says so and is no greater.
func exact(t *testing.T, n number, want int) {
	t.Helper()
	switch {
	case n.Value == nil:
		if n.UnknownReason == nil || *n.UnknownReason == "" {
			t.Errorf("%s is not known, without a reason", n.Key)
		}
	case n.Complete && int(*n.Value) != want:
		t.Errorf("%s is %v, want %d", n.Key, *n.Value, want)
	case !n.Complete && int(*n.Value) > want:
		t.Errorf("%s is %v so far, there are only %d", n.Key, *n.Value, want)
	}
}

// outcomes demands that every person has one outcome.
func outcomes(t *testing.T, b *bench) {
	t.Helper()
	people := map[string]string{}
	for _, key := range []string{"email_replies", "bounced", "auto_replies"} {
		n := b.evidence(key)
		t.Log(n)
		for _, r := range n.Counted {
			who := r.Who
			if r.Contact != "" {
				who = r.Contact
			}
			if was := people[who]; was != "" {
				t.Errorf("%s is in %s and in %s", who, was, key)
			}
			people[who] = key
		}
	}
	contacted := map[string]bool{}
	for _, r := range b.evidence("people_contacted").Counted {
		contacted[r.Who] = true
	}
	for who, key := range people {
		if !contacted[who] {
			t.Errorf("%s is in %s and was never written to", who, key)
		}
	}
}
