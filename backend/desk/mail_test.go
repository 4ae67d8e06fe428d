package desk_test

import (
	"math"
	"sync"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

// A mail counted by hand counts at once, once, and what Gmail says of it later takes its place.
func TestTrack(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	ctx := t.Context()
	mailbox := w.server.Mailbox(sandbox.SpringOwner)
	sent := mailbox.Send(sandbox.Mail("Robin Hale <you@label.example>", "New Person <new@person.example>", "[SPRING] by hand", "Hello").At(w.now()))
	m, ok := mailbox.Message(sent)
	if !ok {
		t.Fatal("no mail was sent")
	}
	req := desk.TrackRequest{MessageID: sent, ThreadID: m.Thread, To: "New Person <NEW@person.example>", Subject: "[SPRING] by hand"}
	for range 2 {
		r, err := d.Track(ctx, c, req)
		must(t, err)
		if r.ID != sent || r.State != "pitch" || r.Why == "" {
			t.Errorf("the row is %s", asJSON(t, r))
		}
		wantValue(t, d, c, "emails_sent", "", float64(w.facts.Sent+1))
		wantValue(t, d, c, "people_contacted", "", float64(w.facts.People+1))
	}
	wantValue(t, d, c, "emails_sent", "1", float64(w.facts.Sent))
	agree(t, d, c, "")
	good(t, d, c)
	wantValue(t, d, c, "emails_sent", "", float64(w.facts.Sent+1))
	for _, r := range evidence(t, d, c, "emails_sent", "").Counted {
		if r.ID == sent && (r.Link == "" || !r.At.Equal(m.Date.Truncate(time.Millisecond))) {
			t.Errorf("Gmail's own word did not take the place of the one by hand: %s", asJSON(t, r))
		}
	}
	for _, bad := range []desk.TrackRequest{{}, {MessageID: "1", ThreadID: "1"}, {MessageID: "1", ThreadID: "1", To: "nobody"}, {MessageID: "", ThreadID: "1", To: "a@b.example"}} {
		_, err := d.Track(ctx, c, bad)
		wantCode(t, err, apperr.Invalid)
	}
}

// A mail without the tag, counted by hand long after it went out and was answered, in a mailbox that was read already: the
// next sync reads it and its thread, and the answer counts.
func TestTrackAnOldMail(t *testing.T) {
	w := newWorld(t)
	mailbox := w.server.Mailbox(sandbox.SpringOwner)
	sent := mailbox.Send(sandbox.Mail("Robin Hale <you@label.example>", "old@person.example", "no tag at all", "Hello").At(w.now().Add(-72 * time.Hour)))
	m, _ := mailbox.Message(sent)
	mailbox.Deliver(sandbox.Mail("old@person.example", "you@label.example", "Re: no tag at all", "I like it.").InReplyTo(m).At(w.now().Add(-48 * time.Hour)))
	d, c := w.spring(t)
	good(t, d, c)
	_, err := d.Track(t.Context(), c, desk.TrackRequest{MessageID: sent, ThreadID: m.Thread, To: "old@person.example", Subject: "no tag at all"})
	must(t, err)
	good(t, d, c)
	wantValue(t, d, c, "emails_sent", "", float64(w.facts.Sent+1))
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies+1))

	// What Gmail does not have counts until it was asked for.
	_, err = d.Track(t.Context(), c, desk.TrackRequest{MessageID: "1f00000000000000", ThreadID: "1f00000000000000", To: "nobody@person.example"})
	must(t, err)
	wantValue(t, d, c, "emails_sent", "", float64(w.facts.Sent+2))
	good(t, d, c)
	wantValue(t, d, c, "emails_sent", "", float64(w.facts.Sent+1))
}

func TestNewRepliesAreToldOnce(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	ctx := t.Context()
	list, err := d.NewReplies(ctx, c)
	must(t, err)
	if list == nil || len(list) != 0 {
		t.Errorf("before the first sync: %s", asJSON(t, list))
	}
	good(t, d, c)
	list, err = d.NewReplies(ctx, c)
	must(t, err)
	if len(list) < w.facts.Replies { // somebody wrote twice
		t.Errorf("%d replies are new, %d people answered", len(list), w.facts.Replies)
	}
	for _, r := range list {
		if r.EmailID == "" || r.ThreadID == "" || r.From == "" || r.At.IsZero() {
			t.Errorf("a reply lacks something: %s", asJSON(t, r))
		}
	}
	other := w.desk(t) // another process
	for _, face := range []*desk.Desk{d, other} {
		if list, err = face.NewReplies(ctx, c); err != nil || len(list) != 0 {
			t.Errorf("told again: %s, %v", asJSON(t, list), err)
		}
	}
	w.server.Arrive()
	good(t, d, c)
	// Asked by several at the same moment, it is news to one of them.
	var mu sync.Mutex
	var wg sync.WaitGroup
	told := 0
	for _, face := range []*desk.Desk{d, other, d, other, d, other, d, other} {
		wg.Go(func() {
			list, err := face.NewReplies(ctx, c)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			told += len(list)
		})
	}
	wg.Wait()
	if told != 1 {
		t.Errorf("one new reply was told %d times", told)
	}
}

