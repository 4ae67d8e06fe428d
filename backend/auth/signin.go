package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/transport"
)

// signInTimeout is how long a sign-in waits for the person.
const signInTimeout = 10 * time.Minute

// SignInRequest is what a sign-in needs.
type SignInRequest struct {
	Info   provider.Info
	Client Client
	// HTTP is the transport's plain client.
	HTTP *http.Client
	// PageURL leads the consent page through the gateway; nil for none.
	PageURL func(string) string
	// OpenBrowser shows the consent page to the person. It runs beside the sign-in and may take as long as the browser does;
	// its error ends the sign-in.
	OpenBrowser func(url string) error
	// Scopes replaces the scopes of Info.Auth.Permissions, for a second consent.
	Scopes []string
	// Extra is added to the authorisation request.
	Extra   map[string]string
	Timeout time.Duration    // 10 minutes when 0
	Now     func() time.Time // time.Now when nil
	Log     *slog.Logger     // nil: none
}

// SignIn opens the consent page, waits for its answer on a loopback address, and exchanges it for a token. It returns an error
// with the codes consent_refused, scope_missing (the grant is given back first), sign_in_failed, bad_client, canceled, or one
// of the network. Forged answers do not end it.
func SignIn(ctx context.Context, req SignInRequest) (Grant, error) {
	req = req.withDefaults()
	if req.Info.Auth.AuthURL == "" || req.Info.Auth.TokenURL == "" {
		return Grant{}, apperr.For(req.Info.Name, apperr.Invalid, title(req.Info)+" is connected with a key: give it with --key-stdin.", nil)
	}
	if err := req.Client.check(); err != nil {
		e := apperr.From(err)
		return Grant{}, apperr.For(req.Info.Name, e.Code, e.Message, nil)
	}
	if req.Info.Auth.NoPKCE && req.Client.Secret == "" { // nothing else proves the client: said before the browser opens
		return Grant{}, apperr.For(req.Info.Name, apperr.BadClient, title(req.Info)+" wants the client's secret too: give it with --client-secret.", nil)
	}
	state := randomState()
	server, err := listen(ctx, req.Info, state)
	if err != nil {
		return Grant{}, err
	}
	grant, err := req.run(ctx, server, state)
	page := connectedPage()
	if err != nil {
		page = failedPage(apperr.From(err).Message)
	}
	if endErr := server.end(page); endErr != nil {
		req.Log.Warn("sign-in: close the loopback server", "error", endErr)
	}
	return grant, err
}

func (req SignInRequest) withDefaults() SignInRequest {
	if req.Timeout <= 0 {
		req.Timeout = signInTimeout
	}
	if req.Now == nil {
		req.Now = time.Now
	}
	if req.PageURL == nil {
		req.PageURL = func(u string) string { return u }
	}
	if req.OpenBrowser == nil {
		req.OpenBrowser = func(string) error { return errors.New("no browser") }
	}
	if req.Log == nil {
		req.Log = slog.New(slog.DiscardHandler)
	}
	req.Log = slog.New(transport.NewLogHandler(req.Log.Handler()))
	if len(req.Scopes) == 0 {
		for _, p := range req.Info.Auth.Permissions {
			req.Scopes = append(req.Scopes, p.Scope)
		}
	}
	return req
}

