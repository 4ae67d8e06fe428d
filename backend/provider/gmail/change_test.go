package gmail

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
)

// story is a mailbox with one pitch and one answer.
func onePitch(t *testing.T) (f *fixture, pitch, reply string) {
	f = open(t, &sandbox.Story{Mailboxes: []sandbox.MailboxStory{{Address: sandbox.SpringOwner, Name: "Robin", Aliases: []sandbox.Alias{{Address: sandbox.SpringAlias}}}}})
	sent := sandbox.Mail(sandbox.SpringOwner, "dj@radio.example", "[SPRING] New single", "Hi").At(clock.AddDate(0, 0, -3)).With("Message-ID", "<p1@label.example>")
	pitch = f.box.Send(sent)
	reply = f.box.Deliver(sandbox.Mail("dj@radio.example", sandbox.SpringOwner, "Re: [SPRING] New single", "Yes").InReplyTo(sent).At(clock.AddDate(0, 0, -2)))
	return f, pitch, reply
}

// TestTrashAndBack: mail in the trash counts nowhere, and what comes back counts again, its answers included.
func TestTrashAndBack(t *testing.T) {
	f, pitch, reply := onePitch(t)
	f.sync()
	f.box.Trash(pitch)
	f.sync()
	if n := f.states(); n[provider.StatePitch] != 0 || n[provider.StateHumanReply] != 0 {
		t.Errorf("with the pitch in the trash: %v", n)
	}
	f.box.Relabel(pitch, nil, []string{"TRASH"})
	f.sync()
	if n := f.states(); n[provider.StatePitch] != 1 || n[provider.StateHumanReply] != 1 || f.record(reply).Why != whyLater {
		t.Errorf("with the pitch back: %v", n)
	}
	f.box.Delete(reply)
	f.sync()
	if n := f.states(); n[provider.StateHumanReply] != 0 {
		t.Errorf("with the answer deleted: %v", n)
	}
}

// TestBackWithWhatCameMeanwhile: a pitch comes back from the trash, and what answered it outside its thread while it lay there
// counts too, whether the history tells or has expired. An answer that lies in the trash itself stays out.
func TestBackWithWhatCameMeanwhile(t *testing.T) {
	for _, expired := range []bool{false, true} {
		f, pitch, reply := onePitch(t)
		f.sync()
		f.box.Trash(pitch)
		f.sync()
		sent, _ := f.box.Message(pitch)
		answer := f.box.Deliver(sandbox.Mail("dj@radio.example", sandbox.SpringOwner, "Your single", "Yes").With("In-Reply-To", "<p1@label.example>").At(clock.Add(-time.Hour)))
		report := f.box.Deliver(sandbox.DeliveryReport("mx.example", sent, "dj@radio.example", "failed", "5.1.1", "550 no such user").At(clock.Add(-time.Hour)))
		f.sync()
		if n := f.states(); n[provider.StateHumanReply]+n[provider.StateBounce] != 0 {
			t.Errorf("with the pitch in the trash: %v", n)
		}
		f.box.Relabel(pitch, nil, []string{"TRASH"})
		if expired {
			f.box.ExpireHistory()
		}
		f.sync()
		if f.record(answer).State != provider.StateHumanReply || f.record(report).State != provider.StateBounce || f.record(reply).State != provider.StateHumanReply {
			t.Errorf("expired %v, with the pitch back: %v", expired, f.states())
		}
		if !f.held.Progress().Complete {
			t.Errorf("expired %v: %+v", expired, f.held.Progress())
		}
		if units := f.sync(); units != 2 {
			t.Errorf("expired %v: a sync with no change: %d units", expired, units)
		}
	}
}

// TestOneGoesOneComesBack: in one stretch of the history a pitch comes back and an answer to another goes. The lists that are
// made again look into the trash too, and what goes is gone all the same.
func TestOneGoesOneComesBack(t *testing.T) {
	f, pitch, _ := onePitch(t)
	other := sandbox.Mail(sandbox.SpringOwner, "ann@paper.example", "[SPRING] New single", "Hi").At(clock.AddDate(0, 0, -3)).With("Message-ID", "<p2@label.example>")
	f.box.Send(other)
	goes := f.box.Deliver(sandbox.Mail("ann@paper.example", sandbox.SpringOwner, "Re: [SPRING] New single", "Yes").InReplyTo(other).At(clock.AddDate(0, 0, -2)))
	f.sync()
	f.box.Trash(pitch)
	f.sync()
	f.box.Trash(goes)
	f.box.Relabel(pitch, nil, []string{"TRASH"})
	f.sync()
	if rec := f.record(goes); rec.ID != "" {
		t.Errorf("what went is held: %+v", rec)
	}
}

