package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"mixdown/backend/apperr"
)

// plain is the http.RoundTripper of sign-in.
type plain struct {
	t     *Transport
	hosts []string // nil: any
}

// RoundTrip implements http.RoundTripper.
func (p *plain) RoundTrip(req *http.Request) (*http.Response, error) {
	host := req.URL.Hostname()
	resp, err := p.t.send(req, p.hosts)
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		if apperrIn(err) || errors.Is(req.Context().Err(), context.Canceled) {
			return nil, err
		}
		return nil, networkError("", host, p.t.gateway != nil, err)
	}
	if resp.StatusCode == http.StatusSwitchingProtocols || resp.Body == nil {
		return resp, nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, signInMaxBody+1))
	if err != nil && errors.Is(req.Context().Err(), context.Canceled) {
		return nil, err
	}
	if err != nil || len(body) > signInMaxBody {
		return nil, apperr.New(apperr.BadAnswer, fmt.Sprintf("The answer of %s broke off or was too large. Try again.", host), err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}
