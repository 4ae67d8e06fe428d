package gmail

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/sandbox"
	"mixdown/backend/steady"
)

// turning is a client whose server gives small pages, and at which something happens at one request.
type turning struct {
	next http.RoundTripper

	mu     sync.Mutex
	n, at  int
	happen func()
	fail   bool
}

func (c *turning) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.n++
	hit := c.at > 0 && c.n == c.at
	c.mu.Unlock()
	if hit && c.happen != nil {
		c.happen()
	}
	r = r.Clone(r.Context())
	if hit && c.fail {
		return &http.Response{
			StatusCode: http.StatusInternalServerError, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(`{"error":{"code":500,"message":"fault"}}`)), Request: r,
		}, nil
	}
	if strings.HasSuffix(r.URL.Path, "/messages") {
		q := r.URL.Query()
		q.Set("maxResults", "3")
		r.URL.RawQuery = q.Encode()
	}
	return c.next.RoundTrip(r)
}

func (c *turning) arm(at int, fail bool, happen func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n, c.at, c.fail, c.happen = 0, at, fail, happen
}

// mailboxWorld is a mailbox in which things happen.
type mailboxWorld struct {
	*fixture
	clock  atomic.Int64
	client *turning
	n      int
}

func newWorld(t *testing.T) *mailboxWorld {
	w := &mailboxWorld{}
	w.clock.Store(clock.Unix())
	story := &sandbox.Story{Name: "small", Mailboxes: []sandbox.MailboxStory{{Address: sandbox.SpringOwner, Name: "Robin", Aliases: []sandbox.Alias{{Address: sandbox.SpringAlias, Name: "Promo"}}}}}
	s := sandbox.New(sandbox.Options{Now: w.now, Story: story})
	if _, err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	c := s.Client(sandbox.SpringOwner, New().Info().Auth.Permissions[0].Scope, "openid", "email")
	w.client = &turning{next: c.Transport}
	w.fixture = &fixture{t: t, server: s, box: s.Mailbox(sandbox.SpringOwner), client: &http.Client{Transport: w.client},
		account: provider.Account{Address: sandbox.SpringOwner}, campaign: springCampaign(), held: &providertest.Memory{}}
	return w
}

func (w *mailboxWorld) now() time.Time { return time.Unix(w.clock.Load(), 0).UTC() }

func (w *mailboxWorld) close() { _ = w.server.Close() }

// run is one Sync; emit number stopAt is refused.
func (w *mailboxWorld) run(stopAt int) error {
	n := 0
	scope := provider.Scope{Campaign: w.campaign, Now: w.now, Held: w.held}
	return New().Sync(w.t.Context(), w.fixture.client, w.account, scope, w.held.Cursor(), func(b provider.Batch) error {
		if n++; n == stopAt {
			return errStopped
		}
		return w.held.Apply(b)
	})
}

var errStopped = errors.New("stopped by the test")

// pick is an id that a search finds, "" for none.
func (w *mailboxWorld) pick(q string, k int) (sandbox.Message, bool) {
	ids := w.box.IDs(q)
	if len(ids) == 0 {
		return sandbox.Message{}, false
	}
	return w.box.Message(ids[k%len(ids)])
}

// inThread reports whether a send with the tag stands in the mail's thread.
func (w *mailboxWorld) inThread(m sandbox.Message) bool {
	return slices.ContainsFunc(w.box.IDs("in:sent subject:SPRING"), func(id string) bool {
		send, _ := w.box.Message(id)
		return send.Thread == m.Thread && !strings.Contains(send.Get("To"), sandbox.SpringAlias)
	})
}