// TestSpamCounts: an answer in spam counts, and says so.
func TestSpamCounts(t *testing.T) {
	f, _, reply := onePitch(t)
	f.box.Relabel(reply, []string{"SPAM"}, []string{"INBOX"})
	f.sync()
	rec := f.record(reply)
	if rec.State != provider.StateHumanReply || !dataOf(rec).Spam || rec.Why != whyLater+inSpam {
		t.Errorf("in spam: %+v", rec)
	}
	f.box.Relabel(reply, []string{"INBOX"}, []string{"SPAM"})
	if units := f.sync(); units != 2 {
		t.Errorf("a move out of spam cost %d units", units)
	}
	if rec = f.record(reply); dataOf(rec).Spam || rec.Why != whyLater {
		t.Errorf("out of spam: %+v", rec)
	}
}

// TestRuleChanges: another tag drops what no longer matches and keeps what the person counted by hand; the old one back,
// everything is as before.
func TestRuleChanges(t *testing.T) {
	f, pitch, reply := onePitch(t)
	other := f.box.Send(sandbox.Mail(sandbox.SpringAlias, "ann@paper.example", "[SUMMER] Tour", "Hi"))
	f.sync()
	before := f.held.Dump()
	f.campaign.Rule.Tag = "summer"
	f.sync()
	if f.record(pitch).ID != "" || f.record(reply).ID != "" || f.record(other).State != provider.StatePitch {
		t.Errorf("with another tag: %v", f.states())
	}
	f.campaign.Rule.Tag = "spring"
	f.sync()
	if got := f.held.Dump(); len(got) != len(before) || f.record(reply).State != provider.StateHumanReply {
		t.Errorf("with the old tag: %v", f.states())
	}

	tracked := provider.Record{Stream: provider.StreamMessages, ID: other, State: provider.StateUnreadSent, Group: other, Data: dataJSON(provider.MessageData{Tracked: true})}
	if err := f.held.Apply(provider.Batch{Records: []provider.Record{tracked}}); err != nil {
		t.Fatal(err)
	}
	f.sync()
	if rec := f.record(other); rec.State != provider.StatePitch || rec.Why != whyTracked || rec.Who != sandbox.SpringAlias {
		t.Errorf("counted by hand: %+v", rec)
	}
	f.campaign.Rule.Tag = "autumn"
	f.sync()
	if n := f.states(); n[provider.StatePitch] != 1 || f.record(other).State != provider.StatePitch {
		t.Errorf("counted by hand, with another tag: %v", n)
	}
}

// TestNoHistory: an account whose history gives nothing at all is read by its lists, each time.
func TestNoHistory(t *testing.T) {
	f, pitch, reply := onePitch(t)
	f.sync()
	f.server.Faults().Add(sandbox.HistoryGone())
	sent, _ := f.box.Message(pitch)
	second := f.box.Deliver(sandbox.Mail("late@radio.example", sandbox.SpringOwner, "Re: single", "Yes!").InReplyTo(sent))
	f.box.Delete(reply)
	for range 2 {
		f.sync()
		if rec := f.record(second); rec.State != provider.StateHumanReply || f.record(reply).ID != "" {
			t.Errorf("%+v, %v", rec, f.states())
		}
		if p := f.held.Progress(); !p.Complete {
			t.Errorf("progress %+v", p)
		}
	}
}

// TestAnswersOfNothing: a service that answers every call with an empty object has not said that nothing was sent.
func TestAnswersOfNothing(t *testing.T) {
	f, _, _ := onePitch(t)
	f.server.Faults().Add(sandbox.Fault{Host: "gmail.googleapis.com", Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: "{}"})
	if err := New().Sync(t.Context(), f.client, f.account, f.scope(), f.held.Cursor(), f.held.Apply); apperr.CodeOf(err) != apperr.BadAnswer {
		t.Errorf("got %v", err)
	}
}

// TestUnreadableMessage: one mail that cannot be read stops no other, is told, and is read by the next sync.
func TestUnreadableMessage(t *testing.T) {
	f, _, reply := onePitch(t)
	rule := f.server.Faults().Add(sandbox.Fault{Path: "/gmail/v1/users/*/messages/" + reply, Status: 503, Body: "{}"})
	f.sync()
	if rec := f.record(reply); rec.State != provider.StateUnreadIn || dataOf(rec).Attempts != 1 || dataOf(rec).Error == "" {
		t.Errorf("unreadable: %+v", rec)
	}
	if p := f.held.Progress(); p.Unread != 1 || p.Complete {
		t.Errorf("progress %+v", p)
	}
	if n := f.states(); n[provider.StatePitch] != 1 {
		t.Errorf("the others: %v", n)
	}
	rule.Remove()
	f.sync()
	if rec := f.record(reply); rec.State != provider.StateHumanReply || !f.held.Progress().Complete {
		t.Errorf("read again: %+v, %+v", rec, f.held.Progress())
	}
}

