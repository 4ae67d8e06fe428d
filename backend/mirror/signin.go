package mirror

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/supabase-community/gotrue-go/types"
	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
)

// SignIn is one sign-in to the person's project: by the mail that the project sends (its link, or the code in it), or with a
// service that the project lets people sign in with. Link and service answer on a loopback address with a code that is worth
// nothing without the verifier in here (PKCE, RFC 7636).
type SignIn struct {
	Project  Project
	Email    string // for the way by mail
	Redirect string // the loopback address that takes the answer of a link or a service; "" for the code alone
	HTTP     *http.Client
	Now      func() time.Time

	verifier string
}

// NewVerifier makes the sign-in's own half of the proof. Every try has its own.
func (s *SignIn) NewVerifier() { s.verifier = oauth2.GenerateVerifier() }

// SendMail asks the project for a mail. Whether it brings a link or a code is the project's mail template; both are taken.
func (s *SignIn) SendMail(ctx context.Context) error {
	if !strings.Contains(s.Email, "@") || strings.ContainsAny(s.Email, " \t\r\n,;<>") {
		return apperr.For(Name, apperr.Invalid, "Say which address the project knows you by (--email).", nil)
	}
	if s.Redirect == "" {
		c, l, err := s.Project.signIn(ctx, s.HTTP.Transport, s.Now)
		if err != nil {
			return err
		}
		return l.outcome(c.OTP(types.OTPRequest{Email: s.Email, CreateUser: true}))
	}
	s.NewVerifier()
	body := map[string]any{"email": s.Email, "create_user": true, "data": map[string]any{},
		"code_challenge": oauth2.S256ChallengeFromVerifier(s.verifier), "code_challenge_method": "s256"}
	return s.ask(ctx, http.MethodPost, "/otp?"+url.Values{"redirect_to": {s.Redirect}}.Encode(), body, nil)
}

// Finish hands in the code of the mail. Errors: sign_in_failed for a wrong or old one.
func (s *SignIn) Finish(ctx context.Context, code string) (Session, error) {
	code = strings.TrimSpace(code)
	if code == "" || len(code) > 12 || strings.Trim(code, "0123456789") != "" {
		return Session{}, apperr.For(Name, apperr.Invalid, "A code is six to eight digits: take it from the newest mail of the project.", nil)
	}
	c, l, err := s.Project.signIn(ctx, s.HTTP.Transport, s.Now)
	if err != nil {
		return Session{}, err
	}
	answer, err := c.VerifyForUser(types.VerifyForUserRequest{Type: "email", Token: code, Email: s.Email, RedirectTo: s.Project.URL})
	if err := l.outcome(err); err != nil {
		return Session{}, err
	}
	return newSession(s.Project, answer.Session, s.Now())
}

// Page is the address at which the person signs in with another service, such as "github". Errors: sign_in_failed where the
// project does not have that service switched on; the browser would show a bare refusal.
func (s *SignIn) Page(ctx context.Context, service string) (string, error) {
	open, err := s.Services(ctx)
	if err != nil {
		return "", err
	}
	if !slices.Contains(open, service) {
		offer := "It has none switched on: sign in by mail."
		if len(open) > 0 {
			offer = "It has: " + strings.Join(open, ", ") + "; or sign in by mail."
		}
		return "", apperr.For(Name, apperr.SignInFailed, "The project does not let people sign in with “"+bounded(service)+"”. "+offer, nil)
	}
	s.NewVerifier()
	return s.Project.URL + "/auth/v1/authorize?" + url.Values{"provider": {service}, "redirect_to": {s.Redirect},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(s.verifier)}, "code_challenge_method": {"s256"}}.Encode(), nil
}

// Services are the other services with which the project lets people sign in, by its own words, sorted.
func (s *SignIn) Services(ctx context.Context) ([]string, error) {
	var settings struct {
		External map[string]bool `json:"external"`
	}
	if err := s.ask(ctx, http.MethodGet, "/settings", nil, &settings); err != nil {
		return nil, err
	}
	var open []string
	for name, on := range settings.External {
		if on && len(name) <= 40 && !slices.Contains([]string{"email", "phone", "saml", "anonymous_users", "web3"}, name) {
			open = append(open, name)
		}
	}
	slices.Sort(open)
	return open, nil
}

// FinishAnswer takes what came to the loopback address. Errors: sign_in_failed, consent_refused.
func (s *SignIn) FinishAnswer(ctx context.Context, answer url.Values) (Session, error) {
	if word := answer.Get("error"); word != "" {
		if code := answer.Get("error_code"); code != "" {
			return Session{}, refusal{status: http.StatusForbidden, auth: true, body: mustBody(map[string]string{"error_code": code})}.judge()
		}
		if word == "access_denied" {
			return Session{}, apperr.For(Name, apperr.ConsentRefused, "The sign-in was refused in the browser. Nothing was connected.", nil)
		}
		return Session{}, apperr.For(Name, apperr.SignInFailed, "The project refused the sign-in. Try again; the log holds its code.", fmt.Errorf("mirror: sign-in: %q", bounded(word)))
	}
	var out types.Session
	// The library names the code's field as no version of the service does.
	err := s.ask(ctx, http.MethodPost, "/token?grant_type=pkce", map[string]string{"auth_code": answer.Get("code"), "code_verifier": s.verifier}, &out)
	if err != nil {
		return Session{}, err
	}
	return newSession(s.Project, out, s.Now())
}

// ask makes the calls of the sign-in that the library lacks or gets wrong: it has no challenge and no redirect for a mail, no
// redirect for a page, and another name for the code.
func (s *SignIn) ask(ctx context.Context, method, path string, in, out any) error {
	l := &link{ctx: ctx, base: s.HTTP.Transport, auth: true, now: s.Now}
	var body []byte
	if in != nil {
		body = mustBody(in)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.Project.URL+"/auth/v1"+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("mirror: sign-in: %w", err)
	}
	req.Header.Set("Apikey", s.Project.Key)
	req.Header.Set("Content-Type", "application/json")
	resp, err := l.RoundTrip(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if out == nil {
		return nil
	}
	return l.outcome(json.NewDecoder(resp.Body).Decode(out))
}

// mustBody marshals what cannot fail to: maps of texts and flags.
func mustBody(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("mirror: " + err.Error())
	}
	return raw
}
