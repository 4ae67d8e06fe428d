package metric

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mixdown/backend/provider"
	"mixdown/backend/steady"
)

var (
	addresses = []string{"a@one.example", "b@one.example", "c@two.example", "d@gmail.com", "e@gmail.com", "f@three.example", "list@four.example"}
	strangers = []string{"alias@five.example", "boss@two.example", "boss@one.example", "z@gmail.com", "mailer-daemon@googlemail.com", ""}
	arrivals  = []string{provider.StateHumanReply, provider.StateAutoReply, provider.StateBounce, provider.StateDelayNotice,
		provider.StateReadReceipt, provider.StateListEcho, provider.StateUnrelated, provider.StateUnreadIn}
)

// drawEvidence makes up a campaign: few people and threads, so that everything meets everything.
func drawEvidence(t *rapid.T) memory {
	ev := memory{}
	thread := rapid.SampledFrom([]string{"t1", "t2", "t3", "t4", ""})
	someone := rapid.SliceOfN(rapid.SampledFrom(addresses), 0, 3)
	when := rapid.Custom(func(t *rapid.T) time.Time {
		return now.Add(-time.Duration(rapid.IntRange(0, 40*24).Draw(t, "hours")) * time.Hour)
	})
	sends := rapid.IntRange(0, 8).Draw(t, "sends")
	for i := range sends {
		state := rapid.SampledFrom([]string{provider.StatePitch, provider.StatePitch, provider.StatePitch, provider.StateUnreadSent}).Draw(t, "state")
		data, at := provider.MessageData{Own: true}, time.Time{}
		if state == provider.StatePitch {
			data.To, data.Cc, data.Bcc, at = someone.Draw(t, "to"), someone.Draw(t, "cc"), someone.Draw(t, "bcc"), when.Draw(t, "at")
			data.List = rapid.Bool().Draw(t, "list")
		}
		ev.put(provider.StreamMessages, fmt.Sprintf("s%d", i), state, at, "you@label.example", "[SPRING]", data, in(thread.Draw(t, "thread")))
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "arrivals") {
		data := provider.MessageData{Failed: someone.Draw(t, "failed"), Own: rapid.IntRange(0, 9).Draw(t, "own") == 0}
		if rapid.Bool().Draw(t, "names") {
			data.Answers = fmt.Sprintf("s%d", rapid.IntRange(0, 9).Draw(t, "answers"))
		}
		data.AwayUntil = rapid.SampledFrom([]string{"", "", "2026-11-30", "2026-11-22", "soon"}).Draw(t, "away")
		ev.put(provider.StreamMessages, fmt.Sprintf("m%d", i), rapid.SampledFrom(arrivals).Draw(t, "state"), when.Draw(t, "at"),
			rapid.SampledFrom(append(slices.Clone(addresses), strangers...)).Draw(t, "who"), "Re: [SPRING]", data, in(thread.Draw(t, "thread")), because("rule"))
	}
	for _, id := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"m0", "m1", "m2", "s0"}), rapid.ID).Draw(t, "corrections") {
		ev.put(StreamCorrections, id, rapid.SampledFrom([]string{StateReply, StateNotReply}).Draw(t, "word"), now, "", "", nil)
	}
	for _, id := range rapid.SliceOfDistinct(rapid.SampledFrom(addresses), rapid.ID).Draw(t, "people") {
		ev.put(StreamPeople, id, rapid.SampledFrom([]string{"", PersonPassed, PersonPending, PersonConfirmed}).Draw(t, "state"), now, "", "",
			PersonData{SnoozedUntil: rapid.SampledFrom([]string{"", "2026-12-01", "2026-11-01", "x"}).Draw(t, "snoozed")})
	}
	ev.sheet(when.Draw(t, "modified"), allColumns...)
	for _, email := range rapid.SliceOfDistinct(rapid.SampledFrom(append(slices.Clone(addresses), "row:X", "row:Y")), rapid.ID).Draw(t, "contacts") {
		ev.contact(email, "N", rapid.SampledFrom([]string{"", "NEW", "new ", "RENEWED", "PASSED"}).Draw(t, "status"), provider.ContactData{
			Role:   rapid.SampledFrom([]string{"", "DJ", "Blog"}).Draw(t, "role"),
			Outlet: rapid.SampledFrom([]string{"", "X", "Y"}).Draw(t, "outlet"),
			Added:  rapid.SampledFrom([]string{"", "2026-11-16", "2026-11-23", "soon"}).Draw(t, "added"),
		})
	}
	return ev
}

