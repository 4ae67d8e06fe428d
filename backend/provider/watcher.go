package provider

import (
	"context"
	"net/http"
	"time"
)

// Watcher is a provider whose service can tell of changes by itself. What it tells is only a wake-up that leads to a normal
// Sync: nothing of it is believed.
type Watcher interface {
	// Watch has the service tell to's address of changes of what the campaign's rule reads, one channel a thing. A channel
	// that is opened again before it ends takes the place of the earlier one. Errors carry apperr codes: scope_missing or
	// forbidden where this account may not.
	Watch(ctx context.Context, client *http.Client, account Account, scope Scope, to Target) ([]Channel, error)
	// Unwatch ends a channel. One that has ended is no error.
	Unwatch(ctx context.Context, client *http.Client, account Account, channel Channel) error
}

// Target is where a service is to tell of changes.
type Target struct {
	Address string // a public https address, or the name of a Pub/Sub topic
	Secret  string // what the service proves its notices by, for those that take ours
}

// Channel is a service's promise to tell of changes.
type Channel struct {
	ID       string // the service's or ours
	Resource string // what is watched: a file, an audience, a base
	Stop     string // what ending it takes beside its id; "" for nothing
	// Secret is what the service made up to prove its notices by; "" where it took Target's. It belongs into the keychain.
	Secret string
	Ends   time.Time // zero: it does not end by itself
}
