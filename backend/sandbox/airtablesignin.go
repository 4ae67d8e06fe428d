package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Lifetimes as Airtable has them: an access token an hour, a refresh token sixty days.
const (
	airtableAccessLife  = time.Hour
	airtableRefreshLife = 60 * 24 * time.Hour
	// airtableGrace is how long a refresh token that was just used is answered 409 in place of invalid_grant.
	airtableGrace = 10 * time.Second
)

// airtableSignIn answers for https://airtable.com: public clients with PKCE and exact redirects, and refresh tokens that are
// good once.
// https://airtable.com/developers/web/api/oauth-reference
func (s *Server) airtableSignIn() http.Handler {
	a := s.World.airtable
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth2/v1/authorize", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		a.mu.Lock()
		known := slices.Contains(a.story.Clients, q.Get("client_id"))
		a.mu.Unlock()
		scopes := strings.Fields(q.Get("scope"))
		switch {
		case !known:
			errorPage(w, "invalid_client", "The client_id is not one of a registered integration.")
			return
		case !fixedRedirect(q.Get("redirect_uri")):
			errorPage(w, "redirect_uri_mismatch", "The redirect_uri is not a registered one.")
			return
		case q.Get("response_type") != "code" || len(q.Get("state")) < 16 || len(scopes) == 0 || q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43:
			leadBack(w, r, url.Values{"error": {"invalid_request"}})
			return
		case slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(airtableScopes, s) }):
			leadBack(w, r, url.Values{"error": {"invalid_scope"}})
			return
		}
		switch s.plainConsent(w, r, "Airtable") {
		case consentRefuse:
			leadBack(w, r, url.Values{"error": {"access_denied"}})
		case consentApprove:
			code := secretText("at-code-")
			a.mu.Lock()
			a.codes[code] = airtableCode{q.Get("client_id"), q.Get("redirect_uri"), q.Get("code_challenge"), scopes, a.now().Add(5 * time.Minute)}
			a.mu.Unlock()
			leadBack(w, r, url.Values{"code": {code}, "code_challenge": {q.Get("code_challenge")}, "code_challenge_method": {"S256"}})
		}
	})
	mux.HandleFunc("POST /oauth2/v1/token", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Header.Get("Authorization") != "" {
			writeJSON(w, 401, map[string]any{"error": "invalid_client", "error_description": "A public client sends no Authorization header."})
			return
		}
		status, answer := a.token(r.PostForm)
		writeJSON(w, status, answer)
	})
	return mux
}

func (a *Airtable) token(form url.Values) (int, map[string]any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	refused := func(status int, word string) (int, map[string]any) {
		return status, map[string]any{"error": word, "error_description": "The stand-in refuses: " + word}
	}
	if !slices.Contains(a.story.Clients, form.Get("client_id")) {
		return refused(401, "invalid_client")
	}
	switch form.Get("grant_type") {
	case "authorization_code":
		code, ok := a.codes[form.Get("code")]
		delete(a.codes, form.Get("code"))
		if !ok || code.client != form.Get("client_id") || code.redirect != form.Get("redirect_uri") || !verifies(form.Get("code_verifier"), code.challenge) || a.now().After(code.expires) {
			return refused(400, "invalid_grant")
		}
		return 200, a.issue(&airtableGrant{scopes: code.scopes})
	case "refresh_token":
		text := form.Get("refresh_token")
		if used, ok := a.spent[text]; ok {
			if a.now().Sub(used.at) < airtableGrace {
				return refused(409, "invalid_grant")
			}
			used.grant.revoked = true // somebody else has the token: the whole sign-in ends
			return refused(400, "invalid_grant")
		}
		g := a.refresh[text]
		if g == nil || g.family.revoked || a.now().After(g.expires) {
			return refused(400, "invalid_grant")
		}
		delete(a.refresh, text)
		a.spent[text] = airtableSpent{g.family, a.now()}
		return 200, a.issue(g.family)
	}
	return refused(400, "unsupported_grant_type")
}

// issue makes a pair of tokens of one sign-in.
func (a *Airtable) issue(family *airtableGrant) map[string]any {
	access, refresh := secretText("at-access-"), secretText("at-refresh-")
	a.access[access] = &airtableGrant{scopes: family.scopes, expires: a.now().Add(airtableAccessLife), family: family}
	a.refresh[refresh] = &airtableGrant{scopes: family.scopes, expires: a.now().Add(airtableRefreshLife), family: family}
	return map[string]any{"access_token": access, "refresh_token": refresh, "token_type": "Bearer", "scope": strings.Join(family.scopes, " "),
		"expires_in": int(airtableAccessLife.Seconds()), "refresh_expires_in": int(airtableRefreshLife.Seconds())}
}
