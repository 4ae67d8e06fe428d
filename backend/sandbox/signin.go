package sandbox

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// authRequest is a checked request to the authorisation endpoint.
type authRequest struct {
	client    string
	redirect  string
	state     string
	challenge string
	nonce     string
	scopes    []string
	hint      string
	pick      bool
	files     []string
}

// identityScopes say who the person is; they have no checkbox.
var identityScopes = []string{"openid", scopeBase + "userinfo.email", scopeBase + "userinfo.profile"}

// knownScopes are those of the APIs served here.
var knownScopes = []string{"https://mail.google.com/", scopeBase + "gmail.readonly", scopeBase + "gmail.metadata",
	scopeBase + "gmail.modify", scopeBase + "gmail.compose", scopeBase + "gmail.send", scopeBase + "gmail.labels",
	scopeBase + "gmail.settings.basic", scopeBase + "drive", scopeBase + "drive.file", scopeBase + "drive.readonly",
	scopeBase + "drive.metadata", scopeBase + "drive.metadata.readonly", scopeBase + "spreadsheets",
	scopeBase + "spreadsheets.readonly", scopeBase + "pubsub"}

// signInPages are the addresses of Google's sign-in that are no JSON API of the discovery kind.
func (s *Server) signInPages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		accountsHost + " /o/oauth2/v2/auth":    s.authorisePage,
		accountsHost + " /o/oauth2/v2/consent": s.consentAnswer,
		tokenHost + " /token":                  s.token,
		tokenHost + " /revoke":                 s.revokeToken,
		tokenHost + " /tokeninfo":              s.tokenInfo,
		driveHost + " /oauth2/v3/tokeninfo":    s.tokenInfo,
		driveHost + " /oauth2/v3/certs":        s.certs,
	}
}

// authorisePage answers https://developers.google.com/identity/protocols/oauth2/native-app step 2.
func (s *Server) authorisePage(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	req, code, why := s.issuer.check(r.URL.Query())
	if code != "" {
		errorPage(w, code, why)
		return
	}
	d := s.consent.decide(req)
	switch d.kind {
	case consentRefuse:
		back(w, req, url.Values{"error": {"access_denied"}})
	case consentApprove:
		account := d.account
		if account == "" {
			account = s.defaultAccount(req.hint)
		}
		s.approve(w, req, account, d.scopes, req.files)
	default:
		s.consentPage(w, req)
	}
}

// check refuses what Google refuses. A refusal is shown to the person and never sent to the redirect address.
func (is *issuer) check(q url.Values) (req *authRequest, code, why string) {
	req = &authRequest{client: q.Get("client_id"), redirect: q.Get("redirect_uri"), state: q.Get("state"),
		challenge: q.Get("code_challenge"), nonce: q.Get("nonce"), hint: q.Get("login_hint"),
		pick: q.Get("trigger_onepick") == "true", scopes: strings.Fields(q.Get("scope"))}
	for name, values := range q {
		if len(values) > 1 {
			return nil, "invalid_request", "OAuth 2 parameters can only have a single value: " + name
		}
	}
	if _, known := is.clients[req.client]; req.client == "" || is.clients != nil && !known {
		return nil, "invalid_client", "The OAuth client was not found."
	}
	if q.Get("response_type") != "code" {
		return nil, "unsupported_response_type", "Invalid response_type: " + q.Get("response_type")
	}
	if !loopbackRedirect(req.redirect) {
		return nil, "redirect_uri_mismatch", "You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy: redirect_uri=" + req.redirect
	}
	if len(req.scopes) == 0 {
		return nil, "invalid_request", "Missing required parameter: scope"
	}
	for i, scope := range req.scopes {
		switch scope {
		case "email", "profile":
			req.scopes[i] = scopeBase + "userinfo." + scope
		default:
			if !slices.Contains(knownScopes, scope) && !slices.Contains(identityScopes, scope) {
				return nil, "invalid_scope", "Some requested scopes were invalid: " + scope
			}
		}
	}
	if req.challenge == "" || q.Get("code_challenge_method") != "S256" {
		return nil, "invalid_request", "This app must send a code_challenge with the method S256."
	}
	if len(req.challenge) != 43 {
		return nil, "invalid_request", "The code_challenge is not a SHA-256 hash in base64url."
	}
	if req.pick {
		if q.Get("prompt") != "consent" {
			return nil, "invalid_request", "trigger_onepick needs prompt=consent"
		}
		if !slices.Equal(withoutIdentity(req.scopes), []string{scopeBase + "drive.file"}) {
			return nil, "invalid_request", "trigger_onepick goes with the scope drive.file alone"
		}
		req.files = splitList(q.Get("file_ids"))
	}
	return req, "", ""
}

// loopbackRedirect accepts what a desktop client may use: http to the loopback address, any port and path.
func loopbackRedirect(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" || u.User != nil || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func withoutIdentity(scopes []string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(identityScopes, s) })
}

