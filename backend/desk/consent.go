package desk

import (
	"time"

	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// consentEnds is when the person's consent to a source ends for good, the zero time where it does not: when the service said at
// the sign-in, or after the months that it lets every consent last.
func consentEnds(info provider.Info, c store.Connection) time.Time {
	if ends := c.Facts().SignInEnds; !ends.IsZero() {
		return ends
	}
	given := c.Facts().ConsentAt
	if given.IsZero() {
		given = c.ConnectedAt
	}
	if info.Auth.ConsentMonths == 0 || given.IsZero() {
		return time.Time{}
	}
	return given.AddDate(0, info.Auth.ConsentMonths, 0)
}

// consentWords are a connection's message, or, in the last month of its consent and with nothing worse to say, that it ends.
func consentWords(info provider.Info, c store.Connection, now time.Time) string {
	if ends := c.Facts().SignInEnds; !ends.IsZero() {
		return testingWords(info, c, ends, now)
	}
	ends := consentEnds(info, c)
	if c.Message != "" || ends.IsZero() || c.Status == "needs_sign_in" || now.Before(ends.AddDate(0, -1, 0)) {
		return c.Message
	}
	day := ends.Local().Format("2 January 2006")
	if !now.Before(ends) {
		return info.Title + "'s consent ended on " + day + ". Connect it again: `mixdown connect " + info.Name + "`."
	}
	return info.Title + "'s consent ends on " + day + ", however often it is used. Connect it again before: `mixdown connect " + info.Name + "`."
}

// testingWords are the message of a sign-in that was given for a few days only: Google does that while the consent screen of the
// client is in "Testing".
func testingWords(info provider.Info, c store.Connection, ends, now time.Time) string {
	const fix = "Publish it in Google's console under “Audience”, then sign in again."
	switch {
	case !now.Before(ends):
		return info.Title + " ended the sign-in on " + ends.Local().Format("2 January") + ", because the consent screen of your client is in “Testing”. " + fix
	case c.Message != "":
		return c.Message
	}
	return info.Title + " will end this sign-in on " + ends.Local().Format("2 January") + ", because the consent screen of your client is in “Testing”. " + fix
}
