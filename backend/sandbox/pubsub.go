package sandbox

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"google.golang.org/api/pubsub/v1"
)

const pubsubHost = "pubsub.googleapis.com"

// ackDeadline is when a notice that was handed out and not acknowledged is handed out again.
const ackDeadline = 10 * time.Second

// PubSub stands in for the topics and pull subscriptions of one Google project, as far as push hints of Gmail use them.
type PubSub struct {
	now func() time.Time

	mu      sync.Mutex
	topics  map[string]bool // whether Gmail may publish there
	subs    map[string]*subscription
	watches map[string]pubsubWatch // by mailbox
	serial  int
	moved   chan struct{} // closed and made anew when a notice comes
}

type pubsubWatch struct {
	topic string
	ends  time.Time
}

type subscription struct {
	topic   string
	waiting []*notice
}

type notice struct {
	id, ack string
	data    []byte
	at      time.Time
	out     time.Time // until when it is handed out; zero while nobody has it
}

func newPubSub(now func() time.Time) *PubSub {
	return &PubSub{now: now, topics: map[string]bool{}, subs: map[string]*subscription{}, watches: map[string]pubsubWatch{}, moved: make(chan struct{})}
}

// AddTopic makes a topic with a subscription to pull from. granted says that Gmail may publish there.
func (p *PubSub) AddTopic(topic, sub string, granted bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.topics[topic] = granted
	p.subs[sub] = &subscription{topic: topic}
}

// Watched returns the topic to which a mailbox is published, "" for none.
func (p *PubSub) Watched(mailbox string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, ok := p.watches[mailbox]
	if !ok || !p.now().Before(w.ends) {
		return ""
	}
	return w.topic
}

// Waiting is how many notices a subscription holds that nobody acknowledged.
func (p *PubSub) Waiting(sub string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.subs[sub]; s != nil {
		return len(s.waiting)
	}
	return 0
}

// publish tells of a change of a mailbox, as Gmail does while it is watched.
func (p *PubSub) publish(mailbox string, historyID uint64) {
	topic := p.Watched(mailbox)
	data, err := json.Marshal(map[string]any{"emailAddress": mailbox, "historyId": historyID})
	if topic != "" && err == nil {
		p.Publish(topic, data)
	}
}

// Publish puts a notice into every subscription of a topic.
func (p *PubSub) Publish(topic string, data []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.subs {
		if s.topic == topic {
			p.serial++
			s.waiting = append(s.waiting, &notice{id: fmt.Sprint(p.serial), data: data, at: p.now()})
		}
	}
	close(p.moved)
	p.moved = make(chan struct{})
}

// watch begins to publish a mailbox; an error where Gmail may not.
func (p *PubSub) watch(mailbox, topic string, ends time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	granted, known := p.topics[topic]
	switch {
	case !known:
		return &apiError{code: 404, status: "NOT_FOUND", reason: "notFound", message: "Error sending test message to Cloud PubSub " + topic + " : Resource not found (resource=" + topic[strings.LastIndex(topic, "/")+1:] + ")."}
	case !granted:
		return &apiError{code: 403, status: "PERMISSION_DENIED", reason: "forbidden", message: "Error sending test message to Cloud PubSub " + topic + " : User not authorized to perform this action."}
	}
	p.watches[mailbox] = pubsubWatch{topic, ends}
	return nil
}

func (p *PubSub) unwatch(mailbox string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.watches, mailbox)
}

func pubsubRoutes() []route {
	scopes := []string{"pubsub", "cloud-platform"}
	sub := "/v1/projects/{project}/subscriptions/{subscription}"
	return []route{
		{id: "pubsub.projects.subscriptions.get", method: http.MethodGet, path: sub, scopes: scopes, answer: pubsub.Subscription{}, serve: subscriptionsGet},
		{id: "pubsub.projects.subscriptions.pull", method: http.MethodPost, path: sub + ":pull", scopes: scopes, answer: pubsub.PullResponse{}, serve: subscriptionsPull},
		{id: "pubsub.projects.subscriptions.acknowledge", method: http.MethodPost, path: sub + ":acknowledge", scopes: scopes, answer: pubsub.Empty{}, serve: subscriptionsAcknowledge},
	}
}

