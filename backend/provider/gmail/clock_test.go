package gmail

import (
	"fmt"
	"testing"
	"time"

	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
)

// syncAt is sync by a computer whose clock says something else than the mailbox's.
func (f *fixture) syncAt(now time.Time) int {
	f.t.Helper()
	f.server.Requests().Reset()
	scope := f.scope()
	scope.Now = func() time.Time { return now }
	if err := New().Sync(f.t.Context(), f.client, f.account, scope, f.held.Cursor(), f.held.Apply); err != nil {
		f.t.Fatal(err)
	}
	return f.server.Requests().Units(sandbox.SpringOwner)
}

// TestClockJumps: a clock that was ahead, or goes back, hides no answer: not when the history expires, and not among so many
// new mails that only those of people mailed are read.
func TestClockJumps(t *testing.T) {
	for _, tc := range []struct {
		name        string
		first, then time.Duration // what the clock says at the two syncs, beside the mailbox's
		expires     bool
		others      int // mails of strangers that come in with the answer
	}{
		{"ahead, then right, expired", 48 * time.Hour, 0, true, 0},
		{"ahead, then right", 48 * time.Hour, 0, false, 60},
		{"always ahead", 72 * time.Hour, 72 * time.Hour, false, 60},
		{"ahead, right again, expired", 5 * 365 * 24 * time.Hour, 0, true, 60},
		{"always ahead, expired", 72 * time.Hour, 72 * time.Hour, true, 60},
		{"behind, then right, expired", -48 * time.Hour, 0, true, 0},
		{"goes back", 0, -365 * 24 * time.Hour, false, 60},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, _, _ := onePitch(t)
			f.syncAt(clock.Add(tc.first))
			for i := range tc.others {
				f.box.Deliver(sandbox.Mail(fmt.Sprintf("shop%d@elsewhere.example", i), sandbox.SpringOwner, "Sale", "20% off").At(clock))
			}
			sent := sandbox.Mail(sandbox.SpringOwner, "dj@radio.example", "[SPRING] New single", "Hi").With("Message-ID", "<p1@label.example>")
			id := f.box.Deliver(sandbox.Mail("dj@radio.example", sandbox.SpringOwner, "One more thing", "Can we talk?").InReplyTo(sent).At(clock))
			if tc.expires {
				f.box.ExpireHistory()
			}
			f.syncAt(clock.Add(tc.then))
			if rec := f.record(id); rec.State != provider.StateHumanReply {
				t.Errorf("the answer is lost: %+v", rec)
			}
			if !f.held.Progress().Complete {
				t.Errorf("%+v", f.held.Progress())
			}
		})
	}
}
