package gmail

import (
	"net/http"
	"time"

	gapi "google.golang.org/api/gmail/v1"

	"mixdown/backend/provider"
)

// inFlight is how many requests are under way at once; Gmail answers more than a few with "too many concurrent requests".
const inFlight = 5

// Info returns the facts of Gmail.
//
// Prices and the allowance: https://developers.google.com/workspace/gmail/api/reference/quota
func (Provider) Info() provider.Info {
	return provider.Info{
		Name:  name,
		Table: "gmail",
		Title: "Gmail",
		Noun:  "mail",
		Auth: provider.Auth{
			AuthURL:   "https://accounts.google.com/o/oauth2/v2/auth",
			TokenURL:  "https://oauth2.googleapis.com/token",
			RevokeURL: "https://oauth2.googleapis.com/revoke",
			Permissions: []provider.Permission{
				{Scope: gapi.GmailReadonlyScope, Gives: "See which campaign mails you sent and who answered. Mixdown can change nothing.", Without: "No mail numbers at all.", Required: true},
				{Scope: "openid", Gives: "Know that it is you who signed in.", Without: "Everything works.", Required: false},
				{Scope: "email", Gives: "Show which account is connected.", Without: "Everything works.", Required: false},
			},
			AuthParams: map[string]string{"access_type": "offline", "prompt": "consent", "include_granted_scopes": "false"},
		},
		Hosts: []string{"gmail.googleapis.com"},
		Prices: []provider.Price{
			{Method: http.MethodGet, Path: "/gmail/v1/users/*/messages/*", Units: priceMessage, Name: "messages.get"},
			{Method: http.MethodGet, Path: "/gmail/v1/users/*/messages", Units: priceList, Name: "messages.list"},
			{Method: http.MethodGet, Path: "/gmail/v1/users/*/threads/*", Units: priceThread, Name: "threads.get"},
			{Method: http.MethodGet, Path: "/gmail/v1/users/*/threads", Units: 10, Name: "threads.list"},
			{Method: http.MethodGet, Path: "/gmail/v1/users/*/history", Units: 2, Name: "history.list"},
			{Method: http.MethodPost, Path: "/gmail/v1/users/*/watch", Units: 100, Name: "watch"},
			{Method: http.MethodPost, Path: "/gmail/v1/users/*/stop", Units: 50, Name: "stop"},
			{Method: http.MethodGet, Path: "/gmail/v1/users/*/profile", Units: 1, Name: "getProfile"},
			{Method: http.MethodGet, Path: "/gmail/v1/users/*/settings/sendAs", Units: 1, Name: "sendAs.list"},
		},
		Pace:        provider.Pace{UnitsPerMinute: 6000, InFlight: inFlight},
		Every:       15 * time.Minute,
		Streams:     []provider.Stream{{Name: provider.StreamMessages, States: states()}},
		SyncVersion: syncVersion,
	}
}

// Quota units that decide between ways of reading.
const (
	priceList    = 5
	priceMessage = 20
	priceThread  = 40
)

func states() []string {
	return []string{
		provider.StatePitch, provider.StateOwnFollowup, provider.StateHumanReply, provider.StateAutoReply,
		provider.StateBounce, provider.StateDelayNotice, provider.StateReadReceipt, provider.StateListEcho,
		provider.StateUnrelated, provider.StateUnreadSent, provider.StateUnreadIn,
	}
}
