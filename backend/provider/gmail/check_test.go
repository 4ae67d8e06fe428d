package gmail

import (
	"slices"
	"strings"
	"testing"

	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
)

func (f *fixture) check() provider.CheckResult {
	f.t.Helper()
	got, err := New().Check(f.t.Context(), f.client, f.account, f.scope())
	if err != nil {
		f.t.Fatal(err)
	}
	if got.Theirs-len(got.Explained)-len(got.Missing)+len(got.Extra) != got.Held {
		f.t.Errorf("it does not add up: %+v", got)
	}
	return got
}

// TestCheck: after a sync nothing differs; what came or went since is named.
func TestCheck(t *testing.T) {
	f := open(t, sandbox.SpringRadio(clock))
	f.sync()
	f.server.Requests().Reset()
	got := f.check()
	if len(got.Missing)+len(got.Extra) > 0 || got.Held < 23 || len(got.Explained) < 2 {
		t.Errorf("after a sync: %+v", got)
	}
	if units := f.server.Requests().Units(sandbox.SpringOwner); units > 120 {
		t.Errorf("a check cost %d units", units)
	}
	pitches := f.box.IDs("in:sent subject:SPRING")
	f.box.Trash(pitches[1])
	sent := f.box.Send(sandbox.Mail(sandbox.SpringOwner, "new@station.example", "[SPRING] Hello", "Hi"))
	parent, _ := f.box.Message(pitches[3])
	reply := f.box.Deliver(sandbox.Mail("new@station.example", sandbox.SpringOwner, "Re: "+parent.Get("Subject"), "Yes").InReplyTo(parent))
	got = f.check()
	if !slices.Equal(got.Extra, []string{pitches[1]}) || !slices.Contains(got.Missing, sent) || !slices.Contains(got.Missing, reply) || len(got.Missing) != 2 {
		t.Errorf("%+v", got)
	}
	f.sync()
	if got = f.check(); len(got.Missing)+len(got.Extra) > 0 {
		t.Errorf("after the next sync: %+v", got)
	}
}

// TestPreview: what the rule editor shows before the rule is kept.
func TestPreview(t *testing.T) {
	f := open(t, sandbox.SpringRadio(clock))
	got, err := New().Preview(t.Context(), f.client, f.account, f.scope())
	if err != nil {
		t.Fatal(err)
	}
	if got.Messages != 23 || got.People != 21 || len(got.First) != 5 || !got.Complete {
		t.Errorf("%d messages to %d people, %d first, complete %v", got.Messages, got.People, len(got.First), got.Complete)
	}
	if len(got.NearMisses) == 0 {
		t.Error("no near misses")
	}
	for _, rec := range slices.Concat(got.First, got.NearMisses) {
		if !strings.Contains(rec.Contact, "@") {
			t.Errorf("%q does not say whom it went to: %q", rec.What, rec.Contact)
		}
	}
	for _, n := range got.NearMisses {
		if n.State == provider.StatePitch || n.Why == "" || n.What == "" {
			t.Errorf("near miss %+v", n)
		}
	}
	if units := f.server.Requests().Units(sandbox.SpringOwner); units > 700 {
		t.Errorf("a preview cost %d units", units)
	}
}
