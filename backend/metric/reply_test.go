package metric

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/provider"
)

func TestWhoAnswered(t *testing.T) {
	answers := func(id string) func(*provider.MessageData) {
		return func(d *provider.MessageData) { d.Answers = id }
	}
	failed := func(who ...string) func(*provider.MessageData) {
		return func(d *provider.MessageData) { d.Failed = who }
	}
	base := func() memory {
		return memory{}.send("s1", ago(10), "t1", "dj@radio.example").
			send("s2", ago(9), "t2", "a@duo.example", "b@duo.example", "c@other.example", "x@gmail.com", "y@gmail.com")
	}
	for _, tc := range []struct {
		name    string
		ev      memory
		replies float64
		contact string // of row "r", where it is counted
		why     string // of row "r", where it is left out
	}{
		{"the person mailed", base().human("r", ago(8), "t1", "dj@radio.example"), 1, "", ""},
		{"upper case and blanks in the address", base().human("r", ago(8), "t1", " DJ@Radio.example"), 1, "", ""},
		{"another address in the same thread", base().human("r", ago(8), "t1", "dj@home.example"), 1, "dj@radio.example", ""},
		{"a new thread that names the mail", base().human("r", ago(8), "t9", "dj@home.example", answers("s1")), 1, "dj@radio.example", ""},
		{"a new thread by somebody mailed", base().human("r", ago(8), "t9", "dj@radio.example"), 1, "", ""},
		{"a new thread that names nothing", base().human("r", ago(8), "t9", "who@else.example"), 0, "", whyNobody},
		{"one of several, by domain", base().human("r", ago(8), "t2", "boss@other.example"), 1, "c@other.example", ""},
		{"two of several have the domain", base().human("r", ago(8), "t2", "boss@duo.example"), 1, "a@duo.example", ""},
		{"two of several have the domain of an automatic answer", base().mail(provider.StateAutoReply, "r", ago(8), "t2", "boss@duo.example"), 0, "", whySeveral},
		{"a free mail domain proves nothing", base().human("r", ago(8), "t2", "z@gmail.com"), 0, "", whySeveral},
		{"a free mail domain of only one proves nothing", memory{}.send("s3", ago(9), "t3", "x@gmail.com", "c@other.example").human("r", ago(8), "t3", "z@gmail.com"), 0, "", whySeveral},
		{"found in spam", base().human("r", ago(8), "t1", "dj@radio.example", func(d *provider.MessageData) { d.Spam = true }), 1, "", ""},
		{"one of several himself", base().human("r", ago(8), "t2", "x@gmail.com"), 1, "", ""},
		{"before the pitch", base().human("r", ago(11), "t1", "dj@radio.example"), 0, "", "before your pitch of 12 Nov"},
		{"at the very time of the pitch", base().human("r", ago(10), "t1", "dj@radio.example"), 0, "", "before your pitch of 12 Nov"},
		{"automatic", base().mail(provider.StateAutoReply, "r", ago(8), "t1", "dj@radio.example"), 0, "", "the rule said so"},
		{"a read receipt", base().mail(provider.StateReadReceipt, "r", ago(8), "t1", "dj@radio.example"), 0, "", "the rule said so"},
		{"a list echo", base().mail(provider.StateListEcho, "r", ago(8), "t1", "dj@radio.example"), 0, "", "the rule said so"},
		{"only suggested", base().mail(provider.StateUnrelated, "r", ago(8), "t1", "dj@radio.example"), 0, "", "the rule said so"},
		{"a bounce", base().mail(provider.StateBounce, "r", ago(8), "t1", "mailer-daemon@x.example", failed("dj@radio.example")), 0, "", "the rule said so"},
		{"a bounce of nobody mailed, thread of several", base().mail(provider.StateBounce, "r", ago(8), "t2", "mailer-daemon@x.example", failed("q@q.example")), 0, "", whyNoFailed},
		{"not read yet", base().mail(provider.StateUnreadIn, "r", ago(8), "t1", ""), 0, "", whyUnread},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := answer(t, tc.ev)
			wantValue(t, a, "email_replies", tc.replies)
			e := evidence(t, a, "email_replies")
			counted, out := row(e.Counted, "r"), row(e.Excluded, "r")
			if (counted != nil) != (tc.replies == 1) || (out != nil) == (counted != nil) {
				t.Fatalf("counted %v, left out %v", ids(e.Counted), ids(e.Excluded))
			}
			if counted != nil && counted.Contact != tc.contact {
				t.Errorf("contact %q, want %q", counted.Contact, tc.contact)
			}
			if out != nil && out.Why != tc.why {
				t.Errorf("left out because %q, want %q", out.Why, tc.why)
			}
		})
	}
}

