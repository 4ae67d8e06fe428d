//go:build e2e

package emulate_test

import (
	"fmt"
	"testing"
	"time"
)

// Mail that came back, of many years and systems, each in the thread of a mail of ours: what a mail system wrote is never
// counted as a person's answer. Where the other Gmail keeps the headers and parts that say so to itself, the sender's name is
// all there is to go by.
func TestReturnedMail(t *testing.T) {
	for name, whole := range map[string]bool{"as the other one gives it": false, "with all headers": true} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, whole)
			list := letters(t, "returned")
			byID := map[string]*letter{}
			machines := 0
			for i, l := range list {
				at := time.Now().Add(-time.Duration(600-i) * time.Hour)
				pitch := &letter{name: "pitch " + l.name, raw: fmt.Appendf(nil, "From: %s\r\nTo: person%d@station.example\r\nSubject: [CORPUS] number %d\r\nMessage-ID: <pitch-%d@cworth.org>\r\nContent-Type: text/plain\r\n\r\nHello\r\n", owner, i, i, i)}
				b.put(pitch, at, "", "SENT")
				b.put(l, at.Add(10*time.Minute), pitch.thread, "INBOX")
				byID[l.gmailID] = l
				if l.byMachine() {
					machines++
				}
			}
			if machines < 60 {
				t.Fatalf("only %d mails say that a mail system wrote them", machines)
			}
			b.connect()
			b.campaign("Returned", "CORPUS")
			sent := b.evidence("emails_sent")
			t.Log(sent)
			exact(t, sent, len(list))
			exact(t, b.evidence("people_contacted"), len(list))
			n := b.evidence("email_replies")
			t.Log(n)
			wrong := 0
			states := map[string]int{}
			for _, r := range n.Excluded {
				states[r.State]++
			}
			for _, r := range n.Counted {
				states["counted"]++
				l := byID[r.ID]
				t.Logf("counted: %s by %s: %s", l.name, r.Who, r.Why)
				if whole && l.byMachine() || l.byDaemon() {
					wrong++
					t.Errorf("%s was written by a mail system and is counted as an answer of %s: %s", l.name, r.Who, r.Why)
				}
			}
			t.Logf("%d mails by machines, %d of them wrongly counted; by state: %v", machines, wrong, states)
			outcomes(t, b)
		})
	}
}
