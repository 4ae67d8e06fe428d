package hook

import (
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/sandbox"
)

const (
	topic  = "projects/promo-123/topics/mail"
	subscr = "projects/promo-123/subscriptions/mixdown"
)

// project is a Google project with a topic and a subscription, and a mailbox that is watched.
func project(t *testing.T) (*sandbox.Server, func(scope ...string) *Puller) {
	t.Helper()
	s := sandbox.New(sandbox.Options{})
	if _, err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	s.PubSub().AddTopic(topic, subscr, true)
	s.Mailbox("you@label.example")
	return s, func(scope ...string) *Puller {
		p, err := NewPuller(t.Context(), s.Client("you@label.example", scope...), subscr)
		if err != nil {
			t.Fatal(err)
		}
		p.wait = 300 * time.Millisecond
		return p
	}
}

func TestPull(t *testing.T) {
	s, open := project(t)
	p := open("pubsub")
	if err := p.Check(t.Context(), topic); err != nil {
		t.Fatal(err)
	}
	if err := p.Check(t.Context(), "projects/promo-123/topics/other"); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("a subscription of another topic: %v", err)
	}
	if got, err := p.Next(t.Context()); got || err != nil {
		t.Errorf("nothing came, and it says %v, %v", got, err)
	}
	s.PubSub().Publish(topic, []byte("not even JSON"))
	s.PubSub().Publish(topic, []byte(`{"emailAddress":"you@label.example","historyId":7}`))
	// What was handed to the pull that ended just now is told again after its deadline, as Pub/Sub does.
	came := false
	for deadline := time.Now().Add(20 * time.Second); s.PubSub().Waiting(subscr) > 0 && time.Now().Before(deadline); {
		got, err := p.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		came = came || got
	}
	if !came {
		t.Error("two notices are no wake-up")
	}
	if n := s.PubSub().Waiting(subscr); n != 0 {
		t.Errorf("%d notices were not acknowledged", n)
	}
	if got, err := p.Next(t.Context()); got || err != nil {
		t.Errorf("the same notice again: %v, %v", got, err)
	}
}

func TestPullRefused(t *testing.T) {
	s, open := project(t)
	for name, c := range map[string]struct {
		fault sandbox.Fault
		want  apperr.Code
	}{
		"403": {sandbox.Fault{Status: 403, Body: `{"error":{"code":403,"message":"x"}}`}, apperr.Forbidden},
		"404": {sandbox.Fault{Status: 404, Body: `{"error":{"code":404,"message":"x"}}`}, apperr.NotFound},
		"429": {sandbox.Fault{Status: 429, Body: `{}`}, apperr.RateLimited},
		"503": {sandbox.Fault{Status: 503, Body: `<html>`}, apperr.ServiceDown},
		"cut": {sandbox.Fault{Status: 200, Body: `{"receivedMessages":[{"me`}, apperr.BadAnswer},
		"odd": {sandbox.Fault{Status: 200, Body: `{"receivedMessages":[{"message":{}}]}`}, apperr.BadAnswer},
	} {
		s.Faults().Clear()
		c.fault.Host = "pubsub.googleapis.com"
		s.Faults().Add(c.fault)
		if _, err := open("pubsub").Next(t.Context()); apperr.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.Faults().Clear()
	if _, err := open("gmail.readonly").Next(t.Context()); apperr.CodeOf(err) != apperr.Forbidden {
		t.Errorf("without the permission: %v", err)
	}
	for _, bad := range []string{"", "mixdown", "projects/p/subscriptions/", "projects/promo-123/topics/mail", "projects/promo-123/subscriptions/a/../b"} {
		if err := ParseSubscription(bad); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
