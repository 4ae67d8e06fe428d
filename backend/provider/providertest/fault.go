package providertest

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"mixdown/backend/apperr"
)

// fault is one way in which a service fails.
type fault struct {
	name string
	// codes are those that the error of a Sync may have. Sync may also bear the fault and return nil.
	codes []apperr.Code
	// bearable says that a Sync may take the answer at its word (an item that is gone): what is held then may differ.
	bearable bool
	answer   func(next http.RoundTripper, r *http.Request) (*http.Response, error)
}

func faults() []fault {
	return []fault{
		{"401", []apperr.Code{apperr.NeedsSignIn}, false, status(http.StatusUnauthorized, `{"error":{"code":401,"message":"Invalid Credentials","status":"UNAUTHENTICATED"}}`)},
		{"403", []apperr.Code{apperr.Forbidden, apperr.ScopeMissing, apperr.RateLimited, apperr.NotFound}, true, status(http.StatusForbidden, `{"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED"}}`)},
		{"404", []apperr.Code{apperr.NotFound, apperr.Forbidden}, true, status(http.StatusNotFound, `{"error":{"code":404,"message":"Requested entity was not found.","status":"NOT_FOUND"}}`)},
		{"429", []apperr.Code{apperr.RateLimited, apperr.QuotaSpent}, false, status(http.StatusTooManyRequests, `{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}`)},
		{"500", []apperr.Code{apperr.ServiceDown}, false, status(http.StatusInternalServerError, `{"error":{"code":500,"message":"Internal error","status":"INTERNAL"}}`)},
		{"503 with a page", []apperr.Code{apperr.ServiceDown}, false, status(http.StatusServiceUnavailable, "<html>Error</html>")},
		{"a page instead of JSON", []apperr.Code{apperr.BadAnswer}, false, status(http.StatusOK, "<!DOCTYPE html><html><body>Sign in to this network</body></html>")},
		{"an empty answer", []apperr.Code{apperr.BadAnswer}, false, status(http.StatusOK, "")},
		{"an object that says nothing", []apperr.Code{apperr.BadAnswer}, false, status(http.StatusOK, "{}")},
		{"truncated JSON", []apperr.Code{apperr.BadAnswer, apperr.Offline}, false, truncated},
		{"no network", []apperr.Code{apperr.Offline}, false, func(http.RoundTripper, *http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("network is unreachable")}
		}},
	}
}

func status(code int, text string) func(http.RoundTripper, *http.Request) (*http.Response, error) {
	kind := "application/json; charset=UTF-8"
	if strings.HasPrefix(text, "<") {
		kind = "text/html; charset=UTF-8"
	}
	return func(_ http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return &http.Response{
			StatusCode: code, Status: http.StatusText(code), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), Request: r,
		}, nil
	}
}

// truncated gives the true answer's first half.
func truncated(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	res, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	whole, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		return nil, err
	}
	res.Header.Del("Content-Length")
	res.ContentLength = -1
	res.Body = io.NopCloser(bytes.NewReader(whole[:len(whole)/2]))
	return res, nil
}
