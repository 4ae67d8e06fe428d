package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
)

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
