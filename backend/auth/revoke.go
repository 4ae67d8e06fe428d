package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Revoke ends a grant at the service; token is its refresh token, or its access token where that is all there is. A grant that
// is gone already is no error, nor is a service that has no way to revoke.
func Revoke(ctx context.Context, client *http.Client, info provider.Info, oauthClient Client, token string) error {
	if info.Auth.RevokeURL == "" || token == "" {
		return nil
	}
	form := url.Values{"token": {token}}
	if info.Auth.PublicClient {
		form.Set("client_id", oauthClient.ID)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, info.Auth.RevokeURL, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("auth: revoke: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := client.Do(req)
	if err != nil {
		return tokenFailure(ctx, info, err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	switch {
	case resp.StatusCode < 300:
		return nil
	case resp.StatusCode == http.StatusBadRequest && (strings.Contains(string(body), "invalid_token") || strings.Contains(string(body), "invalid_grant")):
		return nil
	}
	return apperr.For(info.Name, apperr.ServiceDown,
		fmt.Sprintf("%s did not confirm that the access was taken back. Remove Mixdown from the apps of your account there.", title(info)),
		errors.Join(errRefused, fmt.Errorf("auth: revoke: status %d", resp.StatusCode)))
}

// RevokeSecret ends the grant that a keychain entry holds. A pasted key is left alone: it belongs to the person.
func RevokeSecret(ctx context.Context, client *http.Client, info provider.Info, s Secret) error {
	token := s.RefreshToken
	if token == "" {
		token = s.AccessToken
	}
	return Revoke(ctx, client, info, Client{ID: s.ClientID, Secret: s.ClientSecret}, token)
}
