package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/transport"
)

// fragile is a Store that can refuse and that remembers the order of events.
type fragile struct {
	*Memory
	mu    sync.Mutex
	fail  error
	saves []Secret
}

func (f *fragile) Save(key string, s Secret) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return f.fail
	}
	f.saves = append(f.saves, s)
	return f.Memory.Save(key, s)
}

func (f *fragile) refuse(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail = err
}

func (s *service) source(t *testing.T, store Store, now func() time.Time) *TokenSource {
	ts := NewTokenSource(TokenConfig{Info: info(), Key: "k", Store: store, HTTP: s.tr.Plain(info()), Now: now, Log: s.logger()})
	t.Cleanup(ts.Close)
	return ts
}

func signedIn(t *testing.T, s *service) *fragile {
	t.Helper()
	f := &fragile{Memory: NewMemory()}
	if err := f.Memory.Save("k", Secret{RefreshToken: "REFRESH-0", ClientID: "client-1", ClientSecret: "CLIENTSECRET"}); err != nil {
		t.Fatal(err)
	}
	s.valid["REFRESH-0"] = true
	return f
}

// The token source is what the transport expects.
var _ transport.Renewer = (*TokenSource)(nil)

func TestRefreshAheadAndOnce(t *testing.T) {
	s := newService(t)
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	ts := s.source(t, signedIn(t, s), func() time.Time { return now })
	get := func(want string) {
		t.Helper()
		token, err := ts.Token()
		if err != nil || token.AccessToken != want {
			t.Fatalf("%v, want %s", err, want)
		}
	}
	get("ACCESS-1")
	now = now.Add(54 * time.Minute)
	get("ACCESS-1")
	now = now.Add(2 * time.Minute) // four minutes before its end
	get("ACCESS-2")
	if _, err := ts.Renew(t.Context(), "ACCESS-1"); err != nil {
		t.Fatal(err)
	}
	get("ACCESS-2") // another request was faster: nothing to renew
	if token, err := ts.Renew(t.Context(), "ACCESS-2"); err != nil || token.AccessToken != "ACCESS-3" {
		t.Fatal(err)
	}
	form := s.refreshes[0]
	if form.Get("refresh_token") != "REFRESH-0" || form.Get("client_id") != "client-1" || form.Get("client_secret") != "CLIENTSECRET" || len(s.refreshes) != 3 {
		t.Errorf("%v", s.refreshes)
	}
}

func TestShortTokensAreUsedForMostOfTheirLife(t *testing.T) {
	s := newService(t)
	s.expires = 60
	now := time.Now()
	ts := s.source(t, signedIn(t, s), func() time.Time { return now })
	for range 5 {
		if _, err := ts.Token(); err != nil {
			t.Fatal(err)
		}
		now = now.Add(10 * time.Second)
	}
	if len(s.refreshes) != 1 {
		t.Errorf("%d refreshes", len(s.refreshes))
	}
}

func TestParallelUseRefreshesOnce(t *testing.T) {
	s := newService(t)
	s.rotate, s.hold = true, make(chan struct{})
	store := signedIn(t, s)
	ts := s.source(t, store, nil)
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			if token, err := ts.Token(); err != nil || token.AccessToken != "ACCESS-1" {
				t.Errorf("got %v", err)
			}
		})
	}
	close(s.hold)
	wg.Wait()
	if len(s.refreshes) != 1 || len(store.saves) != 1 {
		t.Errorf("%d refreshes, %d saves", len(s.refreshes), len(store.saves))
	}
}

func TestRotatedTokenIsSavedBeforeItsAccessTokenIsUsed(t *testing.T) {
	s := newService(t)
	s.rotate = true
	store := signedIn(t, s)
	ts := s.source(t, store, nil)
	store.refuse(apperr.New(apperr.KeychainLocked, "Locked.", nil))
	for range 3 {
		if token, err := ts.Token(); apperr.CodeOf(err) != apperr.KeychainLocked || token != nil {
			t.Fatalf("got %v, %v", token, err)
		}
	}
	if len(s.refreshes) != 1 {
		t.Fatalf("the new refresh token was lost: %d refreshes", len(s.refreshes))
	}
	store.refuse(nil)
	token, err := ts.Token()
	if err != nil || token.AccessToken != "ACCESS-1" || len(s.refreshes) != 1 {
		t.Fatalf("%v, %d refreshes", err, len(s.refreshes))
	}
	if kept, _ := store.Load("k"); kept.RefreshToken != "REFRESH-1" || kept.ClientSecret != "CLIENTSECRET" {
		t.Error("the keychain holds something else")
	}
}

// TestTwoProcessesShareSingleUseTokens: whoever is late takes what the other saved.
func TestTwoProcessesShareSingleUseTokens(t *testing.T) {
	for name, fail := range map[string]func(http.ResponseWriter){
		"invalid_grant": func(w http.ResponseWriter) { refuse(w, 400, "invalid_grant") },
		"409":           func(w http.ResponseWriter) { w.WriteHeader(409) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			s.rotate = true
			store := signedIn(t, s)
			s.fail = func(w http.ResponseWriter, form url.Values) bool {
				if form.Get("refresh_token") != "REFRESH-0" {
					return false
				}
				// The other process was faster; it saves while this one hears the refusal.
				s.valid["REFRESH-other"] = true
				go func() {
					_ = store.Save("k", Secret{RefreshToken: "REFRESH-other", ClientID: "client-1"})
				}()
				fail(w)
				return true
			}
			token, err := s.source(t, store, nil).Token()
			if err != nil || token.AccessToken != "ACCESS-1" {
				t.Fatalf("got %v", err)
			}
			if last := s.refreshes[len(s.refreshes)-1].Get("refresh_token"); last != "REFRESH-other" {
				t.Errorf("used %s", last)
			}
		})
	}
}

