package mailchimp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// problem is what Mailchimp answers where it refuses (RFC 7807).
// https://mailchimp.com/developer/marketing/docs/errors/
type problem struct {
	Title  string `json:"title"`
	Type   string `json:"type"`
	Detail string `json:"detail"`
}

// problemOf reads a refusal. false: the body is no problem document.
func problemOf(body []byte) (problem, bool) {
	var p problem
	if json.Unmarshal(body, &p) != nil {
		return problem{}, false
	}
	return p, p.Title != "" || p.Type != ""
}

// refusal tells the transport what HTTP's status does not: a 403 without a problem document comes from the guard in front
// of Mailchimp and means too fast.
func refusal(status int, _ http.Header, body []byte, _ time.Time) (provider.RefusalKind, time.Time) {
	if _, ok := problemOf(body); status == http.StatusForbidden && !ok {
		return provider.RefusalRate, time.Time{}
	}
	return provider.RefusalPlain, time.Time{}
}

// refused turns an answer that is no success into an error with a code.
func refused(call string, status int, body []byte) error {
	p, ok := problemOf(body)
	cause := fmt.Errorf("mailchimp: %s: status %d %.80q", call, status, p.Title)
	switch {
	case status == http.StatusUnauthorized:
		return signIn(cause)
	case status == http.StatusTooManyRequests || status == http.StatusForbidden && !ok:
		return apperr.For(name, apperr.RateLimited, "Mailchimp asks for a pause. The next sync tries again by itself.", cause)
	case status == http.StatusForbidden && strings.Contains(strings.ToLower(p.Title), "user disabled"):
		return apperr.For(name, apperr.Forbidden, "This Mailchimp account is switched off. Log in at mailchimp.com to see why.", cause)
	case status == http.StatusForbidden:
		return apperr.For(name, apperr.Forbidden, "Mailchimp does not let this user see it. Ask the account's owner for the role Viewer or above, then sync again.", cause)
	case status == http.StatusNotFound:
		return apperr.For(name, apperr.NotFound, "Mailchimp does not have this any more. Check the campaign's audience: `mixdown campaign edit NAME --audience ID`.", cause)
	case status >= http.StatusInternalServerError:
		return apperr.For(name, apperr.ServiceDown, "Mailchimp has a fault just now. The next sync tries again by itself.", cause)
	}
	return apperr.For(name, apperr.BadAnswer, fmt.Sprintf("Mailchimp refused a request (%d). Try again; if it stays so, run `mixdown doctor`.", status), cause)
}

// unanswered sorts failures that are no answer of Mailchimp.
func unanswered(call string, err error) error {
	cause := fmt.Errorf("mailchimp: %s: %w", call, err)
	var known *apperr.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return cause // the transport knew better, or the person stopped it
	}
	var network net.Error
	if errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded) {
		return badAnswer(call, err)
	}
	return apperr.For(name, apperr.Offline, "Mailchimp cannot be reached. What you see is the last copy; the next sync tries again.", cause)
}

func badAnswer(call string, err error) error {
	return apperr.For(name, apperr.BadAnswer, "Mailchimp answered something that cannot be read. A login page of the network may be in between: open a browser, then sync again.",
		fmt.Errorf("mailchimp: %s: %w", call, err))
}

func signIn(cause error) error {
	return apperr.For(name, apperr.NeedsSignIn, "Mailchimp does not take the key or the sign-in any more. Connect it again: `mixdown connect mailchimp`.", cause)
}
