package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// linkLife is how long a mail's link, and the code that it leads to, are good for: https://supabase.com/docs/guides/auth/sessions/pkce-flow
const (
	linkLife = time.Hour
	flowLife = 5 * time.Minute
)

// mailLink is the link of a mail.
type mailLink struct {
	token, redirect, challenge string
	at                         time.Time
}

// flow is a sign-in with PKCE whose browser came back.
type flow struct {
	user, challenge string
	at              time.Time
}

// forBrowsers are the pages that carry no key, because a browser opens them.
func forBrowsers(path string) bool {
	return slices.Contains([]string{"/auth/v1/authorize", "/auth/v1/verify"}, path)
}

// AllowService lets people sign in with a service, such as "github". Whoever does is email.
func (b *Supabase) AllowService(name, email string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.services[name] = strings.ToLower(email)
}

func (b *Supabase) external() map[string]bool {
	out := map[string]bool{"email": true, "phone": false, "github": false, "google": false}
	for name := range b.services {
		out[name] = true
	}
	return out
}

// Link is the link of the mail last sent to an address, "" where there was none.
func (b *Supabase) Link(email string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, ok := b.links[strings.ToLower(email)]
	if !ok {
		return ""
	}
	return b.URL() + "/auth/v1/verify?" + url.Values{"token": {l.token}, "type": {"magiclink"}, "redirect_to": {l.redirect}}.Encode()
}

// mail sends a code and a link, by the rules of GoTrue: PKCE takes both halves of a challenge or none, and a mail leads back
// to the project's own site or to a loopback address. The lock is held.
func (b *Supabase) mail(w http.ResponseWriter, r *http.Request, in authBody, email string) {
	if !strings.Contains(email, "@") {
		authError(w, http.StatusBadRequest, "validation_failed", "Unable to validate email address: invalid format")
		return
	}
	if !b.challenge(w, in.Challenge, in.Method, false) {
		return
	}
	if b.users[email] == "" {
		if b.noUsers || in.CreateUser != nil && !*in.CreateUser {
			authError(w, http.StatusUnprocessableEntity, "otp_disabled", "Signups not allowed for otp")
			return
		}
		b.users[email] = uuid.NewString()
	}
	b.codes[email] = randomCode()
	l := mailLink{token: rand.Text(), redirect: b.allowed(r.URL.Query().Get("redirect_to")), challenge: in.Challenge, at: b.now()}
	if l.challenge != "" {
		l.token = "pkce_" + l.token
	}
	b.links[email] = l
	writeSupabase(w, http.StatusOK, map[string]any{})
}

// challenge checks the halves of a PKCE challenge. need says that there must be one.
func (b *Supabase) challenge(w http.ResponseWriter, challenge, method string, need bool) bool {
	if challenge == "" && method == "" && !need {
		return true
	}
	if challenge == "" || !strings.EqualFold(method, "s256") {
		authError(w, http.StatusBadRequest, "validation_failed", "PKCE flow requires code_challenge_method and code_challenge")
		return false
	}
	if len(challenge) < 43 || len(challenge) > 128 || strings.Trim(challenge, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") != "" {
		authError(w, http.StatusBadRequest, "validation_failed", "code challenge has to be between 43 and 128 characters")
		return false
	}
	return true
}

// allowed is where a browser may be sent: a loopback address always, anything else only to the project's own site.
func (b *Supabase) allowed(redirect string) string {
	u, err := url.Parse(redirect)
	if err == nil && u.Scheme == "http" {
		if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() {
			return redirect
		}
	}
	return "http://127.0.0.1:3000/" // the site address of a new project
}

// authorize signs in with a service at once, as somebody does who is signed in there. The lock is held.
func (b *Supabase) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	email := b.services[q.Get("provider")]
	if email == "" {
		authError(w, http.StatusBadRequest, "validation_failed", "Unsupported provider: provider is not enabled")
		return
	}
	if !b.challenge(w, q.Get("code_challenge"), q.Get("code_challenge_method"), true) {
		return
	}
	if b.users[email] == "" {
		b.users[email] = uuid.NewString()
	}
	b.comeBack(w, r, b.allowed(q.Get("redirect_to")), b.users[email], q.Get("code_challenge"))
}

// follow is a click on the link of a mail. The lock is held.
func (b *Supabase) follow(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for email, l := range b.links {
		if subtle.ConstantTimeCompare([]byte(l.token), []byte(q.Get("token"))) != 1 {
			continue
		}
		delete(b.links, email)
		delete(b.codes, email)
		if b.now().Sub(l.at) > linkLife {
			break
		}
		b.comeBack(w, r, l.redirect, b.users[email], l.challenge)
		return
	}
	back := withQuery(b.allowed(q.Get("redirect_to")), url.Values{"error": {"access_denied"}, "error_code": {"otp_expired"}, "error_description": {"Email link is invalid or has expired"}})
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// comeBack sends the browser on with a code that is worth nothing without the verifier. The lock is held.
func (b *Supabase) comeBack(w http.ResponseWriter, r *http.Request, redirect, user, challenge string) {
	code := uuid.NewString()
	b.flows[code] = &flow{user: user, challenge: challenge, at: b.now()}
	http.Redirect(w, r, withQuery(redirect, url.Values{"code": {code}}), http.StatusSeeOther)
}

// exchange gives a session for a code and its verifier, once. The lock is held.
func (b *Supabase) exchange(w http.ResponseWriter, in authBody) {
	if in.AuthCode == "" || in.Verifier == "" {
		authError(w, http.StatusBadRequest, "validation_failed", "invalid request: both auth code and code verifier should be non-empty")
		return
	}
	f := b.flows[in.AuthCode]
	if f == nil {
		authError(w, http.StatusNotFound, "flow_state_not_found", "invalid flow state, no valid flow state found")
		return
	}
	sum := sha256.Sum256([]byte(in.Verifier))
	if base64.RawURLEncoding.EncodeToString(sum[:]) != f.challenge {
		authError(w, http.StatusBadRequest, "bad_code_verifier", "code challenge does not match previously saved code verifier")
		return
	}
	delete(b.flows, in.AuthCode)
	if b.now().Sub(f.at) > flowLife {
		authError(w, http.StatusForbidden, "flow_state_expired", "invalid flow state, flow state has expired")
		return
	}
	b.grant(w, f.user, b.emailOf(f.user))
}

// withQuery adds to the query of an address and keeps what is there.
func withQuery(address string, add url.Values) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	for name, values := range add {
		q[name] = values
	}
	u.RawQuery = q.Encode()
	return u.String()
}
