package auth

import (
	"context"
	"net/url"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Loopback waits on a port of this computer for the one answer of a sign-in that another package carries out. Its owner calls
// End.
type Loopback struct{ server *callback }

// ListenLoopback opens a port on 127.0.0.1 for the sign-in to info's service. Errors: sign_in_failed, busy.
func ListenLoopback(ctx context.Context, info provider.Info) (*Loopback, error) {
	server, err := listen(ctx, info, randomState())
	if err != nil {
		return nil, err
	}
	return &Loopback{server}, nil
}

// Redirect is the address to give the service: the answer is taken only with the state that is in it.
func (l *Loopback) Redirect() string {
	return l.server.redirect() + "?" + url.Values{"state": {l.server.state}}.Encode()
}

// Answers brings the one answer: its code, or its error.
func (l *Loopback) Answers() <-chan url.Values { return l.server.answers }

// End shows the browser how the sign-in ended, closes the port and waits for what runs on it. Call it once.
func (l *Loopback) End(err error) error {
	page := connectedPage()
	if err != nil {
		page = failedPage(apperr.From(err).Message)
	}
	return l.server.end(page)
}
