package metric

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/provider"
)

func TestFollowUp(t *testing.T) {
	const dj = "dj@radio.example"
	mailed := func(days ...int) memory {
		ev := memory{}
		for i, d := range days {
			ev.send(string(rune('a'+i)), ago(d), "t", dj)
		}
		return ev
	}
	away := func(until string) func(*provider.MessageData) {
		return func(d *provider.MessageData) { d.AwayUntil = until }
	}
	person := func(state, snoozed string) memory {
		return mailed(9).put(StreamPeople, dj, state, now, "", "", PersonData{SnoozedUntil: snoozed})
	}
	for _, tc := range []struct {
		name   string
		ev     memory
		group  string
		reason string
		edit   func(*Input)
	}{
		{"six days", mailed(6), GroupNotYet, "mailed 6 days ago: due after 7 days", nil},
		{"seven days", mailed(7), GroupDue, "no reply for 7 days, never chased", nil},
		{"nine days", mailed(9), GroupDue, "no reply for 9 days, never chased", nil},
		{"ten days", mailed(10), GroupOverdue, "no reply for 10 days, never chased", nil},
		{"a chase restarts the clock", mailed(20, 3), GroupNotYet, "mailed 3 days ago: due after 7 days", nil},
		{"own mail without the tag restarts the clock", mailed(20).own("o", ago(3), "t", dj), GroupNotYet, "mailed 3 days ago: due after 7 days", nil},
		{"own mail without the tag, long ago", mailed(20).own("o", ago(8), "t", dj), GroupDue, "no reply for 8 days, never chased", nil},
		{"own mail without the tag to somebody else", mailed(20).own("o", ago(3), "t", "boss@radio.example"), GroupOverdue, "no reply for 20 days, never chased", nil},
		{"own mail without the tag in another thread", mailed(20).own("o", ago(3), "elsewhere", dj), GroupOverdue, "no reply for 20 days, never chased", nil},
		{"own mail without the tag before the chase", mailed(20, 8).own("o", ago(12), "t", dj), GroupDue, "no reply for 8 days, chased once", nil},
		{"chased once", mailed(20, 8), GroupDue, "no reply for 8 days, chased once", nil},
		{"chased twice: the last chance", mailed(30, 20, 12), GroupOverdue, "no reply for 12 days, chased twice", nil},
		{"chased too often", mailed(40, 30, 20, 12), "", "chased 3 times already: more than the 2 you allow", nil},
		{"answered", mailed(9).human("r", ago(8), "t", dj), "", "answered on 14 Nov", nil},
		{"bounced", mailed(9).mail(provider.StateBounce, "r", ago(9), "t", "mailer-daemon@x.example"), "", "the address bounced on 13 Nov: it does not exist any more", nil},
		{"delayed", mailed(9).mail(provider.StateDelayNotice, "r", ago(9), "t", "mailer-daemon@x.example"), GroupDue, "no reply for 9 days, never chased", nil},
		{"an automatic reply is no answer", mailed(9).mail(provider.StateAutoReply, "r", ago(9), "t", dj), GroupDue, "no reply for 9 days, never chased", nil},
		{"away", mailed(9).mail(provider.StateAutoReply, "r", ago(9), "t", dj, away("2026-11-30")), GroupAway, "away until 30 Nov, back in this list the day after", nil},
		{"the last day away", mailed(9).mail(provider.StateAutoReply, "r", ago(9), "t", dj, away("2026-11-22")), GroupAway, "away until 22 Nov, back in this list the day after", nil},
		{"the day after", mailed(9).mail(provider.StateAutoReply, "r", ago(9), "t", dj, away("2026-11-21")), GroupDue, "no reply for 9 days, never chased", nil},
		{"no date", mailed(9).mail(provider.StateAutoReply, "r", ago(9), "t", dj, away("soon")), GroupDue, "no reply for 9 days, never chased", nil},
		{"passed", person(PersonPassed, ""), "", "you marked them as passed", nil},
		{"confirmed", person(PersonConfirmed, ""), "", "you marked them as confirmed", nil},
		{"do not contact", person(PersonDoNotContact, ""), "", "you marked them as do not contact", nil},
		{"pending", person(PersonPending, ""), GroupDue, "no reply for 9 days, never chased", nil},
		{"snoozed", person("", "2026-11-25"), GroupNotYet, "snoozed until 25 Nov", nil},
		{"snoozed until today", person("", "2026-11-22"), GroupDue, "no reply for 9 days, never chased", nil},
		{"snoozed into next year", person("", "2027-01-05"), GroupNotYet, "snoozed until 5 Jan 2027", nil},
		{"working days", mailed(9), GroupNotYet, "mailed 9 days ago: due after 7 days", func(in *Input) { in.Campaign.Rule.WorkingDays = true }},
		{"answered elsewhere", mailed(9), "", "answered in your campaign Autumn", func(in *Input) { in.Elsewhere = func(string) string { return "Autumn" } }},
		{"calendar days, not 24 hours", memory{}.send("a", time.Date(2026, 11, 15, 23, 50, 0, 0, time.UTC), "t", dj), GroupDue, "no reply for 7 days, never chased",
			func(in *Input) { in.Now = time.Date(2026, 11, 22, 0, 10, 0, 0, time.UTC) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			edit := tc.edit
			if edit == nil {
				edit = func(*Input) {}
			}
			if tc.name == "working days" {
				tc.reason = "mailed 5 working days ago: due after 7 working days" // Friday 13 Nov to Sunday 22 Nov
			}
			a := answer(t, tc.ev, edit)
			e := evidence(t, a, "follow_ups_due")
			due := tc.group == GroupDue || tc.group == GroupOverdue
			list := e.Excluded
			if due {
				list = e.Counted
			}
			if len(e.Counted)+len(e.Excluded) != 1 || len(list) != 1 || list[0].Why != tc.reason || list[0].Who != dj {
				t.Errorf("counted %+v, left out %+v", e.Counted, e.Excluded)
			}
			groups := []string{}
			for _, f := range a.Followups() {
				if f.Group != GroupYourTurn {
					groups = append(groups, f.Group)
				}
			}
			want := []string{}
			if tc.group != "" {
				want = append(want, tc.group)
			}
			if diff := cmp.Diff(want, groups); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNoWarning(t *testing.T) {
	ev := memory{}.send("a", ago(9), "t", "dj@gmail.com").send("b", ago(9), "u", "other@gmail.com").human("r", ago(8), "u", "other@gmail.com").
		send("c", ago(9), "v", "away@radio.example").
		mail(provider.StateAutoReply, "o", ago(8), "v", "away@radio.example", func(d *provider.MessageData) { d.AwayUntil = "2026-11-30" })
	for _, f := range answer(t, ev).Followups() {
		if len(f.Warnings) > 0 {
			t.Errorf("%s: %v", f.Email, f.Warnings)
		}
		if f.Group == GroupAway && (f.AwayUntil == nil || *f.AwayUntil != "2026-11-30") {
			t.Errorf("%+v", f)
		}
	}
}

func TestWarnings(t *testing.T) {
	ev := memory{}.send("a", ago(20), "t", "dj@radio.example").send("b", ago(14), "t", "dj@radio.example").send("c", ago(8), "t", "dj@radio.example").
		send("d", ago(20), "u", "boss@radio.example").human("r", ago(19), "u", "boss@radio.example").
		mail(provider.StateAutoReply, "o", ago(8), "t", "dj@radio.example").
		mail(provider.StateDelayNotice, "n", ago(14), "t", "mailer-daemon@x.example").
		contact("dj@radio.example", "The DJ", "Passed", provider.ContactData{Role: "DJ", Outlet: "Late Show"})
	a := answer(t, ev, func(in *Input) { in.Notes = func(string) []string { return []string{"pitched in Autumn on 3 Nov"} } })
	got := a.Followups()
	if len(got) != 2 {
		t.Fatalf("%+v", got)
	}
	want := Followup{
		Email: "dj@radio.example", Name: "The DJ", Group: GroupDue, LastSentAt: ptr(ago(8)), Days: 8, Chases: 2, Reason: "no reply for 8 days, chased twice",
		Warnings: []string{"said no: the sheet has them as Passed", "a colleague there answered on 3 Nov", "automatic reply on 14 Nov",
			"delivery was delayed on 8 Nov", "chased twice: last chance", "pitched in Autumn on 3 Nov"},
		Role: "DJ", Outlet: "Late Show", Subject: "[SPRING] New single", MessageID: "c", ThreadID: "t",
	}
	if diff := cmp.Diff(want, got[1]); diff != "" {
		t.Error(diff)
	}
}

// A row of a mail bears that mail's own state, whatever came back from the person: the same mail never has two states.
func TestFollowUpRowsBearTheStateOfTheirMail(t *testing.T) {
	ev := memory{}.send("a", ago(20), "t", "dj@radio.example").
		mail(provider.StateOwnFollowup, "b", ago(9), "t", "you@label.example", func(d *provider.MessageData) { d.To = []string{"dj@radio.example"} }).
		mail(provider.StateAutoReply, "o", ago(8), "t", "dj@radio.example").
		send("c", ago(9), "u", "boss@radio.example").human("r", ago(8), "u", "boss@radio.example")
	e := evidence(t, answer(t, ev), "follow_ups_due")
	got := map[string]string{}
	for _, r := range append(e.Counted, e.Excluded...) {
		got[r.ID] = r.State
	}
	if diff := cmp.Diff(map[string]string{"b": provider.StateOwnFollowup, "c": provider.StatePitch}, got); diff != "" {
		t.Error(diff)
	}
}
