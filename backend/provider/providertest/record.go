package providertest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"mixdown/backend/provider"
)

// Bounds of what one record and one cursor may be.
const (
	maxText   = 8 << 10
	maxData   = 256 << 10
	maxCursor = 4 << 10
)

// checkBatch checks what every batch promises.
func checkBatch(t *testing.T, info provider.Info, b provider.Batch) {
	t.Helper()
	streams := map[string]provider.Stream{}
	for _, s := range info.Streams {
		streams[s.Name] = s
	}
	for _, name := range b.Replace {
		if _, ok := streams[name]; !ok {
			t.Errorf("Replace names %q, which is not in Info.Streams", name)
		}
	}
	seen := map[key]bool{}
	for _, r := range b.Records {
		s, ok := streams[r.Stream]
		if !ok {
			t.Errorf("stream %q of record %q is not in Info.Streams", r.Stream, r.ID)
		}
		if r.ID == "" {
			t.Errorf("a record of %s has no id", r.Stream)
		}
		if seen[key{r.Stream, r.ID}] {
			t.Errorf("%s %q is twice in one batch", r.Stream, r.ID)
		}
		seen[key{r.Stream, r.ID}] = true
		if !r.Gone && s.States != nil && !slices.Contains(s.States, r.State) {
			t.Errorf("%s %q has state %q, not one of the stream's", r.Stream, r.ID, r.State)
		}
		checkText(t, r)
	}
	checkCursor(t, b.Cursor)
	if p := b.Progress; p.Done < 0 || p.Known < 0 || p.Unread < 0 || p.Known > 0 && p.Done > p.Known {
		t.Errorf("progress %+v", p)
	}
}

func checkText(t *testing.T, r provider.Record) {
	t.Helper()
	for _, text := range []string{r.ID, r.Who, r.Contact, r.What, r.State, r.Why, r.Group, r.Link, string(r.Data)} {
		if !utf8.ValidString(text) {
			t.Errorf("%s %q holds text that is not UTF-8", r.Stream, r.ID)
		}
		if len(text) > maxText && text != string(r.Data) || len(text) > maxData {
			t.Errorf("%s %q holds a text of %d bytes", r.Stream, r.ID, len(text))
		}
	}
	if len(r.Data) > 0 && !json.Valid(r.Data) {
		t.Errorf("%s %q: data is no JSON", r.Stream, r.ID)
	}
	if r.Link != "" && !strings.HasPrefix(r.Link, "https://") {
		t.Errorf("%s %q: link %q", r.Stream, r.ID, r.Link)
	}
	if strings.Contains(r.Who, "@") && r.Who != strings.ToLower(r.Who) || strings.Contains(r.Contact, "@") && r.Contact != strings.ToLower(r.Contact) {
		t.Errorf("%s %q: an address is not lower-case", r.Stream, r.ID)
	}
}

func checkCursor(t *testing.T, c provider.Cursor) {
	t.Helper()
	if c == nil {
		return
	}
	if !json.Valid(c) || len(c) > maxCursor {
		t.Errorf("a cursor of %d bytes, JSON: %v", len(c), json.Valid(c))
	}
	for _, secret := range []string{"access_token", "refresh_token", "client_secret", "Bearer ", "ya29.", "api_key"} {
		if strings.Contains(string(c), secret) {
			t.Errorf("the cursor holds %q", secret)
		}
	}
}
