package transport

import (
	"net/http"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// metered is a Ledger that counts the requests of a month.
type metered struct {
	memory
	spent map[string]int
	since time.Time
}

func (m *metered) Spent(_, account, _ string, _ int, _ time.Time) { m.spent[account]++ }

func (m *metered) RequestsSince(_, account string, since time.Time) (int, error) {
	m.since = since
	return m.spent[account], nil
}

// A month's budget is never exceeded: what is beyond it is not sent, and the error says until when.
func TestBudgetOfAMonth(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	asked := 0
	ledger := &metered{memory: memory{map[string]time.Time{}}, spent: map[string]int{"one": 998}}
	tr, err := New(Config{Ledger: ledger, Now: func() time.Time { return now }, Base: roundTripper(func(*http.Request) (*http.Response, error) {
		asked++
		return reply(200, "application/json", `{}`), nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	info := provider.Info{Name: "test", Title: "Test", Hosts: []string{"a.example"}, Pace: provider.Pace{RequestsPerMonth: 1000}}
	ask := func(account string) error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://a.example/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := tr.Client(info, provider.Caller{Account: account}, nil, nil).Do(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		return err
	}
	for i := range 4 {
		err := ask("one")
		if i < 2 {
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		until, ok := RetryAt(err)
		if apperr.CodeOf(err) != apperr.QuotaSpent || !ok || !until.Equal(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("beyond the budget: %v", err)
		}
	}
	if asked != 2 || !ledger.since.Equal(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("asked %d times, counted since %v", asked, ledger.since)
	}
	if err := ask("two"); err != nil {
		t.Errorf("another account: %v", err)
	}
}

// A provider may name the word that stands before the token.
func TestWordBeforeTheToken(t *testing.T) {
	var sent []string
	tr, err := New(Config{Base: roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = append(sent, r.Header.Get("Authorization"))
		return reply(200, "application/json", `{}`), nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	client := tr.Client(provider.Info{Name: "test", Hosts: []string{"a.example"}}, provider.Caller{}, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "secret"}), nil)
	for _, word := range []string{"OAuth", "", "OAuth"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://a.example/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		if word != "" {
			req.Header.Set("Authorization", word)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	if len(sent) != 3 || sent[0] != "OAuth secret" || sent[1] != "Bearer secret" || sent[2] != "OAuth secret" {
		t.Errorf("%q", sent)
	}
}
