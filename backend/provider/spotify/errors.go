package spotify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"mixdown/backend/apperr"
)

// refused turns a refusal of Spotify into an error with a code. path names the request for the log.
func refused(path string, status int, body []byte) error {
	message := messageOf(body)
	cause := fmt.Errorf("spotify: %s: status %d: %.200q", path, status, message)
	page := bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
	code, sentence := apperr.BadAnswer, fmt.Sprintf("Spotify refused a request (%d). Try again; if it stays so, run `mixdown doctor`.", status)
	switch {
	case status >= http.StatusInternalServerError:
		code, sentence = apperr.ServiceDown, "Spotify has a fault just now. The next sync tries again by itself."
	case page:
		return badAnswer(path, cause)
	case status == http.StatusUnauthorized:
		code, sentence = apperr.NeedsSignIn, "The sign-in to Spotify has ended: it lasts six months at most. Connect it again: `mixdown connect spotify`."
	case status == http.StatusTooManyRequests && bytes.Contains(body, []byte(spentWord)):
		code, sentence = apperr.QuotaSpent, "The day's quota of Spotify is used up. Nothing more is asked until tomorrow; what is held stays readable."
	case status == http.StatusTooManyRequests:
		code, sentence = apperr.RateLimited, "Spotify asks for a pause. The next sync tries again by itself."
	case status == http.StatusForbidden && strings.Contains(strings.ToLower(message), "scope"):
		code, sentence = apperr.ScopeMissing, "A permission to read playlists was not given. Connect again and agree to all: `mixdown connect spotify`."
	case status == http.StatusForbidden:
		// Signing in again would not help: https://developer.spotify.com/documentation/web-api/concepts/quota-modes
		code, sentence = apperr.Forbidden, "Spotify refuses this account, although it is signed in: it is not on your app's list of users, the app's owner has no Premium, or Spotify took this request out of its API. Look under “User Management” of your app at developer.spotify.com."
	case status == http.StatusNotFound || status == http.StatusBadRequest && strings.Contains(strings.ToLower(message), "base62"):
		code, sentence = apperr.NotFound, "Spotify has no such playlist, or it is another's private one. Check the campaign's playlists: `mixdown campaign edit NAME --playlist ADDRESS`."
	}
	return apperr.For("spotify", code, sentence, cause)
}

// messageOf reads Spotify's own words; the token endpoint's and the API's errors differ.
func messageOf(body []byte) string {
	var answer struct {
		Error json.RawMessage `json:"error"`
	}
	var inner struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &answer) != nil || json.Unmarshal(answer.Error, &inner) != nil {
		return ""
	}
	return inner.Message
}

// unanswered sorts failures that are no answer of Spotify.
func unanswered(path string, err error) error {
	cause := fmt.Errorf("spotify: %s: %w", path, err)
	var known *apperr.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return cause // the transport knew better, or the person stopped it
	}
	var network net.Error
	if errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) {
		return apperr.For("spotify", apperr.Offline, "Spotify cannot be reached. What you see is the last copy; the next sync tries again.", cause)
	}
	return badAnswer(path, err)
}

func badAnswer(path string, err error) error {
	return apperr.For("spotify", apperr.BadAnswer, "Spotify answered something that cannot be read. A login page of the network may be in between: open a browser, then sync again.",
		fmt.Errorf("spotify: %s: %w", path, err))
}
