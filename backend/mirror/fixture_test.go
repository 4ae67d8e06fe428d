package mirror

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"mixdown/backend/auth"
	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
	"mixdown/backend/transport"
)

const me = "you@label.example"

// bench is a project behind the gateway, and everything that left for it.
type bench struct {
	t       *testing.T
	server  *sandbox.Server
	remote  *sandbox.Supabase
	net     *transport.Transport
	project Project
	store   *auth.Memory
	tokens  *Tokens
	client  *Client
	user    string
	gateway string
	traffic *recorder

	mu    sync.Mutex
	shift time.Duration // of this computer's clock
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Add(b.shift)
}

func (b *bench) setClock(shift time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shift = shift
}

// recorder keeps every byte that leaves, headers apart.
type recorder struct {
	next   http.RoundTripper
	mu     sync.Mutex
	bodies bytes.Buffer
	count  int
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	r.count++
	r.bodies.WriteString(req.URL.String() + "\n")
	if req.Body != nil {
		raw, err := io.ReadAll(req.Body)
		if err != nil {
			r.mu.Unlock()
			return nil, err
		}
		r.bodies.Write(raw)
		r.bodies.WriteByte('\n')
		req.Body = io.NopCloser(bytes.NewReader(raw))
	}
	r.mu.Unlock()
	return r.next.RoundTrip(req)
}

func (r *recorder) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bodies.String()
}

// newBench signs in to a new project.
func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, store: auth.NewMemory()}
	b.server = sandbox.New(sandbox.Options{})
	b.remote = b.server.AddSupabase("")
	gateway, err := b.server.Start()
	if err != nil {
		t.Fatal(err)
	}
	b.gateway = gateway
	t.Cleanup(func() {
		b.remote.Close()
		if err := b.server.Close(); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
	base := http.DefaultTransport.(*http.Transport).Clone()
	b.traffic = &recorder{next: base}
	t.Cleanup(base.CloseIdleConnections)
	if b.net, err = transport.New(transport.Config{Gateway: gateway, Base: b.traffic, Now: b.now}); err != nil {
		t.Fatal(err)
	}
	if b.project, err = ParseProject(b.remote.URL(), sandbox.SupabaseKey); err != nil {
		t.Fatal(err)
	}
	s := b.sign(me)
	b.user = s.User
	if err := b.store.Save("mirror", s.Secret); err != nil {
		t.Fatal(err)
	}
	b.tokens = NewTokens(b.project, "mirror", b.store, b.plain(), s.Token, b.now)
	t.Cleanup(b.tokens.Close)
	b.client = &Client{Project: b.project, Tables: b.net.Client(b.project.Info(), provider.Caller{}, b.tokens, nil).Transport, Now: b.now}
	return b
}

func (b *bench) plain() *http.Client { return b.net.Plain(b.project.Info()) }

func (b *bench) sign(email string) Session {
	b.t.Helper()
	in := SignIn{Project: b.project, Email: email, HTTP: b.plain(), Now: b.now}
	if err := in.SendMail(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	s, err := in.Finish(b.t.Context(), b.remote.Code(email))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// box is an outbox in memory.
type box struct {
	mu      sync.Mutex
	have    map[string]bool
	refused map[string]string
	fail    error
}

func (o *box) Acknowledge(_ context.Context, table string, rows []Row, refused string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return o.fail
	}
	if o.have == nil {
		o.have, o.refused = map[string]bool{}, map[string]string{}
	}
	for _, r := range rows {
		o.have[table+"/"+r.ID] = true
		if refused != "" {
			o.refused[r.ID] = refused
		}
	}
	return nil
}

func (o *box) count() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.have)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// until waits for a condition that another goroutine brings about.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func contains(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
