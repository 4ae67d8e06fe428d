package transport

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

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
	if err := s.withinBudget(); err != nil {
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
	// A few addresses want another word than the usual one before the token: the provider then names it.
	if word := req.Header.Get("Authorization"); word != "" {
		named := *token
		named.TokenType = word
		token = &named
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
