package spotify

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// wordSpent is in the body of the 429 that means the day's quota, not the pace.
const wordSpent = "QUOTA_EXCEEDED"

// source asks Spotify, and says what its refusals mean. Signing in again would not help against a 403
// (https://developer.spotify.com/documentation/web-api/concepts/quota-modes).
func source() provider.Service {
	return provider.Service{
		Name:  name,
		Title: "Spotify",
		Words: words,
		Map: []provider.Meaning{
			{Status: http.StatusUnauthorized, Code: apperr.NeedsSignIn, Say: "The sign-in to Spotify has ended: it lasts six months at most. Connect it again: `mixdown connect spotify`."},
			{Status: http.StatusTooManyRequests, Word: wordSpent, Code: apperr.QuotaSpent, Say: "The day's quota of Spotify is used up. Nothing more is asked until tomorrow; what is held stays readable."},
			{Status: http.StatusForbidden, Word: "scope", Code: apperr.ScopeMissing, Say: "A permission to read playlists was not given. Connect again and agree to all: `mixdown connect spotify`."},
			{Status: http.StatusForbidden, Code: apperr.Forbidden, Say: "Spotify refuses this account, although it is signed in: it is not on your app's list of users, the app's owner has no Premium, or Spotify took this request out of its API. Look under “User Management” of your app at developer.spotify.com."},
			{Status: http.StatusNotFound, Code: apperr.NotFound, Say: noPlaylist},
			{Status: http.StatusBadRequest, Word: "base62", Code: apperr.NotFound, Say: noPlaylist},
		},
	}
}

const noPlaylist = "Spotify has no such playlist, or it is another's private one. Check the campaign's playlists: `mixdown campaign edit NAME --playlist ADDRESS`."

// words reads Spotify's message, and the word of a spent quota wherever it stands.
func words(body []byte) []string {
	var list []string
	if bytes.Contains(body, []byte(wordSpent)) {
		list = append(list, wordSpent)
	}
	var answer struct {
		Error json.RawMessage `json:"error"`
	}
	var inner struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &answer) == nil && json.Unmarshal(answer.Error, &inner) == nil && inner.Message != "" {
		list = append(list, inner.Message)
	}
	return list
}

// refusal tells a spent quota from a request too many: it is over till tomorrow, and asking again would not help.
func refusal(status int, _ http.Header, body []byte, now time.Time) (provider.RefusalKind, time.Time) {
	if status == http.StatusTooManyRequests && bytes.Contains(body, []byte(wordSpent)) {
		return provider.RefusalSpent, tomorrow(now)
	}
	return provider.RefusalPlain, time.Time{}
}

// tomorrow is the next midnight of UTC that is at least an hour away. Spotify does not say in which zone its day ends.
func tomorrow(now time.Time) time.Time {
	return now.UTC().Add(time.Hour).Truncate(24 * time.Hour).Add(24 * time.Hour)
}