func drawInput(t *rapid.T) func(*Input) {
	cc, working := rapid.Bool().Draw(t, "countCc"), rapid.Bool().Draw(t, "working")
	return func(in *Input) { in.Campaign.Rule.CountCc, in.Campaign.Rule.WorkingDays = cc, working }
}

func TestAlwaysTrue(t *testing.T) {
	steady.Check(t, func(t *rapid.T) {
		ev, edit := drawEvidence(t), drawInput(t)
		a, err := Evaluate(t.Context(), edited(edit), ev)
		if err != nil {
			t.Fatal(err)
		}
		outcomesArePeople(t, a)
		valuesFollowFromRows(t, a)
		everyMailOnce(t, a, ev)
		splitsSum(t, a)
		followupsAreTheNumber(t, a)
		twice := memory{}
		for stream, list := range ev {
			twice[stream] = append(slices.Clone(list), list...)
			slices.Reverse(twice[stream])
		}
		b, err := Evaluate(t.Context(), edited(edit), twice)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(dump(t, a), dump(t, b)); diff != "" {
			t.Fatalf("the same evidence twice and in another order changes something:\n%s", diff)
		}
	})
}

func edited(edit func(*Input)) Input { return input(edit) }

// dump is everything an answer says.
func dump(t *rapid.T, a *Answer) string {
	all := []any{a.Metrics(), a.Followups(), a.Replies(), a.Trend(), a.Splits(), a.Reference(), a.Narration("plain")}
	for _, m := range a.Metrics() {
		e, err := a.Evidence(m.Key)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func peopleOf(t *rapid.T, a *Answer, key string) []string {
	e, err := a.Evidence(key)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range e.Counted {
		list = append(list, r.Person())
	}
	slices.Sort(list)
	return list
}

// outcomesArePeople: human + automatic + bounced + silent = contacted, and nobody has two outcomes.
func outcomesArePeople(t *rapid.T, a *Answer) {
	contacted := peopleOf(t, a, "people_contacted")
	if len(slices.Compact(slices.Clone(contacted))) != len(contacted) {
		t.Fatalf("somebody is contacted twice: %v", contacted)
	}
	seen := map[string]string{}
	for _, key := range []string{"email_replies", "auto_replies", "bounced", "delay_notices"} {
		for _, p := range peopleOf(t, a, key) {
			if other := seen[p]; other != "" {
				t.Fatalf("%s is in %s and in %s", p, other, key)
			}
			if seen[p] = key; !slices.Contains(contacted, p) {
				t.Fatalf("%s is in %s and was not contacted", p, key)
			}
		}
	}
	silent := 0
	for _, p := range contacted {
		if seen[p] == "" || seen[p] == "delay_notices" {
			silent++
		}
	}
	sum := len(peopleOf(t, a, "email_replies")) + len(peopleOf(t, a, "auto_replies")) + len(peopleOf(t, a, "bounced")) + silent
	if m, _ := a.Metric("people_contacted"); *m.Value != float64(sum) {
		t.Fatalf("%d outcomes of %v people", sum, *m.Value)
	}
}

// valuesFollowFromRows: the value is what the rows give, the counted are part of the base, and unknown is never a number.
func valuesFollowFromRows(t *rapid.T, a *Answer) {
	for _, m := range a.Metrics() {
		e, err := a.Evidence(m.Key)
		if err != nil {
			t.Fatal(err)
		}
		if (m.Value == nil) != (m.UnknownReason != nil) || (m.Value == nil) != (m.Display == "—") {
			t.Fatalf("%s: %+v", m.Key, m)
		}
		if m.Counted > m.Base {
			t.Fatalf("%s counts %d of %d", m.Key, m.Counted, m.Base)
		}
		for _, list := range [][]Row{e.Counted, e.Base, e.Excluded} {
			for _, r := range list {
				if r.Why == "" && m.Source != "" {
					t.Fatalf("%s: a row without a reason: %+v", m.Key, r)
				}
			}
		}
		if m.Value == nil {
			continue
		}
		switch {
		case m.Unit == "%" && m.Source == Gmail:
			share := float64(len(e.Counted)) / float64(len(e.Base)) * 100
			if d := *m.Value - share; d > 0.5 || d < -0.5 || *m.Value > 100 {
				t.Fatalf("%s is %v of %d in %d", m.Key, *m.Value, len(e.Counted), len(e.Base))
			}
		case m.Source == Gmail && m.Unit != "h", m.Source == Sheets && m.Unit == "contacts":
			if *m.Value != float64(len(e.Counted)) {
				t.Fatalf("%s is %v with %d rows", m.Key, *m.Value, len(e.Counted))
			}
		}
		base := map[string]bool{}
		for _, r := range e.Base {
			base[r.Person()] = true
		}
		for _, r := range e.Counted {
			if m.Key != "needs_your_reply" && !base[r.Person()] {
				t.Fatalf("%s counts %s, who is not in its base", m.Key, r.Person())
			}
		}
	}
}

// everyMailOnce: each mail stands once among the sent, the replies counted, and what is left out of either.
func everyMailOnce(t *rapid.T, a *Answer, ev memory) {
	sent, err := a.Evidence("emails_sent")
	if err != nil {
		t.Fatal(err)
	}
	replies, err := a.Evidence("email_replies")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, list := range [][]Row{sent.Counted, sent.Excluded, replies.Counted, replies.Excluded} {
		for _, r := range list {
			if r.State != provider.StateOwnFollowup || r.Why != "sent by you: your own chase is no reply" {
				seen[r.ID]++
			}
		}
	}
	for _, rec := range ev[provider.StreamMessages] {
		if seen[rec.ID] != 1 {
			t.Fatalf("%s (%s) stands %d times in the evidence", rec.ID, rec.State, seen[rec.ID])
		}
	}
}

// splitsSum: the parts of every split sum to its total.
func splitsSum(t *rapid.T, a *Answer) {
	for _, m := range a.Metrics() {
		if m.Groups == nil {
			continue
		}
		sum := 0
		for _, n := range m.Groups {
			sum += n
		}
		if float64(sum) != *m.Value {
			t.Fatalf("%s: %v of %v", m.Key, m.Groups, *m.Value)
		}
	}
	replies, _ := a.Metric("email_replies")
	for _, split := range [][]Split{a.Splits().ByRole, a.Splits().ByOutlet} {
		replied, of := 0, 0
		for _, s := range split {
			replied, of = replied+s.Replied, of+s.Of
		}
		if replied != replies.Counted || of != replies.Base {
			t.Fatalf("splits sum to %d of %d, replies are %d of %d", replied, of, replies.Counted, replies.Base)
		}
	}
}

// followupsAreTheNumber: the list of the window and the number are the same people; everybody contacted is due or has a reason.
func followupsAreTheNumber(t *rapid.T, a *Answer) {
	var listed []string
	turns := 0
	for _, f := range a.Followups() {
		switch f.Group {
		case GroupDue, GroupOverdue:
			listed = append(listed, f.Email)
		case GroupYourTurn:
			turns++
		}
		if f.Reason == "" || f.Warnings == nil {
			t.Fatalf("%+v", f)
		}
	}
	slices.Sort(listed)
	if diff := cmp.Diff(peopleOf(t, a, "follow_ups_due"), listed); diff != "" {
		t.Fatal(diff)
	}
	e, _ := a.Evidence("follow_ups_due")
	if len(e.Counted)+len(e.Excluded) != len(e.Base) {
		t.Fatalf("%d due, %d not, of %d", len(e.Counted), len(e.Excluded), len(e.Base))
	}
	if m, _ := a.Metric("needs_your_reply"); m.Counted != turns {
		t.Fatalf("%d threads wait, %d are listed", m.Counted, turns)
	}
}

// TestChangesExplain: what was there, without what went and with what came, is what is there.
func TestChangesExplain(t *testing.T) {
	steady.Check(t, func(t *rapid.T) {
		edit := drawInput(t)
		a, err := Evaluate(t.Context(), edited(edit), drawEvidence(t))
		if err != nil {
			t.Fatal(err)
		}
		b, err := Evaluate(t.Context(), edited(edit), drawEvidence(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range Changes(a, b) {
			from, to := a.byKey[c.Key], b.byKey[c.Key]
			if len(from.news())-len(c.Removed)+len(c.Added) != len(to.news()) {
				t.Fatalf("%s: %d rows, %d went, %d came, %d are there", c.Key, len(from.news()), len(c.Removed), len(c.Added), len(to.news()))
			}
		}
	})
}
