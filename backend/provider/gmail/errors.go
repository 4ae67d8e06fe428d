package gmail

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/oauth2"
	"google.golang.org/api/googleapi"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// asError turns an error of a Gmail request into one with a code and a sentence. An error that already has a code (the
// transport's), and a stopped context, pass as they are.
func asError(doing string, err error) error {
	if err == nil {
		return nil
	}
	cause := fmt.Errorf("gmail: %s: %w", doing, err)
	var known *apperr.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return cause
	}
	var grant *oauth2.RetrieveError
	if errors.As(err, &grant) {
		if grant.ErrorCode == "invalid_grant" || grant.ErrorCode == "" {
			return signIn(cause)
		}
		return apperr.For(name, apperr.BadClient, "Google refused this app's client. Check the client file and sign in again.", cause)
	}
	var api *googleapi.Error
	if errors.As(err, &api) {
		return apiError(api, cause)
	}
	return source().Unanswered(doing, err)
}

// source is Gmail in the failures that all services have alike. Google's own refusals come as googleapi.Error.
func source() provider.Service { return provider.Service{Name: name, Title: "Gmail"} }

func signIn(cause error) error {
	return apperr.For(name, apperr.NeedsSignIn, "Gmail's sign-in has ended. Sign in again with `mixdown connect gmail`.", cause)
}

// apiError reads Google's reasons: https://developers.google.com/workspace/gmail/api/guides/handle-errors
func apiError(api *googleapi.Error, cause error) error {
	reason := reasons(api)
	switch {
	case api.Code == http.StatusUnauthorized || strings.Contains(reason, "invalid_grant"):
		return signIn(cause)
	case has(reason, "insufficientpermissions", "insufficient_scope", "access_token_scope_insufficient", "insufficient authentication scopes"):
		return apperr.For(name, apperr.ScopeMissing, "The permission to read mail is missing. Run `mixdown connect gmail` and leave it ticked.", cause)
	case has(reason, "accessnotconfigured", "service_disabled"):
		return apperr.For(name, apperr.Forbidden, "The Gmail API is off in your Google project. Enable the Gmail API in your project, then sync again.", cause)
	case has(reason, "dailylimitexceeded", "quotaexceeded"):
		return apperr.For(name, apperr.QuotaSpent, "Google's quota for this project is used up for today. The next sync goes on when it is renewed.", cause)
	case api.Code == http.StatusTooManyRequests || has(reason, "ratelimitexceeded", "rate_limit_exceeded", "resource_exhausted"):
		return apperr.For(name, apperr.RateLimited, "Gmail asks to go slower. The next sync goes on where this one stopped.", cause)
	case api.Code == http.StatusForbidden:
		return apperr.For(name, apperr.Forbidden, "Google refuses this account access to its mail. Ask whoever runs the account, or sign in with another.", cause)
	case api.Code == http.StatusNotFound:
		return apperr.For(name, apperr.NotFound, "Gmail does not have this any more.", cause)
	case api.Code >= 500:
		return apperr.For(name, apperr.ServiceDown, "Gmail has a fault of its own now. The next sync tries again.", cause)
	case api.Code == http.StatusBadRequest && has(reason, "failedprecondition", "mail service not enabled"):
		return apperr.For(name, apperr.Forbidden, "This Google account has no Gmail. Sign in with an account that has one.", cause)
	}
	return apperr.For(name, apperr.BadAnswer, "Gmail did not understand the request. Look in the log for details.", cause)
}

// reasons is everything in Google's error that names the reason, in lower case.
func reasons(api *googleapi.Error) string {
	var b strings.Builder
	for _, item := range api.Errors {
		b.WriteString(item.Reason + " " + item.Message + " ")
	}
	body := api.Body
	if len(body) > 4096 {
		body = body[:4096]
	}
	b.WriteString(api.Message + " " + body)
	return strings.ToLower(b.String())
}

func has(s string, any ...string) bool {
	for _, a := range any {
		if strings.Contains(s, a) {
			return true
		}
	}
	return false
}

// isStatus reports whether err is Google's answer with this HTTP status, whatever code it got on the way.
func isStatus(err error, status ...int) bool {
	var api *googleapi.Error
	if !errors.As(err, &api) {
		return false
	}
	for _, s := range status {
		if api.Code == s {
			return true
		}
	}
	return false
}

// stops reports whether an error of one message ends the run: what follows would fail alike.
func stops(err error) bool {
	if errors.Is(err, context.Canceled) {
		return true
	}
	switch apperr.CodeOf(err) {
	case apperr.NeedsSignIn, apperr.ScopeMissing, apperr.Forbidden, apperr.RateLimited, apperr.QuotaSpent,
		apperr.Offline, apperr.Canceled, apperr.BadClient, apperr.KeychainMissing, apperr.KeychainLocked:
		return true
	}
	return false
}
