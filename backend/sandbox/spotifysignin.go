package sandbox

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	spotifyHost     = "api.spotify.com"
	spotifySignHost = "accounts.spotify.com"
)

// spotifyScopes are some of those that Spotify knows.
// https://developer.spotify.com/documentation/web-api/concepts/scopes
var spotifyScopes = []string{"playlist-read-private", "playlist-read-collaborative", "playlist-modify-public", "playlist-modify-private",
	"user-read-private", "user-read-email", "user-library-read", "user-follow-read", "user-top-read"}

// spotifySignIn answers for https://accounts.spotify.com: PKCE, loopback redirects registered without a port, refresh tokens
// that are replaced at each use and die six months after the consent.
// https://developer.spotify.com/documentation/web-api/tutorials/code-pkce-flow
func (s *Server) spotifySignIn() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", s.spotifyAuthorize)
	mux.HandleFunc("POST /api/token", s.spotifyToken)
	return mux
}

func (s *Server) spotifyAuthorize(w http.ResponseWriter, r *http.Request) {
	m, q := s.World.spotify, r.URL.Query()
	scopes := strings.Fields(q.Get("scope"))
	clients := m.view().Clients
	switch {
	case q.Get("client_id") == "" || clients != nil && !slices.Contains(clients, q.Get("client_id")):
		errorPage(w, "INVALID_CLIENT", "Invalid client")
		return
	case !spotifyRedirect(q.Get("redirect_uri")):
		errorPage(w, "INVALID_CLIENT", "Invalid redirect URI")
		return
	case q.Get("response_type") != "code":
		leadBack(w, r, url.Values{"error": {"unsupported_response_type"}})
		return
	case q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43:
		leadBack(w, r, url.Values{"error": {"invalid_request"}})
		return
	case slices.ContainsFunc(scopes, func(scope string) bool { return !slices.Contains(spotifyScopes, scope) }):
		leadBack(w, r, url.Values{"error": {"invalid_scope"}})
		return
	}
	switch s.plainConsent(w, r, "Spotify") {
	case consentRefuse:
		leadBack(w, r, url.Values{"error": {"access_denied"}})
	case consentApprove:
		code := secretText("AQC-")
		m.mu.Lock()
		m.codes[code] = spotifyCode{grant: &spotifyGrant{client: q.Get("client_id"), scopes: scopes, given: m.now()}, redirect: q.Get("redirect_uri"),
			challenge: q.Get("code_challenge"), expires: m.now().Add(10 * time.Minute)}
		m.mu.Unlock()
		leadBack(w, r, url.Values{"code": {code}})
	}
}

// spotifyRedirect accepts a loopback address, any port; the name localhost is refused.
// https://developer.spotify.com/documentation/web-api/concepts/redirect_uri
func spotifyRedirect(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" || u.User != nil || u.Fragment != "" || u.RawQuery != "" || u.Path != "/callback" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip != nil && ip.IsLoopback()
}

func (s *Server) spotifyToken(w http.ResponseWriter, r *http.Request) {
	m := s.World.spotify
	refuse := func(code, description string) {
		writeJSON(w, http.StatusBadRequest, map[string]any{"error": code, "error_description": description})
	}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		refuse("invalid_request", "The body must be a form.")
		return
	}
	form := r.PostForm
	m.mu.Lock()
	defer m.mu.Unlock()
	if clients := m.story.Clients; form.Get("client_id") == "" || clients != nil && !slices.Contains(clients, form.Get("client_id")) {
		refuse("invalid_client", "Invalid client")
		return
	}
	var g *spotifyGrant
	switch form.Get("grant_type") {
	case "authorization_code":
		c, ok := m.codes[form.Get("code")]
		switch {
		case !ok || c.used || m.now().After(c.expires) || c.grant.client != form.Get("client_id"):
			refuse("invalid_grant", "Invalid authorization code")
			return
		case c.redirect != form.Get("redirect_uri"):
			refuse("invalid_grant", "Invalid redirect URI")
			return
		case !verifies(form.Get("code_verifier"), c.challenge):
			refuse("invalid_grant", "code_verifier was incorrect")
			return
		}
		g, c.used = c.grant, true
		m.codes[form.Get("code")] = c
	case "refresh_token":
		old := form.Get("refresh_token")
		g = m.refresh[old]
		if g == nil || g.revoked || g.client != form.Get("client_id") || !m.now().Before(g.given.AddDate(0, spotifyConsentMonths, 0)) {
			refuse("invalid_grant", "Refresh token revoked")
			return
		}
		delete(m.refresh, old)
	default:
		refuse("unsupported_grant_type", "grant_type parameter is missing or unknown")
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"access_token": m.newAccess(g), "token_type": "Bearer", "expires_in": int(spotifyAccessLife.Seconds()),
		"refresh_token": m.newRefresh(g), "scope": strings.Join(g.scopes, " ")})
}
