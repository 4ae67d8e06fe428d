package spotify

import (
	"context"
	"net/http"
	"net/url"

	"mixdown/backend/provider"
)

const (
	base = "https://api.spotify.com/v1"
	// maxText bounds a name that comes from outside.
	maxText = 300
)

// get asks once for a path and decodes the answer. Errors carry apperr codes.
func get(ctx context.Context, client *http.Client, path string, query url.Values, into any) error {
	return source().Do(ctx, client, provider.Request{Call: path, URL: base + path, Query: query}, into)
}

// text makes a text from outside fit to keep.
func text(s string) string { return provider.Text(s, maxText) }
