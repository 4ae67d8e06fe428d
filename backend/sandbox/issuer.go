package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Lifetimes as Google has them: an access token an hour, a code ten minutes.
const (
	accessLife = time.Hour
	codeLife   = 10 * time.Minute
)

// issuer holds what Google's sign-in remembers: codes, grants and tokens.
type issuer struct {
	now     func() time.Time
	clients map[string]string
	testing atomic.Bool // the consent screen is not published: grants end after testingLife

	mu      sync.Mutex
	pages   map[string]*authRequest // consent pages that wait for a person
	codes   map[string]*code
	refresh map[string]*grant
	access  map[string]*access
	picked  map[picker]map[string]bool
	key     keyPair
}

// grant is what one consent gave.
type grant struct {
	client  string
	account string
	scopes  []string
	refresh string
	revoked bool
	ends    time.Time       // zero where it does not end by itself
	files   map[string]bool // what drive.file reaches: picked by the person or made by this client
}

type access struct {
	grant   *grant
	expires time.Time
}

type code struct {
	grant   *grant
	request *authRequest
	expires time.Time
	used    bool
}

// testingLife is how long a sign-in lasts while the consent screen is in "Testing":
// https://developers.google.com/identity/protocols/oauth2#expiration
const testingLife = 7 * 24 * time.Hour

type picker struct{ client, account string }

func newIssuer(now func() time.Time, clients map[string]string) *issuer {
	return &issuer{now: now, clients: clients, pages: map[string]*authRequest{}, codes: map[string]*code{},
		refresh: map[string]*grant{}, access: map[string]*access{}, picked: map[picker]map[string]bool{}}
}

// secretText returns an unguessable text after a prefix that tells what it is.
func secretText(prefix string) string { return prefix + rand.Text() + rand.Text() }

// newGrant records a consent. Files picked earlier by the same person for the same client stay reachable.
func (is *issuer) newGrant(client, account string, scopes []string, files []string) *grant {
	is.mu.Lock()
	defer is.mu.Unlock()
	key := picker{client, account}
	if is.picked[key] == nil {
		is.picked[key] = map[string]bool{}
	}
	for _, id := range files {
		is.picked[key][id] = true
	}
	g := &grant{client: client, account: account, scopes: scopes, refresh: secretText("1//0sandbox-"), files: is.picked[key]}
	if is.testing.Load() {
		g.ends = is.now().Add(testingLife)
	}
	is.refresh[g.refresh] = g
	return g
}

func (is *issuer) newAccess(g *grant) string {
	is.mu.Lock()
	defer is.mu.Unlock()
	token := secretText("ya29.sandbox-")
	is.access[token] = &access{grant: g, expires: is.now().Add(accessLife)}
	return token
}

func (is *issuer) newCode(g *grant, req *authRequest) string {
	is.mu.Lock()
	defer is.mu.Unlock()
	text := secretText("4/0sandbox-")
	is.codes[text] = &code{grant: g, request: req, expires: is.now().Add(codeLife)}
	return text
}

// redeem gives the grant behind a code, once, to the client that asked for it and proves it with the verifier.
func (is *issuer) redeem(text, client, redirect, verifier string) (*grant, *tokenError) {
	is.mu.Lock()
	defer is.mu.Unlock()
	c := is.codes[text]
	switch {
	case c == nil:
		return nil, &tokenError{400, "invalid_grant", "Malformed auth code."}
	case c.used:
		c.grant.revoked = true // a code that is shown twice was stolen: RFC 6749, 4.1.2
		return nil, &tokenError{400, "invalid_grant", "Bad Request"}
	case is.now().After(c.expires):
		return nil, &tokenError{400, "invalid_grant", "Bad Request"}
	case c.request.client != client:
		return nil, &tokenError{401, "unauthorized_client", "Unauthorized"}
	case c.request.redirect != redirect:
		return nil, &tokenError{400, "redirect_uri_mismatch", "Bad Request"}
	case verifier == "":
		return nil, &tokenError{400, "invalid_grant", "Missing code verifier."}
	case !verifies(verifier, c.request.challenge):
		return nil, &tokenError{400, "invalid_grant", "Invalid code verifier."}
	}
	c.used = true
	return c.grant, nil
}

