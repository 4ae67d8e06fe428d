package desk_test

import (
	"net/http"
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