// run is the sign-in between the opening and the closing of the server.
func (req SignInRequest) run(ctx context.Context, server *callback, state string) (Grant, error) {
	config := oauthConfig(req.Info, req.Client)
	config.RedirectURL, config.Scopes = server.redirect(), req.Scopes
	var ask, exchange []oauth2.AuthCodeOption
	if !req.Info.Auth.NoPKCE {
		verifier := oauth2.GenerateVerifier()
		ask = append(ask, oauth2.S256ChallengeOption(verifier))
		exchange = append(exchange, oauth2.VerifierOption(verifier))
	}
	for _, params := range []map[string]string{req.Info.Auth.AuthParams, req.Extra} {
		for k, v := range params {
			ask = append(ask, oauth2.SetAuthURLParam(k, v))
		}
	}
	page := req.PageURL(config.AuthCodeURL(state, ask...))
	opened := make(chan error, 1)
	go func() { opened <- req.OpenBrowser(page) }()
	timer := time.NewTimer(req.Timeout)
	defer timer.Stop()
	for {
		select {
		case values := <-server.answers:
			code, err := req.code(values, page)
			if err != nil {
				return Grant{}, err
			}
			return req.exchange(ctx, config, code, values, exchange)
		case err := <-opened:
			if err == nil {
				opened = nil
				continue
			}
			return Grant{}, apperr.For(req.Info.Name, apperr.SignInFailed, "The browser could not be opened. Connect with --no-browser, and open the address that it prints.",
				errors.New("auth: open browser: "+transport.Redact(err.Error())))
		case <-timer.C:
			return Grant{}, apperr.For(req.Info.Name, apperr.SignInFailed,
				fmt.Sprintf("The sign-in to %s was not finished within %s, so it ended. Connect again; if the browser showed an error page, it names what to change.", title(req.Info), spoken(req.Timeout)), nil)
		case <-ctx.Done():
			return Grant{}, apperr.For(req.Info.Name, apperr.Canceled, "The sign-in was stopped.", ctx.Err())
		}
	}
}

// code reads the consent page's answer.
func (req SignInRequest) code(values url.Values, page string) (string, error) {
	if iss := values.Get("iss"); iss != "" && !sameIssuer(iss, req.Info.Auth.AuthURL, page) {
		return "", apperr.For(req.Info.Name, apperr.SignInFailed,
			"The answer of the sign-in came from another service than the one asked, so it was thrown away. Connect again, and close other sign-in pages first.", errors.New("auth: iss differs"))
	}
	if word := values.Get("error"); word != "" {
		return "", oauthError(req.Info, word, errRefused)
	}
	return values.Get("code"), nil
}

// sameIssuer compares the answer's issuer with the consent page that was opened, by scheme and host.
func sameIssuer(iss string, pages ...string) bool {
	i, err := url.Parse(iss)
	if err != nil {
		return false
	}
	for _, page := range pages {
		if p, err := url.Parse(page); err == nil && i.Scheme == p.Scheme && strings.EqualFold(i.Host, p.Host) && i.User == nil {
			return true
		}
	}
	return false
}

// exchange gets the token for the code and checks what was granted.
func (req SignInRequest) exchange(ctx context.Context, config *oauth2.Config, code string, values url.Values, options []oauth2.AuthCodeOption) (Grant, error) {
	token, err := config.Exchange(context.WithValue(ctx, oauth2.HTTPClient, req.HTTP), code, options...)
	if err != nil {
		return Grant{}, tokenFailure(ctx, req.Info, err)
	}
	grant := req.read(token, values)
	fault := req.check(grant)
	if fault == nil {
		return grant, nil
	}
	// What cannot be used is given back, also when the person stops just now.
	if err := Revoke(context.WithoutCancel(ctx), req.HTTP, req.Info, req.Client, lasting(token)); err != nil {
		req.Log.Warn("sign-in: give the grant back", "provider", req.Info.Name, "error", err)
	}
	return Grant{}, fault
}

// oauthConfig is the library's view of a service and a client.
func oauthConfig(info provider.Info, client Client) *oauth2.Config {
	c := &oauth2.Config{ClientID: client.ID, ClientSecret: client.Secret,
		Endpoint: oauth2.Endpoint{AuthURL: info.Auth.AuthURL, TokenURL: info.Auth.TokenURL, AuthStyle: oauth2.AuthStyleInParams}}
	if info.Auth.PublicClient {
		c.ClientSecret = ""
	}
	return c
}

// randomState returns 256 random bits.
func randomState() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // it never fails: the program ends when the system has no randomness
	return base64.RawURLEncoding.EncodeToString(b)
}

func spoken(d time.Duration) string {
	if d >= time.Minute && d%time.Minute == 0 {
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	}
	return d.String()
}
