package hook

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"mixdown/backend/apperr"
	"mixdown/backend/sandbox"
)

// pubsubService is Pub/Sub as a test sees it from behind: Google's own fake, or the sandbox's stand-in.
type pubsubService interface {
	publish(data string)
	refuseAcks(on bool) // acknowledging fails, as it does while Pub/Sub has a fault
	later(d time.Duration)
	acknowledge(ids ...string) // as the subscription's owner
	take() []string            // pulls without acknowledging, at once; the ids to do it by
	client(allowed bool) *http.Client
}

// clock is a time that a test moves.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time        { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) later(d time.Duration) { c.ahead.Add(int64(d)) }

// TestPullAsPubSub: the same happens with Google's own fake of Pub/Sub and with the stand-in of the sandbox.
func TestPullAsPubSub(t *testing.T) {
	for name, open := range map[string]func(*testing.T) pubsubService{"pstest": newPSTest, "sandbox": newStandIn} {
		t.Run(name, func(t *testing.T) { t.Parallel(); pullFrom(t, open(t)) })
	}
}

func pullFrom(t *testing.T, s pubsubService) {
	puller := func(allowed bool, name string) *Puller {
		p, err := NewPuller(t.Context(), s.client(allowed), name)
		if err != nil {
			t.Fatal(err)
		}
		p.wait = 2 * time.Second
		return p
	}
	p := puller(true, subscr)
	next := func(step string, want bool, code apperr.Code) {
		t.Helper()
		if got, err := p.Next(t.Context()); got != want || (err == nil) != (code == "") || err != nil && apperr.CodeOf(err) != code {
			t.Fatalf("%s: %v, %v", step, got, err)
		}
	}
	if err := p.Check(t.Context(), topic); err != nil {
		t.Fatal(err)
	}
	if err := p.Check(t.Context(), topic+"2"); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("another topic: %v", err)
	}
	missing := puller(true, subscr+"2")
	if _, err := missing.Next(t.Context()); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("pull of no subscription: %v", err)
	}
	if err := missing.Check(t.Context(), topic); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("look at no subscription: %v", err)
	}
	denied := puller(false, subscr)
	if _, err := denied.Next(t.Context()); apperr.CodeOf(err) != apperr.Forbidden {
		t.Errorf("pull without the permission: %v", err)
	}

	s.publish("one")
	s.publish("two")
	next("two notices", true, "")
	s.later(ackDeadline + time.Second)
	if ids := s.take(); len(ids) != 0 {
		t.Fatalf("acknowledged, and told again: %v", ids)
	}

	s.publish("three")
	s.refuseAcks(true)
	next("a notice that cannot be acknowledged is one", true, apperr.ServiceDown)
	s.refuseAcks(false)
	if ids := s.take(); len(ids) != 0 {
		t.Fatalf("told again before its deadline: %v", ids)
	}
	s.later(ackDeadline + time.Second)
	next("told again after its deadline", true, "")
	s.later(ackDeadline + time.Second)
	if ids := s.take(); len(ids) != 0 {
		t.Fatalf("acknowledged at the second time, and told again: %v", ids)
	}

	s.publish("four")
	first := s.take()
	s.later(ackDeadline + time.Second)
	second := s.take()
	if len(first) != 1 || len(second) != 1 || first[0] == second[0] {
		t.Fatalf("handed out as %v, then as %v", first, second)
	}
	s.acknowledge(first[0]) // too late: somebody else may have it now
	s.later(ackDeadline + time.Second)
	next("a late acknowledgement does not count", true, "")

	next("nothing waits", false, "")
}

// ackDeadline is what both give a notice that was handed out.
const ackDeadline = 10 * time.Second

// standIn is the sandbox's Pub/Sub.
type standIn struct {
	*clock
	t *testing.T
	s *sandbox.Server
}

func newStandIn(t *testing.T) pubsubService {
	c := &clock{}
	s := sandbox.New(sandbox.Options{Now: c.now})
	if _, err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	s.PubSub().AddTopic(topic, subscr, true)
	s.Mailbox("you@label.example")
	return standIn{c, t, s}
}

func (s standIn) publish(data string) { s.s.PubSub().Publish(topic, []byte(data)) }

func (s standIn) refuseAcks(on bool) {
	s.s.Faults().Clear()
	if on {
		s.s.Faults().Add(sandbox.Fault{Host: "pubsub.googleapis.com", Path: "/v1/" + subscr + ":acknowledge", Status: 503, Body: "{}"})
	}
}

func (s standIn) client(allowed bool) *http.Client {
	if !allowed {
		return s.s.Client("you@label.example", "gmail.readonly")
	}
	return s.s.Client("you@label.example", "pubsub")
}

func (s standIn) take() []string { return takeFrom(s.t, s.client(true)) }

func (s standIn) acknowledge(ids ...string) { acknowledgeAt(s.t, s.client(true), ids) }

// takeFrom pulls at once by REST.
func takeFrom(t *testing.T, client *http.Client) []string {
	t.Helper()
	var answer struct {
		ReceivedMessages []struct{ AckID string }
	}
	post(t, client, ":pull", map[string]any{"maxMessages": 10, "returnImmediately": true}, &answer)
	var ids []string
	for _, m := range answer.ReceivedMessages {
		ids = append(ids, m.AckID)
	}
	return ids
}