func verifies(verifier, challenge string) bool {
	if len(verifier) < 43 || len(verifier) > 128 {
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

// renew finds a living grant by its refresh token.
func (is *issuer) renew(token, client string) (*grant, *tokenError) {
	is.mu.Lock()
	defer is.mu.Unlock()
	g := is.refresh[token]
	if g == nil || g.revoked || !g.ends.IsZero() && !is.now().Before(g.ends) {
		return nil, &tokenError{400, "invalid_grant", "Token has been expired or revoked."}
	}
	if g.client != client {
		return nil, &tokenError{401, "unauthorized_client", "Unauthorized"}
	}
	return g, nil
}

// revoke ends the grant behind an access or a refresh token and reports whether there was one.
func (is *issuer) revoke(token string) bool {
	is.mu.Lock()
	defer is.mu.Unlock()
	g := is.refresh[token]
	if a := is.access[token]; g == nil && a != nil {
		g = a.grant
	}
	if g == nil || g.revoked {
		return false
	}
	g.revoked = true
	return true
}

// authorise finds the grant behind an access token.
func (is *issuer) authorise(token string) (*grant, error) {
	is.mu.Lock()
	defer is.mu.Unlock()
	if token == "" {
		return nil, unauthenticated("Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.", "required")
	}
	a := is.access[token]
	if a == nil || a.grant.revoked || !is.now().Before(a.expires) {
		return nil, unauthenticated("Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.", "authError")
	}
	return a.grant, nil
}

func unauthenticated(message, reason string) *apiError {
	return &apiError{code: 401, status: "UNAUTHENTICATED", reason: reason, message: message,
		header: map[string]string{"WWW-Authenticate": `Bearer realm="https://accounts.google.com/", error="invalid_token"`}}
}

// bearer finds the access token of a request.
func bearer(r *http.Request, query url.Values) string {
	if kind, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(kind, "Bearer") {
		return token
	}
	return query.Get("access_token")
}

func (g *grant) has(scope string) bool { return slices.Contains(g.scopes, fullScope(scope)) }

// allows reports whether any of scopes was granted; none asked allows all.
func (g *grant) allows(scopes []string) bool {
	return len(scopes) == 0 || slices.ContainsFunc(scopes, g.has)
}

// reaches reports whether the grant may touch a file: with drive.file alone, only what was picked for or made by the client.
func (is *issuer) reaches(g *grant, file string, wide ...string) bool {
	if slices.ContainsFunc(wide, g.has) {
		return true
	}
	is.mu.Lock()
	defer is.mu.Unlock()
	return g.has("drive.file") && g.files[file]
}

func (is *issuer) made(g *grant, file string) {
	is.mu.Lock()
	defer is.mu.Unlock()
	g.files[file] = true
}

// Grant records a consent of address for client without a browser and returns the refresh token. Scopes may be short
// ("gmail.readonly"). For drive.file the person picks files.
func (s *Server) Grant(address, client string, scopes []string, files ...string) (refreshToken string) {
	s.Mailbox(address)
	return s.issuer.newGrant(client, canonical(address), fullScopes(scopes), files).refresh
}

// Revoke takes back everything that address ever granted, as a person does in the account's settings.
func (s *Server) Revoke(address string) {
	s.issuer.mu.Lock()
	defer s.issuer.mu.Unlock()
	for _, g := range s.issuer.refresh {
		if g.account == canonical(address) {
			g.revoked = true
		}
	}
}

// ExpireAccess ends every access token now; refresh tokens stay good.
func (s *Server) ExpireAccess() {
	s.issuer.mu.Lock()
	defer s.issuer.mu.Unlock()
	clear(s.issuer.access)
}
