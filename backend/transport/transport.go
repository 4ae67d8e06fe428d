// Package transport is the one HTTP stack of Mixdown: every byte to or from a service goes through it. It attaches the
// sign-in, paces and repeats requests, counts them, bounds answers, notes the hosts contacted, and sends everything to the
// gateway where one is set. Providers hold none of that.
//
// Errors that it returns carry apperr codes and survive the url.Error that http.Client wraps around them.
package transport

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

const (
	defaultMaxBody = 32 << 20
	// signInMaxBody is far above any token answer.
	signInMaxBody = 1 << 20
	signInTimeout = 30 * time.Second
	dialTimeout   = 10 * time.Second
	// headerTimeout is how long a service may think before its answer begins.
	headerTimeout = 20 * time.Second
)

// Config is what a Transport is made of. The zero value is a working one without gateway, ledger and log.
type Config struct {
	Gateway string // MIXDOWN_GATEWAY, or ""
	Ledger  Ledger // nil: nothing is noted
	Log     *slog.Logger
	Now     func() time.Time // the wall clock of the ledger and of Retry-After dates; time.Now when nil
	MaxBody int64            // the most bytes an answer may have; 32 MiB when 0
	// Base is the network, for tests; nil for the real one.
	Base http.RoundTripper
}

// Ledger notes which hosts were contacted and what was spent. Both methods are called once a request, by several goroutines,
// and must be quick.
type Ledger interface {
	// Contacted notes a request to host, the service's own name even where a gateway stood in for it.
	Contacted(host string, at time.Time)
	// Spent notes one API request of an account and the units that it cost.
	Spent(provider, account, operation string, units int, at time.Time)
}

// Memory is a Ledger that keeps, beyond the process, until when a service whose quota is spent is left alone. key names what
// shares the quota.
type Memory interface {
	Shut(key string, until time.Time) error
	ShutUntil(key string) (time.Time, error)
}

// longestShut bounds a memory: a month's quota. Beyond it the clock was wrong when it was noted.
const longestShut = 32 * 24 * time.Hour

// Transport makes HTTP clients that share connections and allowances. It is safe for concurrent use.
type Transport struct {
	gateway *url.URL
	ledger  Ledger
	log     *slog.Logger
	now     func() time.Time
	maxBody int64
	base    http.RoundTripper

	mu         sync.Mutex
	allowances map[string]*allowance
}

// New checks the gateway's address (apperr.BadGateway when it is not on loopback) and returns a Transport.
func New(cfg Config) (*Transport, error) {
	t := &Transport{ledger: cfg.Ledger, now: cfg.Now, maxBody: cfg.MaxBody, base: cfg.Base, allowances: map[string]*allowance{}}
	if cfg.Gateway != "" {
		gateway, err := ParseGateway(cfg.Gateway)
		if err != nil {
			return nil, err
		}
		t.gateway = gateway
	}
	if t.now == nil {
		t.now = time.Now
	}
	if t.maxBody <= 0 {
		t.maxBody = defaultMaxBody
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	t.log = slog.New(NewLogHandler(cfg.Log.Handler()))
	if t.base == nil {
		t.base = network(t.gateway != nil)
	}
	return t, nil
}

// Client returns the full stack for one account and run: sign-in, pace, repetition, count, gateway, network. tokens may be nil
// where no sign-in is needed; when it is a Renewer, an answer of 401 renews the token once. counter may be nil. Answers
// come back whole: their bodies are read and bounded before the caller sees them.
func (t *Transport) Client(info provider.Info, caller provider.Caller, tokens oauth2.TokenSource, counter *Counter) *http.Client {
	if caller.Provider == "" {
		caller.Provider = info.Name
	}
	if counter == nil {
		counter = &Counter{}
	}
	s := &sender{
		t: t, info: info, caller: caller, tokens: tokens, counter: counter,
		hosts:     allowedHosts(info),
		allowance: t.allowance(info, caller),
	}
	s.remember()
	return &http.Client{Transport: s, CheckRedirect: checkRedirect}
}

// remember shuts the account where another run, in this process or before it, found the quota spent.
func (s *sender) remember() {
	memory, ok := s.t.ledger.(Memory)
	if !ok {
		return
	}
	until, err := memory.ShutUntil(s.allowance.key)
	if err != nil {
		s.t.log.Warn("spent quota", "cause", err.Error())
		return
	}
	if left := until.Sub(s.t.now()); left > 0 && left <= longestShut {
		s.allowance.shut(left, s.spent(until, http.StatusTooManyRequests))
	}
}

// shut leaves the account alone until then, and notes it.
func (s *sender) shut(until time.Time, err error) {
	s.allowance.shut(until.Sub(s.t.now()), err)
	if memory, ok := s.t.ledger.(Memory); ok {
		if merr := memory.Shut(s.allowance.key, until); merr != nil {
			s.t.log.Warn("spent quota", "cause", merr.Error())
		}
	}
}

// Reopen forgets that a service found an account's quota spent: the person says that there is more of it now.
func (t *Transport) Reopen(info provider.Info, account string) error {
	a := t.allowance(info, provider.Caller{Provider: info.Name, Account: account})
	a.reopen()
	if memory, ok := t.ledger.(Memory); ok {
		return memory.Shut(a.key, time.Time{})
	}
	return nil
}

// Plain returns a client for sign-in: gateway, ledger, size bound and timeouts, but no pace, no repetition and no count, and
// no redirect is followed. With infos it reaches only the hosts that they name.
func (t *Transport) Plain(infos ...provider.Info) *http.Client {
	var hosts []string
	for _, info := range infos {
		hosts = append(hosts, allowedHosts(info)...)
	}
	return &http.Client{
		Transport:     &plain{t: t, hosts: hosts},
		Timeout:       signInTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Gateway tells whether requests go to a stand-in.
func (t *Transport) Gateway() bool { return t.gateway != nil }

// Close drops idle connections.
func (t *Transport) Close() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func (t *Transport) allowance(info provider.Info, caller provider.Caller) *allowance {
	key := caller.Provider + "\x00" + caller.Account
	if s := info.Pace.Scope; s != "" && s != "account" {
		key = caller.Provider + "\x00" + s + "\x00shared"
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.allowances[key]
	if a == nil {
		a = newAllowance(info.Pace)
		a.key = strings.ReplaceAll(key, "\x00", " ")
		t.allowances[key] = a
	}
	return a
}

// network returns the real network. Where a gateway is set it connects to loopback only, whatever a name resolves to.
func network(loopbackOnly bool) *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
	proxy := http.ProxyFromEnvironment
	if loopbackOnly {
		proxy = nil
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			host, _, err := net.SplitHostPort(address)
			if err != nil || !net.ParseIP(host).IsLoopback() {
				return apperr.New(apperr.BadGateway, gatewaySentence, errors.New("transport: the gateway's name led away from loopback"))
			}
			return nil
		}
	}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    8,
		MaxResponseHeaderBytes: 256 << 10,
	}
}
