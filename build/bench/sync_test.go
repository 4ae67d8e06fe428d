// Package bench measures what a sync costs. The figures are counts (units, requests, bytes), which are exact; times are those
// of one machine without the service's pace.
package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/gmail"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
)

// BenchmarkGmail reads mailboxes of several sizes for the first time and once more, beside the naive plan (one list, then one
// threads.get a mail, at every sync) and the least that can be (each mail that must be read once, plus the lists).
func BenchmarkGmail(b *testing.B) {
	for _, n := range []int{200, 1000, 5000, 10000} {
		b.Run(fmt.Sprintf("sends=%d", n), func(b *testing.B) {
			for b.Loop() {
				measure(b, n, n/10, n*5)
			}
		})
	}
}

// BenchmarkGmailBulk is 10,000 sends among 200,000 inbound mails.
func BenchmarkGmailBulk(b *testing.B) {
	for b.Loop() {
		measure(b, 10_000, 100, 200_000)
	}
}

func measure(b *testing.B, sends, replies, inbound int) {
	now := time.Now()
	server := sandbox.New(sandbox.Options{Story: sandbox.Campaign(now, sends, replies, inbound, 7)})
	if _, err := server.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	path := filepath.Join(b.TempDir(), "mixdown.db")
	db, err := store.Open(b.Context(), path, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	client := server.Client(sandbox.SpringOwner, "https://www.googleapis.com/auth/gmail.readonly")
	c := campaign.Campaign{ID: "bench", Rule: campaign.Rule{Tag: sandbox.SpringTag, Since: now.AddDate(0, 0, -90)}}
	sync := func() (units, requests int) {
		server.Requests().Reset()
		run, err := db.BeginRun(b.Context(), begin(b, db, c.ID))
		if err != nil {
			b.Fatal(err)
		}
		cursor, err := db.Cursor(b.Context(), "mailbox", c.ID)
		if err != nil {
			b.Fatal(err)
		}
		scope := provider.Scope{Campaign: c, Now: time.Now, Held: db.Held("mailbox", c.ID)}
		err = gmail.New().Sync(b.Context(), client, provider.Account{ID: "mailbox", Address: sandbox.SpringOwner}, scope, cursor.Cursor, func(batch provider.Batch) error {
			_, err := db.Commit(b.Context(), run, store.Batch{Batch: batch, SyncVersion: gmail.New().Info().SyncVersion})
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		return server.Requests().Units(sandbox.SpringOwner), len(server.Requests().All())
	}
	runtime.GC()
	peak, stop := watchHeap()
	begun := time.Now()
	units, requests := sync()
	took := time.Since(begun)
	stop()
	again, againRequests := sync()
	size, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	lists := 5 * server.Requests().Count("gmail.googleapis.com", "GET", "/gmail/v1/users/me/messages")
	b.ReportMetric(float64(units), "units")
	b.ReportMetric(float64(20*(sends+replies)+lists), "units-least")
	b.ReportMetric(float64(5*((sends+499)/500)+40*sends), "units-naive")
	b.ReportMetric(float64(requests), "requests")
	b.ReportMetric(float64(again), "units-again")
	b.ReportMetric(float64(againRequests), "requests-again")
	b.ReportMetric(took.Seconds(), "s-without-pace")
	b.ReportMetric(float64(peak.Load())/(1<<20), "MB-heap")
	b.ReportMetric(float64(size.Size())/(1<<20), "MB-file")
}

func begin(b *testing.B, db *store.Store, id string) store.Run {
	y, err := db.BeginSync(b.Context(), id, store.KindSync, "bench")
	if err != nil {
		b.Fatal(err)
	}
	return store.Run{SyncID: y.ID, CampaignID: id, ConnectionID: "mailbox", IntegrationType: "gmail"}
}

// watchHeap keeps the greatest heap seen, the sandbox's own included, until it is stopped.
func watchHeap() (peak *atomic.Uint64, stop func()) {
	peak = &atomic.Uint64{}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapInuse))
			select {
			case <-ctx.Done():
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return peak, func() { cancel(); <-done }
}
