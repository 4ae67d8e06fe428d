package provider

import (
	"context"
	"net/http"
)

// Previewer is a provider that can say what a rule would match before the rule is kept.
type Previewer interface {
	// Preview asks the service, in at most a few requests, and stores nothing. Held is empty.
	Preview(ctx context.Context, client *http.Client, account Account, scope Scope) (Preview, error)
}

// Preview is what a rule would match.
type Preview struct {
	Messages int // mails that match
	People   int // distinct people that they went to
	// First are the newest five that match; NearMisses carry something like the tag and do not match, with the reason.
	First      []Record
	NearMisses []Record
	// Complete is false where there is more than was asked for: the counts are then lower bounds.
	Complete bool
}
