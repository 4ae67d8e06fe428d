package outbox_test

import (
	"context"
	"fmt"
	"testing"

	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// What the contact sheet costs by its size: requests and time of a first read, of a sync where nothing moved, of one where one
// cell did, of one edit, of ten in one go, and of a contact added. The stand-in answers on loopback.
func BenchmarkSheet(b *testing.B) {
	for _, size := range []int{1_000, 10_000, 50_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			rows := people(size)
			for _, work := range []struct {
				name  string
				first bool // nothing was read before
				do    func(w *world, i int)
			}{
				{"first", true, func(w *world, _ int) { w.mustSync() }},
				{"same", false, func(w *world, _ int) { w.mustSync() }},
				{"cell", false, func(w *world, i int) { w.types(person(size / 2)[1], "role", fmt.Sprint("Role ", i)); w.mustSync() }},
				{"edit", false, func(w *world, i int) { w.mustEdit(person(size / 2)[1], "role", fmt.Sprint("S", i)); w.send() }},
				{"status", false, func(w *world, i int) { w.mustEdit(person(size / 2)[1], "status", fmt.Sprint("S", i)); w.send() }}, // with its day
				{"edits10", false, func(w *world, i int) {
					for k := range 10 {
						w.mustEdit(person(k * 7)[1], "role", fmt.Sprint("R", i))
					}
					w.send()
				}},
				{"add", false, func(w *world, i int) {
					if _, _, err := w.box.Add(context.Background(), w.target(), provider.NewContact{Email: fmt.Sprintf("new%d@radio.example", i), Status: "NEW"}); err != nil {
						b.Fatal(err)
					}
					w.mustSync()
				}},
			} {
				b.Run(work.name, func(b *testing.B) {
					w := newWorld(b, b.TempDir(), rows...)
					defer w.close()
					if !work.first {
						w.mustSync()
					}
					before, n := len(w.server.Requests().All()), 0
					for b.Loop() {
						if work.first && n > 0 {
							b.StopTimer()
							again := newWorld(b, b.TempDir(), rows...)
							b.StartTimer()
							again.mustSync()
							b.StopTimer()
							again.close()
							b.StartTimer()
							n++
							continue
						}
						work.do(w, n)
						n++
					}
					times := n
					if work.first {
						times = 1
					}
					b.ReportMetric(float64(len(w.server.Requests().All())-before)/float64(times), "requests/op")
				})
			}
		})
	}
}

// Search over 50,000 contacts, and pages of them. The promise is less than 100 ms.
func BenchmarkSearch(b *testing.B) {
	w := newWorld(b, b.TempDir(), people(50_000)...)
	defer w.close()
	w.mustSync()
	for _, q := range []store.ContactQuery{
		{Text: "person 49999"}, {Text: "p4999"}, {Text: "radio.example"}, {Text: "radio 3 dj"}, {Text: "zz"}, {Text: "di"}, {Text: "o a"}, {Text: "nosuchword"},
		{Email: "p123"}, {Status: "NEW"}, {Status: "NEW", Offset: 40_000}, {},
	} {
		name := fmt.Sprintf("text=%s,email=%s,status=%s,offset=%d", q.Text, q.Email, q.Status, q.Offset)
		b.Run(name, func(b *testing.B) {
			q.CampaignID, q.Limit = w.campaign.ID, 100
			for b.Loop() {
				if _, _, err := w.store.Contacts(context.Background(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// send is what an edit does by itself: only what waits is sent, nothing is read.
func (w *world) send() {
	w.t.Helper()
	w.pass(quotaWindow)
	scope := provider.Scope{Campaign: w.campaign, Now: w.now, Held: w.store.Held(conn, w.campaign.ID)}
	if _, err := w.box.Send(context.Background(), outbox.Delivery{ConnectionID: conn, CampaignID: w.campaign.ID, Writer: writer(), Client: w.client,
		Account: provider.Account{ID: conn, Address: owner}, Scope: scope}); err != nil {
		w.t.Fatal(err)
	}
}
