package transport

import (
	"net/http"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// memory is a Ledger that remembers spent quotas.
type memory struct{ until map[string]time.Time }

func (memory) Contacted(string, time.Time)                       {}
func (memory) Spent(string, string, string, int, time.Time)      {}
func (m memory) Shut(key string, until time.Time) error          { m.until[key] = until; return nil }
func (m memory) ShutUntil(key string) (until time.Time, _ error) { return m.until[key], nil }

type counted struct{ asked int }

func (c *counted) RoundTrip(*http.Request) (*http.Response, error) {
	c.asked++
	return reply(429, "application/json", `{"error":"QUOTA"}`), nil
}

// A spent quota is known to the next process too, for every account that shares it, and forgotten when it is over.
func TestSpentQuotaIsRememberedBeyondTheProcess(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	end := now.Add(12 * time.Hour)
	info := provider.Info{Name: "test", Title: "Test", Hosts: []string{"a.example"}, Pace: provider.Pace{Scope: "client",
		Refusal: func(int, http.Header, []byte, time.Time) (provider.RefusalKind, time.Time) {
			return provider.RefusalSpent, end
		}}}
	ledger, service := memory{map[string]time.Time{}}, &counted{}
	ask := func(account string) error {
		tr, err := New(Config{Ledger: ledger, Base: service, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
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
	for _, account := range []string{"one", "one", "two"} {
		err := ask(account)
		if at, ok := RetryAt(err); apperr.CodeOf(err) != apperr.QuotaSpent || !ok || !at.Equal(end) {
			t.Fatalf("%s: %v", account, err)
		}
	}
	if service.asked != 1 {
		t.Errorf("asked %d times, want once", service.asked)
	}
	now = end.Add(time.Second)
	_ = ask("one")
	if service.asked != 2 {
		t.Error("the quota is back, and the service was not asked")
	}
	now = now.AddDate(-1, 0, 0) // the clock was wrong, and is set right
	_ = ask("one")
	if service.asked != 3 {
		t.Error("a clock that was wrong shuts the service for a year")
	}
}

func TestGooglesRefusals(t *testing.T) {
	summer := time.Date(2026, 7, 1, 6, 59, 0, 0, time.UTC) // still 30 June in California
	day := time.Date(2026, 7, 1, 7, 0, 0, 0, time.UTC)
	none := time.Time{}
	for _, c := range []struct {
		what   string
		status int
		body   string
		kind   provider.RefusalKind
		until  time.Time
	}{
		{"old, a day", 403, `{"error":{"code":403,"errors":[{"domain":"usageLimits","reason":"dailyLimitExceeded"}]}}`, provider.RefusalSpent, day},
		{"new, a day", 429, `{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"reason":"RATE_LIMIT_EXCEEDED","metadata":{"quota_limit":"ReadsPerDayPerProject","quota_unit":"1/d/{project}"}}]}}`, provider.RefusalSpent, day},
		{"its message, a day", 429, `{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded for quota metric 'Queries' and limit 'Queries per day' of service 'gmail.googleapis.com'"}}`, provider.RefusalSpent, day},
		{"new, a minute", 429, `{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"… 'Read requests per minute per user'","details":[{"reason":"RATE_LIMIT_EXCEEDED","metadata":{"quota_limit":"ReadRequestsPerMinutePerUser","quota_unit":"1/min/{project}/{user}"}}]}}`, provider.RefusalRate, none},
		{"old, a minute", 403, rateBody, provider.RefusalRate, none},
		{"a page", 429, `<html>`, provider.RefusalRate, none},
		{"no permission", 403, `{"error":{"code":403,"message":"once per day you may ask","errors":[{"reason":"insufficientPermissions"}]}}`, provider.RefusalPlain, none},
		{"a full drive", 403, `{"error":{"code":403,"errors":[{"reason":"storageQuotaExceeded"}]}}`, provider.RefusalPlain, none},
	} {
		if kind, until := googleRefusal(c.status, []byte(c.body), summer); kind != c.kind || !until.Equal(c.until) {
			t.Errorf("%s: %v until %v, want %v until %v", c.what, kind, until, c.kind, c.until)
		}
	}
}