// A reply that was told, went into the trash, and came back after another was told, is no news.
func TestARestoredReplyIsNoNews(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	ctx := t.Context()
	good(t, d, c)
	list, err := d.NewReplies(ctx, c)
	must(t, err)
	e, err := d.Evidence(ctx, c, "email_replies", "")
	must(t, err)
	box := w.server.Mailbox(sandbox.SpringOwner)
	if len(list) == 0 || len(e.Counted) == 0 || !box.Trash(e.Counted[0].ID) {
		t.Fatalf("%d replies, %d counted: nothing to throw away", len(list), len(e.Counted))
	}
	w.server.Arrive()
	good(t, d, c)
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies)) // one less, one more
	if list, err = d.NewReplies(ctx, c); err != nil || len(list) != 1 {
		t.Fatalf("one wrote: %s, %v", asJSON(t, list), err)
	}
	box.Relabel(e.Counted[0].ID, []string{"INBOX"}, []string{"TRASH"})
	good(t, d, c)
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies+1))
	if list, err = d.NewReplies(ctx, c); err != nil || len(list) != 0 {
		t.Errorf("told again: %s, %v", asJSON(t, list), err)
	}
}

// What one process writes the other shows at once: an answer that was kept is never a stale one.
func TestAnotherProcessWrites(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	ctx := t.Context()
	other := w.desk(t)
	both := func(key string, want float64) {
		t.Helper()
		wantValue(t, d, c, key, "", want)
		wantValue(t, other, c, key, "", want)
	}
	both("email_replies", float64(w.facts.Replies))
	w.server.Arrive()
	good(t, other, c)
	both("email_replies", float64(w.facts.Replies+1))
	due := evidence(t, d, c, "follow_ups_due", "").Counted
	undo, err := other.SetOutcome(ctx, c, due[0].Who, "passed")
	must(t, err)
	both("follow_ups_due", float64(len(due)-1))
	must(t, other.Undo(ctx, undo.Undo))
	both("follow_ups_due", float64(len(due)))
	wantCode(t, d.Undo(ctx, undo.Undo), apperr.NotFound)
	days := 2
	edited, err := other.SaveCampaign(ctx, desk.Draft{ID: c.ID, FollowUpDays: &days})
	must(t, err)
	now, err := d.Campaign(ctx, c.ID)
	must(t, err)
	if now.Rule.FollowUpDays != 2 {
		t.Errorf("the rule says %d days", now.Rule.FollowUpDays)
	}
	if v := value(t, d, edited, "follow_ups_due", ""); v <= float64(w.facts.FollowUpsDue) {
		t.Errorf("with two days %v are due", v)
	}
	if _, err := other.Disconnect(ctx, "gmail", false); err != nil {
		t.Fatal(err)
	}
	if v := value(t, d, c, "emails_sent", ""); !math.IsNaN(v) {
		t.Errorf("the mailbox is gone and %v mails are counted", v)
	}
	_, err = d.Profile(ctx)
	wantCode(t, err, apperr.NotConnected)
}

// Two processes sync at once: one waits for the other, and the evidence is as from one.
func TestTwoProcessesSyncAtOnce(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	other := w.desk(t)
	var wg sync.WaitGroup
	for _, face := range []*desk.Desk{d, other, d} {
		wg.Go(func() {
			res, err := face.Sync(t.Context(), desk.SyncRequest{Campaign: c, Trigger: "test"})
			if err != nil || !res.Success {
				t.Errorf("%v, %v", res.Errors, err)
			}
		})
	}
	wg.Wait()
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies))
	wantValue(t, other, c, "emails_sent", "", float64(w.facts.Sent))
	agree(t, other, c, "")
	reads := map[string]int{}
	for _, r := range w.server.Requests().All() {
		if r.ID == "gmail.users.messages.get" {
			reads[r.Path]++
		}
	}
	for path, n := range reads {
		if n > 1 {
			t.Errorf("%s was read %d times", path, n)
		}
	}
}

func TestProfileAndCheck(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	p, err := d.Profile(t.Context())
	must(t, err)
	if p.EmailAddress != sandbox.SpringOwner || p.MessagesTotal == 0 {
		t.Errorf("the mailbox is %s", asJSON(t, p))
	}
	list, err := d.CheckSources(t.Context(), c)
	must(t, err)
	if len(list) != 2 {
		t.Errorf("%d sources were checked", len(list))
	}
	for _, r := range list {
		if len(r.Missing)+len(r.Extra) != 0 || r.Theirs-len(r.Explained)-len(r.Missing)+len(r.Extra) != r.Held {
			t.Errorf("%s", asJSON(t, r))
		}
	}
}

func dropped(host string) sandbox.Fault { return sandbox.Fault{Host: host, Drop: true} }
