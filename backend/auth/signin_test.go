package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
)

func fakeIDToken(aud, email string) string {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return part(`{"alg":"none"}`) + "." + part(fmt.Sprintf(`{"aud":%q,"email":%q}`, aud, email)) + ".c2ln"
}

func TestSignIn(t *testing.T) {
	s := newService(t)
	s.scopes = "https://scopes.example/mail https://scopes.example/sheet https://www.googleapis.com/auth/userinfo.email openid"
	s.idToken = fakeIDToken("client-1", "Listener@mail.example")
	visited := make(chan person, 1)
	grant, err := SignIn(t.Context(), s.request(func(page string) error {
		p := s.read(page)
		status, header, body := p.visit(url.Values{"state": {p.state}, "code": {"CODE-1"}, "iss": {"https://sign.example"}, "picked_file_ids": {"f1"}})
		if status != 200 || !strings.Contains(body, "Mixdown is connected. You can close this tab.") {
			t.Errorf("closing page: %d %s", status, body)
		}
		csp := header.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; style-src 'sha256-") || strings.Contains(csp, "unsafe") || header.Get("Cache-Control") != "no-store" {
			t.Errorf("headers: %v", header)
		}
		for _, bad := range []string{"<script", "http://", "https://", "src=", "CODE-1", p.state} {
			if strings.Contains(body, bad) {
				t.Errorf("the page holds %s", bad)
			}
		}
		visited <- p
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	p := <-visited
	if grant.Token.AccessToken != "ACCESS-1" || grant.Token.RefreshToken != "REFRESH-1" || grant.Email != "listener@mail.example" || len(grant.Missing) != 0 || time.Until(grant.Token.Expiry) < time.Minute {
		t.Errorf("%+v", grant)
	}
	if d := cmp.Diff(map[string]string{"picked_file_ids": "f1"}, grant.Answer); d != "" {
		t.Error(d)
	}
	q := p.page.Query()
	if !strings.Contains(p.page.String(), "/sign.example/auth?") || q.Get("access_type") != "offline" || q.Get("code_challenge_method") != "S256" ||
		q.Get("scope") != "https://scopes.example/mail https://scopes.example/sheet email" || q.Get("client_id") != "client-1" || q.Has("client_secret") || q.Get("response_type") != "code" {
		t.Errorf("consent page: %v", p.page)
	}
	redirect, _ := url.Parse(p.redirect)
	if redirect.Hostname() != "127.0.0.1" || redirect.Path != "/callback" || len(p.state) != 43 {
		t.Errorf("redirect %s, state of %d", p.redirect, len(p.state))
	}
	if form := s.exchanges[0]; form.Get("client_secret") != "CLIENTSECRET" || form.Get("redirect_uri") != p.redirect || form.Get("code_verifier") == "" {
		t.Errorf("exchange: %v", form)
	}
	if status, _, _ := p.visit(url.Values{"state": {p.state}, "code": {"CODE-2"}}); status != 0 {
		t.Errorf("a late answer was heard: %d", status)
	}
	noSecrets(t, "the grant", fmt.Sprintf("%v %+v %#v %s", grant, grant, grant, grant))
}

func TestForgedAnswersDoNotEndASignIn(t *testing.T) {
	s := newService(t)
	_, err := SignIn(t.Context(), s.request(func(page string) error {
		p := s.read(page)
		for name, forged := range map[string]url.Values{
			"wrong state":  {"state": {"x" + p.state[1:]}, "code": {"CODE-9"}},
			"no state":     {"code": {"CODE-9"}},
			"empty state":  {"state": {""}, "code": {"CODE-9"}},
			"prefix":       {"state": {p.state[:20]}, "code": {"CODE-9"}},
			"two states":   {"state": {p.state, p.state}, "code": {"CODE-9"}},
			"two codes":    {"state": {p.state}, "code": {"CODE-9", "CODE-1"}},
			"nothing else": {"state": {p.state}},
			"forged error": {"state": {"x"}, "error": {"access_denied"}},
			"markup":       {"state": {"<script>alert(1)</script>"}, "code": {"CODE-9"}, "error": {"<b>"}},
		} {
			if status, _, body := p.visit(forged); status != 400 || strings.Contains(body, "alert(1)") {
				t.Errorf("%s: %d %s", name, status, body)
			}
		}
		send := func(method, path, host, body string) int {
			req, _ := http.NewRequest(method, strings.TrimSuffix(p.redirect, "/callback")+path, strings.NewReader(body))
			req.Host = host
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Error(err)
				return 0
			}
			resp.Body.Close()
			return resp.StatusCode
		}
		good := "/callback?" + url.Values{"state": {p.state}, "code": {"CODE-9"}}.Encode()
		u, _ := url.Parse(p.redirect)
		for _, tc := range []struct {
			method, path, host, body string
			want                     int
		}{
			{"GET", good, "evil.example", "", 421}, {"GET", good, "localhost:" + u.Port(), "", 421}, {"GET", good, "127.0.0.1", "", 421}, {"GET", good, "127.0.0.1:1", "", 421},
			{"POST", good, u.Host, "state=x", 405}, {"HEAD", good, u.Host, "", 405}, {"OPTIONS", good, u.Host, "", 405}, {"PUT", good, u.Host, "", 405},
			{"GET", strings.Replace(good, "/callback", "/", 1), u.Host, "", 404}, {"GET", strings.Replace(good, "/callback", "/callback/", 1), u.Host, "", 404},
			{"GET", "/favicon.ico", u.Host, "", 404},
			{"GET", good + "&x=" + strings.Repeat("x", 40<<10), u.Host, "", 431},
			{"GET", "/callback?%zz", u.Host, "", 400},
		} {
			if got := send(tc.method, tc.path, tc.host, tc.body); got != tc.want {
				t.Errorf("%s %.40s host %s: %d, want %d", tc.method, tc.path, tc.host, got, tc.want)
			}
		}
		// A program that connects and says nothing.
		silent, err := net.Dial("tcp", u.Host)
		if err == nil {
			defer silent.Close()
		}
		if status, _, _ := p.visit(url.Values{"state": {p.state}, "code": {"CODE-1"}}); status != 200 {
			t.Errorf("the right answer: %d", status)
		}
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.exchanges) != 1 {
		t.Errorf("%d exchanges", len(s.exchanges))
	}
}

func TestRepeatedAnswer(t *testing.T) {
	s := newService(t)
	second := make(chan int, 1)
	var p person
	s.fail = func(http.ResponseWriter, url.Values) bool {
		// While the first answer is exchanged the browser sends it again.
		status, _, body := p.visit(url.Values{"state": {p.state}, "code": {"CODE-1"}})
		if !strings.Contains(body, "Already used") {
			t.Errorf("page: %s", body)
		}
		second <- status
		return false
	}
	_, err := SignIn(t.Context(), s.request(func(page string) error {
		p = s.read(page)
		p.visit(url.Values{"state": {p.state}, "code": {"CODE-1"}})
		return nil
	}))
	if err != nil || <-second != 410 || len(s.exchanges) != 1 {
		t.Errorf("%v, %d exchanges", err, len(s.exchanges))
	}
}

func TestSignInThatEndsBadly(t *testing.T) {
	permissions := "https://scopes.example/mail https://scopes.example/sheet email"
	for name, tc := range map[string]struct {
		set     func(*service)
		answer  url.Values
		want    apperr.Code
		says    string
		revoked int
	}{
		"consent refused":          {answer: url.Values{"error": {"access_denied"}}, want: apperr.ConsentRefused, says: "refused"},
		"policy":                   {answer: url.Values{"error": {"admin_policy_enforced"}}, want: apperr.ConsentRefused, says: "administrator"},
		"unknown error":            {answer: url.Values{"error": {"<script>CODE-1</script>"}}, want: apperr.SignInFailed},
		"wrong issuer":             {answer: url.Values{"code": {"CODE-1"}, "iss": {"https://evil.example"}}, want: apperr.SignInFailed, says: "another service"},
		"foreign code":             {answer: url.Values{"code": {"CODE-7"}}, want: apperr.SignInFailed, says: "no longer valid"},
		"wrong client":             {set: failing(401, "invalid_client"), want: apperr.BadClient, says: "client id or secret"},
		"web client":               {set: failing(400, "redirect_uri_mismatch"), want: apperr.BadClient, says: "Desktop client"},
		"unauthorized client":      {set: failing(401, "unauthorized_client"), want: apperr.BadClient, says: "wrong type"},
		"fault there":              {set: failing(503, "x"), want: apperr.ServiceDown},
		"too many":                 {set: failing(429, "x"), want: apperr.RateLimited},
		"page in place of token":   {set: answering(200, "<html>ACCESS-x</html>"), want: apperr.BadAnswer},
		"error page":               {set: answering(400, "<html>REFRESH-x</html>"), want: apperr.BadAnswer},
		"empty":                    {set: answering(200, ""), want: apperr.BadAnswer},
		"no token":                 {set: answering(200, "{}"), want: apperr.BadAnswer},
		"required scope unticked":  {set: func(s *service) { s.scopes = "https://scopes.example/sheet email" }, want: apperr.ScopeMissing, says: "reading mail", revoked: 1},
		"no lasting sign-in":       {set: func(s *service) { s.noRefresh = true; s.scopes = permissions }, want: apperr.SignInFailed, says: "within the hour", revoked: 1},
		"too large":                {set: answering(200, strings.Repeat(" ", 2<<20)), want: apperr.BadAnswer},
		"connection broken in it":  {set: func(s *service) { s.fail = func(http.ResponseWriter, url.Values) bool { panic(http.ErrAbortHandler) } }, want: apperr.Offline},
		"redirect in place of one": {set: answering(302, ""), want: apperr.BadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			if tc.set != nil {
				tc.set(s)
			}
			if tc.answer == nil {
				tc.answer = url.Values{"code": {"CODE-1"}}
			}
			_, err := SignIn(t.Context(), s.request(func(page string) error {
				p := s.read(page)
				tc.answer.Set("state", p.state)
				status, _, body := p.visit(tc.answer)
				if status != 400 || !strings.Contains(body, "not connected") || strings.Contains(body, "<script") || strings.Contains(body, "Mixdown is connected") {
					t.Errorf("page: %d %s", status, body)
				}
				noSecrets(t, "the page", body)
				return nil
			}))
			var e *apperr.Error
			if !errors.As(err, &e) || e.Code != tc.want || e.Provider != "gmail" || !strings.Contains(e.Message, tc.says) {
				t.Errorf("got %v (%+v)", err, e)
			}
			for cause := error(e); cause != nil; cause = errors.Unwrap(cause) {
				noSecrets(t, "the error", cause.Error()+fmt.Sprintf("%+v", cause))
			}
			if len(s.revoked) != tc.revoked {
				t.Errorf("revoked %v", s.revoked)
			}
		})
	}
}

func failing(status int, word string) func(*service) {
	return func(s *service) {
		s.fail = func(w http.ResponseWriter, _ url.Values) bool { refuse(w, status, word); return true }
	}
}

func answering(status int, body string) func(*service) {
	return func(s *service) {
		s.fail = func(w http.ResponseWriter, _ url.Values) bool {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
			return true
		}
	}
}

func TestOptionalScopeLeftUnticked(t *testing.T) {
	s := newService(t)
	s.scopes = "https://scopes.example/mail"
	grant, err := SignIn(t.Context(), s.request(s.agree))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"https://scopes.example/sheet", "email"}, grant.Missing); d != "" || len(s.revoked) != 0 {
		t.Errorf("%s, revoked %v", d, s.revoked)
	}
}

