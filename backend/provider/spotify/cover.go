package spotify

import (
	"slices"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

var _ provider.Coverer = Provider{}

// Covers tells whether the playlists read are those that rule names.
func (Provider) Covers(raw provider.Cursor, rule campaign.Rule) provider.Coverage {
	held, ids := readCursor(raw).Playlists, chosen(rule)
	var c provider.Coverage
	for id := range held {
		c.OtherRule = c.OtherRule || !slices.Contains(ids, id)
	}
	for _, id := range ids {
		_, read := held[id]
		c.Listing = c.Listing || !read
	}
	return c
}
