package sandbox

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"
)

// clock is a time that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// started returns a server that listens, and its address.
func started(t *testing.T, opts Options) (*Server, string) {
	t.Helper()
	s := New(opts)
	base, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, base
}

func config(base string, scopes ...string) *oauth2.Config {
	return &oauth2.Config{ClientID: "desk", RedirectURL: "http://127.0.0.1:4711/callback", Scopes: fullScopes(scopes),
		Endpoint: oauth2.Endpoint{AuthURL: base + "/accounts.google.com/o/oauth2/v2/auth", TokenURL: base + "/oauth2.googleapis.com/token", AuthStyle: oauth2.AuthStyleInParams}}
}

// visit follows no redirect and returns where the page sends the browser.
func visit(t *testing.T, address string) (status int, to *url.URL, body string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return answered(t, resp)
}

func answered(t *testing.T, resp *http.Response) (int, *url.URL, string) {
	t.Helper()
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	to, _ := resp.Location()
	return resp.StatusCode, to, string(text)
}

func TestSignIn(t *testing.T) {
	c := &clock{at: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)}
	s, base := started(t, Options{Now: c.now})
	s.Mailbox("you@label.example")
	s.Consent().AutoApprove()
	conf := config(base, "gmail.readonly", "openid", "userinfo.email")
	verifier := oauth2.GenerateVerifier()
	status, to, _ := visit(t, conf.AuthCodeURL("st&te", oauth2.S256ChallengeOption(verifier)))
	if status != http.StatusFound || to.Host != "127.0.0.1:4711" || to.Path != "/callback" || to.Query().Get("state") != "st&te" {
		t.Fatalf("status %d, to %v", status, to)
	}
	ctx := context.Background()
	tok, err := conf.Exchange(ctx, to.Query().Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	if tok.RefreshToken == "" || tok.TokenType != "Bearer" {
		t.Errorf("token %+v", tok)
	}
	var claims struct{ Email, Aud, Iss string }
	id, _ := tok.Extra("id_token").(string)
	parts := strings.Split(id, ".")
	if len(parts) != 3 {
		t.Fatalf("id_token %q", id)
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Email != "you@label.example" || claims.Aud != "desk" || claims.Iss != "https://accounts.google.com" {
		t.Errorf("claims %+v", claims)
	}
	get := func() int {
		req, _ := http.NewRequest("GET", base+"/gmail.googleapis.com/gmail/v1/users/me/profile", nil)
		req.Header.Set("Authorization", "Bearer "+tok.AccessToken)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		status, _, _ := answered(t, resp)
		return status
	}
	if got := get(); got != 200 {
		t.Errorf("profile: %d", got)
	}
	c.at = c.at.Add(time.Hour)
	if got := get(); got != 401 {
		t.Errorf("profile after an hour: %d, want 401", got)
	}
	// The code is good once, and showing it again ends the grant.
	if _, err := conf.Exchange(ctx, to.Query().Get("code"), oauth2.VerifierOption(verifier)); err == nil {
		t.Error("the code was good twice")
	}
	if _, err := conf.TokenSource(ctx, &oauth2.Token{RefreshToken: tok.RefreshToken}).Token(); err == nil || !strings.Contains(err.Error(), "invalid_grant") {
		t.Errorf("refresh after the code was shown twice: %v", err)
	}
}

func TestAuthoriseRefusals(t *testing.T) {
	s, base := started(t, Options{Clients: map[string]string{"desk": ""}})
	s.Consent().AutoApprove()
	good := url.Values{"client_id": {"desk"}, "redirect_uri": {"http://127.0.0.1:1/cb"}, "response_type": {"code"}, "scope": {scopeBase + "gmail.readonly"},
		"code_challenge": {strings.Repeat("a", 43)}, "code_challenge_method": {"S256"}, "state": {"x"}}
	for name, tc := range map[string]struct{ key, value, want string }{
		"unknown client":    {"client_id", "other", "invalid_client"},
		"token response":    {"response_type", "token", "unsupported_response_type"},
		"web redirect":      {"redirect_uri", "https://example.com/cb", "redirect_uri_mismatch"},
		"lookalike":         {"redirect_uri", "http://127.0.0.1.example.com/cb", "redirect_uri_mismatch"},
		"https loopback":    {"redirect_uri", "https://127.0.0.1/cb", "redirect_uri_mismatch"},
		"no scope":          {"scope", "", "invalid_request"},
		"unknown scope":     {"scope", scopeBase + "gmail.everything", "invalid_scope"},
		"no challenge":      {"code_challenge", "", "invalid_request"},
		"plain challenge":   {"code_challenge_method", "plain", "invalid_request"},
		"short challenge":   {"code_challenge", "abc", "invalid_request"},
		"picker, no prompt": {"trigger_onepick", "true", "invalid_request"},
	} {
		q := url.Values{}
		for k, v := range good {
			q[k] = v
		}
		q.Set(tc.key, tc.value)
		status, to, body := visit(t, base+"/accounts.google.com/o/oauth2/v2/auth?"+q.Encode())
		if status != 400 || to != nil || !strings.Contains(body, tc.want) {
			t.Errorf("%s: %d to %v, want a page that says %s", name, status, to, tc.want)
		}
	}
	if status, _, _ := visit(t, base+"/accounts.google.com/o/oauth2/v2/auth?"+good.Encode()); status != 302 {
		t.Errorf("the good request: %d", status)
	}
}

func TestTokenRefusals(t *testing.T) {
	s, base := started(t, Options{Clients: map[string]string{"desk": "hush", "other": ""}})
	s.Consent().AutoApprove()
	conf := config(base, "gmail.readonly")
	verifier := oauth2.GenerateVerifier()
	for name, tc := range map[string]struct {
		change map[string]string
		want   string
	}{
		"no verifier":     {map[string]string{"code_verifier": ""}, "invalid_grant"},
		"wrong verifier":  {map[string]string{"code_verifier": oauth2.GenerateVerifier()}, "invalid_grant"},
		"other redirect":  {map[string]string{"redirect_uri": "http://127.0.0.1:4712/callback"}, "redirect_uri_mismatch"},
		"other client":    {map[string]string{"client_id": "other"}, "unauthorized_client"},
		"no secret":       {map[string]string{"client_secret": ""}, "invalid_request"},
		"wrong secret":    {map[string]string{"client_secret": "loud"}, "invalid_client"},
		"made-up code":    {map[string]string{"code": "4/0nothing"}, "invalid_grant"},
		"made-up refresh": {map[string]string{"grant_type": "refresh_token", "refresh_token": "1//0nothing"}, "invalid_grant"},
		"other grant":     {map[string]string{"grant_type": "password"}, "unsupported_grant_type"},
	} {
		_, to, _ := visit(t, conf.AuthCodeURL("x", oauth2.S256ChallengeOption(verifier)))
		form := url.Values{"grant_type": {"authorization_code"}, "client_id": {"desk"}, "client_secret": {"hush"}, "code": {to.Query().Get("code")},
			"redirect_uri": {conf.RedirectURL}, "code_verifier": {verifier}}
		for k, v := range tc.change {
			form.Set(k, v)
		}
		resp, err := http.PostForm(conf.Endpoint.TokenURL, form)
		if err != nil {
			t.Fatal(err)
		}
		status, _, body := answered(t, resp)
		if status < 400 || status > 401 || !strings.Contains(body, `"`+tc.want+`"`) {
			t.Errorf("%s: %d %s, want %s", name, status, body, tc.want)
		}
	}
}

func TestConsent(t *testing.T) {
	s, base := started(t, Options{})
	s.Mailbox("you@label.example")
	s.Mailbox("second@label.example")
	s.Spreadsheet("book").SetTitle("Radio contacts")
	conf := config(base, "gmail.readonly", "openid")
	link := conf.AuthCodeURL("x", oauth2.S256ChallengeOption(oauth2.GenerateVerifier()))

	s.Consent().Refuse()
	if _, to, _ := visit(t, link); to.Query().Get("error") != "access_denied" || to.Query().Get("state") != "x" {
		t.Errorf("refused: %v", to)
	}
	s.Consent().LeaveUnticked("gmail.readonly")
	if _, to, _ := visit(t, link); to.Query().Get("scope") != "openid" || to.Query().Get("code") == "" {
		t.Errorf("unticked: %v", to)
	}

	s.Consent().Ask()
	status, to, page := visit(t, link)
	if status != 200 || to != nil {
		t.Fatalf("page: %d %v", status, to)
	}
	_, rest, _ := strings.Cut(page, `name="request" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	submit := func(form url.Values) (int, *url.URL) {
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := client.PostForm(base+"/accounts.google.com/o/oauth2/v2/consent", form)
		if err != nil {
			t.Fatal(err)
		}
		status, to, _ := answered(t, resp)
		return status, to
	}
	form := url.Values{"request": {id}, "account": {"second@label.example"}, "scope": {scopeBase + "gmail.readonly"}, "answer": {"allow"}}
	if status, to := submit(form); status != 302 || to.Query().Get("code") == "" {
		t.Errorf("allowed: %d %v", status, to)
	}
	if status, _ := submit(form); status != 400 {
		t.Errorf("the page was good twice: %d", status)
	}

	pick := config(base, "drive.file")
	link = pick.AuthCodeURL("x", oauth2.S256ChallengeOption(oauth2.GenerateVerifier()), oauth2.SetAuthURLParam("trigger_onepick", "true"),
		oauth2.SetAuthURLParam("prompt", "consent"), oauth2.SetAuthURLParam("file_ids", "book,gone"))
	s.Consent().AutoApprove()
	if _, to, _ := visit(t, link); to.Query().Get("picked_file_ids") != "book" {
		t.Errorf("picked: %v", to)
	}
}

func TestRevokeAndIdentity(t *testing.T) {
	s, base := started(t, Options{})
	token := s.Grant("You@Label.example", "desk", []string{"gmail.readonly", "openid", "userinfo.email"})
	conf := config(base)
	ctx := context.Background()
	client := conf.Client(ctx, &oauth2.Token{RefreshToken: token})
	for _, path := range []string{"/www.googleapis.com/oauth2/v3/userinfo", "/openidconnect.googleapis.com/v1/userinfo", "/www.googleapis.com/oauth2/v2/userinfo"} {
		resp, err := client.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		_, _, body := answered(t, resp)
		var who struct{ Email string }
		if err := json.Unmarshal([]byte(body), &who); err != nil || who.Email != "you@label.example" {
			t.Errorf("%s: %s", path, body)
		}
	}
	if resp, err := http.PostForm(base+"/oauth2.googleapis.com/revoke", url.Values{"token": {token}}); err != nil || resp.StatusCode != 200 {
		t.Fatalf("revoke: %v %v", resp, err)
	}
	resp, err := client.Get(base + "/www.googleapis.com/oauth2/v3/userinfo")
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != 401 {
		t.Errorf("the access token outlived its grant: %d", resp.StatusCode)
	}
	_, err = conf.TokenSource(ctx, &oauth2.Token{RefreshToken: token}).Token()
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) || refused.ErrorCode != "invalid_grant" {
		t.Errorf("refresh after revocation: %v", err)
	}
	if diff := cmp.Diff([]string{"oauth2.googleapis.com", "openidconnect.googleapis.com", "www.googleapis.com"}, s.Requests().Hosts()); diff != "" {
		t.Error(diff)
	}
}
