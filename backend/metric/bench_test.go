package metric

import (
	"context"
	"fmt"
	"testing"

	"mixdown/backend/provider"
)

// BenchmarkEvaluate works out a campaign of 10,000 mails, 2,000 replies and 50,000 contacts.
func BenchmarkEvaluate(b *testing.B) {
	ev := memory{}.sheet(ago(1), allColumns...)
	for i := range 10_000 {
		ev.send(fmt.Sprintf("s%d", i), ago(i%30), fmt.Sprintf("t%d", i), fmt.Sprintf("p%d@x%d.example", i, i/3))
		if i%5 == 0 {
			ev.human(fmt.Sprintf("r%d", i), now, fmt.Sprintf("t%d", i), fmt.Sprintf("p%d@x%d.example", i, i/3))
		}
	}
	for i := range 50_000 {
		ev.contact(fmt.Sprintf("p%d@x%d.example", i, i/3), "Name", "NEW", provider.ContactData{Role: "DJ", Outlet: fmt.Sprint("O", i/3), Added: "2026-11-20"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Evaluate(context.Background(), input(), ev); err != nil {
			b.Fatal(err)
		}
	}
}
