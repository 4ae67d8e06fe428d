package airtable

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

const (
	host = "api.airtable.com"
	// maxAnswer is far above a page of 100 records with one field, or 50 payloads.
	maxAnswer = 32 << 20
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
	var content io.Reader = http.NoBody
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("airtable: %s: %w", call, err)
		}
		content = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, "https://"+host+path+suffix(query), content)
	if err != nil {
		return fmt.Errorf("airtable: %s: %w", call, err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return unanswered(call, err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	switch {
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		return refused(call, resp.StatusCode, answer)
	case err != nil:
		return unanswered(call, err)
	case into == nil:
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return badAnswer(call, err)
	}
	return nil
}

func suffix(query url.Values) string {
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
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
