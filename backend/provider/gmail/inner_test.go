package gmail

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/sandbox"
)

// TestInnerErrors: an answer of 200 that holds an error, or nothing of what was asked for, is a failure. It is not taken for an
// empty mailbox, and what is held stays.
func TestInnerErrors(t *testing.T) {
	const inner = `{"error":{"code":503,"message":"Backend Error","errors":[{"reason":"backendError"}],"status":"UNAVAILABLE"}}`
	for _, body := range []string{inner, `{}`, `null`, `[]`, ``} {
		for _, path := range []string{"/gmail/v1/users/me/messages", "/gmail/v1/users/me/profile", "/gmail/v1/users/me/history"} {
			for nth := 1; nth <= 3; nth++ {
				t.Run(strings.TrimPrefix(path, "/gmail/v1/users/me/")+" "+body, func(t *testing.T) {
					f := open(t, sandbox.SpringRadio(clock))
					f.sync()
					was := f.held.Dump()
					f.box.ExpireHistory()
					if strings.HasSuffix(path, "history") {
						f.server.Arrive()
					}
					rule := f.server.Faults().Add(sandbox.Fault{Path: path, Nth: nth, Times: 1, Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body})
					err := New().Sync(t.Context(), f.client, f.account, f.scope(), f.held.Cursor(), f.held.Apply)
					if struck := len(f.held.Dump()) < len(was); struck {
						t.Errorf("%d records are gone: %v", len(was)-len(f.held.Dump()), err)
					}
					rule.Remove()
					f.sync()
					now := f.held.Dump()
					if strings.HasSuffix(path, "history") {
						if len(now) <= len(was) {
							t.Errorf("what arrived is not held: %d, was %d", len(now), len(was))
						}
						return
					}
					if diff := cmp.Diff(was, now); diff != "" {
						t.Error("after the next sync:", diff)
					}
				})
			}
		}
	}
}

// TestInnerErrorsOfAFirstSync: wherever the error strikes, a sync either fails or has everything.
func TestInnerErrorsOfAFirstSync(t *testing.T) {
	const inner = `{"error":{"code":503,"message":"Backend Error","status":"UNAVAILABLE"}}`
	whole := open(t, sandbox.SpringRadio(clock))
	whole.sync()
	for _, body := range []string{inner, `{}`, ` { } `, `{"status":"ok"}`} {
		for nth := 1; nth <= len(whole.server.Requests().All()); nth += 1 + nth/12 { // each list, and some of the mails
			f := open(t, sandbox.SpringRadio(clock))
			rule := f.server.Faults().Add(sandbox.Fault{Nth: nth, Times: 1, Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body})
			err := New().Sync(t.Context(), f.client, f.account, f.scope(), nil, f.held.Apply)
			if p := f.held.Progress(); err == nil && p.Complete && len(f.held.Dump()) != len(whole.held.Dump()) {
				t.Errorf("%s to request %d: the sync says that it is complete with %d of %d records", body, nth, len(f.held.Dump()), len(whole.held.Dump()))
			}
			rule.Remove()
			f.sync()
			if diff := cmp.Diff(whole.held.Dump(), f.held.Dump()); diff != "" {
				t.Errorf("%s to request %d, after the next sync: %s", body, nth, diff)
			}
		}
	}
}
