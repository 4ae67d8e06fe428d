package transport

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
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

// kind tells what came of one attempt.
type kind int

const (
	answered     kind = iota // the provider reads the answer
	unauthorized             // 401: worth a new token once
	refused                  // too fast: the account waits
	fault                    // the network or the service failed: worth another try
	ended                    // nothing that another try would change
)

// result is what came of one attempt.
type result struct {
	kind   kind
	resp   *http.Response
	err    error
	token  string        // the access token that was sent; never logged
	began  time.Time     // when the attempt was let out
	hint   time.Duration // the service's Retry-After
	status int
	sent   bool // it may have reached the service
	bad    bool // the answer made no sense
	giveUp bool
}

// attempt waits for its turn, signs the request, sends it once and reads the answer.
func (s *sender) attempt(req *http.Request, price provider.Price) result {
	ctx := req.Context()
	p, err := s.allowance.enter(ctx, price.Units)
	if err != nil {
		return result{kind: ended, err: s.stopped(ctx, err)}
	}
	r := s.signAndSend(req, price, p)
	p.leave(r.sent, r.kind == answered || r.kind == unauthorized)
	return r
}

func (s *sender) signAndSend(req *http.Request, price provider.Price, p *permit) result {
	ctx := req.Context()
	began := time.Now()
	// The source may have been given up while this request waited for its turn.
	if err := s.health.check(began); err != nil {
		return result{kind: ended, err: err}
	}
	token, err := s.sign(req)
	if err != nil {
		err = s.tokenError(ctx, err)
		if code := apperr.CodeOf(err); code == apperr.Offline || code == apperr.ServiceDown {
			return result{kind: fault, err: err, began: began}
		}
		return result{kind: ended, err: err}
	}
	upgrade := req.Header.Get("Upgrade") != ""
	limited, cancel := context.WithTimeout(ctx, min(attemptTimeout, s.health.left(began)))
	if upgrade {
		// A connection that is handed over outlives its request.
		cancel()
		limited, cancel = ctx, func() {}
	}
	defer cancel()
	resp, err := s.t.send(req.WithContext(limited), s.hosts)
	if err != nil {
		if apperrIn(err) {
			return result{kind: ended, err: err}
		}
		r := result{kind: fault, err: s.networkError(ctx, err), began: began, sent: !neverSent(err)}
		if ctx.Err() != nil || hopeless(err) {
			r.kind = ended
		}
		if r.sent {
			s.count(price)
		}
		return r
	}
	s.count(price)
	resp.Request = req
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return result{kind: answered, resp: resp, sent: true, status: resp.StatusCode}
	}
	r := s.judge(ctx, resp, p)
	r.began, r.token, r.sent, r.status = began, token, true, resp.StatusCode
	return r
}

// sign attaches the account's token, unless the request was redirected to another host.
func (s *sender) sign(req *http.Request) (string, error) {
	if !sameHost(firstHost(req), req.URL.Host) {
		req.Header.Del("Authorization")
		req.Header.Del("Cookie")
		return "", nil
	}
	if s.tokens == nil {
		return "", nil
	}
	var token *oauth2.Token
	var err error
	if c, ok := s.tokens.(contextSource); ok {
		token, err = c.TokenContext(req.Context())
	} else {
		token, err = s.tokens.Token()
	}
	if err != nil {
		return "", err
	}
	token.SetAuthHeader(req)
	return token.AccessToken, nil
}

func (s *sender) count(price provider.Price) {
	s.counter.add(price)
	if s.t.ledger != nil {
		s.t.ledger.Spent(s.caller.Provider, s.caller.Account, price.Name, price.Units, s.t.now())
	}
}

// log writes one line an attempt: no query, no header, no body.
func (s *sender) log(ctx context.Context, req *http.Request, price provider.Price, r result) {
	attrs := []slog.Attr{
		slog.String("provider", s.caller.Provider), slog.Int64("run", s.caller.RunID),
		slog.String("operation", price.Name), slog.String("method", req.Method),
		slog.String("host", req.URL.Hostname()), slog.String("path", req.URL.Path), slog.Int("status", r.status),
	}
	level := slog.LevelDebug
	if r.err != nil && !errors.Is(r.err, context.Canceled) {
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("problem", r.err.Error()))
		if cause := errors.Unwrap(r.err); cause != nil {
			attrs = append(attrs, slog.String("cause", cause.Error()))
		}
	}
	s.t.log.LogAttrs(ctx, level, "request", attrs...)
}
