package spotify

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"mixdown/backend/provider"
)

// maxOffers bounds how many of an account's playlists are listed.
const maxOffers = 500

// Offers lists the playlists that the account owns or follows.
// https://developer.spotify.com/documentation/web-api/reference/get-a-list-of-current-users-playlists
func (Provider) Offers(ctx context.Context, client *http.Client, account provider.Account, _ string) ([]provider.Choice, error) {
	choices := []provider.Choice{}
	for offset := 0; offset < maxOffers; {
		var page struct {
			Total *int       `json:"total"`
			Limit int        `json:"limit"`
			Items []playlist `json:"items"`
		}
		query := url.Values{"limit": {strconv.Itoa(pageItems)}, "offset": {strconv.Itoa(offset)}}
		if err := get(ctx, client, "/me/playlists", query, &page); err != nil {
			return nil, err
		}
		if page.Total == nil {
			return nil, source().BadAnswer("/me/playlists", errors.New("no total"))
		}
		for _, p := range page.Items {
			if p.ID != "" { // Spotify leaves gaps for playlists that are gone
				choices = append(choices, provider.Choice{Value: text(p.ID), Name: text(p.Name), Note: p.whose(account)})
			}
		}
		if offset += step(page.Limit); offset >= *page.Total {
			break
		}
	}
	return choices, nil
}

// whose says in a few words what can be read of a playlist.
func (p playlist) whose(account provider.Account) string {
	switch {
	case p.Owner != nil && p.Owner.ID != "" && p.Owner.ID == user(account):
		return "yours"
	case p.Shared:
		return "shared with you"
	case p.Owner != nil:
		return "of " + text(p.Owner.Name) + ": followers only"
	}
	return "followers only"
}
