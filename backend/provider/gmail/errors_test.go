package gmail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"testing"

	"golang.org/x/oauth2"
	"google.golang.org/api/googleapi"

	"mixdown/backend/apperr"
)

func TestErrors(t *testing.T) {
	google := func(code int, reason, message string) error {
		return &googleapi.Error{Code: code, Message: message, Errors: []googleapi.ErrorItem{{Reason: reason, Message: message}}}
	}
	for _, c := range []struct {
		name string
		err  error
		want apperr.Code
	}{
		{"401", google(401, "authError", "Invalid Credentials"), apperr.NeedsSignIn},
		{"invalid_grant", &url.Error{Op: "Get", Err: &oauth2.RetrieveError{ErrorCode: "invalid_grant"}}, apperr.NeedsSignIn},
		{"bad client", &oauth2.RetrieveError{ErrorCode: "invalid_client"}, apperr.BadClient},
		{"scope", google(403, "insufficientPermissions", "Request had insufficient authentication scopes."), apperr.ScopeMissing},
		{"API off", google(403, "accessNotConfigured", "Gmail API has not been used in project 1 before or it is disabled."), apperr.Forbidden},
		{"403 rate", google(403, "userRateLimitExceeded", "User-rate limit exceeded."), apperr.RateLimited},
		{"403 daily", google(403, "dailyLimitExceeded", "Daily Limit Exceeded"), apperr.QuotaSpent},
		{"429", google(429, "rateLimitExceeded", "Too many concurrent requests for user"), apperr.RateLimited},
		{"403", google(403, "forbidden", "Delegation denied"), apperr.Forbidden},
		{"404", google(404, "notFound", "Requested entity was not found."), apperr.NotFound},
		{"500", google(500, "backendError", ""), apperr.ServiceDown},
		{"no mailbox", google(400, "failedPrecondition", "Mail service not enabled"), apperr.Forbidden},
		{"no network", &url.Error{Op: "Get", Err: &net.OpError{Op: "dial", Err: errors.New("unreachable")}}, apperr.Offline},
		{"stopped", context.Canceled, apperr.Canceled},
		{"the transport's own", fmt.Errorf("get: %w", apperr.New(apperr.QuotaSpent, "Spent.", nil)), apperr.QuotaSpent},
	} {
		got := asError("try", c.err)
		if apperr.CodeOf(got) != c.want {
			t.Errorf("%s: %s, want %s", c.name, apperr.CodeOf(got), c.want)
		}
		if !errors.Is(got, c.err) && !errors.As(got, new(*googleapi.Error)) && !errors.As(got, new(*oauth2.RetrieveError)) {
			t.Errorf("%s: the cause is lost", c.name)
		}
	}
	if asError("try", nil) != nil {
		t.Error("nil is no error")
	}
	if !isStatus(asError("try", google(http.StatusNotFound, "", "")), 404) {
		t.Error("the status is lost")
	}
}
