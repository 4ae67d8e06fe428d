package gmail

import (
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/sandbox"
)

// TestUnitsOfAFirstSync: headlines within 100 units, replies exact within 2,800, everything within 2 % of what the mails
// that must be read and the lists cost.
func TestUnitsOfAFirstSync(t *testing.T) {
	const sends, replies, inbound = 1000, 100, 5000
	f := open(t, sandbox.Campaign(clock, sends, replies, inbound, 3))
	f.headline = true
	headline := f.sync()
	if headline > 100 {
		t.Errorf("headlines cost %d units", headline)
	}
	if n := f.states(); n[provider.StateUnreadSent] != sends || n[provider.StateUnreadIn] < replies {
		t.Errorf("after the headlines: %v", n)
	}
	if f.held.Progress().Complete {
		t.Error("the headlines say that everything is read")
	}
	f.headline = false
	f.server.Requests().Reset()
	exact := 0
	err := New().Sync(t.Context(), f.client, f.account, f.scope(), f.held.Cursor(), func(b provider.Batch) error {
		if err := f.held.Apply(b); err != nil {
			return err
		}
		if exact == 0 && b.Progress.Phase == "details" { // the first of our own mails: every reply is read
			if f.states()[provider.StateUnreadIn] > 0 {
				t.Error("a send was read before a reply")
			}
			exact = headline + f.server.Requests().Units(sandbox.SpringOwner)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	all := headline + f.server.Requests().Units(sandbox.SpringOwner)
	lists := priceList * f.server.Requests().Count("gmail.googleapis.com", "GET", "/gmail/v1/users/me/messages")
	if exact > 2800 {
		t.Errorf("replies exact cost %d units", exact)
	}
	if most := float64(20*(sends+replies)+lists+headline) * 1.02; float64(all) > most {
		t.Errorf("everything cost %d units, want at most %.0f", all, most)
	}
	if n := f.states(); n[provider.StatePitch] != sends || n[provider.StateHumanReply] != replies || !f.held.Progress().Complete {
		t.Errorf("at the end: %v, %+v", n, f.held.Progress())
	}
	t.Logf("headlines %d, replies exact %d, everything %d", headline, exact, all)

}

// TestUnitsOfChanges: what changes later costs what it must, and an expired history the lists once more.
func TestUnitsOfChanges(t *testing.T) {
	const sends, replies = 600, 50
	f := open(t, sandbox.Campaign(clock, sends, replies, 4000, 3))
	f.sync()
	// Nothing changed: one request, 2 units.
	if units := f.sync(); units != 2 || len(f.server.Requests().All()) != 1 {
		t.Errorf("a sync with no change: %d units, %d requests", units, len(f.server.Requests().All()))
	}
	// One new reply: 25 units at most. One new pitch: 30.
	pitch := f.box.IDs("in:sent subject:SPRING")[5]
	parent, _ := f.box.Message(pitch)
	f.box.Deliver(sandbox.Mail(parent.Get("To"), sandbox.SpringOwner, "Re: "+parent.Get("Subject"), "Yes!").InReplyTo(parent))
	if units := f.sync(); units > 25 {
		t.Errorf("a new reply cost %d units", units)
	}
	if n := f.states(); n[provider.StateHumanReply] != replies+1 {
		t.Errorf("the new reply is not held: %v", n)
	}
	f.box.Send(sandbox.Mail(sandbox.SpringOwner, "new@station.example", "[SPRING] Hello", "Hi"))
	if units := f.sync(); units > 30 {
		t.Errorf("a new pitch cost %d units", units)
	}
	if n := f.states(); n[provider.StatePitch] != sends+1 {
		t.Errorf("the new pitch is not held: %v", n)
	}
	// One mail that has nothing to do with the campaign.
	before := f.held.Changes()
	f.box.Deliver(sandbox.Mail("shop@example.com", sandbox.SpringOwner, "Sale", "20% off"))
	if units := f.sync(); units > 25 || f.held.Changes() != before {
		t.Errorf("a mail of a shop cost %d units and changed %d records", units, f.held.Changes()-before)
	}
	// The history expires: the lists again, and nothing that is held is read twice.
	f.box.Deliver(sandbox.Mail("other@example.com", sandbox.SpringOwner, "Hello", "Hi"))
	f.box.ExpireHistory()
	was := f.held.Dump()
	if units := f.sync(); units > 120+3*20 { // the two above and one of the minutes before are not known
		t.Errorf("an expired history cost %d units, three mails unknown", units)
	} else {
		t.Logf("an expired history: %d units", units)
	}
	if diff := cmp.Diff(was, f.held.Dump()); diff != "" {
		t.Error("after an expired history:", diff)
	}
}

// TestReadOnce: no mail is asked for twice, over first sync, changes, a lost history and a change of the rule and back.
func TestReadOnce(t *testing.T) {
	f := open(t, sandbox.SpringRadio(clock))
	var got = map[string]int{}
	count := func() {
		for _, r := range f.server.Requests().All() {
			if r.ID == "gmail.users.messages.get" {
				got[r.Path]++
			}
		}
	}
	f.sync()
	count()
	for range 4 {
		f.server.Arrive()
		f.sync()
		count()
	}
	f.box.ExpireHistory()
	f.sync()
	count()
	for path, n := range got {
		if n > 1 {
			t.Errorf("%s was read %d times", path, n)
		}
	}
	if len(got) < 20 {
		t.Fatalf("%d mails read", len(got))
	}
}

// TestLargeMailbox: 10,000 sends and 200,000 mails that came in fit in 200 MB.
func TestLargeMailbox(t *testing.T) {
	if testing.Short() {
		t.Skip("lists 210,000 mails")
	}
	f := open(t, sandbox.Campaign(clock, 10_000, 300, 200_000, 9))
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	m := &providertest.Memory{}
	scope := f.scope()
	scope.Headline, scope.Held = true, m
	most := uint64(0)
	err := New().Sync(t.Context(), f.client, f.account, scope, nil, func(b provider.Batch) error {
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		if now.HeapAlloc > before.HeapAlloc {
			most = max(most, now.HeapAlloc-before.HeapAlloc)
		}
		return m.Apply(b)
	})
	if err != nil {
		t.Fatal(err)
	}
	if most > 200<<20 {
		t.Errorf("%d MB", most>>20)
	}
	t.Logf("at most %d MB, %d records, %d units", most>>20, len(m.All()), f.server.Requests().Units(sandbox.SpringOwner))
	if len(m.All()) < 10_300 {
		t.Errorf("%d records", len(m.All()))
	}
}
