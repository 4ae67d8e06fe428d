package desk_test

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
)

// A mail that Gmail does not hand over (an error inside an answer of 200, another mail than the one asked for, an answer cut
// off) stops no other: it is said with its number in the result, in the status and for its source, stands as unread, and is
// read as soon as Gmail hands it over.
func TestUnreadMessagesAreSaid(t *testing.T) {
	for name, body := range map[string]string{
		"error inside": `{"error":{"code":500,"message":"Internal error","status":"INTERNAL"}}`,
		"another mail": `{"id":"ffffffffffffffff","threadId":"ffffffffffffffff","payload":{}}`,
		"cut off":      `{"id":"18c0`,
		"empty":        ``,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d, c := w.spring(t)
			var mu sync.Mutex
			broken := map[string]bool{}
			rule := w.server.Faults().Add(sandbox.Fault{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, Match: func(r *http.Request) bool {
				_, id, ok := strings.Cut(r.URL.Path, "/gmail/v1/users/me/messages/")
				mu.Lock()
				defer mu.Unlock()
				if ok && len(broken) < 3 {
					broken[id] = true
				}
				return broken[id]
			}})
			res := sync1(t, d, c)
			if res.Status() != store.StatusPartial || len(res.Errors) != 1 || !strings.Contains(res.Errors[0], "3 messages not read yet") {
				t.Fatalf("the sync is %s: %q", res.Status(), res.Errors)
			}
			s, err := d.Status(t.Context())
			must(t, err)
			if s.Unread != 3 {
				t.Errorf("the status tells of %d", s.Unread)
			}
			for _, source := range s.Sources {
				if want := map[string]int{"gmail": 3}[source.Provider]; source.Unread != want {
					t.Errorf("%s tells of %d, want %d", source.Provider, source.Unread, want)
				}
			}
			if m := metrics(t, d, c, "")["email_replies"]; m.Complete {
				t.Errorf("with mail unread the replies are complete: %+v", m)
			}
			rule.Remove()
			good(t, d, c)
			if s, err = d.Status(t.Context()); err != nil || s.Unread != 0 {
				t.Errorf("%d unread at the end, %v", s.Unread, err)
			}
			wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies))
			wantValue(t, d, c, "emails_sent", "", float64(w.facts.Sent))
			for _, key := range []string{"email_replies", "emails_sent"} {
				for _, r := range evidence(t, d, c, key, "").Excluded {
					if r.State == provider.StateUnreadIn || r.State == provider.StateUnreadSent {
						t.Errorf("still unread: %+v", r)
					}
				}
			}
		})
	}
}

// The sign-in is revoked while mail is being read: what was read stays, and after signing in again the rest is read, nothing
// of it twice but what was under way.
func TestRevokedMidway(t *testing.T) {
	for _, nth := range []int{1, 4, 11, 24} {
		t.Run(strconv.Itoa(nth), func(t *testing.T) {
			w := newWorld(t)
			d, c := w.spring(t)
			rule := w.server.Faults().Add(sandbox.Fault{Nth: nth, Times: 1, Match: func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/gmail/v1/users/me/messages/") },
				Before: func() { w.server.Revoke(sandbox.SpringOwner); w.server.ExpireAccess() }})
			res := sync1(t, d, c)
			if res.Status() == store.StatusSuccess || !strings.Contains(strings.Join(res.Errors, " "), "Connect it again") {
				t.Fatalf("the sync is %s: %q", res.Status(), res.Errors)
			}
			if m := metrics(t, d, c, "")["emails_sent"]; m.Value == nil || *m.Value < float64(w.facts.Sent) || m.Complete { // a search finds a few too many
				t.Errorf("what was listed is %s", asJSON(t, m))
			}
			agree(t, d, c, "")
			rule.Remove()
			connect(t, d, "gmail", "sheets")
			good(t, d, c)
			wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies))
			wantValue(t, d, c, "emails_sent", "", float64(w.facts.Sent))
			wantValue(t, d, c, "needs_your_reply", "", float64(w.facts.NeedsYourReply))
			reads, twice := map[string]int{}, 0
			for _, r := range w.server.Requests().All() {
				if r.ID == "gmail.users.messages.get" && r.Status == http.StatusOK {
					if reads[r.Path]++; reads[r.Path] > 1 {
						twice++
					}
				}
			}
			if twice > 5 {
				t.Errorf("%d mails were read twice", twice)
			}
		})
	}
}
