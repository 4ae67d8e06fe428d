package transport

import (
	"context"
	"errors"
	"net/http"
)

type repeatKey struct{}

// Repeatable marks the requests of a context as safe to send twice although they are not GET or HEAD: a search by POST, a PUT
// that sets a value. A request with an Idempotency-Key header counts as marked. A write that is not marked is repeated only
// when it never reached the network.
func Repeatable(ctx context.Context) context.Context {
	return context.WithValue(ctx, repeatKey{}, true)
}

func repeatable(req *http.Request) bool {
	if req.Method == http.MethodGet || req.Method == http.MethodHead || req.Method == "" {
		return true
	}
	marked, _ := req.Context().Value(repeatKey{}).(bool)
	return marked || req.Header.Get("Idempotency-Key") != ""
}

// replay gives a fresh copy of a request for each attempt.
type replay struct {
	req  *http.Request
	used bool
}

// again tells whether another copy can be had.
func (r *replay) again() bool {
	return r.req.Body == nil || r.req.Body == http.NoBody || r.req.GetBody != nil
}

// next returns the request for the next attempt. The caller's own is never changed.
func (r *replay) next(ctx context.Context) (*http.Request, error) {
	out := r.req.Clone(ctx)
	if r.used && r.req.Body != nil && r.req.Body != http.NoBody {
		if r.req.GetBody == nil {
			return nil, errors.New("transport: the request's body cannot be sent again")
		}
		body, err := r.req.GetBody()
		if err != nil {
			return nil, err
		}
		out.Body = body
	}
	r.used = true
	return out, nil
}