// TestListedButGone: a mail that is listed and cannot be had any more is closed.
func TestListedButGone(t *testing.T) {
	f, _, reply := onePitch(t)
	f.box.Hide(reply)
	f.sync()
	if f.record(reply).ID != "" || !f.held.Progress().Complete {
		t.Errorf("%+v, %+v", f.record(reply), f.held.Progress())
	}
}

// TestOwnAddresses: aliases are ours, gmail.com addresses are compared without dots and tags, and an account that may not
// name its aliases goes without.
func TestOwnAddresses(t *testing.T) {
	o := ownOf("Juno.Vale@gmail.com", "you@label.example")
	for addr, want := range map[string]bool{
		"junovale@gmail.com": true, "j.u.n.o.vale+press@googlemail.com": true, "you@label.example": true,
		"you+x@label.example": false, "yo.u@label.example": false, "junovale@example.com": false,
	} {
		if o.has(addr) != want {
			t.Errorf("%s: %v", addr, !want)
		}
	}
	f, _, _ := onePitch(t)
	self := f.box.Send(sandbox.Mail(sandbox.SpringAlias, sandbox.SpringOwner, "[SPRING] to myself", "Hi"))
	// The alias is learnt from what was sent by it, after the answers were read: a chase by it that another program sent is ours.
	aliased := sandbox.Mail(sandbox.SpringAlias, "ann@paper.example", "[SPRING] Tour", "Hi").At(clock.AddDate(0, 0, -3)).With("Message-ID", "<p2@label.example>")
	f.box.Send(aliased)
	chase := f.box.Deliver(sandbox.Mail(sandbox.SpringAlias, "ann@paper.example", "Re: [SPRING] Tour", "And?").InReplyTo(aliased).At(clock.AddDate(0, 0, -1)))
	rule := f.server.Faults().Add(sandbox.Fault{Path: "/gmail/v1/users/*/settings/sendAs", Status: 403, Body: `{"error":{"code":403}}`})
	f.sync()
	rule.Remove()
	if rec := f.record(self); rec.State != provider.StateUnrelated || rec.Why != whySelf {
		t.Errorf("to oneself: %+v", rec)
	}
	if rec := f.record(chase); !isSend(rec.State) || !dataOf(rec).Own || len(dataOf(rec).To) != 1 {
		t.Errorf("sent by the alias elsewhere: %+v", rec)
	}
	if n := f.states(); n[provider.StatePitch]+n[provider.StateOwnFollowup] != 3 || n[provider.StateHumanReply] != 1 {
		t.Errorf("%v", n)
	}
}

// TestCountedByHandIsOld: a mail counted by hand from before the campaign's days keeps its answers, whatever is listed again.
func TestCountedByHandIsOld(t *testing.T) {
	f, _, _ := onePitch(t)
	old := sandbox.Mail(sandbox.SpringOwner, "ann@paper.example", "No tag", "Hi").At(clock.AddDate(0, -3, 0)).With("Message-ID", "<old@label.example>")
	id := f.box.Send(old)
	reply := f.box.Deliver(sandbox.Mail("ann@paper.example", sandbox.SpringOwner, "Re: No tag", "Yes").InReplyTo(old).At(clock.AddDate(0, -3, 1)))
	f.sync()
	tracked := provider.Record{Stream: provider.StreamMessages, ID: id, State: provider.StateUnreadSent, Group: id, Data: dataJSON(provider.MessageData{Tracked: true})}
	if err := f.held.Apply(provider.Batch{Records: []provider.Record{tracked}}); err != nil {
		t.Fatal(err)
	}
	holds := func(when string) {
		t.Helper()
		f.sync()
		if f.record(id).State != provider.StatePitch || f.record(reply).State != provider.StateHumanReply {
			t.Errorf("%s: %+v, %+v", when, f.record(id), f.record(reply))
		}
		if got := f.check(); len(got.Missing)+len(got.Extra) > 0 {
			t.Errorf("%s: %+v", when, got)
		}
	}
	holds("counted")
	f.box.ExpireHistory()
	holds("after an expired history")
	f.box.Delete(reply)
	f.box.ExpireHistory()
	f.sync()
	if got := f.check(); !slices.Equal(got.Extra, []string{reply}) && f.record(reply).ID != "" {
		t.Errorf("a deleted answer is neither gone nor named: %+v", got)
	}
}