// agree is a person who says yes.
func (s *service) agree(page string) error {
	p := s.read(page)
	p.visit(url.Values{"state": {p.state}, "code": {"CODE-1"}})
	return nil
}

func TestSignInTakesTooLongOrIsStopped(t *testing.T) {
	s := newService(t)
	var p person
	req := s.request(func(page string) error { p = s.read(page); return nil })
	req.Timeout = 50 * time.Millisecond
	_, err := SignIn(t.Context(), req)
	if apperr.CodeOf(err) != apperr.SignInFailed || !strings.Contains(err.Error(), "not finished within") {
		t.Errorf("got %v", err)
	}
	if status, _, text := p.visit(url.Values{"state": {p.state}, "code": {"CODE-1"}}); status != 0 {
		t.Errorf("a late answer was heard: %d %s", status, text)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = SignIn(ctx, s.request(func(string) error { cancel(); return nil }))
	if apperr.CodeOf(err) != apperr.Canceled {
		t.Errorf("got %v", err)
	}
	_, err = SignIn(t.Context(), s.request(func(page string) error { return errors.New("no browser for " + page) }))
	if apperr.CodeOf(err) != apperr.SignInFailed || !strings.Contains(err.Error(), "--no-browser") || strings.Contains(errors.Unwrap(err).Error(), "challenge") {
		t.Errorf("got %v (%v)", err, errors.Unwrap(err))
	}
	if len(s.exchanges) != 0 {
		t.Error("exchanged a code")
	}
}

// TestServicesOfOtherKinds: fixed ports, no PKCE, a public client, other scopes, tokens without end.
func TestServicesOfOtherKinds(t *testing.T) {
	s := newService(t)
	req := s.request(nil)
	req.Info.Auth.FixedPorts, req.Info.Auth.PublicClient = true, true
	req.Scopes, req.Extra = []string{"data.records:read"}, map[string]string{"trigger_onepick": "true"}
	var p person
	req.OpenBrowser = func(page string) error { p = s.read(page); return s.agree(page) }
	// Another program holds the first port.
	if l, err := net.Listen("tcp4", "127.0.0.1:43117"); err == nil {
		defer l.Close()
	}
	grant, err := SignIn(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if p.redirect != "http://127.0.0.1:43118/callback" && p.redirect != "http://127.0.0.1:43119/callback" {
		t.Errorf("redirect %s", p.redirect)
	}
	if s.exchanges[0].Has("client_secret") || p.page.Query().Get("scope") != "data.records:read" || p.page.Query().Get("trigger_onepick") != "true" {
		t.Errorf("%v %v", s.exchanges[0], p.page)
	}
	if secret := grant.Secret(Client{ID: "i"}); secret.RefreshToken != "REFRESH-1" || secret.AccessToken != "" {
		t.Error("the access token is kept beside a refresh token")
	}

	s = newService(t)
	s.noRefresh, s.expires = true, 0
	req = s.request(s.agree)
	req.Info.Auth.NoPKCE, req.Info.Auth.Permissions, req.HTTP = true, nil, s.tr.Plain()
	grant, err = SignIn(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if s.exchanges[0].Has("code_verifier") || grant.Secret(Client{}).AccessToken != "ACCESS-1" {
		t.Errorf("%v", s.exchanges[0])
	}
	req.Client.Secret, req.OpenBrowser = "", func(string) error { t.Error("the browser opens for a client that cannot be proven"); return nil }
	if _, err := SignIn(t.Context(), req); apperr.CodeOf(err) != apperr.BadClient || !strings.Contains(apperr.From(err).Message, "--client-secret") {
		t.Errorf("got %v", err)
	}
	req.Info.Auth.AuthURL = ""
	if _, err := SignIn(t.Context(), req); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestAllFixedPortsInUse(t *testing.T) {
	for _, port := range fixedPorts() {
		if l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			defer l.Close()
		}
	}
	s := newService(t)
	req := s.request(func(string) error { t.Error("the browser was opened"); return nil })
	req.Info.Auth.FixedPorts = true
	if _, err := SignIn(t.Context(), req); apperr.CodeOf(err) != apperr.Busy || !strings.Contains(err.Error(), "43118") {
		t.Errorf("got %v", err)
	}
}

func TestEmailOf(t *testing.T) {
	for token, want := range map[string]string{
		fakeIDToken("c", "A@b.example"): "a@b.example", fakeIDToken("other", "a@b.example"): "",
		"": "", "a.b.c": "", "a.b": "", fakeIDToken("c", strings.Repeat("x", 400)): "", strings.Repeat("x", 20<<10) + ".e30.x": "",
		"e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"aud":["x","c"],"email":"m@b.example"}`)) + ".x": "m@b.example",
		"e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"aud":7,"email":"m@b.example"}`)) + ".x":         "",
	} {
		if got := emailOf(token, "c"); got != want {
			t.Errorf("%.60s: %q, want %q", token, got, want)
		}
	}
}

// TestEveryFixHasASentence keeps the table usable: each entry names the service and says what to do.
func TestEveryFixHasASentence(t *testing.T) {
	for word, f := range fixes(true) {
		if strings.Count(f.sentence, "%s") != 1 || !strings.HasSuffix(f.sentence, ".") || f.code == "" || safeWord(word) != word {
			t.Errorf("%s: %+v", word, f)
		}
	}
}

// TestFixesAreListed: a person can look up what Google's page shows, and where in the console it is put right.
func TestFixesAreListed(t *testing.T) {
	google := info()
	google.Title, google.Auth.AuthURL = "Gmail", "https://accounts.google.com/o/oauth2/v2/auth"
	places := map[string]string{}
	for _, f := range Fixes(google) {
		if !strings.Contains(f.Sentence, "Gmail") {
			t.Errorf("%s: %s", f.Word, f.Sentence)
		}
		places[f.Word] = f.Place
	}
	for word, want := range map[string]string{"redirect_uri_mismatch": "clients", "access_denied": "audience", "access_not_configured": "apis", "server_error": ""} {
		if got, known := places[word]; !known || got != want {
			t.Errorf("%s is put right at %q, want %q", word, got, want)
		}
	}
	for _, f := range Fixes(info()) {
		if f.Place != "" {
			t.Errorf("%s leads to Google's console for another service", f.Word)
		}
	}
}

func TestRevoke(t *testing.T) {
	s := newService(t)
	hc := s.tr.Plain(info())
	if err := RevokeSecret(t.Context(), hc, info(), Secret{RefreshToken: "REFRESH-1", ClientID: "c"}); err != nil || s.revoked[0] != "REFRESH-1" {
		t.Errorf("%v %v", err, s.revoked)
	}
	if err := RevokeSecret(t.Context(), hc, info(), Secret{Key: "own key"}); err != nil || len(s.revoked) != 1 {
		t.Errorf("a pasted key was sent: %v %v", err, s.revoked)
	}
	gone := info()
	gone.Auth.RevokeURL = ""
	if err := Revoke(t.Context(), hc, gone, Client{}, "REFRESH-1"); err != nil {
		t.Error(err)
	}
}
