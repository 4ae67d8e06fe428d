package window

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// Until the page shows its first figures the machine's time is the page's: what works for the desk waits for its first word, and
// not for ever.
func TestAwaitsTheFirstLook(t *testing.T) {
	for name, speaks := range map[string]bool{"the page speaks": true, "it never does": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := New(t.Context(), nil)
				begun := time.Now()
				want := firstLook
				if speaks {
					want = time.Second
					time.AfterFunc(want, func() { w.Seen(true) })
				}
				w.awaitLook(t.Context())
				if waited := time.Since(begun); waited != want {
					t.Errorf("waited %s, want %s", waited, want)
				}
				w.awaitLook(t.Context()) // another desk in the same window
				if waited := time.Since(begun); speaks && waited != want {
					t.Errorf("waited again, until %s", waited)
				}
			})
		})
	}
	ended, end := context.WithCancel(t.Context())
	end()
	New(t.Context(), nil).awaitLook(ended)
}
