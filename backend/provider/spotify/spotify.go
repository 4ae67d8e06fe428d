// Package spotify reads a campaign's playlists from Spotify, and the exports of Spotify for Artists from files.
package spotify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/spotify/export"
)

// Provider reads Spotify. It has no state.
type Provider struct{}

var (
	_ provider.Provider = Provider{}
	_ provider.Chooser  = Provider{}
	_ provider.Checker  = Provider{}
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
		return provider.Account{}, badAnswer("/me", errors.New("no id"))
	}
	return provider.Account{Address: clean(me.ID), Name: clean(me.Name)}, nil
}

const base = "https://api.spotify.com/v1"

// maxAnswer is far above any page of fifty tracks.
const maxAnswer = 8 << 20

// get asks for one path and reads the answer into v. Its errors carry apperr codes.
func get(ctx context.Context, client *http.Client, path string, query url.Values, v any) error {
	address := base + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("spotify: %s: %w", path, err)
	}
	req.Header.Set("Accept", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return unanswered(path, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return unanswered(path, err)
	}
	if len(body) > maxAnswer {
		return badAnswer(path, errors.New("larger than 8 MiB"))
	}
	if resp.StatusCode != http.StatusOK {
		return refused(path, resp.StatusCode, body)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return badAnswer(path, err)
	}
	return nil
}
