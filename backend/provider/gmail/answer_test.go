package gmail

import (
	"fmt"
	"testing"

	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
)

// TestAnswerToAMailNotRead: our mail and the answer to it in a new thread come in one stretch with many others, and ours
// cannot be read. The answer waits for it and is not given up.
func TestAnswerToAMailNotRead(t *testing.T) {
	f, _, _ := onePitch(t)
	f.sync()
	sent := sandbox.Mail(sandbox.SpringOwner, "ann@paper.example", "[SPRING] New single", "Hi").With("Message-ID", "<p9@label.example>").At(clock)
	id := f.box.Send(sent)
	answer := f.box.Deliver(sandbox.Mail("ann@paper.example", sandbox.SpringOwner, "Friday", "Yes").InReplyTo(sent).At(clock))
	for i := range 40 {
		f.box.Deliver(sandbox.Mail(fmt.Sprintf("shop%d@elsewhere.example", i), sandbox.SpringOwner, "Sale", "20% off").At(clock))
	}
	rule := f.server.Faults().Add(sandbox.Fault{Path: "/gmail/v1/users/*/messages/" + id, Status: 503, Body: "{}"})
	f.sync()
	if f.held.Progress().Complete {
		t.Error("complete with mail unread")
	}
	rule.Remove()
	f.sync()
	if rec := f.record(answer); rec.State != provider.StateHumanReply || rec.Why != whyNamed {
		t.Errorf("the answer: %+v", rec)
	}
	if n := f.states(); n[provider.StateUnreadIn] != 0 || !f.held.Progress().Complete {
		t.Errorf("%v, %+v", n, f.held.Progress())
	}
}
