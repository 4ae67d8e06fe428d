package sandbox

import (
	"html/template"
	"net/http"
	"net/url"
)

// mailchimpLogin answers for https://login.mailchimp.com: apps with a secret and exact redirects, no PKCE, no scopes, tokens
// without an end, and metadata that says 200 to everybody.
// https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/
func (s *Server) mailchimpLogin() http.Handler {
	m := s.World.mailchimp
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth2/authorize", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		_, known := m.view().Clients[q.Get("client_id")]
		switch {
		case !known:
			errorPage(w, "invalid_client", "The client_id is not one of a registered app.")
			return
		case !fixedRedirect(q.Get("redirect_uri")):
			errorPage(w, "redirect_uri_mismatch", "The redirect_uri is not the registered one.")
			return
		}
		switch s.plainConsent(w, r, "Mailchimp") {
		case consentRefuse:
			leadBack(w, r, url.Values{"error": {"access_denied"}})
		case consentApprove:
			code := secretText("mc-code-")
			m.mu.Lock()
			m.codes[code] = mailchimpCode{q.Get("client_id"), q.Get("redirect_uri")}
			m.mu.Unlock()
			leadBack(w, r, url.Values{"code": {code}})
		}
	})
	mux.HandleFunc("POST /oauth2/token", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			writeJSON(w, 400, map[string]any{"error": "invalid_request", "error_description": "Malformed form."})
			return
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		code, ok := m.codes[r.PostForm.Get("code")]
		secret, known := m.story.Clients[r.PostForm.Get("client_id")]
		switch {
		case r.PostForm.Get("grant_type") != "authorization_code":
			writeJSON(w, 400, map[string]any{"error": "unsupported_grant_type", "error_description": "Only authorization_code."})
		case !known || secret != r.PostForm.Get("client_secret"):
			writeJSON(w, 400, map[string]any{"error": "invalid_client", "error_description": "The client credentials are invalid."})
		case !ok || code.client != r.PostForm.Get("client_id") || code.redirect != r.PostForm.Get("redirect_uri"):
			writeJSON(w, 400, map[string]any{"error": "invalid_grant", "error_description": "The code is not known, or its redirect_uri is another."})
		default:
			delete(m.codes, r.PostForm.Get("code"))
			token := secretText("mc-token-")
			m.tokens[token] = true
			writeJSON(w, 200, map[string]any{"access_token": token, "expires_in": 0, "scope": nil})
		}
	})
	mux.HandleFunc("GET /oauth2/metadata", func(w http.ResponseWriter, r *http.Request) {
		st := m.view()
		if secret := mailchimpSecret(r); secret == st.Key || !m.knows(secret) {
			writeJSON(w, 200, map[string]any{"error": "invalid_token", "error_description": "The access token is invalid."})
			return
		}
		writeJSON(w, 200, map[string]any{"dc": st.DC, "role": "owner", "accountname": st.Name, "user_id": 1443, "login": map[string]any{"email": st.Email, "login_email": st.Email},
			"login_url": "https://login.mailchimp.com", "api_endpoint": "https://" + st.DC + ".api.mailchimp.com"})
	})
	return mux
}

// fixedRedirect accepts the addresses that a person registers where a service compares them exactly.
func fixedRedirect(address string) bool {
	switch address {
	case "http://127.0.0.1:43117/callback", "http://127.0.0.1:43118/callback", "http://127.0.0.1:43119/callback":
		return true
	}
	return false
}

// leadBack sends the browser to the redirect address of a checked request.
func leadBack(w http.ResponseWriter, r *http.Request, answer url.Values) {
	q := r.URL.Query()
	if q.Get("state") != "" {
		answer.Set("state", q.Get("state"))
	}
	w.Header().Set("Location", q.Get("redirect_uri")+"?"+answer.Encode())
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusFound)
}

var plainConsentHTML = template.Must(template.New("plain").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in – sandbox</title></head><body>
<p>SANDBOX: a stand-in for {{.Title}}'s sign-in on this computer. No real account is involved.</p>
<h1>Mixdown wants access to your {{.Title}} account</h1>
<form method="get">{{range $name, $values := .Query}}{{range $values}}<input type="hidden" name="{{$name}}" value="{{.}}">{{end}}{{end}}
<button name="sandbox_answer" value="cancel">Cancel</button> <button name="sandbox_answer" value="allow">Allow</button></form>
</body></html>
`))

// plainConsent is a consent page without checkboxes. It returns consentAsk where it showed the page.
func (s *Server) plainConsent(w http.ResponseWriter, r *http.Request, title string) consentKind {
	switch kind := s.consent.decide(&authRequest{}).kind; {
	case kind != consentAsk:
		return kind
	case r.URL.Query().Get("sandbox_answer") == "allow":
		return consentApprove
	case r.URL.Query().Get("sandbox_answer") == "cancel":
		return consentRefuse
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = plainConsentHTML.Execute(w, struct {
		Title string
		Query url.Values
	}{title, r.URL.Query()})
	return consentAsk
}