func TestEndedSignIn(t *testing.T) {
	s := newService(t)
	store := signedIn(t, s)
	delete(s.valid, "REFRESH-0")
	ts := s.source(t, store, nil)
	for range 3 {
		_, err := ts.Token()
		var e *apperr.Error
		if !errors.As(err, &e) || e.Code != apperr.NeedsSignIn || e.Provider != "gmail" {
			t.Fatalf("got %v", err)
		}
		for cause := err; cause != nil; cause = errors.Unwrap(cause) {
			noSecrets(t, "the error", fmt.Sprintf("%v %+v", cause, cause))
		}
	}
	if len(s.refreshes) != 1 {
		t.Errorf("a dead token was sent %d times", len(s.refreshes))
	}
	// The person signs in again.
	s.valid["REFRESH-9"] = true
	_ = store.Save("k", Secret{RefreshToken: "REFRESH-9"})
	if _, err := ts.Token(); err != nil {
		t.Error(err)
	}
	_ = store.Delete("k")
	if _, err := ts.Renew(t.Context(), "ACCESS-1"); apperr.CodeOf(err) != apperr.NeedsSignIn {
		t.Errorf("got %v", err)
	}
}

func TestRefreshThatFailsForNow(t *testing.T) {
	for name, tc := range map[string]struct {
		fail func(w http.ResponseWriter)
		want apperr.Code
	}{
		"503":        {func(w http.ResponseWriter) { w.WriteHeader(503) }, apperr.ServiceDown},
		"429":        {func(w http.ResponseWriter) { w.WriteHeader(429) }, apperr.RateLimited},
		"bad client": {func(w http.ResponseWriter) { refuse(w, 401, "invalid_client") }, apperr.BadClient},
		"page":       {func(w http.ResponseWriter) { _, _ = w.Write([]byte("<html>REFRESH-0")) }, apperr.BadAnswer},
		"broken off": {func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, apperr.Offline},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			broken := true
			s.fail = func(w http.ResponseWriter, _ url.Values) bool {
				if broken {
					broken = false
					tc.fail(w)
					return true
				}
				return false
			}
			ts := s.source(t, signedIn(t, s), nil)
			_, err := ts.Token()
			if apperr.CodeOf(err) != tc.want {
				t.Errorf("got %v", err)
			}
			noSecrets(t, "the error", fmt.Sprintf("%v %+v %v", err, err, errors.Unwrap(err)))
			if _, err := ts.Token(); err != nil {
				t.Errorf("not tried again: %v", err)
			}
		})
	}
}

func TestKeysAndEndlessTokens(t *testing.T) {
	s := newService(t)
	for _, secret := range []Secret{{Key: "key-us6", TokenType: "Basic"}, {AccessToken: "endless", TokenType: "Bearer"}} {
		store := NewMemory()
		_ = store.Save("k", secret)
		ts := s.source(t, store, nil)
		token, err := ts.Token()
		if err != nil || token.AccessToken != secret.Key+secret.AccessToken || token.Type() != secret.TokenType {
			t.Errorf("%v", err)
		}
		if again, err := ts.Renew(t.Context(), token.AccessToken); err != nil || again.AccessToken != token.AccessToken {
			t.Errorf("%v", err)
		}
	}
	ts := s.source(t, NewMemory(), nil)
	if _, err := ts.Token(); apperr.CodeOf(err) != apperr.NeedsSignIn {
		t.Errorf("got %v", err)
	}
	if len(s.refreshes) != 0 {
		t.Error("a key was refreshed")
	}
}

// TestStoppedRequestLeavesTheRefreshRunning: its answer may hold the only valid refresh token.
func TestStoppedRequestLeavesTheRefreshRunning(t *testing.T) {
	s := newService(t)
	s.rotate, s.hold = true, make(chan struct{})
	store := signedIn(t, s)
	ts := s.source(t, store, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ts.TokenContext(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	close(s.hold)
	ts.Close()
	if kept, _ := store.Load("k"); kept.RefreshToken != "REFRESH-1" {
		t.Error("the new refresh token was lost")
	}
}

// TestTokenOfASignInIsUsedAtOnce: the first request after a sign-in needs no refresh.
func TestTokenOfASignInIsUsedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ts := NewTokenSource(TokenConfig{Info: provider.Info{Name: "gmail"}, Store: NewMemory(),
			Token: &oauth2.Token{AccessToken: "ACCESS-0", Expiry: time.Now().Add(time.Hour)}})
		if token, err := ts.Token(); err != nil || token.AccessToken != "ACCESS-0" {
			t.Error(err)
		}
		time.Sleep(56 * time.Minute)
		if _, err := ts.Token(); apperr.CodeOf(err) != apperr.NeedsSignIn {
			t.Errorf("got %v", err)
		}
		ts.Close()
	})
}