func TestTwoOfOneHouseAnswerForOne(t *testing.T) {
	ev := memory{}.send("s", ago(10), "t", "a@duo.example", "b@duo.example").
		human("r1", ago(8), "t", "boss@duo.example").human("r2", ago(7), "t", "desk@duo.example").human("r3", ago(6), "t", "boss@duo.example")
	a := answer(t, ev)
	wantValue(t, a, "email_replies", 1)
	e := evidence(t, a, "email_replies")
	if r := row(e.Counted, "r1"); r == nil || r.Why != "the rule said so; you mailed several people there, it counts for the first whom mail reaches" {
		t.Errorf("%+v", e.Counted)
	}
	wantValue(t, a, "follow_ups_due", 1)
	ev = ev.human("r4", ago(5), "t", "b@duo.example")
	wantValue(t, answer(t, ev), "email_replies", 2)
}

// The bounce of one of a house stands, however soon a colleague answered.
func TestAHouseAnswersForWhoIsThere(t *testing.T) {
	ev := memory{}.send("s", ago(10), "t", "a@duo.example", "b@duo.example").human("r", ago(8), "t", "boss@duo.example").
		mail(provider.StateBounce, "x", ago(7), "t9", "mailer-daemon@duo.example", func(d *provider.MessageData) { d.Failed = []string{"a@duo.example"} })
	a := answer(t, ev)
	for key, want := range map[string]float64{"email_replies": 1, "bounced": 1, "follow_ups_due": 0} {
		wantValue(t, a, key, want)
	}
	if r := row(evidence(t, a, "email_replies").Counted, "r"); r == nil || r.Contact != "b@duo.example" {
		t.Errorf("%+v", r)
	}
}

func TestSecondReplyAndChase(t *testing.T) {
	ev := memory{}.send("s1", ago(10), "t1", "dj@radio.example").send("s2", ago(5), "t1", "dj@radio.example").
		human("r2", ago(3), "t1", "boss@radio.example").human("r1", ago(4), "t1", "dj@radio.example").
		put(provider.StreamMessages, "own", provider.StateUnrelated, ago(2), "you@label.example", "no tag",
			provider.MessageData{Own: true, To: []string{"dj@radio.example"}}, in("t1"), because("without the tag"))
	a := answer(t, ev)
	wantValue(t, a, "emails_sent", 2)
	wantValue(t, a, "people_contacted", 1)
	wantValue(t, a, "email_replies", 1)
	wantValue(t, a, "needs_your_reply", 0) // "own" came last
	e := evidence(t, a, "email_replies")
	if diff := cmp.Diff([]string{"r1"}, ids(e.Counted)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"r2", "s2"}, ids(e.Excluded)); diff != "" {
		t.Error(diff)
	}
	if r := row(e.Excluded, "r2"); r.Why != "already counted: answered on 18 Nov" {
		t.Error(r.Why)
	}
	if r := row(e.Excluded, "s2"); r.State != provider.StateOwnFollowup {
		t.Error(r.State)
	}
	sent := evidence(t, a, "emails_sent")
	if diff := cmp.Diff([]string{"own"}, ids(sent.Excluded)); diff != "" {
		t.Error(diff)
	}
	want := []Reply{
		{EmailID: "s2", ThreadID: "t1", From: "dj@radio.example", At: ago(4), MessageID: "r1", Subject: "Re: [SPRING] New single", Counted: true},
		{EmailID: "s2", ThreadID: "t1", From: "boss@radio.example", At: ago(3), MessageID: "r2", Subject: "Re: [SPRING] New single", Contact: "dj@radio.example"},
	}
	if diff := cmp.Diff(want, a.Replies()); diff != "" {
		t.Error(diff)
	}
	steps := []TrendPoint{{ago(10), 1, 0}, {ago(5), 2, 0}, {ago(4), 2, 1}}
	if diff := cmp.Diff(steps, a.Trend()); diff != "" {
		t.Error(diff)
	}
	wantValue(t, a, "median_first_reply", 24) // from the chase, the last mail before it
}

