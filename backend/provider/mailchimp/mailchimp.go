// Package mailchimp reads a Mailchimp account: its audiences, the mailings sent in a campaign's days, and their reports.
//
// The way of a sync: audiences are read whole, mailings are listed (cheap, and what tells that one is gone), and reports
// are read for those of the last thirty days and for those not read yet. What is older does not move any more.
package mailchimp

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// name is the command line's word for this source.
const name = "mailchimp"

// Provider reads one Mailchimp account. It has no state.
type Provider struct{}

var (
	_ provider.Provider = Provider{}
	_ provider.Keyed    = Provider{}
	_ provider.Regional = Provider{}
	_ provider.Checker  = Provider{}
	_ provider.Offerer  = Provider{}
)

// New returns the provider.
func New() Provider { return Provider{} }

// A key is text, a dash, and the data centre that the account lives in, which is a host's first label.
var (
	keyForm    = regexp.MustCompile(`^[A-Za-z0-9_]+-([a-z]{1,6}[0-9]{1,4})$`)
	regionForm = regexp.MustCompile(`^[a-z]{1,6}[0-9]{1,4}$`)
)

// ReadKey returns the data centre that an API key names.
func (Provider) ReadKey(key string) (provider.Account, error) {
	m := keyForm.FindStringSubmatch(key)
	if m == nil {
		return provider.Account{}, source().Fail(apperr.Invalid, "That is no Mailchimp API key: one ends with a dash and the data centre, such as -us6. Copy it whole from Mailchimp, under Account, Extras, API keys.", nil)
	}
	return provider.Account{Region: m[1]}, nil
}

// Identify returns the account of a sign-in. Mailchimp tells the data centre at an address of its own, which answers 200
// for a bad token too: only dc says that the token is good.
func (p Provider) Identify(ctx context.Context, client *http.Client) (provider.Account, error) {
	var meta struct {
		DC    string `json:"dc"`
		Error string `json:"error"`
	}
	a := api{client: client, host: loginHost, scheme: "OAuth"}
	if err := a.get(ctx, "metadata", "/oauth2/metadata", nil, &meta); err != nil {
		return provider.Account{}, err
	}
	switch {
	case meta.DC == "" && meta.Error == "":
		return provider.Account{}, source().BadAnswer("metadata", fmt.Errorf("no dc"))
	case meta.DC == "":
		return provider.Account{}, signIn(fmt.Errorf("mailchimp: metadata: %.40q", meta.Error))
	}
	return p.IdentifyIn(ctx, client, meta.DC)
}

// IdentifyIn returns the account in a data centre.
func (Provider) IdentifyIn(ctx context.Context, client *http.Client, region string) (provider.Account, error) {
	a, err := open(client, region)
	if err != nil {
		return provider.Account{}, err
	}
	var root struct {
		Email string `json:"email"`
		Name  string `json:"account_name"`
		ID    string `json:"account_id"`
	}
	if err := a.get(ctx, "root", "/3.0/", url.Values{"fields": {"account_id,account_name,email"}}, &root); err != nil {
		return provider.Account{}, err
	}
	address := cmp.Or(strings.ToLower(strings.TrimSpace(root.Email)), strings.TrimSpace(root.Name), root.ID)
	if address == "" {
		return provider.Account{}, source().BadAnswer("root", fmt.Errorf("no account"))
	}
	return provider.Account{Address: text(address), Name: text(root.Name), Region: region, ServiceID: text(root.ID)}, nil
}
