package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"mixdown/backend/apperr"
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
			return s.refresh(ctx)
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

// refresh gets a new access token. The keychain's entry is read each time: another process may have rotated it.
func (s *TokenSource) refresh(ctx context.Context) (*oauth2.Token, error) {
	if t, err := s.saveRotated(); t != nil || err != nil {
		return t, err
	}
	secret, err := s.load()
	if err != nil {
		return nil, err
	}
	if t := static(secret); t != nil {
		s.keep(t)
		return t, nil
	}
	for {
		if secret.RefreshToken == "" || secret.RefreshToken == s.deadToken() {
			return nil, s.signInEnded(nil)
		}
		token, err := s.exchange(ctx, secret)
		if err == nil {
			return s.land(secret, token)
		}
		again, failure := s.afterRefusal(ctx, secret, err)
		if failure != nil {
			return nil, failure
		}
		secret = again
	}
}

func (s *TokenSource) exchange(ctx context.Context, secret Secret) (*oauth2.Token, error) {
	config := oauthConfig(s.cfg.Info, Client{ID: secret.ClientID, Secret: secret.ClientSecret})
	ctx = context.WithValue(ctx, oauth2.HTTPClient, s.cfg.HTTP)
	return config.TokenSource(ctx, &oauth2.Token{RefreshToken: secret.RefreshToken}).Token()
}

// land saves a rotated refresh token, then lets the new access token be used.
func (s *TokenSource) land(secret Secret, token *oauth2.Token) (*oauth2.Token, error) {
	if token.ExpiresIn > 0 {
		token.Expiry = s.cfg.Now().Add(time.Duration(min(token.ExpiresIn, 366*24*3600)) * time.Second)
	}
	if token.RefreshToken == "" || token.RefreshToken == secret.RefreshToken {
		s.keep(token)
		return token, nil
	}
	secret.RefreshToken = token.RefreshToken
	s.mu.Lock()
	s.unsaved, s.pending = &secret, token
	s.mu.Unlock()
	if _, err := s.saveRotated(); err != nil {
		return nil, err
	}
	return token, nil
}

// saveRotated saves what a refresh brought. While the keychain refuses it, the new refresh token is the only one there is: it
// is kept in memory and tried again, and nothing uses the access token before.
func (s *TokenSource) saveRotated() (*oauth2.Token, error) {
	s.mu.Lock()
	secret, token := s.unsaved, s.pending
	s.mu.Unlock()
	if secret == nil {
		return nil, nil
	}
	if err := s.cfg.Store.Save(s.cfg.Key, *secret); err != nil {
		return nil, s.named(err)
	}
	s.mu.Lock()
	s.unsaved, s.pending = nil, nil
	s.mu.Unlock()
	s.keep(token)
	if t := s.cached(); t != nil {
		return t, nil
	}
	return nil, nil // saved too late for its access token: the caller refreshes again
}

// afterRefusal decides what a failed refresh means: another process was faster (its secret is returned), or it is over.
func (s *TokenSource) afterRefusal(ctx context.Context, used Secret, err error) (Secret, error) {
	var refused *oauth2.RetrieveError
	conflict := errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode == http.StatusConflict
	ended := errors.As(err, &refused) && (refused.ErrorCode == "invalid_grant" || refused.ErrorCode == "invalid_token")
	if !conflict && !ended {
		return Secret{}, s.refreshFailure(ctx, err)
	}
	// The other process may not have saved its new token yet.
	looks := 5
	if conflict {
		looks = 25
	}
	for range looks {
		if now, err := s.load(); err != nil {
			return Secret{}, err
		} else if now.RefreshToken != used.RefreshToken {
			return now, nil
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return Secret{}, tokenFailure(ctx, s.cfg.Info, ctx.Err())
		}
	}
	s.mu.Lock()
	s.dead = used.RefreshToken
	s.mu.Unlock()
	return Secret{}, s.signInEnded(tokenFailure(ctx, s.cfg.Info, err))
}

// refreshFailure names an error of the token endpoint that is not the end of the sign-in.
func (s *TokenSource) refreshFailure(ctx context.Context, err error) error {
	e := tokenFailure(ctx, s.cfg.Info, err)
	s.cfg.Log.Warn("token refresh", "provider", s.cfg.Info.Name, "error", e)
	return e
}

func (s *TokenSource) signInEnded(cause error) error {
	return apperr.For(s.cfg.Info.Name, apperr.NeedsSignIn,
		fmt.Sprintf("The sign-in to %s ended: it was revoked, or it expired. Connect it again; everything read so far is kept.", title(s.cfg.Info)), cause)
}

func (s *TokenSource) deadToken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dead
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