var subscriptionName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._~%+-]{2,254}$`)

// subscription finds the one that a call names. The lock is held.
func (p *PubSub) subscription(c *call) (*subscription, string, error) {
	name := "projects/" + c.vars["project"] + "/subscriptions/" + c.vars["subscription"]
	if !subscriptionName.MatchString(c.vars["subscription"]) {
		return nil, name, badRequest("Invalid resource name given (name=" + name + ").")
	}
	s := p.subs[name]
	if s == nil {
		return nil, name, &apiError{code: 404, status: "NOT_FOUND", reason: "notFound", message: "Resource not found (resource=" + c.vars["subscription"] + ")."}
	}
	return s, name, nil
}

func subscriptionsGet(c *call) (any, error) {
	p := c.s.pubsub
	p.mu.Lock()
	defer p.mu.Unlock()
	s, name, err := p.subscription(c)
	if err != nil {
		return nil, err
	}
	return &pubsub.Subscription{Name: name, Topic: s.topic, AckDeadlineSeconds: int64(ackDeadline / time.Second), PushConfig: &pubsub.PushConfig{}, State: "ACTIVE", MessageRetentionDuration: "604800s"}, nil
}

// subscriptionsPull waits for a notice as long as the caller does, as Pub/Sub does unless told to return at once.
func subscriptionsPull(c *call) (any, error) {
	var req pubsub.PullRequest
	if err := c.body(&req); err != nil {
		return nil, err
	}
	if req.MaxMessages <= 0 {
		return nil, badRequest("You have passed an invalid argument to the service (argument=max_messages).")
	}
	p := c.s.pubsub
	for {
		p.mu.Lock()
		s, _, err := p.subscription(c)
		if err != nil {
			p.mu.Unlock()
			return nil, err
		}
		answer := &pubsub.PullResponse{}
		for _, n := range s.waiting {
			if int64(len(answer.ReceivedMessages)) == req.MaxMessages {
				break
			}
			if p.now().Before(n.out) {
				continue
			}
			p.serial++
			n.out, n.ack = p.now().Add(ackDeadline), fmt.Sprintf("ack-%d", p.serial)
			answer.ReceivedMessages = append(answer.ReceivedMessages, &pubsub.ReceivedMessage{AckId: n.ack, Message: &pubsub.PubsubMessage{
				Data: base64.StdEncoding.EncodeToString(n.data), MessageId: n.id, PublishTime: n.at.UTC().Format(time.RFC3339Nano)}})
		}
		moved := p.moved
		p.mu.Unlock()
		if len(answer.ReceivedMessages) > 0 || req.ReturnImmediately || c.waitFor(moved) != nil {
			return answer, nil
		}
	}
}

// waitFor waits until something moved or the caller is gone; not longer than Pub/Sub would.
func (c *call) waitFor(moved <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(c.r.Context(), 90*time.Second)
	defer cancel()
	select {
	case <-moved:
		return nil
	case <-time.After(ackDeadline): // what was handed out and not acknowledged
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func subscriptionsAcknowledge(c *call) (any, error) {
	var req pubsub.AcknowledgeRequest
	if err := c.body(&req); err != nil {
		return nil, err
	}
	if len(req.AckIds) == 0 {
		return nil, badRequest("You have passed an invalid argument to the service (argument=ack_ids).")
	}
	p := c.s.pubsub
	p.mu.Lock()
	defer p.mu.Unlock()
	s, _, err := p.subscription(c)
	if err != nil {
		return nil, err
	}
	var left []*notice
	for _, n := range s.waiting {
		acked := false
		for _, id := range req.AckIds {
			acked = acked || n.ack != "" && n.ack == id
		}
		if !acked {
			left = append(left, n)
		}
	}
	s.waiting = left
	return &pubsub.Empty{}, nil
}
