package metric

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"mixdown/backend/provider"
)

// A share is a lower bound only while no send is missing: each person more in its base may take it down again.
func TestShareIsNoBoundWhileSendsAreMissing(t *testing.T) {
	sent := func() memory {
		m := memory{}.human("h", ago(8), "t1", "1@x.example")
		for i := range 25 {
			id := strconv.Itoa(i)
			m.send("s"+id, ago(9), "t"+id, id+"@x.example")
		}
		return m
	}
	unreadReply := sent().put(provider.StreamMessages, "i", provider.StateUnreadIn, time.Time{}, "", "", nil, in("t2"))
	backlog := source(Gmail, func(s *SourceState) { s.Complete = false })
	check := func(name string, a *Answer, rate, open, label, told string) {
		t.Helper()
		r, _ := a.Metric("reply_rate")
		o, _ := a.Metric("open_rate")
		if r.Complete || o.Complete || r.Display != rate || o.Display != open || o.Label != label || r.AtLeast != strings.HasPrefix(rate, "at least") || o.AtLeast != r.AtLeast {
			t.Errorf("%s: %+v, %+v", name, r, o)
		}
		if e := evidence(t, a, "open_rate"); e.Label != label || e.AtLeast != o.AtLeast {
			t.Errorf("%s: the evidence says %s, %v", name, e.Label, e.AtLeast)
		}
		if !strings.Contains(a.Narration(""), "at least 1 reply "+told) {
			t.Errorf("%s: %s", name, a.Narration(""))
		}
	}
	check("only a reply is missing", answer(t, unreadReply, backlog), "at least 4 %", "at least 4 %", "Opened, at least", "(at least 4% opened)")
	check("the sends are being listed", answer(t, unreadReply, source(Gmail, func(s *SourceState) { s.Complete, s.Listing = false, true })),
		"4 % so far", "4 % so far", "Opened", "(4% opened so far)")
	unreadSend := sent().put(provider.StreamMessages, "u", provider.StateUnreadSent, time.Time{}, "", "", nil, in("t2"))
	check("a send is not read", answer(t, unreadSend, backlog), "4 % so far", "4 % so far", "Opened", "(4% opened so far)")
}

// After an edit of the rule what is held is still what the old one found: nothing claims to be complete, or a bound.
func TestRuleChanged(t *testing.T) {
	ev := memory{}.send("s", ago(9), "t", "a@x.example").human("h", ago(8), "t", "a@x.example")
	a := answer(t, ev, source(Gmail, func(s *SourceState) { s.OtherRule = true }))
	for _, m := range a.Metrics() {
		if own := m.Source == Gmail; own != (m.Warning != nil) || own && (m.Complete || m.AtLeast) || own && m.Value != nil && !strings.HasSuffix(m.Display, " so far") {
			t.Errorf("%s: %+v", m.Key, m)
		}
	}
	if e := evidence(t, a, "email_replies"); e.Warning == nil || *e.Warning != oldRule {
		t.Errorf("%+v", e)
	}
	if got, want := a.Narration(""), " | ⚠️ The rule has changed since the last sync"; !strings.HasSuffix(got, want) || strings.Contains(got, "at least") {
		t.Error(got)
	}
	if m, _ := answer(t, ev).Metric("emails_sent"); m.Warning != nil || !m.Complete {
		t.Errorf("%+v", m)
	}
}
