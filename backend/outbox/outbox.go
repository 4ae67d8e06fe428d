// Package outbox carries the person's changes of contacts to the list that they belong to, without losing anybody's edit.
//
// A change is stored before it is sent, sent in order, found out about again when its answer was lost, and compared with
// what the person saw: base, mine and theirs, a field at a time. What cannot be decided is held, that cell alone; whatever
// gives way stands in the journal. The package knows the store and the contract of a provider, no provider by name.
package outbox

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Strategies for a field that both sides changed.
const (
	Ask    = "ask"    // hold the cell until the person decides
	Sheet  = "sheet"  // the list's value stays
	Mine   = "mine"   // the person's value is written
	Newest = "newest" // the later of the two, by when each was seen here
)

// Strategies returns the words that a strategy can be.
func Strategies() []string { return []string{Ask, Sheet, Mine, Newest} }

// Rules of journal entries, beside the strategies' words.
const (
	ruleEdit     = "edit"        // nobody else changed the cell
	ruleMerge    = "merge"       // another field of the contact changed there; both stand
	ruleSheet    = "sheet wins"  // strategies
	ruleMine     = "mine wins"   //
	ruleNewest   = "newest wins" // by when each was seen here
	ruleYours    = "you chose yours"
	ruleTheirs   = "you chose the sheet's"
	ruleOwn      = "you wrote another value"
	ruleSame     = "both sides agree"
	ruleRefused  = "refused"
	ruleFlip     = "flipped"
	ruleDropped  = "taken back"
	ruleNoColumn = "no column for it"
	ruleThere    = "added there meanwhile"
	ruleStrayed  = "rows moved while another was written"
)

// Config is what an Outbox works with.
type Config struct {
	Store *store.Store
	// Strategy says what is done with a field that both sides changed.
	Strategy func(ctx context.Context, field string) (string, error)
	Log      *slog.Logger
	Now      func() time.Time
}

// Outbox is safe for concurrent use. Send and Read of one connection are called under that connection's lock.
type Outbox struct {
	store    *store.Store
	strategy func(ctx context.Context, field string) (string, error)
	log      *slog.Logger
	now      func() time.Time
}

// New returns an Outbox.
func New(c Config) *Outbox { return &Outbox{c.Store, c.Strategy, c.Log, c.Now} }

// Delivery is where changes are sent to.
type Delivery struct {
	ConnectionID string
	CampaignID   string
	Writer       provider.Writer
	Client       *http.Client
	Account      provider.Account
	Scope        provider.Scope
	// RunID is the run that this is a part of; 0 makes one of its own for every step.
	RunID int64
}

// Target is the list that a change is for.
type Target struct {
	CampaignID   string
	ConnectionID string
}

// is tells a change with no list elsewhere: the contacts came from a file, and the change is the list's own.
func (t Target) local() bool { return t.ConnectionID == store.FileConnection }

// alone keeps everybody else, an import too, from a list that is its own while it is changed: its contacts are read, changed and
// written whole. A list elsewhere needs no such thing: a change of it is stored by itself.
func (o *Outbox) alone(ctx context.Context, connectionID string) (release func(), err error) {
	if connectionID != store.FileConnection {
		return func() {}, nil
	}
	return o.store.Lock(ctx, store.RunLock(store.FileConnection))
}
