package auth

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"mixdown/backend/provider"
	"mixdown/backend/transport"
)

// service is a sign-in service on loopback, reached through the gateway. Its fields say how it misbehaves.
type service struct {
	t      *testing.T
	tr     *transport.Transport
	log    *lockedBuffer
	scopes string // granted; "" leaves the key out
	// noRefresh leaves the refresh token out.
	noRefresh bool
	expires   int
	rotate    bool // refresh tokens work once
	idToken   string
	// fail, when set, answers the token endpoint in place of the service.
	fail func(w http.ResponseWriter, form url.Values) bool
	hold chan struct{} // refreshes wait for it

	mu         sync.Mutex
	challenges map[string]string // code to PKCE challenge
	issued     int
	valid      map[string]bool // refresh tokens
	exchanges  []url.Values
	refreshes  []url.Values
	revoked    []string
}

// secrets are what no log and no error may hold.
var secrets = []string{"ACCESS-", "REFRESH-", "CODE-", "CLIENTSECRET", "listener@mail.example"}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newService(t *testing.T) *service {
	s := &service{t: t, log: &lockedBuffer{}, expires: 3600, challenges: map[string]string{}, valid: map[string]bool{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	tr, err := transport.New(transport.Config{Gateway: server.URL, Log: s.logger()})
	if err != nil {
		t.Fatal(err)
	}
	s.tr = tr
	t.Cleanup(tr.Close)
	t.Cleanup(func() { noSecrets(t, "the log", s.log.String()) })
	return s
}

func (s *service) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func noSecrets(t *testing.T, where, text string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s holds %s:\n%s", where, secret, text)
		}
	}
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	w.Header().Set("Content-Type", "application/json")
	switch r.URL.Path {
	case "/sign.example/token":
		if r.PostForm.Get("grant_type") == "refresh_token" {
			s.refresh(w, r.PostForm)
		} else {
			s.exchange(w, r.PostForm)
		}
	case "/sign.example/revoke":
		s.mu.Lock()
		defer s.mu.Unlock()
		s.revoked = append(s.revoked, r.PostForm.Get("token"))
	default:
		s.t.Errorf("asked for %s", r.URL.Path)
	}
}

func refuse(w http.ResponseWriter, status int, word string) {
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"error":%q,"error_description":"about REFRESH-x of listener@mail.example"}`, word)
}

func (s *service) exchange(w http.ResponseWriter, form url.Values) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.exchanges = append(s.exchanges, form)
	if s.fail != nil && s.fail(w, form) {
		return
	}
	challenge, known := s.challenges[form.Get("code")]
	delete(s.challenges, form.Get("code"))
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	if !known || (challenge != "" && challenge != base64.RawURLEncoding.EncodeToString(sum[:])) {
		refuse(w, 400, "invalid_grant")
		return
	}
	s.issue(w, "")
}

func (s *service) refresh(w http.ResponseWriter, form url.Values) {
	if s.hold != nil {
		<-s.hold
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refreshes = append(s.refreshes, form)
	if s.fail != nil && s.fail(w, form) {
		return
	}
	old := form.Get("refresh_token")
	if !s.valid[old] {
		refuse(w, 400, "invalid_grant")
		return
	}
	if s.rotate {
		delete(s.valid, old)
		old = ""
	}
	s.issue(w, old)
}

// issue answers with tokens; refresh is kept, or made anew when empty.
func (s *service) issue(w http.ResponseWriter, refresh string) {
	s.issued++
	if refresh == "" {
		refresh = fmt.Sprintf("REFRESH-%d", s.issued)
	}
	s.valid[refresh] = true
	answer := map[string]any{"access_token": fmt.Sprintf("ACCESS-%d", s.issued), "token_type": "Bearer"}
	if s.expires > 0 {
		answer["expires_in"] = s.expires
	}
	if !s.noRefresh {
		answer["refresh_token"] = refresh
	}
	if s.scopes != "" {
		answer["scope"] = s.scopes
	}
	if s.idToken != "" {
		answer["id_token"] = s.idToken
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func info() provider.Info {
	return provider.Info{Name: "gmail", Title: "Gmail", Auth: provider.Auth{
		AuthURL: "https://sign.example/auth", TokenURL: "https://sign.example/token", RevokeURL: "https://sign.example/revoke",
		AuthParams: map[string]string{"access_type": "offline"},
		Permissions: []provider.Permission{
			{Scope: "https://scopes.example/mail", Gives: "reading mail", Required: true},
			{Scope: "https://scopes.example/sheet", Gives: "the sheet"},
			{Scope: "email", Gives: "your address"},
		}}}
}

// person is the consent page and the browser in one.
type person struct {
	page *url.URL
	// redirect is where to.
	redirect string
	state    string
}

// read takes the consent page's address apart and lets the service know the code's PKCE challenge.
func (s *service) read(page string) person {
	u, err := url.Parse(page)
	if err != nil {
		s.t.Fatal(err)
	}
	q := u.Query()
	s.mu.Lock()
	s.challenges["CODE-1"] = q.Get("code_challenge")
	s.mu.Unlock()
	return person{page: u, redirect: q.Get("redirect_uri"), state: q.Get("state")}
}

// visit is the browser following the consent page's answer.
func (p person) visit(values url.Values) (int, http.Header, string) {
	resp, err := http.Get(p.redirect + "?" + values.Encode())
	if err != nil {
		return 0, nil, err.Error()
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(b)
}

func (s *service) request(open func(page string) error) SignInRequest {
	return SignInRequest{Info: info(), Client: Client{ID: "client-1", Secret: "CLIENTSECRET"}, HTTP: s.tr.Plain(info()), PageURL: s.tr.URL, OpenBrowser: open, Log: s.logger()}
}
