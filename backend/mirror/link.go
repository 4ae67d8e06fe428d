package mirror

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/supabase-community/gotrue-go"
	"github.com/supabase-community/postgrest-go"
	"github.com/supabase-community/supabase-go"

	"mixdown/backend/apperr"
	"mixdown/backend/transport"
)

const (
	// maxRefusal is how much of a refusal is read for its reason.
	maxRefusal = 64 << 10
	// maxSession is far above any answer of the sign-in.
	maxSession = 1 << 20
	// signInLimit bounds one call of the sign-in, its whole answer included. Those to the tables have the stack's own.
	signInLimit = 30 * time.Second
)

// link is the http.RoundTripper of one call through Supabase's libraries. It mends what they lack: they know no context and
// no time limit (the link carries the call's), they turn errors into bare text (the link keeps the one that it saw), and
// they would reach the network by themselves (the link's way goes through Mixdown's one HTTP stack). A link serves one call:
// nothing of it is shared, so nothing can race.
type link struct {
	ctx  context.Context
	base http.RoundTripper
	auth bool
	now  func() time.Time

	limit time.Duration // 0 for signInLimit; tests are quicker

	mu   sync.Mutex
	err  error
	skew time.Duration
}

// RoundTrip implements http.RoundTripper.
func (l *link) RoundTrip(req *http.Request) (*http.Response, error) {
	if !l.auth {
		return l.carry(l.ctx, req)
	}
	limit := l.limit
	if limit == 0 {
		limit = signInLimit
	}
	ctx, cancel := context.WithTimeout(l.ctx, limit)
	defer cancel()
	resp, err := l.carry(ctx, req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxSession))
	_ = resp.Body.Close()
	if err != nil {
		return nil, l.failed(apperr.For(Name, apperr.ServiceDown, "Supabase's answer to the sign-in did not come in time, or broke off. Try again.", err))
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// carry sends one request and judges its answer.
func (l *link) carry(ctx context.Context, req *http.Request) (*http.Response, error) {
	out := req.Clone(ctx)
	resp, err := l.base.RoundTrip(out)
	if err != nil {
		return nil, l.failed(unreachable(err, req.URL.Hostname()))
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		l.mu.Lock()
		l.skew = l.now().Sub(date)
		l.mu.Unlock()
	}
	if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		if isPage(resp.Header) {
			_ = resp.Body.Close()
			return nil, l.failed(apperr.For(Name, apperr.BadAnswer, "A page came in place of Supabase's answer: a sign-in page of the network you are in, or a fault there. Check that other pages open, then try again.", nil))
		}
		if l.auth && req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/verify") {
			// The library takes 303 alone for a success here, and the service answers 200.
			resp.StatusCode = http.StatusSeeOther
		}
		return resp, nil
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // what can be read of it is enough
	_ = resp.Body.Close()
	r := refusal{status: resp.StatusCode, body: body, header: resp.Header, host: req.URL.Hostname(), auth: l.auth, skew: l.clock()}
	return nil, l.failed(r.judge())
}

func (l *link) failed(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
	return err
}

func (l *link) clock() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.skew
}

// outcome is the error of a call: what the link saw rather than the library's words about it.
func (l *link) outcome(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.err != nil:
		return l.err
	case err == nil:
		return nil
	case l.ctx.Err() != nil:
		return l.ctx.Err()
	}
	return senseless(errors.New("mirror: the answer could not be read"))
}

// tables is one call to the project's tables. base carries the sign-in.
func (p Project) tables(ctx context.Context, base http.RoundTripper, now func() time.Time) (*postgrest.Client, *link) {
	l := &link{ctx: transport.Repeatable(ctx), base: base, now: now} // an upsert may be sent twice
	// supabase.Client builds the same inside itself and gives no way to its transport.
	c := postgrest.NewClient(p.URL+supabase.REST_URL, "public", map[string]string{"apikey": p.Key})
	c.Transport.Parent = l
	return c, l
}

// signIn is one call to the project's sign-in.
func (p Project) signIn(ctx context.Context, base http.RoundTripper, now func() time.Time) (gotrue.Client, *link, error) {
	l := &link{ctx: ctx, base: base, auth: true, now: now}
	sb, err := supabase.NewClient(p.URL, p.Key, nil)
	if err != nil {
		return nil, nil, apperr.For(Name, apperr.Invalid, "The project's address or key is missing.", err)
	}
	return sb.Auth.WithClient(http.Client{Transport: l}), l, nil
}
