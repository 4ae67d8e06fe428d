package sandbox

import (
	"errors"
	"net/http"
	"net/url"
	"sync"
)

// Client returns an HTTP client that is signed in as address with scopes (short or whole) and sends every https request to
// this server, which must have been started, without a sign-in. It is for tests of code that takes a ready client. For
// drive.file, every spreadsheet that exists now counts as picked.
func (s *Server) Client(address string, scopes ...string) *http.Client {
	s.Mailbox(address)
	g := s.issuer.newGrant("sandbox-client", canonical(address), fullScopes(scopes), s.spreadsheetIDs())
	return &http.Client{Transport: &direct{server: s, grant: g}}
}

// Token returns an access token of address with scopes, without a sign-in, for a client in another process.
func (s *Server) Token(address string, scopes ...string) string {
	s.Mailbox(address)
	return s.issuer.newAccess(s.issuer.newGrant("sandbox-client", canonical(address), fullScopes(scopes), s.spreadsheetIDs()))
}

// direct is a RoundTripper that goes through the gateway with a token of one grant.
type direct struct {
	server *Server
	grant  *grant

	mu    sync.Mutex
	token string
}

// RoundTrip implements http.RoundTripper.
func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	d.server.mu.Lock()
	base, transport := d.server.base, d.server.transport
	d.server.mu.Unlock()
	if base == "" {
		return nil, errors.New("sandbox: the server is not started")
	}
	target, err := url.Parse(base + "/" + r.URL.Host + r.URL.EscapedPath())
	if err != nil {
		return nil, err
	}
	target.RawQuery = r.URL.RawQuery
	out := r.Clone(r.Context())
	out.URL, out.Host = target, ""
	if out.Header.Get("Authorization") == "" {
		out.Header.Set("Authorization", "Bearer "+d.fresh())
	}
	return transport.RoundTrip(out)
}

func (d *direct) fresh() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.token == "" || !d.server.issuer.lives(d.token) {
		d.token = d.server.issuer.newAccess(d.grant)
	}
	return d.token
}