func acknowledgeAt(t *testing.T, client *http.Client, ids []string) {
	t.Helper()
	post(t, client, ":acknowledge", map[string]any{"ackIds": ids}, &struct{}{})
}

func post(t *testing.T, client *http.Client, verb string, in, out any) {
	t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Post("https://"+pullHost+"/v1/"+subscr+verb, "application/json", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", verb, resp.StatusCode, err)
	}
}

// googles is Google's own fake, which speaks gRPC, behind a server that turns REST into it as Google's front does.
type googles struct {
	*clock
	t       *testing.T
	server  *pstest.Server
	calls   pubsubpb.SubscriberClient
	refuses atomic.Bool
	rest    *url.URL
}

func newPSTest(t *testing.T) pubsubService {
	g := &googles{clock: &clock{}, t: t}
	g.server = pstest.NewServer(pstest.ServerReactorOption{FuncName: "Acknowledge", Reactor: g})
	t.Cleanup(func() { _ = g.server.Close() })
	g.server.SetTimeNowFunc(g.now)
	conn, err := grpc.NewClient(g.server.Addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	g.calls = pubsubpb.NewSubscriberClient(conn)
	if _, err := pubsubpb.NewPublisherClient(conn).CreateTopic(t.Context(), &pubsubpb.Topic{Name: topic}); err != nil {
		t.Fatal(err)
	}
	if _, err := g.calls.CreateSubscription(t.Context(), &pubsubpb.Subscription{Name: subscr, Topic: topic, AckDeadlineSeconds: int32(ackDeadline / time.Second)}); err != nil {
		t.Fatal(err)
	}
	rest := httptest.NewServer(g)
	t.Cleanup(rest.Close)
	if g.rest, err = url.Parse(rest.URL); err != nil {
		t.Fatal(err)
	}
	return g
}

// React refuses to acknowledge while it is told to.
func (g *googles) React(any) (handled bool, ret any, err error) {
	if g.refuses.Load() {
		return true, nil, status.Error(codes.Unavailable, "The service was unable to fulfill your request.")
	}
	return false, nil, nil
}

func (g *googles) publish(data string)       { g.server.Publish(topic, []byte(data), nil) }
func (g *googles) refuseAcks(on bool)        { g.refuses.Store(on) }
func (g *googles) take() []string            { return takeFrom(g.t, g.client(true)) }
func (g *googles) acknowledge(ids ...string) { acknowledgeAt(g.t, g.client(true), ids) }
func (g *googles) client(allowed bool) *http.Client {
	return &http.Client{Transport: led{to: g.rest, allowed: allowed}}
}

// led sends what is meant for Pub/Sub to the test's server, with the permission or without.
type led struct {
	to      *url.URL
	allowed bool
}

func (l led) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if r.URL.Host != pullHost || r.URL.Scheme != "https" {
		return nil, &url.Error{Op: r.Method, URL: r.URL.Redacted(), Err: http.ErrNotSupported}
	}
	r.URL.Scheme, r.URL.Host = l.to.Scheme, l.to.Host
	if l.allowed {
		r.Header.Set("Authorization", "Bearer allowed")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// ServeHTTP turns a REST call into the gRPC one that Pub/Sub's interface description binds to it. Google's fake has no rights
// of its own: who may do nothing is refused here, in the words of the service.
func (g *googles) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, verb, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/"), ":")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var answer proto.Message
	switch {
	case r.Header.Get("Authorization") == "":
		err = status.Error(codes.PermissionDenied, "User not authorized to perform this action.")
	case r.Method == http.MethodGet && verb == "":
		answer, err = g.calls.GetSubscription(r.Context(), &pubsubpb.GetSubscriptionRequest{Subscription: name})
	case r.Method == http.MethodPost && verb == "pull":
		answer, err = transcode(r.Context(), body, &pubsubpb.PullRequest{}, func(q *pubsubpb.PullRequest) { q.Subscription = name }, g.calls.Pull)
	case r.Method == http.MethodPost && verb == "acknowledge":
		answer, err = transcode(r.Context(), body, &pubsubpb.AcknowledgeRequest{}, func(q *pubsubpb.AcknowledgeRequest) { q.Subscription = name }, g.calls.Acknowledge)
	default:
		err = status.Error(codes.Unimplemented, "no such method")
	}
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		s := status.Convert(err)
		code, known := httpCodes[s.Code()]
		if !known {
			code = http.StatusInternalServerError
		}
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"code": code, "message": s.Message(), "status": s.Code().String()}})
		return
	}
	raw, err := protojson.Marshal(answer)
	if err != nil {
		g.t.Error(err)
	}
	_, _ = w.Write(raw)
}

// transcode reads a call's JSON, names the subscription of its path, and makes the call. Fields that the service does not know
// are refused, as there.
func transcode[Q, A proto.Message](ctx context.Context, body []byte, q Q, name func(Q), call func(context.Context, Q, ...grpc.CallOption) (A, error)) (proto.Message, error) {
	if err := protojson.Unmarshal(body, q); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	name(q)
	return call(ctx, q)
}

// httpCodes is the mapping of google.rpc.Code.
var httpCodes = map[codes.Code]int{
	codes.InvalidArgument: 400, codes.Unauthenticated: 401, codes.PermissionDenied: 403, codes.NotFound: 404,
	codes.ResourceExhausted: 429, codes.Unimplemented: 501, codes.Unavailable: 503, codes.DeadlineExceeded: 504, codes.Canceled: 499,
}
