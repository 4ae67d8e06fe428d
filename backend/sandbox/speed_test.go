package sandbox

import (
	"testing"
	"time"
)

// BenchmarkListLargeMailbox lists a page of a large mailbox by labels and dates, which needs no mail's text.
func BenchmarkListLargeMailbox(b *testing.B) {
	now := time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }, Story: Campaign(now, 10_000, 1_000, 100_000, 1)})
	box := s.Mailbox(SpringOwner)
	for b.Loop() {
		if len(box.IDs("in:sent subject:SPRING newer_than:30d")) != 10_000 {
			b.Fatal("not all sends found")
		}
	}
}
