package airtable

import (
	"context"
	"net/http"
	"net/url"

	"mixdown/backend/provider"
)

const (
	host = "api.airtable.com"
	// maxText bounds a name or status that comes from outside.
	maxText = 200
)

// api is Airtable over one signed-in client.
type api struct{ client *http.Client }

// get asks once and decodes the answer. call names the request for the log. Errors carry apperr codes.
func (a *api) get(ctx context.Context, call, path string, query url.Values, into any) error {
	return a.send(ctx, call, http.MethodGet, path, query, nil, into)
}

func (a *api) send(ctx context.Context, call, method, path string, query url.Values, body, into any) error {
	return source().Do(ctx, a.client, provider.Request{Call: call, Method: method, URL: "https://" + host + path, Query: query, Body: body}, into)
}

// text makes a text from outside fit to keep.
func text(s string) string { return provider.Text(s, maxText) }
