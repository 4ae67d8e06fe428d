// Package sandbox is a set of stand-in services on loopback, with a story behind them: Google's sign-in, Gmail, Drive and
// Sheets as far as Mixdown uses them. The sample campaign lives in it, and every other package is tested against it. It
// keeps the rules of the real services (scopes, PKCE, search words, page sizes, quota prices, error shapes) and can be told
// to fail in their ways.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Options are the parts of a Server that are fixed when it is made.
type Options struct {
	// Now is the clock of everything inside: dates, token lifetimes, quota windows. nil is the system's.
	Now func() time.Time
	// Story fills the world; nil leaves it empty.
	Story *Story
	// Log takes one line a request at debug level, without queries or bodies. nil logs nothing.
	Log *slog.Logger
	// Clients are the OAuth clients that exist, with their secrets. nil accepts any client id, with or without a secret.
	Clients map[string]string
}

// Server answers for all stand-in services on one address; the first segment of a path is the host.
type Server struct {
	*World
	now      func() time.Time
	log      *slog.Logger
	google   map[string][]route
	plain    map[string]http.HandlerFunc // "HOST PATH" of the sign-in pages, which are no JSON API
	faults   *Faults
	requests *Requests
	consent  *Consent
	issuer   *issuer

	mu      sync.Mutex
	mounted map[string]http.Handler
	srv     *http.Server
	done    chan struct{}
	base    string // of the gateway, while it listens
	// transport carries Client's requests; it is the server's own so that Close can end its idle connections.
	transport *http.Transport
}

// New makes a server with the world of opts.Story. It starts nothing.
func New(opts Options) *Server {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	s := &Server{
		World:    newWorld(opts.Now),
		now:      opts.Now,
		log:      opts.Log,
		faults:   &Faults{},
		requests: newRequests(opts.Now),
		consent:  &Consent{},
		issuer:   newIssuer(opts.Now, opts.Clients),
		mounted:  map[string]http.Handler{},

		transport: &http.Transport{MaxIdleConnsPerHost: 16},
	}
	s.google = googleRoutes()
	s.plain = s.signInPages()
	s.Handle("login.mailchimp.com", s.mailchimpLogin())
	s.Handle("*.api.mailchimp.com", s.mailchimpHandler())
	s.Handle("airtable.com", s.airtableSignIn())
	s.Handle(airtableHost, s.airtableAPI())
	s.Handle(spotifySignHost, s.spotifySignIn())
	s.Handle(spotifyHost, s.spotifyAPI())
	if opts.Story != nil {
		s.World.load(opts.Story)
	}
	return s
}

// Start listens on a free port of 127.0.0.1 and returns the gateway's address, such as http://127.0.0.1:40123.
func (s *Server) Start() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("sandbox: listen: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.srv != nil {
		_ = ln.Close()
		return "", errors.New("sandbox: started twice")
	}
	s.srv = &http.Server{Handler: loopbackOnly(s.Handler()), ReadHeaderTimeout: 10 * time.Second}
	s.done = make(chan struct{})
	go func(srv *http.Server, done chan struct{}) {
		defer close(done)
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("sandbox: serve", "err", err)
		}
	}(s.srv, s.done)
	s.base = "http://" + ln.Addr().String()
	return s.base, nil
}

// Close ends the server and waits for it. Requests under way are cut after two seconds.
func (s *Server) Close() error {
	s.mu.Lock()
	srv, done := s.srv, s.done
	s.srv, s.base = nil, ""
	s.mu.Unlock()
	if srv == nil {
		return nil
	}
	s.World.tunnels.end()
	s.transport.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err := srv.Shutdown(ctx)
	if err != nil {
		err = srv.Close()
	}
	<-done
	return err
}

// Faults are the failures that the server is told to make.
func (s *Server) Faults() *Faults { return s.faults }

// Requests is the log of what was asked, with its price.
func (s *Server) Requests() *Requests { return s.requests }

// Consent decides how the consent page answers.
func (s *Server) Consent() *Consent { return s.consent }

// Publish says whether the consent screen of every client is published. While it is not, sign-ins end after seven days.
func (s *Server) Publish(on bool) { s.issuer.testing.Store(!on) }

// Handle puts another stand-in service behind the gateway: h answers for host and sees the path without it. A host that
// begins with "*." answers for any one label in its place. The log and the faults cover it too.
func (s *Server) Handle(host string, h http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mounted[host] = h
}

// Handler returns the gateway as a handler, for tests that bring their own listener.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	host, path, ok := splitGateway(r)
	if !ok {
		writeNotFound(w)
		return
	}
	inner := r.Clone(r.Context())
	inner.URL = path
	inner.RequestURI = path.RequestURI()
	inner.Host = host
	entry := s.requests.begin(host, inner)
	rec := &recorder{header: http.Header{"Date": {s.now().UTC().Format(http.TimeFormat)}}} // of the story, not of this computer
	mounted := s.mountedFor(host)
	defer func() {
		s.requests.end(entry, rec.status)
		s.log.Debug("sandbox: request", "host", host, "method", r.Method, "path", path.Path, "status", rec.status)
	}()
	hit := s.faults.match(host, inner)
	if hit != nil {
		entry.fault()
		if !hit.before(inner.Context(), w, rec) {
			return
		}
	}
	if mounted != nil {
		if hit == nil || !hit.changesAnswer() {
			mounted.ServeHTTP(&statusWriter{ResponseWriter: w, rec: rec}, inner)
			hit.after()
			return
		}
		mounted.ServeHTTP(rec, inner)
	} else if page := s.plain[host+" "+path.Path]; page != nil {
		page(rec, inner)
	} else {
		s.serveGoogle(rec, inner, host, entry)
	}
	hit.after()
	if !hit.cut(w, rec) {
		rec.send(w, r)
	}
}

func (s *Server) mountedFor(host string) http.Handler {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.mounted[host]; h != nil {
		return h
	}
	if _, rest, ok := strings.Cut(host, "."); ok {
		return s.mounted["*."+rest]
	}
	return nil
}

// splitGateway takes the host off the front of a gateway path and keeps the rest exactly as it was escaped.
func splitGateway(r *http.Request) (host string, u *url.URL, ok bool) {
	escaped := strings.TrimPrefix(r.URL.EscapedPath(), "/")
	host, rest, _ := strings.Cut(escaped, "/")
	if host == "" {
		return "", nil, false
	}
	u, err := url.Parse("/" + rest)
	if err != nil {
		return "", nil, false
	}
	u.RawQuery = r.URL.RawQuery
	return strings.ToLower(host), u, true
}

// loopbackOnly refuses requests whose Host is not a loopback name: a page in a browser that re-binds its own name to
// 127.0.0.1 must not reach the sandbox.
func loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "loopback addresses only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
