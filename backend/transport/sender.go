package transport

import (
	"context"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/oauth2"

	"mixdown/backend/provider"
)

const (
	// attemptTimeout bounds one attempt, its whole body included.
	attemptTimeout = 40 * time.Second
	// tries is how often one request is sent while others of the same source get answers.
	tries = 5
	// badTries is how often a request whose answer makes no sense is sent.
	badTries = 4
)

// Renewer is a token source that can replace a token that the service refused. refused is the access token that was sent.
type Renewer interface {
	Renew(ctx context.Context, refused string) (*oauth2.Token, error)
}

// contextSource is a token source whose waiting ends with the request.
type contextSource interface {
	TokenContext(ctx context.Context) (*oauth2.Token, error)
}

// sender is the http.RoundTripper of one account and run.
type sender struct {
	t         *Transport
	info      provider.Info
	caller    provider.Caller
	tokens    oauth2.TokenSource
	counter   *Counter
	hosts     []string
	allowance *allowance
	health    health
}

// RoundTrip implements http.RoundTripper. It returns an error where the service could not be asked, and an answer, read to
// its end, where the service has a word to say that the provider must read (4xx included).
func (s *sender) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.roundTrip(req)
	if err != nil && req.Body != nil {
		_ = req.Body.Close() // a RoundTripper closes the body even when it sent nothing
	}
	return resp, err
}

func (s *sender) roundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := checkHost(req.URL, s.hosts); err != nil {
		return nil, err
	}
	price := priceOf(s.info.Prices, req)
	body := &replay{req: req}
	repeat := repeatable(req)
	pauses := backoff.NewExponentialBackOff()
	pauses.Multiplier, pauses.MaxInterval = 2, 8*time.Second
	var began time.Time // of this request's first fault
	renewed, faults := false, 0
	for {
		if err := s.health.check(time.Now()); err != nil {
			return nil, err
		}
		out, err := body.next(ctx)
		if err != nil {
			return nil, err
		}
		r := s.attempt(out, price)
		s.log(ctx, req, price, r)
		switch r.kind {
		case answered:
			s.health.worked(time.Now())
			return r.resp, nil
		case unauthorized:
			s.health.worked(time.Now())
			renewer, ok := s.tokens.(Renewer)
			if renewed || !ok || !body.again() {
				return r.resp, nil
			}
			renewed = true
			token, err := renewer.Renew(ctx, r.token)
			if err != nil {
				return nil, s.tokenError(ctx, err)
			}
			if token.AccessToken == r.token {
				return r.resp, nil // a key, which cannot be renewed
			}
		case refused:
			s.health.worked(time.Now())
			if r.giveUp || !repeat || !body.again() {
				return nil, r.err
			}
		case ended:
			return nil, r.err
		case fault:
			faults++
			now := time.Now()
			if began.IsZero() {
				began = r.began
			}
			s.health.failed(r.began)
			if !(repeat || !r.sent) || !body.again() || (r.bad && faults >= badTries) {
				return nil, r.err
			}
			wait := max(pauses.NextBackOff(), r.hint)
			if !s.health.again(now.Add(wait), began, faults, r) {
				return nil, r.err
			}
			if err := pause(ctx, wait, nil); err != nil {
				return nil, s.stopped(ctx, err)
			}
		}
	}
}
