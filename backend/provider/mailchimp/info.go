package mailchimp

import (
	"net/http"
	"time"

	"mixdown/backend/provider"
)

// loginHost answers for sign-in and for where an account lives.
const loginHost = "login.mailchimp.com"

// inFlight is below Mailchimp's ten connections, which all apps of an account share.
// https://mailchimp.com/developer/marketing/docs/fundamentals/#api-limits
const inFlight = 2

// Info returns the facts of Mailchimp. An own app has no scopes, no PKCE, and tokens that do not expire.
// https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/
func (Provider) Info() provider.Info {
	return provider.Info{
		Name:  name,
		Table: "mailchimp",
		Title: "Mailchimp",
		Noun:  "newsletters",
		Auth: provider.Auth{
			AuthURL:    "https://" + loginHost + "/oauth2/authorize",
			TokenURL:   "https://" + loginHost + "/oauth2/token",
			FixedPorts: true,
			NoPKCE:     true,
			Keys:       true,
		},
		Hosts: []string{loginHost, "*.api.mailchimp.com"},
		Prices: []provider.Price{
			{Method: http.MethodGet, Path: "/3.0/lists", Name: "lists"},
			{Method: http.MethodGet, Path: "/3.0/lists/*/growth-history", Name: "growth-history"},
			{Method: http.MethodGet, Path: "/3.0/campaigns", Name: "campaigns"},
			{Method: http.MethodGet, Path: "/3.0/reports", Name: "reports"},
			{Method: http.MethodGet, Path: "/3.0/reports/*", Name: "report"},
			{Method: http.MethodGet, Path: "/3.0/", Name: "root"},
			{Method: http.MethodGet, Path: "/oauth2/metadata", Name: "metadata"},
		},
		Pace:        provider.Pace{InFlight: inFlight, Refusal: refusal},
		Every:       30 * time.Minute,
		Streams:     []provider.Stream{{Name: provider.StreamAudiences}, {Name: provider.StreamMailings}, {Name: provider.StreamGrowth}},
		SyncVersion: 1,
	}
}
