package sandbox

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"time"
)

// authBody is what the sign-in's calls carry.
type authBody struct {
	Email        string `json:"email"`
	Token        string `json:"token"`
	Type         string `json:"type"`
	CreateUser   *bool  `json:"create_user"`
	RefreshToken string `json:"refresh_token"`
	Challenge    string `json:"code_challenge"`
	Method       string `json:"code_challenge_method"`
	AuthCode     string `json:"auth_code"`
	Verifier     string `json:"code_verifier"`
}

// serveAuth is the sign-in: a mail with a code and a link, a session, a new token for a refresh token (each good once), and
// sign-out. Its pages for the browser are in supabasepkce.go.
func (b *Supabase) serveAuth(w http.ResponseWriter, r *http.Request) {
	var in authBody
	if r.Method == http.MethodPost {
		if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&in); err != nil && err != io.EOF {
			authError(w, http.StatusBadRequest, "bad_json", "Could not parse request body as JSON")
			return
		}
	}
	email := strings.ToLower(strings.TrimSpace(in.Email))
	b.mu.Lock()
	defer b.mu.Unlock()
	switch r.Method + " " + strings.TrimPrefix(r.URL.Path, "/auth/v1/") {
	case "POST otp":
		b.mail(w, r, in, email)
	case "POST verify":
		if in.Type != "email" || b.codes[email] == "" || in.Token != b.codes[email] {
			authError(w, http.StatusForbidden, "otp_expired", "Token has expired or is invalid")
			return
		}
		delete(b.codes, email)
		delete(b.links, email)
		b.grant(w, b.users[email], email)
	case "POST token":
		b.token(w, r, in)
	case "GET settings":
		writeSupabase(w, http.StatusOK, map[string]any{"disable_signup": b.noUsers, "mailer_autoconfirm": false, "external": b.external()})
	case "GET authorize":
		b.authorize(w, r)
	case "GET verify":
		b.follow(w, r)
	case "POST logout":
		user, ok := b.userOf(r)
		if !ok {
			authError(w, http.StatusUnauthorized, "bad_jwt", "invalid JWT")
			return
		}
		for token, owner := range b.sessions {
			if owner == user {
				delete(b.sessions, token)
			}
		}
		w.WriteHeader(http.StatusNoContent)
	case "GET user":
		user, ok := b.userOf(r)
		if !ok {
			authError(w, http.StatusUnauthorized, "bad_jwt", "invalid JWT")
			return
		}
		writeSupabase(w, http.StatusOK, userJSON(user, b.emailOf(user)))
	default:
		authError(w, http.StatusNotFound, "not_found", "404 page not found")
	}
}

// token gives a session for a refresh token or, with PKCE, for the code that the browser brought. The lock is held.
func (b *Supabase) token(w http.ResponseWriter, r *http.Request, in authBody) {
	switch r.URL.Query().Get("grant_type") {
	case "refresh_token":
		user, ok := b.sessions[in.RefreshToken]
		if !ok {
			authError(w, http.StatusBadRequest, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
			return
		}
		delete(b.sessions, in.RefreshToken)
		b.grant(w, user, b.emailOf(user))
	case "pkce":
		b.exchange(w, in)
	default:
		authError(w, http.StatusBadRequest, "validation_failed", "unsupported_grant_type")
	}
}

func authError(w http.ResponseWriter, status int, code, message string) {
	writeSupabase(w, status, map[string]any{"code": status, "error_code": code, "msg": message})
}

func (b *Supabase) emailOf(user string) string {
	for email, id := range b.users {
		if id == user {
			return email
		}
	}
	return ""
}

func userJSON(id, email string) map[string]any {
	return map[string]any{"id": id, "aud": "authenticated", "role": "authenticated", "email": email, "phone": "",
		"app_metadata": map[string]any{"provider": "email"}, "user_metadata": map[string]any{}, "identities": []any{},
		"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
}

// grant answers with a session. The lock is held.
func (b *Supabase) grant(w http.ResponseWriter, user, email string) {
	refresh := rand.Text()[:12]
	b.sessions[refresh] = user
	expires := b.now().Add(supabaseTokenLife)
	writeSupabase(w, http.StatusOK, map[string]any{"access_token": b.sign(user, expires), "token_type": "bearer", "expires_in": int(supabaseTokenLife / time.Second),
		"expires_at": expires.Unix(), "refresh_token": refresh, "user": userJSON(user, email)})
}

func (b *Supabase) sign(user string, expires time.Time) string {
	body, _ := json.Marshal(map[string]any{"sub": user, "role": "authenticated", "aud": "authenticated", "iat": expires.Add(-supabaseTokenLife).Unix(), "exp": expires.Unix(), "jti": rand.Text()})
	head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(body)
	return head + "." + b.signature(head)
}

func (b *Supabase) signature(head string) string {
	mac := hmac.New(sha256.New, b.secret)
	mac.Write([]byte(head))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// userOf returns whose token a request carries. The lock is held.
func (b *Supabase) userOf(r *http.Request) (string, bool) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return "", false
	}
	return b.user(token)
}

// user returns whose access token it is, while it is good. The lock is held.
func (b *Supabase) user(token string) (string, bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || !hmac.Equal([]byte(b.signature(token[:i])), []byte(token[i+1:])) {
		return "", false
	}
	_, body, _ := strings.Cut(token[:i], ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	var c struct {
		Subject string `json:"sub"`
		Expires int64  `json:"exp"`
	}
	if err != nil || json.Unmarshal(raw, &c) != nil || b.now().Unix() >= c.Expires {
		return "", false
	}
	return c.Subject, true
}

func randomCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "123456"
	}
	return fmt.Sprintf("%06d", n)
}