func TestOneOutcomeAPerson(t *testing.T) {
	failed := func(who ...string) func(*provider.MessageData) {
		return func(d *provider.MessageData) { d.Failed = who }
	}
	ev := memory{}.send("s", ago(10), "t", "h@a.example", "b@b.example", "b2@b.example", "a@c.example", "d@d.example", "q@e.example").
		human("h1", ago(9), "t", "h@a.example").
		mail(provider.StateBounce, "bh", ago(10), "t", "mailer-daemon@x.example", failed("h@a.example")).
		mail(provider.StateBounce, "b", ago(10), "t", "mailer-daemon@x.example", failed("b@b.example", "b2@b.example")).
		mail(provider.StateAutoReply, "ab", ago(10), "t", "b@b.example").
		mail(provider.StateAutoReply, "a", ago(10), "t", "a@c.example").
		mail(provider.StateAutoReply, "a2", ago(9), "t", "a@c.example").
		mail(provider.StateDelayNotice, "d", ago(10), "t", "mailer-daemon@x.example", failed("d@d.example")).
		mail(provider.StateReadReceipt, "rr", ago(8), "t", "q@e.example")
	a := answer(t, ev)
	wantValue(t, a, "people_contacted", 6)
	wantValue(t, a, "email_replies", 1)
	wantValue(t, a, "bounced", 2)
	wantValue(t, a, "auto_replies", 1)
	wantValue(t, a, "delay_notices", 1)
	wantValue(t, a, "reply_rate", 25)
	wantValue(t, a, "open_rate", 50) // one answered, one sent a receipt, of four
	for key, want := range map[string]string{"reply_rate": "1 of 4", "open_rate": "at least 2 of 4", "bounced": "2"} {
		if m, _ := a.Metric(key); m.Display != want {
			t.Errorf("%s shows %q, want %q", key, m.Display, want)
		}
	}
	if r := row(evidence(t, a, "bounced").Excluded, "bh"); r == nil || r.Why != "answered in person on 13 Nov" {
		t.Errorf("bounce of somebody who answered: %+v", r)
	}
	if r := row(evidence(t, a, "auto_replies").Excluded, "ab"); r == nil || r.Why != "the address bounced on 12 Nov" {
		t.Errorf("automatic reply of an address that bounced: %+v", r)
	}
	people := []string{}
	for _, r := range evidence(t, a, "bounced").Counted {
		people = append(people, r.Who)
	}
	if diff := cmp.Diff([]string{"b2@b.example", "b@b.example"}, people); diff != "" {
		t.Error(diff)
	}
}

func TestNothingCameBack(t *testing.T) {
	a := answer(t, memory{}.send("s", ago(1), "t", "dj@radio.example"))
	wantValue(t, a, "email_replies", 0)
	wantValue(t, a, "open_rate", 0)
	wantUnknown(t, a, "median_first_reply", nobodyWrote)
	for _, key := range []string{"auto_replies", "bounced", "delay_notices"} {
		wantValue(t, a, key, 0)
		if m, _ := a.Metric(key); m.Display != noneSeen {
			t.Errorf("%s shows %q", key, m.Display)
		}
	}
	if m, _ := a.Metric("reply_rate"); m.StillOpen == nil || *m.StillOpen != 1 {
		t.Errorf("still open: %v", m.StillOpen)
	}
}

func TestNobodyReached(t *testing.T) {
	a := answer(t, memory{}.send("s", ago(9), "t", "dj@radio.example").
		mail(provider.StateBounce, "b", ago(9), "t", "mailer-daemon@x.example"))
	wantValue(t, a, "bounced", 1) // by the only person of the thread
	wantUnknown(t, a, "reply_rate", nobodyYet)
	wantUnknown(t, a, "open_rate", nobodyYet)
	wantValue(t, a, "follow_ups_due", 0)
}

func TestWhoCounts(t *testing.T) {
	ev := memory{}.put(provider.StreamMessages, "s", provider.StatePitch, ago(9), "you@label.example", "[SPRING]",
		provider.MessageData{Own: true, To: []string{"a+b@x.example", "a@x.example"}, Cc: []string{"c@x.example", "a@x.example"}, Bcc: []string{"d@x.example"}}, in("t")).
		put(provider.StreamMessages, "l", provider.StatePitch, ago(9), "you@label.example", "[SPRING]",
			provider.MessageData{Own: true, To: []string{"list@x.example"}, List: true}, in("u"))
	a := answer(t, ev)
	wantValue(t, a, "people_contacted", 4)
	e := evidence(t, a, "people_contacted")
	if len(e.Excluded) != 1 || e.Excluded[0].Who != "c@x.example" {
		t.Errorf("left out: %+v", e.Excluded)
	}
	marked := 0
	for _, r := range e.Counted {
		if r.List {
			marked++
		}
	}
	if marked != 1 {
		t.Errorf("%d rows are marked as a list", marked)
	}
	wantValue(t, answer(t, ev, func(in *Input) { in.Campaign.Rule.CountCc = true }), "people_contacted", 5)
}

