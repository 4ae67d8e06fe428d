// Package sheets reads a promoter's contacts from a Google spreadsheet, and writes to it what the promoter changes.
package sheets

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"google.golang.org/api/drive/v3"
	"google.golang.org/api/oauth2/v2"
	"google.golang.org/api/option"
	"google.golang.org/api/sheets/v4"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// Provider reads and writes Google Sheets.
type Provider struct{}

var (
	_ provider.Provider = Provider{}
	_ provider.Picker   = Provider{}
	_ provider.Chooser  = Provider{}
	_ provider.Checker  = Provider{}
	_ provider.Writer   = Provider{}
	_ provider.Creator  = Provider{}
)

// New returns the provider.
func New() Provider { return Provider{} }

// Chosen reports whether the rule names a spreadsheet.
func (Provider) Chosen(rule campaign.Rule) bool { return rule.Spreadsheet != "" }

// Identify returns the signed-in account. It needs the permission email, nothing of Drive or Sheets.
func (Provider) Identify(ctx context.Context, client *http.Client) (provider.Account, error) {
	service, err := oauth2.NewService(ctx, option.WithHTTPClient(client), option.WithEndpoint("https://www.googleapis.com/"))
	if err != nil {
		return provider.Account{}, fmt.Errorf("sheets: userinfo: %w", err)
	}
	who, err := service.Userinfo.Get().Context(ctx).Fields("email", "name").Do()
	if err != nil {
		return provider.Account{}, translate(err, "userinfo", "")
	}
	if who.Email == "" {
		return provider.Account{}, source().BadAnswer("userinfo", fmt.Errorf("no address"))
	}
	return provider.Account{Address: who.Email, Name: who.Name}, nil
}

// api is the two services over one client.
type api struct {
	sheets  *sheets.Service
	drive   *drive.Service
	address string // of the account, for sentences
}

// open returns the services over client. The addresses are given, so that nothing in the environment changes them.
func open(ctx context.Context, client *http.Client, account provider.Account) (*api, error) {
	s, err := sheets.NewService(ctx, option.WithHTTPClient(client), option.WithEndpoint("https://sheets.googleapis.com/"))
	if err != nil {
		return nil, fmt.Errorf("sheets: service: %w", err)
	}
	d, err := drive.NewService(ctx, option.WithHTTPClient(client), option.WithEndpoint("https://www.googleapis.com/drive/v3/"))
	if err != nil {
		return nil, fmt.Errorf("sheets: drive service: %w", err)
	}
	return &api{sheets: s, drive: d, address: account.Address}, nil
}

// file asks Drive what is cheap to ask: one request that tells whether anything moved.
func (a *api) file(ctx context.Context, id string) (*drive.File, error) {
	file, err := a.drive.Files.Get(id).SupportsAllDrives(true).Context(ctx).
		Fields("id", "name", "version", "modifiedTime", "trashed", "capabilities(canEdit)").Do()
	if err == nil && file.Id == "" {
		return nil, source().BadAnswer("drive files.get", errors.New("an answer that says nothing"))
	}
	return file, err
}
