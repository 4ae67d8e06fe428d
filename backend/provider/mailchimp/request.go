package mailchimp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// pageSize is the most that Mailchimp gives at once.
	pageSize = 1000
	// maxAnswer is far above a page of 1,000.
	maxAnswer = 32 << 20
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
	address := url.URL{Scheme: "https", Host: a.host, Path: path, RawQuery: query.Encode()}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return fmt.Errorf("mailchimp: %s: %w", call, err)
	}
	if a.scheme != "" {
		req.Header.Set("Authorization", a.scheme)
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return unanswered(call, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	switch {
	case resp.StatusCode != http.StatusOK:
		return refused(call, resp.StatusCode, body)
	case err != nil:
		return unanswered(call, err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return badAnswer(call, err)
	}
	return nil
}

// page is the query of one page.
func page(offset int, fields string) url.Values {
	return url.Values{"count": {strconv.Itoa(pageSize)}, "offset": {strconv.Itoa(offset)}, "fields": {fields}}
}

// text makes a text from outside fit to keep: valid, on one line, and not endless.
func text(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if len(s) <= maxText {
		return s
	}
	cut := maxText
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
