package spotify

import (
	"strings"
	"testing"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

func TestCovers(t *testing.T) {
	a, b := strings.Repeat("a", 22), strings.Repeat("b", 22)
	raw := provider.Cursor(`{"playlists":{"` + a + `":{"snapshot":"s"}}}`)
	for _, c := range []struct {
		name      string
		playlists []string
		want      provider.Coverage
	}{
		{"the same", []string{a}, provider.Coverage{}},
		{"one more", []string{a, b}, provider.Coverage{Listing: true}},
		{"another", []string{b}, provider.Coverage{OtherRule: true, Listing: true}},
		{"none", nil, provider.Coverage{OtherRule: true}},
	} {
		if got := New().Covers(raw, campaign.Rule{Playlists: c.playlists}); got != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}