func TestCorrections(t *testing.T) {
	ev := func() memory {
		return memory{}.send("s1", ago(9), "t1", "a@x.example").send("s2", ago(9), "t2", "b@y.example").
			human("h", ago(8), "t1", "a@x.example").mail(provider.StateAutoReply, "a", ago(8), "t2", "b@y.example")
	}
	plain := answer(t, ev())
	adjusted := answer(t, ev().put(StreamCorrections, "h", StateNotReply, now, "", "", nil).
		put(StreamCorrections, "a", StateReply, now, "", "", nil).
		put(StreamCorrections, "s1", StateReply, now, "", "", nil))
	wantValue(t, plain, "email_replies", 1)
	wantValue(t, adjusted, "email_replies", 1)
	wantValue(t, adjusted, "emails_sent", 2)
	e := evidence(t, adjusted, "email_replies")
	if diff := cmp.Diff([]string{"a"}, ids(e.Counted)); diff != "" {
		t.Error(diff)
	}
	if m, _ := adjusted.Metric("email_replies"); m.Adjusted != 2 {
		t.Errorf("adjusted %d, want 2", m.Adjusted)
	}
	if m, _ := plain.Metric("email_replies"); m.Adjusted != 0 {
		t.Errorf("adjusted %d, want 0", m.Adjusted)
	}
	due := evidence(t, adjusted, "follow_ups_due")
	if len(due.Counted) != 1 || due.Counted[0].Who != "a@x.example" || !due.Counted[0].Adjusted {
		t.Errorf("due: %+v", due.Counted)
	}
}

func TestCorrectionsThatChangeNothing(t *testing.T) {
	ev := memory{}.send("s", ago(9), "t", "a@x.example").human("h", ago(8), "t", "a@x.example").
		put(provider.StreamMessages, "own", provider.StateUnrelated, ago(2), "you@label.example", "no tag",
			provider.MessageData{Own: true, To: []string{"a@x.example"}}, in("t"), because("without the tag")).
		put(StreamCorrections, "h", StateReply, now, "", "", nil).put(StreamCorrections, "own", StateReply, now, "", "", nil)
	a := answer(t, ev)
	wantValue(t, a, "email_replies", 1)
	for _, m := range a.Metrics() {
		if m.Adjusted != 0 {
			t.Errorf("%s is marked as adjusted", m.Key)
		}
	}
}

func TestMailToNobodyIsNoChase(t *testing.T) {
	a := answer(t, memory{}.send("s1", ago(9), "t", "a@x.example").
		put(provider.StreamMessages, "s2", provider.StatePitch, ago(8), "you@label.example", "[SPRING]", provider.MessageData{Own: true, Cc: []string{"c@x.example"}}, in("u")))
	wantValue(t, a, "emails_sent", 2)
	if r := row(evidence(t, a, "emails_sent").Counted, "s2"); r.State != provider.StatePitch {
		t.Error(r.State)
	}
}

func TestTrendAtOneInstant(t *testing.T) {
	a := answer(t, memory{}.send("s1", ago(9), "t", "a@x.example").send("s2", ago(9), "u", "b@x.example"))
	if diff := cmp.Diff([]TrendPoint{{ago(9), 2, 0}}, a.Trend()); diff != "" {
		t.Error(diff)
	}
}

func TestGoneIsGone(t *testing.T) {
	a := answer(t, memory{}.send("s1", ago(9), "t", "a@x.example").
		put(provider.StreamMessages, "s2", provider.StatePitch, ago(9), "", "", nil, func(r *provider.Record) { r.Gone = true }))
	wantValue(t, a, "emails_sent", 1)
}