func splitList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// approve sends the person back with a code for what was granted.
func (s *Server) approve(w http.ResponseWriter, req *authRequest, account string, scopes, files []string) {
	if len(withoutIdentity(scopes)) == 0 && len(withoutIdentity(req.scopes)) > 0 && !slices.Contains(scopes, "openid") {
		back(w, req, url.Values{"error": {"access_denied"}})
		return
	}
	files = s.existing(files)
	g := s.issuer.newGrant(req.client, account, scopes, files)
	q := url.Values{"code": {s.issuer.newCode(g, req)}, "scope": {strings.Join(scopes, " ")}, "authuser": {"0"}, "prompt": {"consent"}}
	if req.pick {
		q.Set("picked_file_ids", strings.Join(files, ","))
	}
	back(w, req, q)
}

func back(w http.ResponseWriter, req *authRequest, q url.Values) {
	u, err := url.Parse(req.redirect)
	if err != nil {
		errorPage(w, "invalid_request", "redirect_uri")
		return
	}
	all := u.Query()
	for k, v := range q {
		all[k] = v
	}
	if req.state != "" {
		all.Set("state", req.state)
	}
	u.RawQuery = all.Encode()
	w.Header().Set("Location", u.String())
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusFound)
}

// tokenError is a refusal of the token endpoint (RFC 6749, 5.2).
type tokenError struct {
	status      int
	code        string
	description string
}

func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
	form, refused := s.tokenForm(r)
	var g *grant
	answer := map[string]any{}
	nonce := ""
	if refused == nil {
		switch form.Get("grant_type") {
		case "authorization_code":
			g, refused = s.issuer.redeem(form.Get("code"), form.Get("client_id"), form.Get("redirect_uri"), form.Get("code_verifier"))
			if refused == nil {
				answer["refresh_token"] = g.refresh
				nonce = s.issuer.nonceOf(form.Get("code"))
				if !g.ends.IsZero() {
					answer["refresh_token_expires_in"] = int(g.ends.Sub(s.now()).Seconds()) - 1
				}
			}
		case "refresh_token":
			g, refused = s.issuer.renew(form.Get("refresh_token"), form.Get("client_id"))
		default:
			refused = &tokenError{400, "unsupported_grant_type", "Invalid grant_type: " + form.Get("grant_type")}
		}
	}
	if refused != nil {
		writeJSON(w, refused.status, map[string]any{"error": refused.code, "error_description": refused.description})
		return
	}
	answer["access_token"] = s.issuer.newAccess(g)
	answer["expires_in"] = int(accessLife.Seconds()) - 1
	answer["scope"] = strings.Join(g.scopes, " ")
	answer["token_type"] = "Bearer"
	if g.has("openid") {
		id, err := s.idToken(g, nonce)
		if err != nil {
			writeJSON(w, 500, map[string]any{"error": "internal_failure", "error_description": err.Error()})
			return
		}
		answer["id_token"] = id
	}
	writeJSON(w, 200, answer)
}

// tokenForm reads the form and knows the client.
func (s *Server) tokenForm(r *http.Request) (url.Values, *tokenError) {
	if r.Method != http.MethodPost {
		return nil, &tokenError{405, "invalid_request", "The token endpoint takes POST."}
	}
	r.Body = http.MaxBytesReader(nil, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		return nil, &tokenError{400, "invalid_request", "Malformed form."}
	}
	form := r.PostForm
	if id, secret, ok := r.BasicAuth(); ok {
		form.Set("client_id", id)
		form.Set("client_secret", secret)
	}
	id := form.Get("client_id")
	if id == "" {
		return nil, &tokenError{400, "invalid_request", "Could not determine client ID from request."}
	}
	if s.issuer.clients != nil {
		secret, known := s.issuer.clients[id]
		switch {
		case !known:
			return nil, &tokenError{401, "invalid_client", "The OAuth client was not found."}
		case secret != "" && form.Get("client_secret") == "":
			return nil, &tokenError{400, "invalid_request", "client_secret is missing."}
		case secret != "" && form.Get("client_secret") != secret:
			return nil, &tokenError{401, "invalid_client", "The provided client secret is invalid."}
		}
	}
	return form, nil
}

func (s *Server) revokeToken(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	r.Body = http.MaxBytesReader(nil, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil || !s.issuer.revoke(r.Form.Get("token")) {
		writeJSON(w, 400, map[string]any{"error": "invalid_token", "error_description": "Token expired or revoked"})
		return
	}
	writeJSON(w, 200, map[string]any{})
}

func errorPage(w http.ResponseWriter, code, why string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = fmt.Fprintf(w, "<!DOCTYPE html><html lang=en><title>Error 400: %s</title><h1>Access blocked</h1><p>%s</p><p>Error 400: %s</p></html>\n",
		escape(code), escape(why), escape(code))
}
