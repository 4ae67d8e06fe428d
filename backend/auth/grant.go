package auth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
)

// Grant is what a sign-in brought.
type Grant struct {
	Token   *oauth2.Token
	Scopes  []string // granted
	Missing []string // asked and left unticked
	Email   string   // from the id token, "" where there is none
	// Ends is when the refresh token ends, the zero time where the service does not say. Google says so while the consent screen
	// is in "Testing": after seven days (https://developers.google.com/identity/protocols/oauth2#expiration).
	Ends time.Time
	// Answer is what else the consent page's answer said, such as the files that were picked.
	Answer map[string]string
}

// String hides the token.
func (g Grant) String() string { return fmt.Sprintf("grant of %d scopes", len(g.Scopes)) }

// GoString hides the token.
func (g Grant) GoString() string { return g.String() }

// LogValue hides the token.
func (g Grant) LogValue() slog.Value { return slog.StringValue(g.String()) }

// Secret is what the keychain is to hold of this grant.
func (g Grant) Secret(client Client) Secret {
	s := Secret{RefreshToken: g.Token.RefreshToken, ClientID: client.ID, ClientSecret: client.Secret}
	if s.RefreshToken == "" {
		s.AccessToken, s.TokenType = g.Token.AccessToken, g.Token.TokenType
	}
	return s
}

// read puts a grant together from the token's answer and the consent page's.
func (req SignInRequest) read(token *oauth2.Token, values url.Values) Grant {
	if token.ExpiresIn > 0 {
		token.Expiry = req.Now().Add(time.Duration(min(token.ExpiresIn, 366*24*3600)) * time.Second)
	}
	g := Grant{Token: token, Scopes: req.Scopes, Answer: map[string]string{}}
	// An answer that names no scope means that all asked ones were granted.
	if s, ok := token.Extra("scope").(string); ok && s != "" {
		g.Scopes = strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
	}
	for _, asked := range req.Scopes {
		if !slices.ContainsFunc(g.Scopes, func(granted string) bool { return sameScope(asked, granted) }) {
			g.Missing = append(g.Missing, asked)
		}
	}
	if left, ok := token.Extra("refresh_token_expires_in").(float64); ok && left > 0 {
		g.Ends = req.Now().Add(time.Duration(min(left, 366*24*3600)) * time.Second)
	}
	if s, ok := token.Extra("id_token").(string); ok {
		g.Email = emailOf(s, req.Client.ID)
	}
	for k := range values {
		switch k {
		case "code", "state", "error", "error_description", "iss":
		default:
			g.Answer[k] = values.Get(k)
		}
	}
	return g
}

// check tells why a grant cannot be used: a required scope is missing, or it would end within the hour.
func (req SignInRequest) check(g Grant) error {
	var without []string
	for _, p := range req.Info.Auth.Permissions {
		if p.Required && slices.Contains(g.Missing, p.Scope) {
			without = append(without, p.Gives)
		}
	}
	if len(without) > 0 {
		return apperr.For(req.Info.Name, apperr.ScopeMissing,
			fmt.Sprintf("A permission that %s needs was left unticked (%s), so nothing was connected. Connect again and tick it.", title(req.Info), strings.Join(without, "; ")), nil)
	}
	if g.Token.RefreshToken == "" && !g.Token.Expiry.IsZero() {
		return apperr.For(req.Info.Name, apperr.SignInFailed,
			fmt.Sprintf("%s gave a sign-in that ends within the hour. Remove Mixdown from the apps of your account there, and connect again.", title(req.Info)),
			errors.New("auth: no refresh token"))
	}
	return nil
}

// sameScope knows the two short scopes of OpenID Connect that Google grants under their long names.
func sameScope(a, b string) bool {
	const long = "https://www.googleapis.com/auth/userinfo."
	return strings.TrimPrefix(a, long) == strings.TrimPrefix(b, long)
}

// emailOf reads the address in an id token that came straight from the token endpoint, where its signature needs no check. A
// token for another client tells nothing.
func emailOf(idToken, clientID string) string {
	parts := strings.Split(idToken, ".")
	if len(parts) != 3 || len(idToken) > 16<<10 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return ""
	}
	var claims struct {
		Email string          `json:"email"`
		Aud   json.RawMessage `json:"aud"`
	}
	if json.Unmarshal(payload, &claims) != nil || len(claims.Email) > 320 {
		return ""
	}
	var one string
	var many []string
	if json.Unmarshal(claims.Aud, &one) == nil {
		many = []string{one}
	} else if json.Unmarshal(claims.Aud, &many) != nil {
		return ""
	}
	if !slices.Contains(many, clientID) {
		return ""
	}
	return strings.ToLower(claims.Email)
}

// lasting is the token that ends a whole grant when it is revoked.
func lasting(t *oauth2.Token) string {
	if t.RefreshToken != "" {
		return t.RefreshToken
	}
	return t.AccessToken
}