func TestUnreadItemsAreSoFar(t *testing.T) {
	ev := memory{}.send("s1", ago(9), "t", "a@x.example")
	for name, edit := range map[string]func(*SourceState){
		"backlog": func(s *SourceState) { s.Complete = false }, "items": func(s *SourceState) { s.Unread = 1 },
	} {
		if m, _ := answer(t, ev, source(Gmail, edit)).Metric("email_replies"); m.Complete || !m.AtLeast {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestFirstSyncIsSoFar(t *testing.T) {
	ev := memory{}.put(provider.StreamMessages, "s", provider.StateUnreadSent, time.Time{}, "", "", nil, in("t")).
		human("h", ago(8), "t", "dj@radio.example").
		put(provider.StreamMessages, "i", provider.StateUnreadIn, time.Time{}, "", "", nil, in("t"))
	a := answer(t, ev, source(Gmail, func(s *SourceState) { s.FreshAt = time.Time{} }))
	wantValue(t, a, "emails_sent", 1)
	wantValue(t, a, "people_contacted", 1)
	wantValue(t, a, "email_replies", 1)
	wantUnknown(t, a, "median_first_reply", stillReading) // somebody answered: when they were mailed is what is not known
	listed := answer(t, memory{}.put(provider.StreamMessages, "s", provider.StateUnreadSent, time.Time{}, "", "", nil, in("t")))
	for _, key := range []string{"reply_rate", "open_rate", "median_first_reply"} {
		wantUnknown(t, listed, key, stillReading)
	}
	for key, want := range map[string]string{"emails_sent": "1 so far", "email_replies": "at least 1", "follow_ups_due": "at least 0"} {
		m, _ := a.Metric(key)
		if m.Display != want || m.Complete {
			t.Errorf("%s shows %q, complete %v, want %q", key, m.Display, m.Complete, want)
		}
	}
	if r := row(evidence(t, a, "emails_sent").Counted, "s"); r.State != provider.StatePitch {
		t.Errorf("state %q", r.State)
	}
	want := "📧 Email Tracking: 1 sent so far, at least 1 reply (100% opened so far) | ⏰ at least 0 follow-ups due"
	if got := answer(t, ev, func(in *Input) { delete(in.Sources, Sheets) }).Narration("plain"); got != want {
		t.Errorf("narration\n%s\nwant\n%s", got, want)
	}
}

func TestMedianListsFew(t *testing.T) {
	ev := memory{}.send("s1", ago(10), "t1", "a@x.example").send("s2", ago(10), "t2", "b@x.example").send("s3", ago(10), "t3", "c@x.example").
		human("r1", ago(10).Add(90*time.Minute), "t1", "a@x.example").human("r2", ago(7), "t2", "b@x.example")
	a := answer(t, ev)
	wantValue(t, a, "median_first_reply", 36.8) // (1.5 + 72) / 2 = 36.75
	if m, _ := a.Metric("median_first_reply"); m.Display != "1.5 h, 3 d" {
		t.Error(m.Display)
	}
	ev.human("r3", ago(8), "t3", "c@x.example")
	a = answer(t, ev)
	wantValue(t, a, "median_first_reply", 48)
	if m, _ := a.Metric("median_first_reply"); m.Display != "2 d" {
		t.Error(m.Display)
	}
}

func TestYourTurn(t *testing.T) {
	ev := func() memory {
		return memory{}.send("s", ago(9), "t", "dj@radio.example").human("h", ago(8), "t", "boss@radio.example", func(d *provider.MessageData) {
			d.Snippet, d.Name = "can we have it for Friday?", "The boss"
		})
	}
	done := func(at time.Time) memory { return ev().put(StreamThreads, "t", StateDone, at, "", "", nil) }
	for name, tc := range map[string]struct {
		ev   memory
		want float64
	}{
		"they wrote last":                {ev(), 1},
		"a machine after them":           {ev().mail(provider.StateAutoReply, "a", ago(7), "t", "dj@radio.example"), 1},
		"we answered":                    {ev().send("s2", ago(7), "t", "dj@radio.example"), 0},
		"marked as done":                 {done(ago(7)), 0},
		"marked before they wrote again": {done(ago(9)), 1},
		"a note to oneself is no answer": {ev().put(provider.StreamMessages, "n", provider.StateUnrelated, ago(7), "you@label.example", "[SPRING] note",
			provider.MessageData{Own: true}, in("t")), 1},
	} {
		t.Run(name, func(t *testing.T) { wantValue(t, answer(t, tc.ev), "needs_your_reply", tc.want) })
	}
	got := answer(t, ev()).Followups()
	want := []Followup{{
		Email: "boss@radio.example", Name: "The boss", Group: GroupYourTurn, LastSentAt: ptr(ago(9)), Days: 8, Reason: "wrote on 14 Nov and waits for your answer",
		Warnings: []string{"answers for dj@radio.example"}, Subject: "Re: [SPRING] New single", Snippet: "can we have it for Friday?",
		MessageID: "h", ThreadID: "t", At: ago(8),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
