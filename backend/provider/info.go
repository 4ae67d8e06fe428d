package provider

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// Info is what the window, the scheduler and the transport know about a service without knowing it by name.
type Info struct {
	Name  string // the command line's word: "sheets"
	Table string // the word in tables and logs: "google_sheets"
	Title string // "Google Sheets"
	Noun  string // what it holds, in a promoter's words: "mail", "contacts"

	Auth    Auth
	Hosts   []string // API hosts that its requests go to; "*." in front allows any one label
	Prices  []Price
	Pace    Pace
	Every   time.Duration // default interval between syncs
	Streams []Stream
	// SyncVersion is raised when Sync reads more than before: cursors of an older version are dropped and all is read again.
	SyncVersion int
}

// Auth is how an account is signed in to.
type Auth struct {
	AuthURL   string // OAuth 2 authorisation endpoint; "" when only keys are taken
	TokenURL  string
	RevokeURL string
	// Permissions are the OAuth scopes that are asked for, with what each gives.
	Permissions []Permission
	// AuthParams are added to the authorisation request.
	AuthParams map[string]string
	// FixedPorts says that the redirect must be one of a few registered addresses (CONTRACT.md, Redirects).
	FixedPorts bool
	// PublicClient says that no client secret is sent and PKCE alone proves the client.
	PublicClient bool
	// NoPKCE is for services that refuse or ignore PKCE.
	NoPKCE bool
	// OwnClient says how to get a client of one's own; "" where Google's way is meant.
	OwnClient string
	// ConsentMonths is after how many months a consent ends for good, however often it was renewed; 0 for never. The person
	// is told a month before.
	ConsentMonths int
	// Keys says that an API key or personal token can be pasted in place of a sign-in.
	Keys bool
}

// Permission is one OAuth scope in a person's words.
type Permission struct {
	Scope    string `json:"scope"`
	Gives    string `json:"gives"`
	Without  string `json:"without"` // what still works when it is left unticked
	Required bool   `json:"required"`
}

// Price is what one request costs at the service. The first entry that matches counts; an unmatched request costs 0 units
// but is counted as a request.
type Price struct {
	Method string // "GET", or "" for any
	// Path is a path.Match pattern on the request's path: "/gmail/v1/users/*/messages".
	Path  string
	Units int
	Name  string // "messages.list", for the ledger
}

// Pace is how fast a service may be asked by one account.
type Pace struct {
	UnitsPerMinute    int // 0: not limited by units
	RequestsPerMinute int // 0: not limited by requests
	RequestsPerSecond float64
	// RequestsPerMonth is the budget of a calendar month (UTC) where the person chose none: none is sent beyond it, and syncs
	// are planned so that it lasts.
	RequestsPerMonth int
	// Plans are the budgets that the service sells, for the person to choose from; the first is that of RequestsPerMonth.
	Plans    []Plan
	InFlight int // at most so many requests at once; 0 means 4
	// Scope is what shares one allowance: "account" (or "") for each account alone, any other word for all accounts of the
	// service together.
	Scope string
	// Refusal reads the service's own words of a refusal, for those that HTTP's status does not tell: nil for none. It is
	// asked for every 4xx answer. body is at most 64 KiB. until is when a spent quota begins again, or when a
	// service that was asked too fast may be asked again; zero where that is not known.
	Refusal func(status int, header http.Header, body []byte, now time.Time) (kind RefusalKind, until time.Time) `json:"-"`
}

// Plan is how many calls of a month come with what a person pays.
type Plan struct {
	Name  string `json:"name"`
	Calls int    `json:"calls"` // 0: not limited
}

// RefusalKind is what a service means by a refusal.
type RefusalKind int

// The kinds of refusal.
const (
	RefusalPlain RefusalKind = iota // as HTTP has it: 429 means too fast, the provider reads the rest
	RefusalRate                     // too fast: the whole account waits, then the request is repeated
	RefusalSpent                    // a day's or month's quota is used up: nothing more is sent until then
)

// Stream is one kind of record that a service gives.
type Stream struct {
	Name   string
	States []string // the closed set of states, nil when the service's own words are used
	Import string   // the kind of file that it is imported from, "" for what the service's API gives
}

// Caller describes a request for pacing and counting; the tracker puts it into the context of every call it makes.
type Caller struct {
	Provider string
	Account  string // the connection's id
	RunID    int64
}

// Checker is a provider that can say what the service has, for `mixdown check`.
type Checker interface {
	Check(ctx context.Context, client *http.Client, account Account, scope Scope) (CheckResult, error)
}

// CheckResult compares what the service lists with what is held: Theirs − Explained − Missing + Extra = Held.
type CheckResult struct {
	Source    string      `json:"source"`
	Theirs    int         `json:"theirs"`
	Held      int         `json:"held"`
	Missing   []string    `json:"missing"`
	Extra     []string    `json:"extra"`
	Explained []Explained `json:"explained"`
}

// Compare fills in what is held and every difference to theirs, sorted: ids that the service has and that should be held
// against ids that are.
func (c *CheckResult) Compare(theirs, held map[string]bool) {
	c.Held = len(held)
	for id := range theirs {
		if !held[id] {
			c.Missing = append(c.Missing, id)
		}
	}
	for id := range held {
		if !theirs[id] {
			c.Extra = append(c.Extra, id)
		}
	}
	slices.Sort(c.Missing)
	slices.Sort(c.Extra)
}

// Explained is something the service lists and the rule leaves out on purpose.
type Explained struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}
