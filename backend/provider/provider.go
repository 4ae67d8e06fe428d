// Package provider is the contract between Mixdown and a service it reads. A provider knows HTTP and its own JSON; it
// knows no database, no window, no token. Everything shared about a service is data in Info.
package provider

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"mixdown/backend/campaign"
)

// Provider reads one service. Implementations hold no state between calls and are safe for use by several goroutines.
type Provider interface {
	// Info returns the facts of the service. It is constant.
	Info() Info
	// Identify returns the account that client is signed in as. Its errors carry apperr codes.
	Identify(ctx context.Context, client *http.Client) (Account, error)
	// Sync reads what changed since cursor (nil for the first time) and hands it to emit in batches. The caller commits a
	// batch's records and cursor in one transaction before emit returns. Sync stops at emit's first error and returns it.
	// The http client paces, retries and counts; Sync has no loop, sleep or limiter for that. Errors carry apperr codes.
	Sync(ctx context.Context, client *http.Client, account Account, scope Scope, cursor Cursor, emit Emit) error
}

// Emit takes one batch. When it returns nil the batch is stored for good.
type Emit func(Batch) error

// Cursor is where a later Sync goes on: the provider's own JSON, a few hundred bytes, never a secret.
type Cursor = json.RawMessage

// Account is one signed-in account of a service.
type Account struct {
	ID      string `json:"id"`      // the connection's id, "" before it is stored
	Address string `json:"address"` // the mailbox or account name shown to the person
	Name    string `json:"name"`
	// ServiceID is the service's own id of the account, which stays when its name or address changes; "" where it tells none.
	ServiceID string `json:"serviceId,omitempty"`
	// Region is where the service keeps the account, for those whose address depends on it (Mailchimp's data centre).
	Region string `json:"region,omitempty"`
	// MessagesTotal is the mailbox's size where the service tells it, for `mixdown profile`.
	MessagesTotal int64 `json:"messagesTotal,omitempty"`
}

// Scope is what one Sync is asked to read.
type Scope struct {
	Campaign campaign.Campaign
	// Headline asks for the headline numbers only: Sync returns when they stand, leaving the rest of the backlog.
	Headline bool
	// CallsLeft is how many calls of the month's budget are left, nil for services without one.
	CallsLeft *int
	// NoSnippets asks to keep no words of a mail, not even the service's own short extract.
	NoSnippets bool
	// Now is the clock.
	Now func() time.Time
	// Held answers from what earlier batches of this scope stored.
	Held Held
	// Seen stores what a list held right before it is written to, so that a write that meets another row than it was meant
	// for has no more to answer for than is known. Nil where nothing is written.
	Seen func(ctx context.Context, contacts []Record) error
}

// Held reads back the current records of this connection and campaign. It is how a provider reads every item once in its
// life without keeping a list of ids in its cursor.
type Held interface {
	// Records calls fn for every current record of stream whose state is one of states (any, when none is named), oldest
	// first. It stops at fn's first error and returns it.
	Records(ctx context.Context, stream string, states []string, fn func(Record) error) error
}

// Record is one fact about one item of a stream. Empty strings and the zero time mean that the service did not say.
type Record struct {
	Stream string // one of Info.Streams
	ID     string // the service's own id, unique in the stream
	At     time.Time
	Who    string // bare lower-case address or name of who did it
	// Contact is the mailed person to whom it is attributed, where that is not Who.
	Contact string
	What    string // subject, name, title
	State   string // one of the stream's states, or a status as the service has it
	Why     string // the rule (and the header) that decided State
	Group   string // thread, audience, table
	Link    string // where a person can see it at the service
	// Data is what is shown or computed beside the columns, as JSON of the stream's own shape (MessageData, ContactData, …).
	Data json.RawMessage
	// Gone closes the record: the service no longer has it.
	Gone bool
}

// Batch is one page of records with the cursor to go on from after it.
type Batch struct {
	Records []Record
	// Replace names streams of which Records is the whole content: records held but not in the batch are closed.
	Replace []string
	// Cursor is nil when the place to resume from did not move.
	Cursor   Cursor
	Progress Progress
}

// Progress tells how far a sync is. Known is 0 while the total is not known.
type Progress struct {
	Phase string `json:"phase"` // "listing", "replies", "details", "rows"
	Done  int    `json:"done"`
	Known int    `json:"known"`
	// Complete says that nothing known is left unread: numbers need no "so far".
	Complete bool `json:"complete"`
	// Unread counts items that could not be read and will be tried again.
	Unread int `json:"unread"`
	// NextCalls is how many calls the next Sync is expected to make, for services with a month's budget; 0 for as many as this one.
	NextCalls int `json:"-"`
}
