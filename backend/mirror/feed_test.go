package mirror

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"mixdown/backend/sandbox"
)

// follower keeps what a feed brings.
type follower struct {
	mu   sync.Mutex
	seen map[string]Received
	live int
	last error

	calls int // results taken

	hints []string
}

func (f *follower) Take(_ context.Context, list []Received) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range list {
		if f.calls++; r.Gone {
			delete(f.seen, r.ID)
			continue
		}
		f.seen[r.ID] = r
	}
	return nil
}

func (f *follower) Changed(context.Context) (newest time.Time, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.seen {
		if r.ChangedAt.After(newest) {
			newest = r.ChangedAt
		}
	}
	return newest, nil
}

func (f *follower) Held(_ context.Context, newest bool) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	last := map[string]Received{}
	for _, r := range f.seen {
		key := r.Agent + " " + r.Key
		if !newest {
			key = r.ID
		}
		if have, ok := last[key]; !ok || r.CreatedAt.After(have.CreatedAt) {
			last[key] = r
		}
	}
	var ids []string
	for _, r := range last {
		ids = append(ids, r.ID)
	}
	return ids, nil
}

// value is what is known of a result; false where it does not stand.
func (f *follower) value(id string) (float64, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, ok := f.seen[id]
	if !ok || r.Value == nil {
		return 0, ok
	}
	return *r.Value, ok
}

func (f *follower) has(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, ok := f.seen[id]
	return ok
}

func (f *follower) joins() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.live
}

// follow runs a feed of the campaign until the test ends.
func (b *bench) follow() (*follower, func() error) { return b.followOver(b.plain()) }

// followOver is follow with a way of its own to the live feed.
func (b *bench) followOver(client *http.Client) (*follower, func() error) {
	b.t.Helper()
	if _, _, err := b.client.Push(b.t.Context(), TableSessions, []Row{sessionRow()}, &box{}); err != nil {
		b.t.Fatal(err)
	}
	f := &follower{seen: map[string]Received{}}
	feed := &Feed{Client: b.client, HTTP: client, Tokens: b.tokens, SessionID: campaignID, Kept: f, Log: quiet(),
		Hint: func(provider string) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.hints = append(f.hints, provider)
		},
		Live: func(err error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.last = err
			if err == nil {
				f.live++
			}
		},
		heartbeat: 30 * time.Millisecond, pause: 10 * time.Millisecond,
	}
	ctx, cancel := context.WithCancel(b.t.Context())
	done := make(chan error, 1)
	go func() { done <- feed.Run(ctx) }()
	var once sync.Once
	var err error
	stop := func() error { once.Do(func() { cancel(); err = <-done }); return err }
	b.t.Cleanup(func() { _ = stop() })
	return f, stop
}

func value(v float64) *float64 { return &v }

func TestFeed(t *testing.T) {
	b := newBench(t)
	f, stop := b.follow()
	until(t, "the join", func() bool { return f.joins() == 1 })
	id := b.remote.WriteResult(sandbox.AgentResult{Session: campaignID, Agent: "scout", Key: "stations_found", Label: "Stations found", Unit: "stations", Value: value(12)})
	until(t, "Scout's result", func() bool { return f.has(id) })
	if got := f.seen[id]; got.Agent != "scout" || got.Value == nil || *got.Value != 12 || got.Label != "Stations found" {
		t.Errorf("%+v", got)
	}
	ours := b.remote.WriteResult(sandbox.AgentResult{Session: campaignID, Agent: "tracker", Key: "emails_sent", Label: "x", Value: value(1)})
	unknown := b.remote.WriteResult(sandbox.AgentResult{Session: campaignID, Agent: "coach", Key: "tone", Label: "Tone"})
	until(t, "Coach's result", func() bool { return f.has(unknown) })
	if f.has(ours) {
		t.Error("our own result came back as another agent's")
	}
	if f.seen[unknown].Value != nil {
		t.Error("an unknown value became a number")
	}
	b.remote.Hint("stranger@label.example", "gmail")
	b.remote.Hint(me, "something else")
	b.remote.Hint(me, "mailchimp")
	until(t, "the hint", func() bool { f.mu.Lock(); defer f.mu.Unlock(); return len(f.hints) == 1 && f.hints[0] == "mailchimp" })
	if err := stop(); err == nil {
		t.Error("the feed ended without its context")
	}
	until(t, "the end of the connection", func() bool { return b.remote.Listeners() == 0 })
}

// TestFeedCatchesUp loses the connection, misses a result, and gets it by the query after the next join.
func TestFeedCatchesUp(t *testing.T) {
	b := newBench(t)
	f, _ := b.follow()
	until(t, "the join", func() bool { return f.joins() == 1 })
	var missed string
	b.remote.Quietly(func() {
		missed = b.remote.WriteResult(sandbox.AgentResult{Session: campaignID, Agent: "broker", Key: "introductions", Label: "Introductions", Value: value(3)})
	})
	b.remote.Close()
	until(t, "the next join", func() bool { return f.joins() >= 2 })
	until(t, "what was missed", func() bool { return f.has(missed) })
}

// TestFeedSurvivesTokens changes the tokens under a feed, and then ends the session.
func TestFeedSurvivesTokens(t *testing.T) {
	b := newBench(t)
	f, stop := b.follow()
	until(t, "the join", func() bool { return f.joins() == 1 })
	b.remote.ExpireTokens()
	b.remote.Close()
	until(t, "the join with a new token", func() bool { return f.joins() >= 2 })
	id := b.remote.WriteResult(sandbox.AgentResult{Session: campaignID, Agent: "insight", Key: "best_day", Label: "Best day", Value: value(2)})
	until(t, "the result", func() bool { return f.has(id) })
	b.remote.EndSessions()
	b.remote.Close()
	until(t, "the word that the sign-in ended", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return StateOf(f.last) == StateSignIn
	})
	if err := stop(); StateOf(err) != StateSignIn {
		t.Errorf("ended with %v", err)
	}
}

func TestHostileResults(t *testing.T) {
	good := record{ID: "a", SessionID: campaignID, Agent: "scout", Key: "k", Label: "L", Value: []byte("1"), CreatedAt: "2026-11-22T10:00:00+00:00"}
	if r, ok := good.received(); !ok || r.Gone {
		t.Fatal("a good row was refused")
	}
	for name, change := range map[string]func(*record){
		"agent":       func(r *record) { r.Agent = "tracker" },
		"no agent":    func(r *record) { r.Agent = "<script>" },
		"long label":  func(r *record) { r.Label = string(make([]byte, 1000)) },
		"no time":     func(r *record) { r.CreatedAt = "yesterday" },
		"not finite":  func(r *record) { r.Value = []byte(`"NaN"`) },
		"not numeric": func(r *record) { r.Value = []byte(`{"a":1}`) },
		"deleted":     func(r *record) { s := "2026"; r.DeletedAt = &s },
	} {
		r := good
		change(&r)
		if got, ok := r.received(); !ok || !got.Gone || got.ID != r.ID || got.Value != nil || got.Label != "" {
			t.Errorf("%s: taken as %+v", name, got)
		}
	}
	r := good
	r.Metadata = make([]byte, maxMetadata+1)
	if x, ok := r.received(); !ok || x.Gone || string(x.Metadata) != "{}" {
		t.Error("large metadata was taken, or the row with it refused")
	}
}
