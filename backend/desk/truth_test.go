package desk_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/sandbox"
)

// letters writes a mailbox mail by mail.
type letters struct {
	mail []sandbox.Message
	at   time.Time
	n    int
}

const (
	us    = sandbox.SpringOwner
	alias = sandbox.SpringAlias
)

func (l *letters) put(m sandbox.Message, labels ...string) sandbox.Message {
	l.n++
	l.at = l.at.Add(7 * time.Minute)
	m = m.At(l.at)
	if m.Get("Message-ID") == "" {
		m = m.With("Message-ID", "<truth-"+strings.Repeat("i", l.n)+"@mail.example>")
	}
	m.Labels = labels
	l.mail = append(l.mail, m)
	return m
}

func (l *letters) pitch(from, to, subject string) sandbox.Message {
	return l.put(sandbox.Mail(from, to, subject, "Hi"), "SENT")
}

func (l *letters) answer(to sandbox.Message, from, text string, labels ...string) sandbox.Message {
	if len(labels) == 0 {
		labels = []string{"INBOX"}
	}
	return l.put(sandbox.Mail(from, us, "Re: "+to.Get("Subject"), text).InReplyTo(to), labels...)
}

// hard is everything that makes counting mail hard, each with its own people.
func hard() *letters {
	l := &letters{at: noon.AddDate(0, 0, -12)}
	// A blind copy to three in one thread: one writes, a machine of one answers, a stranger writes too.
	blast := l.put(sandbox.Mail(us, us, "[SPRING] To all", "Hi").With("Bcc", "bcc1@a.example, bcc2@b.example, bcc3@c.example"), "SENT")
	l.answer(blast, "bcc2@b.example", "Yes")
	l.put(sandbox.Mail("bcc3@c.example", us, "Automatic reply: [SPRING] To all", "I am away until 30 November.").InReplyTo(blast).With("Auto-Submitted", "auto-replied"), "INBOX")
	l.answer(blast, "stranger@d.example", "Who are you?")
	// Five in To count five; somebody in Cc does not, and answers for nobody whom one could name.
	five := l.put(sandbox.Mail(us, "to1@e.example, to2@e.example, to3@f.example, to4@g.example, to5@h.example", "[spring]: five", "Hi").With("Cc", "cc@i.example"), "SENT")
	l.answer(five, "cc@i.example", "Thanks for the copy")
	l.answer(five, "to3@f.example", "Yes")
	l.answer(five, "to3@f.example", "And another thing") // already counted
	// An alias sent it; a colleague answers.
	col := l.pitch(alias, "desk@radio.example", "SPRING! New single")
	l.answer(col, "kim@radio.example", "I take over")
	// In spam; in the trash; a trashed pitch with its answer.
	l.answer(l.pitch(us, "spammed@j.example", "Re: [SPRING] hello"), "spammed@j.example", "Yes", "SPAM")
	l.answer(l.pitch(us, "trashedanswer@k.example", "[SPRING] hello"), "trashedanswer@k.example", "Yes", "TRASH")
	gone := l.put(sandbox.Mail(us, "trashedpitch@l.example", "[SPRING] hello", "Hi"), "TRASH")
	l.answer(gone, "trashedpitch@l.example", "Yes")
	// No campaign mail: to oneself, the tag inside a word, a draft.
	l.pitch(us, alias, "[SPRING] to myself")
	l.answer(l.pitch(us, "inside@m.example", "springtime offers"), "inside@m.example", "Yes")
	l.put(sandbox.Mail(us, "draft@n.example", "[SPRING] later", "Hi"), "DRAFT")
	// Encoded subjects.
	l.pitch(us, "encoded@o.example", "=?UTF-8?B?W1NQUklOR10gSnVubyBWYWxlIOKAkyBHb2xkZW4=?=")
	l.pitch(us, "encoded2@o.example", "=?iso-8859-1?Q?Sch=F6n=3A_?= =?iso-8859-1?Q?SPRING?=")
	// A list: one, marked; its echo is no answer, nor is a member's mail through it.
	list := l.pitch(us, "pool@googlegroups.com", "[SPRING] for the pool")
	l.put(sandbox.Mail("'Ann' via Pool <pool@googlegroups.com>", "pool@googlegroups.com", "Re: [SPRING] for the pool", "Nice").InReplyTo(list).With("List-Id", "<pool.googlegroups.com>"), "INBOX")
	// They wrote first: that answers nothing. What they write after our mail does.
	first := l.put(sandbox.Mail("early@p.example", us, "Hello there", "Do you have new music?"), "INBOX")
	l.put(sandbox.Mail(us, "early@p.example", "Re: Hello there [SPRING]", "We do").InReplyTo(first), "SENT")
	early := l.put(sandbox.Mail("early2@p.example", us, "Hello [SPRING]", "Any news?"), "INBOX")
	second := l.put(sandbox.Mail(us, "early2@p.example", "Re: Hello [SPRING]", "Yes: this").InReplyTo(early), "SENT")
	l.answer(second, "early2@p.example", "Great, thanks")
	// A read receipt; a delay, then a bounce; a bounce, then a person; a soft bounce; a machine, then the person.
	read := l.pitch(us, "reader@q.example", "[SPRING] hello")
	receipt := sandbox.Mail("reader@q.example", us, "Read: [SPRING] hello", "").InReplyTo(read)
	receipt.Body = sandbox.Part{Type: "multipart/report; report-type=disposition-notification", Parts: []sandbox.Part{{Body: "Your message was displayed."},
		{Type: "message/disposition-notification", Body: "Final-Recipient: rfc822; reader@q.example\r\nOriginal-Message-ID: " + read.Get("Message-ID") + "\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n"}}}
	l.put(receipt, "INBOX")
	late := l.pitch(us, "late@r.example", "[SPRING] hello")
	l.put(sandbox.DeliveryReport("mx.example", late, "late@r.example", "delayed", "4.4.1", "451 timed out"), "INBOX")
	l.put(sandbox.DeliveryReport("mx.example", late, "late@r.example", "failed", "5.4.7", "550 expired"), "INBOX")
	moved := l.pitch(us, "moved@s.example", "[SPRING] hello")
	l.put(sandbox.DeliveryReport("mx.example", moved, "moved@s.example", "failed", "5.1.1", "550 unknown"), "INBOX")
	l.answer(moved, "moved.new@s.example", "My new address")
	soft := l.pitch(us, "soft@t.example", "[SPRING] hello")
	l.put(sandbox.DeliveryReport("mx.example", soft, "soft@t.example", "failed", "4.2.2", "452 mailbox full"), "INBOX")
	back := l.pitch(us, "back@u.example", "[SPRING] hello")
	l.put(sandbox.Mail("back@u.example", us, "Automatic reply: [SPRING] hello", "Back soon").InReplyTo(back).With("Auto-Submitted", "auto-replied"), "INBOX")
	l.answer(back, "back@u.example", "I am back: yes")
	// A new thread: one names our mail, one only has the tag.
	l.put(sandbox.Mail("newthread@v.example", us, "Your song", "On air tonight").InReplyTo(l.pitch(us, "newthread@v.example", "[SPRING] hello")), "INBOX")
	l.pitch(us, "suggest@w.example", "[SPRING] hello")
	l.put(sandbox.Mail("suggest@w.example", us, "About spring", "Was that you?"), "INBOX")
	return l
}

