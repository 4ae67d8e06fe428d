package gmail

import (
	"testing"
	"time"

	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
)

// TestFollowedThread: what stands in a thread that the other side began, after an answer there that names our mail, is seen
// by the first sync, by one that brings the answer, and by one that brings what follows, with the same result.
func TestFollowedThread(t *testing.T) {
	kim := "Kim <kim@radio.example>"
	for _, step := range []string{"all at once", "after the pitch", "after the answer", "one by one", "after expiry"} {
		t.Run(step, func(t *testing.T) {
			f, _, _ := onePitch(t)
			sent := sandbox.Mail(sandbox.SpringOwner, "ann@paper.example", "[SPRING] New single", "Hi").At(clock.AddDate(0, 0, -3)).With("Message-ID", "<p2@label.example>")
			f.box.Send(sent)
			sync := func(now bool) {
				if now {
					f.sync()
				}
			}
			sync(step != "all at once" && step != "after the answer")
			before := sandbox.Mail(kim, sandbox.SpringOwner, "Friday's post", "Whom shall I ask?").At(clock.Add(-9*time.Minute)).With("Message-ID", "<k0@radio.example>")
			first := f.box.Deliver(before)
			answer := sandbox.Mail("Ann <ann@paper.example>", sandbox.SpringOwner, "Re: Friday's post", "I do it").At(clock.Add(-8*time.Minute)).
				With("Message-ID", "<a1@paper.example>").With("In-Reply-To", "<k0@radio.example>").With("References", "<p2@label.example> <k0@radio.example>")
			named := f.box.Deliver(answer)
			sync(step == "after the answer" || step == "one by one")
			own := sandbox.Mail(sandbox.SpringAlias, "ann@paper.example", "Re: Friday's post", "Thank you").InReplyTo(answer).At(clock.Add(-7*time.Minute)).
				With("Message-ID", "<o1@label.example>").With("References", "<a1@paper.example>")
			mine := f.box.Send(own)
			sync(step == "one by one")
			later := f.box.Deliver(sandbox.Mail(kim, sandbox.SpringOwner, "Re: Friday's post", "Me too").At(clock.Add(-6*time.Minute)).
				With("Message-ID", "<k2@radio.example>").With("In-Reply-To", "<o1@label.example>").With("References", "<o1@label.example>"))
			if step == "after expiry" {
				f.box.ExpireHistory()
			}
			f.sync()
			if rec := f.record(named); rec.State != provider.StateHumanReply || rec.Why != whyNamed {
				t.Errorf("the answer: %+v", rec)
			}
			if rec := f.record(mine); !dataOf(rec).Own || rec.Why != whyNoTag {
				t.Errorf("our answer in a thread of theirs: %+v", rec)
			}
			if rec := f.record(later); rec.State != provider.StateHumanReply || rec.Why != whyFollow || dataOf(rec).Answers != dataOf(f.record(named)).Answers {
				t.Errorf("what follows: %+v", rec)
			}
			if rec := f.record(first); rec.ID != "" {
				t.Errorf("what was there before the answer is held: %+v", rec)
			}
			if !f.held.Progress().Complete {
				t.Errorf("%+v", f.held.Progress())
			}
			if units := f.sync(); units != 2 {
				t.Errorf("a sync with no change: %d units", units)
			}
			f.box.Trash(named)
			f.sync()
			if n := f.states(); n[provider.StateHumanReply] != 1 || f.record(mine).ID != "" || f.record(later).ID != "" {
				t.Errorf("with the answer in the trash: %v", n)
			}
		})
	}
}

// TestUnitsOfAnAnswerInANewThread: 25 units more than a sync with no change, the search of its thread included.
func TestUnitsOfAnAnswerInANewThread(t *testing.T) {
	f := open(t, sandbox.Campaign(clock, 600, 50, 4000, 3))
	f.sync()
	parent, _ := f.box.Message(f.box.IDs("in:sent subject:SPRING")[5])
	answer := sandbox.Mail(parent.Get("To"), sandbox.SpringOwner, "Your single", "Yes!").InReplyTo(parent).With("Message-ID", "<n1@radio.example>").At(clock)
	f.box.Deliver(answer)
	if units := f.sync(); units > 2+25 {
		t.Errorf("an answer in a new thread cost %d units", units)
	}
	f.box.Send(sandbox.Mail(sandbox.SpringOwner, parent.Get("To"), "Re: Your single", "Thanks").InReplyTo(answer).At(clock.Add(time.Second)))
	if units := f.sync(); units > 25 {
		t.Errorf("our answer in it cost %d units", units)
	}
	if n := f.states(); n[provider.StateHumanReply] != 51 || n[provider.StateUnrelated] != 1 {
		t.Errorf("%v", n)
	}
}
