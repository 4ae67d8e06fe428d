// Package airtable reads the records of one Airtable table: how many there are, when each was made, and what stands in
// the status field. It reads no other field.
//
// The way of a sync: base, table and field are found by name once and kept by id. Where the person's role allows, a webhook
// without an address is kept as a cursor: one call tells that nothing changed, or what did. Else the table is read anew.
package airtable

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// name is the command line's word for this source.
const name = "airtable"

// Provider reads one Airtable account. It has no state.
type Provider struct{}

var (
	_ provider.Provider = Provider{}
	_ provider.Chooser  = Provider{}
	_ provider.Keyed    = Provider{}
	_ provider.Checker  = Provider{}
	_ provider.Offerer  = Provider{}
)

// New returns the provider.
func New() Provider { return Provider{} }

// Chosen reports whether the rule names a table.
func (Provider) Chosen(rule campaign.Rule) bool { return rule.Airtable != "" }

var tokenForm = regexp.MustCompile(`^pat[A-Za-z0-9]+(\.[A-Za-z0-9]+)?$`)

// ReadKey tells a personal access token by its form. The older API keys end since February 2024 and are named as such.
func (Provider) ReadKey(key string) (provider.Account, error) {
	switch {
	case tokenForm.MatchString(key):
		return provider.Account{}, nil
	case strings.HasPrefix(key, "key"):
		return provider.Account{}, source().Fail(apperr.Invalid, "That is one of Airtable's older API keys, which no longer work. Make a personal access token at airtable.com/create/tokens.", nil)
	}
	return provider.Account{}, source().Fail(apperr.Invalid, "That is no Airtable personal access token: one begins with pat. Make one at airtable.com/create/tokens with the scopes data.records:read, schema.bases:read and webhook:manage.", nil)
}

// Identify returns whose token it is. Airtable tells the address only with the scope user.email:read.
func (Provider) Identify(ctx context.Context, client *http.Client) (provider.Account, error) {
	var who struct {
		ID    string `json:"id"`
		Email string `json:"email"`
	}
	if err := (&api{client}).get(ctx, "whoami", "/v0/meta/whoami", nil, &who); err != nil {
		return provider.Account{}, err
	}
	if who.ID == "" {
		return provider.Account{}, source().BadAnswer("whoami", fmt.Errorf("no user"))
	}
	return provider.Account{Address: cmp.Or(strings.ToLower(text(who.Email)), text(who.ID)), ServiceID: text(who.ID)}, nil
}
