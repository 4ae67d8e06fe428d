// Package providertest is the conformance suite of providers: what every one of them promises to the tracker, tried on a
// stand-in of its service.
package providertest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// Suite is a provider and a way to reach its service.
type Suite struct {
	Provider provider.Provider
	// Open starts the service afresh: two calls give the same story.
	Open func(t *testing.T) Service
}

// Service is one running stand-in.
type Service struct {
	// Client is authorised. It has no retries of its own, so that a fault is seen as it is.
	Client   *http.Client
	Account  provider.Account
	Campaign campaign.Campaign
	Now      func() time.Time
	// Change lets something happen at the service, so that the next Sync has something to read. Nil where nothing can.
	Change func(t *testing.T)
}

// Run tries every promise.
func Run(t *testing.T, s Suite) {
	t.Helper()
	t.Run("Info", func(t *testing.T) { testInfo(t, s.Provider) })
	t.Run("Identify", func(t *testing.T) { testIdentify(t, s) })
	t.Run("Twice", func(t *testing.T) { testTwice(t, s) })
	t.Run("Change", func(t *testing.T) { testChange(t, s) })
	t.Run("Stop", func(t *testing.T) { testStop(t, s) })
	t.Run("Cancel", func(t *testing.T) { testCancel(t, s) })
	t.Run("Faults", func(t *testing.T) { testFaults(t, s) })
}

// patience is how long a Sync may take before the suite calls it stuck. It is no measure of speed.
const patience = time.Minute

// session is one service with everything that its provider does watched.
type session struct {
	Service
	p     provider.Provider
	watch *watch
}

func open(t *testing.T, s Suite) *session {
	t.Helper()
	service := s.Open(t)
	if service.Now == nil {
		service.Now = time.Now
	}
	w := &watch{t: t, hosts: s.Provider.Info().Hosts, next: service.Client.Transport}
	if w.next == nil {
		w.next = http.DefaultTransport
	}
	client := *service.Client
	client.Transport = w
	service.Client = &client
	t.Cleanup(func() {
		w.allClosed()
		noneLeft(t)
	})
	return &session{Service: service, p: s.Provider, watch: w}
}

// sync runs one Sync on m, with stop in front of it: where stop returns an error, the batch is not applied.
func (s *session) sync(ctx context.Context, t *testing.T, m *Memory, stop func(b provider.Batch) error) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	info := s.p.Info()
	scope := provider.Scope{Campaign: s.Campaign, Now: s.Now, Held: m}
	refused := false
	err := s.p.Sync(ctx, s.Client, s.Account, scope, m.Cursor(), func(b provider.Batch) error {
		if refused {
			t.Error("emit was called again after it returned an error")
		}
		checkBatch(t, info, b)
		if stop != nil {
			if err := stop(b); err != nil {
				refused = true
				return err
			}
		}
		return m.Apply(b)
	})
	if ctx.Err() == context.DeadlineExceeded {
		t.Fatalf("Sync did not end within %v", patience)
	}
	return err
}

// full reads everything on a fresh memory.
func (s *session) full(t *testing.T) *Memory {
	t.Helper()
	m := &Memory{}
	if err := s.sync(t.Context(), t, m, nil); err != nil {
		t.Fatalf("Sync: %v", cause(err))
	}
	return m
}