// TestHardTruths counts a mailbox of traps, whose truth was worked out by hand: read at once, and mail by mail as it came.
func TestHardTruths(t *testing.T) {
	box := sandbox.MailboxStory{Address: us, Name: "Robin", Aliases: []sandbox.Alias{{Address: alias, Name: "Promo"}}}
	t.Run("at once", func(t *testing.T) {
		box := box
		box.Mail = hard().mail
		w := newWorldOf(t, &sandbox.Story{Name: "hard", Mailboxes: []sandbox.MailboxStory{box}})
		d := w.desk(t)
		connect(t, d, "gmail")
		c := create(t, d, "Hard", "[SPRING]", "")
		good(t, d, c)
		holdsHardTruths(t, d, c)
	})
	t.Run("as it came", func(t *testing.T) {
		w := newWorldOf(t, &sandbox.Story{Name: "hard", Mailboxes: []sandbox.MailboxStory{box}})
		d := w.desk(t)
		connect(t, d, "gmail")
		c := create(t, d, "Hard", "[SPRING]", "")
		good(t, d, c)
		for _, m := range hard().mail {
			w.server.Mailbox(us).Deliver(m)
			good(t, d, c)
		}
		holdsHardTruths(t, d, c)
	})
}

func holdsHardTruths(t *testing.T, d *desk.Desk, c campaign.Campaign) {
	t.Helper()
	agree(t, d, c, "")

	who := func(key string) []string {
		var out []string
		for _, r := range evidence(t, d, c, key, "").Counted {
			out = append(out, r.Person())
		}
		slices.Sort(out)
		return out
	}
	replied := []string{"back@u.example", "bcc2@b.example", "desk@radio.example", "early2@p.example", "moved@s.example", "newthread@v.example", "spammed@j.example", "to3@f.example"}
	contacted := append([]string{"bcc1@a.example", "bcc3@c.example", "to1@e.example", "to2@e.example", "to4@g.example", "to5@h.example", "trashedanswer@k.example", "encoded@o.example",
		"encoded2@o.example", "pool@googlegroups.com", "early@p.example", "reader@q.example", "late@r.example", "soft@t.example", "suggest@w.example"}, replied...)
	slices.Sort(contacted)
	for key, want := range map[string][]string{
		"people_contacted": contacted,
		"email_replies":    replied,
		"bounced":          {"late@r.example"},
		"auto_replies":     {"bcc3@c.example"},
		"delay_notices":    {"soft@t.example"},
	} {
		if got := who(key); !slices.Equal(got, want) {
			t.Errorf("%s: %v\nwant %v", key, got, want)
		}
	}
	// Mails: the blast, the five, the alias's, and one for each of the fourteen others.
	wantValue(t, d, c, "emails_sent", "", 17)
	// 22 of 23 did not bounce for good; eight answered, nine are known to have opened.
	if m := metrics(t, d, c, "")["open_rate"]; m.Base != 22 || m.Counted != 9 || *m.Value != 41 {
		t.Errorf("opened: %d of %d, %v", m.Counted, m.Base, *m.Value)
	}
	if m := metrics(t, d, c, "")["reply_rate"]; m.Base != 22 || m.Counted != 8 {
		t.Errorf("reply rate: %d of %d", m.Counted, m.Base)
	}
	left := map[string]string{}
	for _, r := range evidence(t, d, c, "email_replies", "").Excluded {
		if _, twice := left[r.ID]; twice {
			t.Errorf("%s is left out twice", r.ID)
		}
		if r.Why == "" {
			t.Errorf("%s is left out without a reason", r.Who)
		}
		left[r.ID] = r.Who + ": " + r.State + ": " + r.Why
	}
	for _, want := range []string{
		"bcc3@c.example: auto_reply: Auto-Submitted", "stranger@d.example: human_reply: answers a mail to several", "cc@i.example: human_reply: answers a mail to several",
		"to3@f.example: human_reply: already counted", "pool@googlegroups.com: list_echo: sent out by a list",
		"early2@p.example: human_reply: before your pitch", "reader@q.example: read_receipt", "mailer-daemon@mx.example: delay_notice", "mailer-daemon@mx.example: bounce",
		"back@u.example: auto_reply", "suggest@w.example: unrelated: new thread without a reference",
	} {
		if !slices.ContainsFunc(slices.Collect(maps.Values(left)), func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("not left out: %s", want)
		}
	}
	for _, r := range evidence(t, d, c, "email_replies", "").Counted {
		if r.Who == "spammed@j.example" && (!r.Spam || !strings.Contains(r.Why, "spam")) {
			t.Errorf("in spam and not said: %+v", r)
		}
		if r.Who == "kim@radio.example" && r.Contact != "desk@radio.example" {
			t.Errorf("the colleague answers for %q", r.Contact)
		}
	}
	for _, r := range evidence(t, d, c, "people_contacted", "").Counted {
		if want := r.Who == "pool@googlegroups.com"; r.List != want {
			t.Errorf("%s is a list: %v", r.Who, r.List)
		}
	}
	// Everybody has one outcome.
	silent := 23 - 8 - 1 - 1
	if got := len(who("people_contacted")) - len(who("email_replies")) - len(who("bounced")) - len(who("auto_replies")); got != silent {
		t.Errorf("%d silent, want %d", got, silent)
	}
	// The one away is not due, the others who are silent are.
	groups := map[string]string{}
	list, err := d.Followups(t.Context(), c)
	must(t, err)
	for _, f := range list {
		groups[f.Email] = f.Group
	}
	for addr, want := range map[string]string{"bcc3@c.example": "away", "bcc1@a.example": "due", "soft@t.example": "due", "late@r.example": "", "reader@q.example": "due", "to3@f.example": "your_turn"} {
		if got := groups[addr]; got != want && !(want == "due" && got == "overdue") {
			t.Errorf("%s: group %q, want %q", addr, got, want)
		}
	}
	// The suggestion is taken, a reply is taken back; both are marked, and undone.
	var suggested string
	for id, s := range left {
		if strings.HasPrefix(s, "suggest@") {
			suggested = id
		}
	}
	yes, err := d.Correct(t.Context(), c, suggested, metric.StateReply)
	must(t, err)
	wantValue(t, d, c, "email_replies", "", 9)
	if m := metrics(t, d, c, "")["email_replies"]; m.Adjusted != 1 {
		t.Errorf("%d rows are marked as corrected", m.Adjusted)
	}
	good(t, d, c)
	wantValue(t, d, c, "email_replies", "", 9) // a sync leaves it
	must(t, d.Undo(t.Context(), yes.Undo))
	wantValue(t, d, c, "email_replies", "", 8)
	agree(t, d, c, "")
	// What Gmail lists is what is held.
	checks, err := d.CheckSources(t.Context(), c)
	must(t, err)
	for _, r := range checks {
		if len(r.Missing)+len(r.Extra) > 0 || r.Theirs-len(r.Explained) != r.Held {
			t.Errorf("check: %s", asJSON(t, r))
		}
	}
}
