package mailchimp

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"mixdown/backend/provider"
)

const (
	// pageSize is the most that Mailchimp gives at once.
	pageSize = 1000
	// maxText bounds a name or subject that comes from outside.
	maxText = 1000
)

// api is one account's address.
type api struct {
	client *http.Client
	host   string
	region string
	// scheme is the word before the token where it is not Bearer.
	scheme string
}

// open returns the address of a data centre. Only a form that is one becomes part of a host's name.
func open(client *http.Client, region string) (*api, error) {
	if !regionForm.MatchString(region) {
		return nil, signIn(fmt.Errorf("mailchimp: the data centre is not known"))
	}
	return &api{client: client, host: region + ".api.mailchimp.com", region: region}, nil
}

// get asks once and decodes the answer. call names the request for the log. Errors carry apperr codes.
func (a *api) get(ctx context.Context, call, path string, query url.Values, into any) error {
	req := provider.Request{Call: call, URL: "https://" + a.host + path, Query: query}
	if a.scheme != "" {
		req.Header = http.Header{"Authorization": {a.scheme}}
	}
	return source().Do(ctx, a.client, req, into)
}

// send changes something; into may be nil.
func (a *api) send(ctx context.Context, call, method, path string, body, into any) error {
	return source().Do(ctx, a.client, provider.Request{Call: call, Method: method, URL: "https://" + a.host + path, Body: body}, into)
}

// page is the query of one page.
func page(offset int, fields string) url.Values {
	return url.Values{"count": {strconv.Itoa(pageSize)}, "offset": {strconv.Itoa(offset)}, "fields": {fields}}
}

// text makes a text from outside fit to keep.
func text(s string) string { return provider.Text(s, maxText) }
