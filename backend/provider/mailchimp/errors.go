package mailchimp

import (
	"encoding/json"
	"net/http"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// source asks Mailchimp, and says what its refusals mean.
// https://mailchimp.com/developer/marketing/docs/errors/
func source() provider.Service {
	return provider.Service{
		Name:  name,
		Title: "Mailchimp",
		Words: words,
		Map: []provider.Meaning{
			{Status: http.StatusUnauthorized, Code: apperr.NeedsSignIn, Say: connectAgain},
			// Without a problem document it comes from the guard in front of Mailchimp, and means too fast.
			{Status: http.StatusForbidden, Wordless: true, Code: apperr.RateLimited, Say: "Mailchimp asks for a pause. The next sync tries again by itself."},
			{Status: http.StatusForbidden, Word: "user disabled", Code: apperr.Forbidden, Say: "This Mailchimp account is switched off. Log in at mailchimp.com to see why."},
			{Status: http.StatusForbidden, Code: apperr.Forbidden, Say: "Mailchimp does not let this user see it. Ask the account's owner for the role Viewer or above, then sync again."},
			{Status: http.StatusNotFound, Code: apperr.NotFound, Say: "Mailchimp does not have this any more. Check the campaign's audience: `mixdown campaign edit NAME --audience ID`."},
		},
	}
}

const connectAgain = "Mailchimp does not take the key or the sign-in any more. Connect it again: `mixdown connect mailchimp`."

func signIn(cause error) error { return source().Fail(apperr.NeedsSignIn, connectAgain, cause) }

// words reads the title and the type of a problem document (RFC 7807); none where the body is no such document.
func words(body []byte) []string {
	var p struct {
		Title string `json:"title"`
		Type  string `json:"type"`
	}
	if json.Unmarshal(body, &p) != nil || p.Title == "" && p.Type == "" {
		return nil
	}
	return []string{p.Title, p.Type}
}

// refusal tells the transport what HTTP's status does not: a bare 403 means too fast.
func refusal(status int, _ http.Header, body []byte, _ time.Time) (provider.RefusalKind, time.Time) {
	if status == http.StatusForbidden && words(body) == nil {
		return provider.RefusalRate, time.Time{}
	}
	return provider.RefusalPlain, time.Time{}
}
