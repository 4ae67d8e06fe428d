package auth

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"mixdown/backend/apperr"
	"mixdown/backend/guard"
	"mixdown/backend/provider"
	"mixdown/backend/transport"
)

const (
	// refreshAhead is how long before its end a token is replaced.
	refreshAhead = 5 * time.Minute
	// refreshLimit bounds one refresh, keychain included.
	refreshLimit = 45 * time.Second
)

// TokenConfig is what a TokenSource is made of.
type TokenConfig struct {
	Info  provider.Info
	Key   string // the connection's id in Store
	Store Store
	HTTP  *http.Client  // the transport's plain client
	Token *oauth2.Token // from a sign-in just done, or nil
	Now   func() time.Time
	Log   *slog.Logger
}

// TokenSource gives access tokens of one connection. It refreshes ahead of time, once however many ask, and saves a new refresh
// token before anything uses the token that came with it. Make one a connection and share it. It is safe for concurrent use.
type TokenSource struct {
	cfg    TokenConfig
	flight singleflight.Group
	work   sync.WaitGroup

	mu      sync.Mutex
	token   *oauth2.Token
	margin  time.Duration
	dead    string  // the refresh token that the service no longer takes
	unsaved *Secret // a rotated secret that the keychain did not take yet
	pending *oauth2.Token
}

// NewTokenSource returns the token source of one connection.
func NewTokenSource(cfg TokenConfig) *TokenSource {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.Log = slog.New(transport.NewLogHandler(cfg.Log.Handler()))
	s := &TokenSource{cfg: cfg}
	if cfg.Token != nil {
		s.keep(cfg.Token)
	}
	return s
}

// Token implements oauth2.TokenSource. Its errors carry apperr codes: needs_sign_in when the sign-in ended.
func (s *TokenSource) Token() (*oauth2.Token, error) {
	return s.TokenContext(context.Background())
}

// TokenContext is Token, waiting no longer than ctx. A refresh that it began goes on: its answer may hold the only valid
// refresh token.
func (s *TokenSource) TokenContext(ctx context.Context) (*oauth2.Token, error) {
	if t := s.cached(); t != nil {
		return t, nil
	}
	type outcome struct {
		token *oauth2.Token
		err   error
	}
	done := make(chan outcome, 1)
	s.work.Go(func() {
		v, err, _ := s.flight.Do("refresh", func() (any, error) {
			// Another flight may have landed between the look above and this one.
			if t := s.cached(); t != nil {
				return t, nil
			}
			ctx, cancel := context.WithTimeout(context.Background(), refreshLimit)
			defer cancel()
			var t *oauth2.Token
			err := guard.Do(nil, "refresh", func() (err error) { t, err = s.refresh(ctx); return err })
			return t, err
		})
		t, _ := v.(*oauth2.Token)
		done <- outcome{t, err}
	})
	select {
	case o := <-done:
		return o.token, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Renew implements transport.Renewer: it replaces the access token that the service refused, unless that happened already.
func (s *TokenSource) Renew(ctx context.Context, refused string) (*oauth2.Token, error) {
	s.mu.Lock()
	if s.token != nil && s.token.AccessToken == refused {
		s.token = nil
	}
	s.mu.Unlock()
	return s.TokenContext(ctx)
}

// Close waits for a refresh under way, so that its new refresh token is saved.
func (s *TokenSource) Close() { s.work.Wait() }

// cached returns the token in memory while it is good.
func (s *TokenSource) cached() *oauth2.Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == nil || (!s.token.Expiry.IsZero() && !s.cfg.Now().Before(s.token.Expiry.Add(-s.margin))) {
		return nil
	}
	t := *s.token
	return &t
}

// keep puts a token into memory. A token with a short life is refreshed after nine tenths of it.
func (s *TokenSource) keep(t *oauth2.Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.margin = t, refreshAhead
	if !t.Expiry.IsZero() {
		s.margin = max(0, min(refreshAhead, t.Expiry.Sub(s.cfg.Now())/10))
	}
}

// load reads the connection's entry. None means that the person has to sign in.
func (s *TokenSource) load() (Secret, error) {
	secret, err := s.cfg.Store.Load(s.cfg.Key)
	if apperr.CodeOf(err) == apperr.NotFound {
		return Secret{}, apperr.For(s.cfg.Info.Name, apperr.NeedsSignIn, fmt.Sprintf("The keychain holds no sign-in to %s. Connect it again.", title(s.cfg.Info)), err)
	}
	if err != nil {
		return Secret{}, s.named(err)
	}
	return secret, nil
}

// named adds the provider to an error of the keychain.
func (s *TokenSource) named(err error) error {
	e := apperr.From(err)
	return apperr.For(s.cfg.Info.Name, e.Code, e.Message, e.Err)
}

// static returns the token of a connection that never expires: a pasted key, or a service without refresh tokens.
func static(secret Secret) *oauth2.Token {
	switch {
	case secret.Key != "":
		return &oauth2.Token{AccessToken: secret.Key, TokenType: secret.TokenType}
	case secret.RefreshToken == "" && secret.AccessToken != "":
		return &oauth2.Token{AccessToken: secret.AccessToken, TokenType: secret.TokenType}
	}
	return nil
}
