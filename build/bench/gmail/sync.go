package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/gmail"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
	"mixdown/backend/transport"
)

// tokenVariable carries the stand-in's token into the process that syncs.
const tokenVariable = "MIXDOWN_BENCH_TOKEN"

// measured is what one sync cost.
type measured struct {
	Units, Requests int
	Bytes           int64
	Seconds         float64
	Peak            uint64 // bytes of memory that the process held at most
	Pitches, Humans int
	Complete        bool
}

// child syncs the mailbox behind a gateway into a home once: arguments are the gateway and the home.
func child(ctx context.Context, args []string, out io.Writer) (err error) {
	if len(args) != 2 {
		return errors.New("usage: gmail sync GATEWAY HOME")
	}
	stack, err := transport.New(transport.Config{Gateway: args[0]})
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, filepath.Join(args[1], "mixdown.db"), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	info := gmail.New().Info()
	info.Pace.UnitsPerMinute = 0 // not waited for
	var counter transport.Counter
	token := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: os.Getenv(tokenVariable)})
	client := stack.Client(info, provider.Caller{Account: "mailbox"}, token, &counter)

	c := campaign.Campaign{ID: "bench", Rule: campaign.Rule{Tag: sandbox.SpringTag, Since: time.Now().AddDate(0, 0, -90).Truncate(24 * time.Hour)}}
	begun, err := db.BeginSync(ctx, c.ID, store.KindSync, "bench")
	if err != nil {
		return err
	}
	run, err := db.BeginRun(ctx, store.Run{SyncID: begun.ID, CampaignID: c.ID, ConnectionID: "mailbox", IntegrationType: info.Table})
	if err != nil {
		return err
	}
	cursor, err := db.Cursor(ctx, "mailbox", c.ID)
	if err != nil {
		return err
	}
	var m measured
	start := time.Now()
	scope := provider.Scope{Campaign: c, Now: time.Now, Held: db.Held("mailbox", c.ID)}
	err = gmail.New().Sync(ctx, client, provider.Account{ID: "mailbox", Address: sandbox.SpringOwner}, scope, cursor.Cursor, func(b provider.Batch) error {
		m.Complete = b.Progress.Complete
		_, err := db.Commit(ctx, run, store.Batch{Batch: b, SyncVersion: info.SyncVersion})
		return err
	})
	if err != nil {
		return err
	}
	m.Seconds = time.Since(start).Seconds()
	m.Units, m.Requests, m.Bytes = counter.Units(), counter.Requests(), counter.Bytes()
	if m.Peak, err = peakMemory(); err != nil {
		return err
	}
	err = db.Evidence(ctx, c.ID, "", provider.StreamMessages, 0, func(r provider.Record) error {
		switch r.State {
		case provider.StatePitch:
			m.Pitches++
		case provider.StateHumanReply:
			m.Humans++
		}
		return nil
	})
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(m)
}

// peakMemory is the greatest resident set of this process; where the system does not tell, what Go asked of it.
func peakMemory() (uint64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.Sys, nil
	}
	for l := range strings.Lines(string(status)) {
		if v, ok := strings.CutPrefix(l, "VmHWM:"); ok {
			var kb uint64
			_, err := fmt.Sscan(v, &kb)
			return kb << 10, err
		}
	}
	return 0, errors.New("the system does not tell the memory of a process")
}
