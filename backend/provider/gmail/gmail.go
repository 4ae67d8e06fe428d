// Package gmail reads campaign mail: what was sent, who answered, what came back, and which answers a machine wrote.
//
// The way of a sync: the mailbox's history id is noted first, then ids are listed (cheap), emitted as unread records, and
// read once in their life (dear), replies before sends. Later syncs ask the history for what changed since the noted id.
package gmail

import (
	"context"
	"net/http"
	"strings"

	gapi "google.golang.org/api/gmail/v1"
	"google.golang.org/api/option"

	"mixdown/backend/provider"
)

// name is the command line's word for this source.
const name = "gmail"

// Provider reads one Gmail mailbox. It has no state.
type Provider struct{}

// New returns the provider.
func New() Provider { return Provider{} }

// Identify returns the mailbox that client is signed in to. It costs 1 unit.
func (Provider) Identify(ctx context.Context, client *http.Client) (provider.Account, error) {
	svc, err := service(ctx, client)
	if err != nil {
		return provider.Account{}, err
	}
	p, err := svc.Users.GetProfile("me").Context(ctx).Do()
	if err != nil {
		return provider.Account{}, asError("read the profile", err)
	}
	return provider.Account{Address: strings.ToLower(p.EmailAddress), MessagesTotal: p.MessagesTotal}, nil
}

func service(ctx context.Context, client *http.Client) (*gapi.Service, error) {
	next := client.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	looking := *client
	looking.Transport = checked{next}
	svc, err := gapi.NewService(ctx, option.WithHTTPClient(&looking))
	if err != nil {
		return nil, asError("start", err)
	}
	return svc, nil
}
