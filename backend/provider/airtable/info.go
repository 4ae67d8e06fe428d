package airtable

import (
	"net/http"
	"time"

	"mixdown/backend/provider"
)

// Bounds of the free plan, of a base, and of what is kept of both.
// https://support.airtable.com/docs/managing-api-call-limits-in-airtable
// https://airtable.com/developers/web/api/rate-limits
const (
	callsPerMonth   = 1000   // of a free workspace
	callsPerTeam    = 100000 // of one on the plan Team; Business and above are not limited
	callsPerSecond  = 5
	outAfterRefusal = 30 * time.Second
	// every keeps an hour between two looks with the schedule's jitter of a tenth counted in.
	every = 70 * time.Minute
)

// Info returns the facts of Airtable.
// https://airtable.com/developers/web/api/oauth-reference
func (Provider) Info() provider.Info {
	return provider.Info{
		Name:  name,
		Table: "airtable",
		Title: "Airtable",
		Noun:  "records",
		Auth: provider.Auth{
			AuthURL:  "https://airtable.com/oauth2/v1/authorize",
			TokenURL: "https://airtable.com/oauth2/v1/token",
			Permissions: []provider.Permission{
				{Scope: "data.records:read", Gives: "Count the records of your table and read its status field.", Without: "No Airtable numbers at all.", Required: true},
				{Scope: "schema.bases:read", Gives: "Find the base, the table and the field by their names.", Without: "No Airtable numbers at all.", Required: true},
				{Scope: "webhook:manage", Gives: "Ask in one call whether anything changed.", Without: "Everything works, with more of the month's calls."},
				{Scope: "user.email:read", Gives: "Show which account is connected.", Without: "Everything works."},
			},
			FixedPorts:   true,
			PublicClient: true,
			Keys:         true,
		},
		Hosts: []string{"api.airtable.com"},
		Prices: []provider.Price{
			{Method: http.MethodGet, Path: "/v0/meta/whoami", Name: "whoami"},
			{Method: http.MethodGet, Path: "/v0/meta/bases", Name: "bases"},
			{Method: http.MethodGet, Path: "/v0/meta/bases/*/tables", Name: "tables"},
			{Method: http.MethodGet, Path: "/v0/bases/*/webhooks/*/payloads", Name: "payloads"},
			{Path: "/v0/bases/*/webhooks", Name: "webhooks"},
			{Path: "/v0/bases/*/webhooks/*", Name: "webhooks"},
			{Method: http.MethodGet, Path: "/v0/*/*", Name: "records"},
		},
		Pace:        provider.Pace{RequestsPerSecond: callsPerSecond, RequestsPerMonth: callsPerMonth, Plans: plans(), InFlight: 2, Refusal: refusal},
		Every:       every,
		Streams:     []provider.Stream{{Name: provider.StreamTable}, {Name: provider.StreamTableRecords}},
		SyncVersion: 1,
	}
}

// plans are the workspace's: its calls are counted together, whoever makes them.
func plans() []provider.Plan {
	return []provider.Plan{{Name: "Free", Calls: callsPerMonth}, {Name: "Team", Calls: callsPerTeam}, {Name: "Business"}}
}
