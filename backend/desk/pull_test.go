package desk_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

const (
	topic  = "projects/promo-123/topics/mail"
	subscr = "projects/promo-123/subscriptions/mixdown"
)

// eventually waits for a condition that another goroutine brings about.
func (o *office) eventually(what string, ok func() bool) {
	o.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); {
		if time.Now().After(deadline) {
			o.t.Fatalf("never happened: %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (o *office) connection(word string) desk.Connection {
	o.t.Helper()
	list, err := o.desk.Connections(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, c := range list {
		if c.Provider == word {
			return c
		}
	}
	o.t.Fatalf("%s is not connected", word)
	return desk.Connection{}
}

// live runs what follows other programs until the test, or the returned function, ends it.
func (o *office) live() (stop func()) {
	ctx, cancel := context.WithCancel(o.t.Context())
	var work sync.WaitGroup
	work.Go(func() { o.desk.Live(ctx) })
	stop = sync.OnceFunc(func() { cancel(); work.Wait() })
	o.t.Cleanup(stop)
	return stop
}

func TestGmailPush(t *testing.T) {
	o := newOffice(t)
	o.synced()
	push := desk.GmailPush{Topic: topic, Subscription: subscr}
	refused := func(what string, want apperr.Code) {
		t.Helper()
		if _, err := o.desk.SetGmailPush(t.Context(), push); apperr.CodeOf(err) != want {
			t.Errorf("%s: %v", what, err)
		}
		if c := o.connection("gmail"); c.Live {
			t.Errorf("%s: it says that it is live", what)
		}
	}
	pages := func() int { return o.server.Requests().Count("accounts.google.com", "", "/**") }
	before := pages()
	push.Subscription = "mixdown"
	refused("no name of a subscription", apperr.Invalid)
	if n := pages(); n != before || n == 0 {
		t.Errorf("somebody was asked for consent in vain: %d pages, %d before", n, before)
	}
	push.Subscription = subscr
	refused("no such subscription", apperr.NotFound)
	o.server.PubSub().AddTopic("projects/promo-123/topics/other", subscr, true)
	refused("another topic's subscription", apperr.Invalid)
	o.server.PubSub().AddTopic(topic, subscr, false)
	refused("Gmail may not publish", apperr.Forbidden)
	o.server.PubSub().AddTopic(topic, subscr, true)
	c, err := o.desk.SetGmailPush(t.Context(), push)
	if err != nil || c.Live {
		t.Fatalf("live before anything listens: %v, %v", c.Live, err)
	}
	if o.server.PubSub().Watched(sandbox.SpringOwner) != topic {
		t.Fatal("the mailbox is not watched")
	}
	stop := o.live()
	o.eventually("live", func() bool { return o.connection("gmail").Live })
	runs := func() int {
		log, err := o.desk.Log(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, r := range log {
			if r.Trigger == "hook" && r.IntegrationType == "gmail" && r.Status == "success" {
				n++
			}
		}
		return n
	}
	if _, ok := o.server.Arrive(); !ok {
		t.Fatal("no mail arrives")
	}
	o.eventually("a sync for the mail that came", func() bool { return runs() > 0 })
	o.eventually("every notice is acknowledged", func() bool { return o.server.PubSub().Waiting(subscr) == 0 })

	// A subscription that fails is no reason to say "live".
	o.server.Faults().Add(sandbox.Fault{Host: "pubsub.googleapis.com", Status: 403, Body: `{"error":{"code":403,"message":"no"}}`})
	if _, ok := o.server.Arrive(); !ok { // ends the pull that waits
		t.Fatal("no mail arrives")
	}
	o.eventually("not live", func() bool {
		c := o.connection("gmail")
		return !c.Live && strings.Contains(c.LiveMessage, "Pub/Sub Subscriber")
	})
	o.server.Faults().Clear()
	stop()
	if o.connection("gmail").Live {
		t.Error("nothing listens, and it says live")
	}
	if c, err := o.desk.StopGmailPush(t.Context(), "gmail"); err != nil || c.Live || c.LiveMessage != "" {
		t.Errorf("%+v, %v", c, err)
	}
	if o.server.PubSub().Watched(sandbox.SpringOwner) != "" {
		t.Error("the mailbox is still watched")
	}
	if _, err := o.store.Load("pull:" + c.ID); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("the permission is still in the keychain: %v", err)
	}
	// The mailbox's own sign-in is not touched.
	if _, err := o.desk.Profile(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestGmailPushEndsWithTheMailbox: disconnecting leaves no watch and no secret behind.
func TestGmailPushEndsWithTheMailbox(t *testing.T) {
	o := newOffice(t)
	o.synced()
	o.server.PubSub().AddTopic(topic, subscr, true)
	c, err := o.desk.SetGmailPush(t.Context(), desk.GmailPush{Topic: topic, Subscription: subscr})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.Disconnect(t.Context(), "gmail", true); err != nil {
		t.Fatal(err)
	}
	if o.server.PubSub().Watched(sandbox.SpringOwner) != "" {
		t.Error("the mailbox is still watched")
	}
	if _, err := o.store.Load("pull:" + c.ID); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("the permission is still in the keychain: %v", err)
	}
}
