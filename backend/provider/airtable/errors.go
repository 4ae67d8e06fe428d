package airtable

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Airtable's words for refusals that decide what is done.
const (
	kindBilling  = "PUBLIC_API_BILLING_LIMIT_EXCEEDED"
	kindIterator = "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"
	kindField    = "UNKNOWN_FIELD_NAME"
	kindModel    = "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND"
)

// refusedError is the answer of Airtable that an error came from.
type refusedError struct {
	status int
	kinds  []string
}

func (e *refusedError) Error() string { return fmt.Sprintf("status %d %.80q", e.status, e.kinds) }

// is reports whether err came from an answer with this word.
func is(err error, kind string) bool {
	var e *refusedError
	return errors.As(err, &e) && slices.Contains(e.kinds, kind)
}

// hasStatus reports whether err came from an answer with one of these statuses.
func hasStatus(err error, status ...int) bool {
	var e *refusedError
	return errors.As(err, &e) && slices.Contains(status, e.status)
}

// kindsOf reads the words of a refusal. They come in three shapes: {"error":{"type":…}}, {"error":"…"}, {"errors":[{"error":…}]}.
func kindsOf(body []byte) []string {
	var answer struct {
		Error  json.RawMessage `json:"error"`
		Errors []struct {
			Error string `json:"error"`
		} `json:"errors"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil
	}
	var kinds []string
	var word string
	var object struct {
		Type string `json:"type"`
	}
	if json.Unmarshal(answer.Error, &word) == nil && word != "" {
		kinds = append(kinds, word)
	} else if json.Unmarshal(answer.Error, &object) == nil && object.Type != "" {
		kinds = append(kinds, object.Type)
	}
	for _, e := range answer.Errors {
		kinds = append(kinds, e.Error)
	}
	return kinds
}

// refusal tells the transport what a 429 means: too fast for half a minute, or the month's calls used up.
func refusal(status int, _ http.Header, body []byte, now time.Time) (provider.RefusalKind, time.Time) {
	switch {
	case slices.Contains(kindsOf(body), kindBilling):
		_, ends := provider.Month(now)
		return provider.RefusalSpent, ends
	case status == http.StatusTooManyRequests:
		return provider.RefusalRate, now.Add(outAfterRefusal)
	}
	return provider.RefusalPlain, time.Time{}
}

// refused turns an answer that is no success into an error with a code.
func refused(call string, status int, body []byte) error {
	answer := &refusedError{status: status, kinds: kindsOf(body)}
	cause := fmt.Errorf("airtable: %s: %w", call, answer)
	switch {
	case slices.Contains(answer.kinds, kindBilling):
		return apperr.For(name, apperr.QuotaSpent, "The month's API calls of the Airtable workspace are used up. Nothing more is asked until the month ends; what is held stays readable.", cause)
	case status == http.StatusUnauthorized:
		return apperr.For(name, apperr.NeedsSignIn, "Airtable does not take the token or the sign-in any more. Connect it again: `mixdown connect airtable`.", cause)
	case status == http.StatusTooManyRequests:
		return apperr.For(name, apperr.RateLimited, "Airtable asks for a pause. The next sync tries again by itself.", cause)
	case status < http.StatusInternalServerError && !json.Valid(body):
		return badAnswer(call, fmt.Errorf("status %d without JSON", status)) // a page of something in between
	case slices.Contains(answer.kinds, kindModel):
		return apperr.For(name, apperr.Forbidden, "The base or table is not there for this account: it was deleted, or it is not shared with the token. Give the token access to the base, or set another table: `mixdown campaign edit NAME --airtable BASE/TABLE:STATUS_FIELD`.", cause)
	case status == http.StatusForbidden:
		return apperr.For(name, apperr.ScopeMissing, "The Airtable token lacks a permission. Give it data.records:read and schema.bases:read for the base, then connect it again: `mixdown connect airtable`.", cause)
	case slices.Contains(answer.kinds, kindField):
		return apperr.For(name, apperr.NotFound, "The status field is not in the Airtable table any more. Set another: `mixdown campaign edit NAME --airtable BASE/TABLE:STATUS_FIELD`.", cause)
	case status == http.StatusNotFound:
		return apperr.For(name, apperr.NotFound, "Airtable does not have this base or table any more. Set another: `mixdown campaign edit NAME --airtable BASE/TABLE:STATUS_FIELD`.", cause)
	case status >= http.StatusInternalServerError:
		return apperr.For(name, apperr.ServiceDown, "Airtable has a fault just now. The next sync tries again by itself.", cause)
	}
	return apperr.For(name, apperr.BadAnswer, fmt.Sprintf("Airtable refused a request (%d). Try again; if it stays so, run `mixdown doctor`.", status), cause)
}

// unanswered sorts failures that are no answer of Airtable.
func unanswered(call string, err error) error {
	cause := fmt.Errorf("airtable: %s: %w", call, err)
	var known *apperr.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return cause // the transport knew better, or the person stopped it
	}
	var network net.Error
	if errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded) {
		return badAnswer(call, err)
	}
	return apperr.For(name, apperr.Offline, "Airtable cannot be reached. What you see is the last copy; the next sync tries again.", cause)
}

func badAnswer(call string, err error) error {
	return apperr.For(name, apperr.BadAnswer, "Airtable answered something that cannot be read. A login page of the network may be in between: open a browser, then sync again.",
		fmt.Errorf("airtable: %s: %w", call, err))
}
