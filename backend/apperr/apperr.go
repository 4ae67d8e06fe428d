// Package apperr is the closed set of error codes that Mixdown shows to people and machines.
//
// An Error carries a code for machines, one sentence for the person, and the cause for the log. Anything that reaches a
// face without an Error in its chain is "internal": its cause is logged, never shown.
package apperr

import (
	"context"
	"errors"
)

// Code names a kind of failure. The set is closed: scripts match on it.
type Code string

// The codes. Exit codes of the command line follow from them (cli.exitCode).
const (
	Internal        Code = "internal"             // a fault of ours
	Invalid         Code = "invalid"              // wrong use: a flag, a value, a file that does not fit
	NotFound        Code = "not_found"            // what was named does not exist (a campaign, a sheet, a message)
	NotConnected    Code = "not_connected"        // the source has no connection yet
	NeedsSignIn     Code = "needs_sign_in"        // the sign-in ended: revoked, expired, never given
	ConsentRefused  Code = "consent_refused"      // the person said no on the consent page
	SignInFailed    Code = "sign_in_failed"       // the sign-in could not be finished (forged, late or repeated answer)
	BadClient       Code = "bad_client"           // the OAuth client file or id is wrong, or of the wrong type
	ScopeMissing    Code = "scope_missing"        // a permission was left unticked
	Forbidden       Code = "forbidden"            // the service refuses this account access to this thing
	RateLimited     Code = "rate_limited"         // too fast; worth trying later
	QuotaSpent      Code = "quota_spent"          // a day's or month's quota is used up
	Offline         Code = "offline"              // no network, or the service cannot be reached
	ServiceDown     Code = "service_down"         // the service answers with 5xx
	BadAnswer       Code = "bad_answer"           // the answer is not what the service promises (HTML, truncated JSON, too large)
	CursorExpired   Code = "cursor_expired"       // the incremental cursor is too old: the provider starts over by itself
	SheetShape      Code = "sheet_shape"          // the sheet is empty, has no header, or a mapped column moved or is missing
	Conflict        Code = "conflict"             // the cell changed meanwhile
	ReadOnly        Code = "read_only"            // the target may not be written
	KeychainMissing Code = "keychain_unavailable" // no keychain on this system, or it does not answer
	KeychainLocked  Code = "keychain_locked"      // the keychain asks for its password
	DatabaseNewer   Code = "database_newer"       // made by a newer version of Mixdown
	DatabaseBroken  Code = "database_broken"      // not a database, or damaged
	DatabaseBusy    Code = "database_busy"        // another process holds the write lock for too long
	DiskFull        Code = "disk_full"            // nothing was written
	Busy            Code = "busy"                 // another process does this very thing now
	Canceled        Code = "canceled"             // stopped by the person
	BadGateway      Code = "bad_gateway"          // MIXDOWN_GATEWAY is not a loopback address
)

// Error is a failure that a person can act on. Message is one sentence that says what happened and what to do; it never
// holds a token, a mail body or a list of addresses. Provider is the source's word of the command line, or empty.
type Error struct {
	Code     Code
	Message  string
	Provider string
	Err      error
}

// Error returns the sentence for the person, without the cause.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause, for errors.Is and the log.
func (e *Error) Unwrap() error { return e.Err }

// New makes an Error. cause may be nil.
func New(code Code, message string, cause error) *Error {
	return &Error{Code: code, Message: message, Err: cause}
}

// For makes an Error of one source. cause may be nil.
func For(provider string, code Code, message string, cause error) *Error {
	return &Error{Code: code, Message: message, Provider: provider, Err: cause}
}

// From returns the Error in err's chain, or an Internal or Canceled one around it; nil for nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, context.Canceled) {
		return New(Canceled, "Stopped. What was read so far is kept; the next sync goes on from there.", err)
	}
	return New(Internal, "Mixdown hit a fault of its own. Run `mixdown doctor` and look in the log for details.", err)
}

// CodeOf returns the code of err, Internal where it has none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	return From(err).Code
}