// act lets one thing happen in the mailbox.
func (w *mailboxWorld) act(kind, k int) {
	w.clock.Add(int64(3 + k%40)) // within the hour that the sign-in lasts
	w.n++
	send := func(to, subject string) sandbox.Message { return sandbox.Mail(sandbox.SpringOwner, to, subject, "Hi") }
	who := fmt.Sprintf("dj%d@station%d.example", k%7, k%3)
	parent, ok := w.pick("in:sent subject:SPRING", k)
	answer := func(subject string) sandbox.Message {
		to := parent.Get("To")
		if to == "" || strings.Contains(to, sandbox.SpringOwner) || strings.Contains(to, sandbox.SpringAlias) {
			to = who
		}
		return sandbox.Mail(to, sandbox.SpringOwner, subject, "Yes").InReplyTo(parent)
	}
	switch kind {
	case 0, 1:
		w.box.Send(send(who, fmt.Sprintf("[SPRING] Single %d", k%4)))
	case 2:
		if ok { // a chase in the thread
			w.box.Send(send(parent.Get("To"), "Re: "+parent.Get("Subject")).InReplyTo(parent))
		}
	case 3, 4:
		if ok {
			w.box.Deliver(answer("Re: " + parent.Get("Subject")))
		}
	case 5:
		if ok {
			w.box.Deliver(answer("Automatic reply: "+parent.Get("Subject")).With("Auto-Submitted", "auto-replied"))
		}
	case 6:
		if ok {
			m := sandbox.DeliveryReport("mx.example", parent, parent.Get("To"), "failed", "5.1.1", "550 no such user")
			w.box.Deliver(m)
		}
	case 7:
		if ok { // another subject: a thread of its own
			w.box.Deliver(answer("Something else"))
		}
	case 8:
		w.box.Deliver(sandbox.Mail("shop@example.com", sandbox.SpringOwner, "Sale", "20% off"))
	case 9:
		w.box.Deliver(sandbox.Mail(who, sandbox.SpringOwner, "SPRING cleaning", "A new thread with the tag"))
	case 10:
		if m, ok := w.pick("in:anywhere -in:trash", k); ok {
			w.box.Trash(m.ID)
		}
	case 11:
		if m, ok := w.pick("in:anywhere", k); ok {
			w.box.Delete(m.ID)
		}
	case 12:
		// Old mail outside our threads that leaves the trash just while the history expires is not looked for.
		if m, ok := w.pick("in:trash subject:SPRING", k); ok && slices.Contains(m.Labels, "SENT") {
			w.box.Relabel(m.ID, nil, []string{"TRASH"})
		} else if ok && w.inThread(m) {
			w.box.Relabel(m.ID, []string{"INBOX"}, []string{"TRASH"})
		}
	case 13:
		if m, ok := w.pick("in:inbox -in:sent", k); ok {
			w.box.Relabel(m.ID, []string{"SPAM"}, []string{"INBOX"})
		}
	case 14:
		if m, ok := w.pick("in:spam", k); ok {
			w.box.Relabel(m.ID, []string{"INBOX"}, []string{"SPAM"})
		}
	case 15:
		w.box.ExpireHistory()
	case 16:
		w.box.Send(send(who, "Springs and other coils"))
	case 17:
		w.box.Send(send(sandbox.SpringAlias, "[SPRING] to myself"))
	case 18:
		if m, ok := w.pick("in:inbox", k); ok {
			w.box.Relabel(m.ID, []string{"STARRED"}, []string{"UNREAD"})
		}
	case 19:
		w.box.Draft(send(who, "[SPRING] a draft"))
	case 20, 21: // we go on in a thread that the other side began
		if m, ok := w.pick("subject:else in:inbox", k); ok {
			w.box.Send(send(m.Get("From"), "Re: "+m.Get("Subject")).With("In-Reply-To", m.Get("Message-ID")).With("References", m.Get("Message-ID")))
		}
	case 23: // we answer with the tag in a thread that they began
		if m, ok := w.pick("in:inbox -subject:re", k); ok {
			w.box.Send(send(m.Get("From"), m.Get("Subject")).With("In-Reply-To", m.Get("Message-ID")).With("References", m.Get("Message-ID")))
		}
	case 22: // somebody else does, whose program keeps only the last reference
		if m, ok := w.pick("subject:else -in:trash", k); ok {
			w.box.Deliver(sandbox.Mail("kim@radio.example", sandbox.SpringOwner, "Re: "+m.Get("Subject"), "Me too").With("In-Reply-To", m.Get("Message-ID")).With("References", m.Get("Message-ID")))
		}
	}
}

const actions = 24

// TestKilledAnywhere: whatever happens in the mailbox, wherever a sync is stopped or a request fails, the next whole sync
// holds what one that starts from nothing holds.
func TestKilledAnywhere(t *testing.T) {
	steady.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		defer w.close()
		act := func(label string) {
			for range rapid.IntRange(0, 6).Draw(rt, label) {
				w.act(rapid.IntRange(0, actions-1).Draw(rt, "action"), rapid.IntRange(0, 1000).Draw(rt, "which"))
			}
		}
		for range rapid.IntRange(2, 10).Draw(rt, "start") {
			w.act(rapid.IntRange(0, 9).Draw(rt, "action"), rapid.IntRange(0, 1000).Draw(rt, "which"))
		}
		for range rapid.IntRange(1, 4).Draw(rt, "syncs") {
			act("before")
			kind, k := rapid.IntRange(0, actions-1).Draw(rt, "meanwhile"), rapid.IntRange(0, 1000).Draw(rt, "which")
			w.client.arm(rapid.IntRange(0, 40).Draw(rt, "request"), rapid.IntRange(0, 3).Draw(rt, "fails") == 0, func() { w.act(kind, k) })
			if err := w.run(rapid.IntRange(0, 20).Draw(rt, "stop")); err != nil && !errors.Is(err, errStopped) && !isStatus(err, 500) {
				rt.Fatal(err, errors.Unwrap(err))
			}
		}
		act("after")
		w.client.arm(0, false, nil)
		if err := w.run(0); err != nil {
			rt.Fatal(err, errors.Unwrap(err))
		}
		if p := w.held.Progress(); !p.Complete || p.Unread != 0 {
			rt.Errorf("at the end: %+v", p)
		}
		got := w.held
		w.held = &providertest.Memory{}
		if err := w.run(0); err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(dump(w.held), dump(got)); diff != "" {
			rt.Error("read anew (-) and read on (+):", diff)
		}
	})
}

// dump leaves out own mail without the tag: only a sync that was there when it was sent knows of it, and it counts nowhere.
// It leaves out snippets: a mail that was only suggested as an answer for a while has none any more.
func dump(m *providertest.Memory) []string {
	var out []string
	for _, l := range m.Dump() {
		if !strings.Contains(l, whyNoTag) {
			out = append(out, snippetJSON.ReplaceAllString(l, ""))
		}
	}
	return out
}

var snippetJSON = regexp.MustCompile(`,?"snippet":"[^"]*"`)
