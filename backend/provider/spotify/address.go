package spotify

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
)

// bareID is the form of a playlist's id; Spotify's are 22 letters and digits.
var bareID = regexp.MustCompile(`^[0-9A-Za-z_-]{3,64}$`)

// ParsePlaylist returns the id in what a person pastes: the id itself, the address of the playlist's page, or its
// "spotify:playlist:" address. Anything else is apperr.Invalid with the way out.
func ParsePlaylist(s string) (id string, err error) {
	s = strings.TrimSpace(s)
	if bareID.MatchString(s) {
		return s, nil
	}
	parts := strings.Split(s, ":")
	if parts[0] != "spotify" {
		if !strings.Contains(s, "://") {
			s = "https://" + s
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host != "open.spotify.com" && u.Host != "play.spotify.com" {
			return "", refuse("That is no playlist of Spotify. Open it there, choose Share, copy the link, and paste it here.")
		}
		parts = strings.Split(strings.Trim(u.Path, "/"), "/")
	}
	if i := slices.Index(parts, "playlist"); i >= 0 && i == len(parts)-2 && bareID.MatchString(parts[i+1]) {
		return parts[i+1], nil
	}
	for _, other := range []string{"album", "track", "artist", "show", "episode"} {
		if slices.Contains(parts, other) {
			return "", refuse("That link leads to something else (" + other + "), not to a playlist. Copy the link of the playlist itself.")
		}
	}
	return "", refuse("That link names no playlist. Open the playlist on Spotify, choose Share, and copy the link.")
}

func refuse(message string) error { return source().Fail(apperr.Invalid, message, nil) }

// chosen returns the ids of the rule's playlists, each once, in their order.
func chosen(rule campaign.Rule) []string {
	var ids []string
	for _, p := range rule.Playlists {
		if id, err := ParsePlaylist(p); err == nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// link keeps an address that leads to Spotify's own page, else makes the playlist's.
func link(given, id string) string {
	if u, err := url.Parse(given); err == nil && u.Scheme == "https" && u.Host == "open.spotify.com" {
		return u.String()
	}
	if id == "" {
		return ""
	}
	return "https://open.spotify.com/playlist/" + url.PathEscape(id)
}
