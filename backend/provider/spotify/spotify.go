// Package spotify reads a campaign's playlists from Spotify, and the exports of Spotify for Artists from files.
package spotify

import (
	"context"
	"errors"
	"net/http"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/spotify/export"
)

// name is the command line's word for this source.
const name = "spotify"

// Provider reads Spotify. It has no state.
type Provider struct{}

var (
	_ provider.Provider = Provider{}
	_ provider.Chooser  = Provider{}
	_ provider.Checker  = Provider{}
	_ provider.Offerer  = Provider{}
	_ provider.Importer = Provider{}
)

// New returns the provider.
func New() Provider { return Provider{} }

// Chosen reports whether the rule names a playlist.
func (Provider) Chosen(rule campaign.Rule) bool { return len(chosen(rule)) > 0 }

// ReadImport reads an export of Spotify for Artists.
func (Provider) ReadImport(file provider.ImportFile) (provider.Imported, error) {
	return export.Read(file)
}

// Kept joins a held line of an export with the same line of another file.
func (Provider) Kept(held, read provider.Record) (provider.Record, bool, error) {
	return export.Kept(held, read)
}

// Identify returns the signed-in account: its id, and the name that others see.
func (Provider) Identify(ctx context.Context, client *http.Client) (provider.Account, error) {
	var me struct {
		ID        string `json:"id"`
		AccountID string `json:"account_id"`
		Name      string `json:"display_name"`
	}
	if err := get(ctx, client, "/me", nil, &me); err != nil {
		return provider.Account{}, err
	}
	if me.ID == "" {
		me.ID = me.AccountID
	}
	if me.ID == "" {
		return provider.Account{}, source().BadAnswer("/me", errors.New("no id"))
	}
	return provider.Account{Address: text(me.ID), Name: text(me.Name), ServiceID: text(me.ID)}, nil
}
