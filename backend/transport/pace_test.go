package transport

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// enforcer is a service that allows so many units a minute, in sliding windows or in fixed minutes.
type enforcer struct {
	limit   int
	sliding bool
	phase   time.Duration // where its minutes begin
	latency func() time.Duration
	answer  func() *http.Response // of a refusal

	mu       sync.Mutex
	spent    []spend
	refusals int
	accepted int
	flying   int
	most     int
}

func (e *enforcer) RoundTrip(req *http.Request) (*http.Response, error) {
	out, back := e.latency(), e.latency()
	e.mu.Lock()
	e.flying++
	e.most = max(e.most, e.flying)
	e.mu.Unlock()
	time.Sleep(out)
	ok := e.take(20)
	time.Sleep(back)
	e.mu.Lock()
	e.flying--
	e.mu.Unlock()
	if !ok {
		return e.answer(), nil
	}
	return reply(200, "application/json", `{}`), nil
}

func (e *enforcer) take(units int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	used := 0
	for _, s := range e.spent {
		if e.sliding && now.Sub(s.until) < time.Minute {
			used += s.cost
		}
		if !e.sliding && s.until.Add(e.phase).Truncate(time.Minute).Equal(now.Add(e.phase).Truncate(time.Minute)) {
			used += s.cost
		}
	}
	if used+units > e.limit {
		e.refusals++
		return false
	}
	e.accepted += units
	e.spent = append(e.spent, spend{now, units})
	for len(e.spent) > 0 && now.Sub(e.spent[0].until) > 2*time.Minute {
		e.spent = e.spent[1:]
	}
	return true
}

func reply(status int, kind, body string, header ...string) *http.Response {
	h := http.Header{"Content-Type": {kind}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

const rateBody = `{"error":{"code":403,"errors":[{"reason":"userRateLimitExceeded"}]}}`

func mail() provider.Info {
	return provider.Info{Name: "gmail", Title: "Gmail", Hosts: []string{"mail.example"},
		Prices: []provider.Price{{Method: "GET", Path: "/m/*", Units: 20, Name: "messages.get"}},
		Pace:   provider.Pace{UnitsPerMinute: 6000, InFlight: 5}}
}

// readAll sends n requests from several goroutines and returns the errors.
func readAll(client *http.Client, n int) []error {
	var mu sync.Mutex
	var errs []error
	var wg sync.WaitGroup
	ids := make(chan int)
	for range 8 {
		wg.Go(func() {
			for id := range ids {
				resp, err := client.Get(fmt.Sprintf("https://mail.example/m/%d", id))
				if err == nil && resp.StatusCode != 200 {
					err = fmt.Errorf("status %d", resp.StatusCode)
				}
				if err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			}
		})
	}
	for i := range n {
		ids <- i
	}
	close(ids)
	wg.Wait()
	return errs
}

// TestPaceUsesTheMinuteAndNeverExceedsIt reads 1,100 mails (22,000 units) under an enforced 6,000 a minute. The ideal is what
// the enforcement allows: the first minute's units at once, then each further minute's when it comes.
func TestPaceUsesTheMinuteAndNeverExceedsIt(t *testing.T) {
	const mails = 1100
	ideal := 3*time.Minute + 4*time.Second // the last 200 mails, five at a time, 100 ms each
	for _, sliding := range []bool{true, false} {
		for seed := range uint64(4) {
			t.Run(fmt.Sprintf("sliding=%v/%d", sliding, seed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					rng := rand.New(rand.NewPCG(seed, 1))
					var mu sync.Mutex
					e := &enforcer{limit: 6000, sliding: sliding, phase: time.Duration(rng.IntN(60000)) * time.Millisecond,
						latency: func() time.Duration {
							mu.Lock()
							defer mu.Unlock()
							return time.Duration(10+rng.IntN(80)) * time.Millisecond
						},
						answer: func() *http.Response { return reply(403, "application/json", rateBody) }}
					tr := newTransport(t, Config{Base: e})
					var counter Counter
					start := time.Now()
					errs := readAll(tr.Client(mail(), provider.Caller{Account: "a"}, nil, &counter), mails)
					took := time.Since(start)
					if len(errs) > 0 {
						t.Fatal(errs[0])
					}
					if e.refusals != 0 {
						t.Errorf("%d refusals", e.refusals)
					}
					if took > ideal*11/10 {
						t.Errorf("took %v, more than 1.1 times %v", took, ideal)
					}
					if counter.Units() != mails*20 || counter.Requests() != mails || counter.ByOperation()["messages.get"] != mails {
						t.Errorf("counted %d units, %d requests, %v", counter.Units(), counter.Requests(), counter.ByOperation())
					}
					if e.most != 5 {
						t.Errorf("%d requests at once", e.most)
					}
				})
			})
		}
	}
}

// TestPaceAfterASpentMinute begins when another program has just used the minute up.
func TestPaceAfterASpentMinute(t *testing.T) {
	for _, hint := range []string{"", "5", "61"} {
		t.Run("Retry-After="+hint, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &enforcer{limit: 6000, sliding: true, latency: func() time.Duration { return 50 * time.Millisecond },
					answer: func() *http.Response {
						if hint == "" {
							return reply(403, "application/json", rateBody)
						}
						return reply(429, "application/json", `{}`, "Retry-After", hint)
					}}
				e.spent = []spend{{time.Now(), 6000}}
				tr := newTransport(t, Config{Base: e})
				start := time.Now()
				if errs := readAll(tr.Client(mail(), provider.Caller{Account: "a"}, nil, nil), 20); len(errs) > 0 {
					t.Fatal(errs[0])
				}
				// One asks for all until the first success.
				if e.refusals > 5 {
					t.Errorf("%d refusals", e.refusals)
				}
				if took := time.Since(start); took > 70*time.Second {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

func TestPaceIsSharedByTheClientsOfOneAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &enforcer{limit: 1 << 30, latency: func() time.Duration { return time.Millisecond }}
		tr := newTransport(t, Config{Base: e})
		info := mail()
		info.Pace = provider.Pace{RequestsPerMinute: 10}
		start := time.Now()
		readAll(tr.Client(info, provider.Caller{Account: "a"}, nil, nil), 10)
		if errs := readAll(tr.Client(info, provider.Caller{Account: "b"}, nil, nil), 10); len(errs) > 0 || time.Since(start) > 10*time.Second {
			t.Errorf("another account waited %v: %v", time.Since(start), errs)
		}
		readAll(tr.Client(info, provider.Caller{Account: "a"}, nil, nil), 1)
		if time.Since(start) < time.Minute {
			t.Errorf("a second client of the account did not wait: %v", time.Since(start))
		}
		info.Pace.Scope = "app"
		start = time.Now()
		readAll(tr.Client(info, provider.Caller{Account: "a"}, nil, nil), 10)
		readAll(tr.Client(info, provider.Caller{Account: "b"}, nil, nil), 1)
		if time.Since(start) < time.Minute {
			t.Errorf("accounts that share an allowance did not wait for each other: %v", time.Since(start))
		}
	})
}

func TestRequestsPerSecond(t *testing.T) {
	for _, tc := range []struct {
		perSecond float64
		n         int
		least     time.Duration
	}{{5, 11, 2 * time.Second}, {0.5, 3, 4 * time.Second}} {
		synctest.Test(t, func(t *testing.T) {
			e := &enforcer{limit: 1 << 30, latency: func() time.Duration { return time.Millisecond }}
			tr := newTransport(t, Config{Base: e})
			info := mail()
			info.Pace = provider.Pace{RequestsPerSecond: tc.perSecond, InFlight: 10}
			start := time.Now()
			readAll(tr.Client(info, provider.Caller{}, nil, nil), tc.n)
			if took := time.Since(start); took < tc.least || took > tc.least*11/10 {
				t.Errorf("%v a second: %d requests took %v", tc.perSecond, tc.n, took)
			}
		})
	}
}

func TestRefusalsForeverAreGivenUpAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n int
		tr := newTransport(t, Config{Base: base(func(*http.Request) (*http.Response, error) {
			n++
			return reply(429, "application/json", `{}`), nil
		})})
		client := tr.Client(mail(), provider.Caller{Account: "a"}, nil, nil)
		start := time.Now()
		_, err := client.Get("https://mail.example/m/1")
		if took := time.Since(start); apperr.CodeOf(err) != apperr.RateLimited || took > 64*time.Second {
			t.Errorf("%v after %v", err, took)
		}
		if n > 6 {
			t.Errorf("asked %d times", n)
		}
		at, ok := RetryAt(err)
		if !ok || at.Before(time.Now()) {
			t.Errorf("no time to try again: %v %v", at, ok)
		}
		n = 0
		if _, err := client.Get("https://mail.example/m/2"); apperr.CodeOf(err) != apperr.RateLimited || n != 0 {
			t.Errorf("asked again at once: %v, %d", err, n)
		}
	})
}

func TestSpentQuotaStopsTheAccountUntilItEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n int
		tr := newTransport(t, Config{Base: base(func(*http.Request) (*http.Response, error) {
			n++
			return reply(429, "application/json", `{"error":{"type":"BILLING_LIMIT"}}`), nil
		})})
		info := mail()
		until := time.Now().Add(9 * 24 * time.Hour)
		info.Pace.Refusal = func(status int, _ http.Header, body []byte, _ time.Time) (provider.RefusalKind, time.Time) {
			if status == 429 && strings.Contains(string(body), "BILLING_LIMIT") {
				return provider.RefusalSpent, until
			}
			return provider.RefusalPlain, time.Time{}
		}
		client := tr.Client(info, provider.Caller{Account: "a"}, nil, nil)
		for range 3 {
			_, err := client.Get("https://mail.example/m/1")
			if at, _ := RetryAt(err); apperr.CodeOf(err) != apperr.QuotaSpent || !at.Equal(until) {
				t.Errorf("%v until %v", err, at)
			}
		}
		if n != 1 {
			t.Errorf("asked %d times", n)
		}
		time.Sleep(10 * 24 * time.Hour)
		_, _ = client.Get("https://mail.example/m/1")
		if n != 2 {
			t.Errorf("did not ask when the quota came back: %d", n)
		}
	})
}

func TestCancelWhileWaitingForTheAllowance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &enforcer{limit: 1 << 30, latency: func() time.Duration { return time.Millisecond }}
		tr := newTransport(t, Config{Base: e})
		info := mail()
		info.Pace = provider.Pace{RequestsPerMinute: 1}
		client := tr.Client(info, provider.Caller{}, nil, nil)
		readAll(client, 1)
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				req, _ := http.NewRequestWithContext(ctx, "GET", "https://mail.example/m/1", nil)
				if _, err := client.Do(req); apperr.CodeOf(err) != apperr.Canceled {
					t.Errorf("got %v", err)
				}
			})
		}
		synctest.Wait()
		cancel()
		wg.Wait()
		if time.Since(start) != 0 {
			t.Errorf("took %v", time.Since(start))
		}
	})
}

// TestRefusalsOfAServicesOwnKind: a 403 that means "too fast" there, with a pause that the provider knows.
func TestRefusalsOfAServicesOwnKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		tr := newTransport(t, Config{Base: base(func(*http.Request) (*http.Response, error) {
			n++
			if n == 1 {
				return reply(403, "text/plain", "throttled"), nil
			}
			return reply(200, "application/json", `{}`), nil
		})})
		info := mail()
		info.Pace.Refusal = func(status int, _ http.Header, _ []byte, now time.Time) (provider.RefusalKind, time.Time) {
			if status == 403 {
				return provider.RefusalRate, now.Add(30 * time.Second)
			}
			return provider.RefusalPlain, time.Time{}
		}
		start := time.Now()
		if _, err := tr.Client(info, provider.Caller{}, nil, nil).Get("https://mail.example/m/1"); err != nil || n != 2 || time.Since(start) != 30*time.Second {
			t.Errorf("%v, sent %d times, %v", err, n, time.Since(start))
		}
	})
}

// TestRefusalsAtOnceAreOneRefusal: five requests are under way when the service has enough. They wait once, for a second, and
// one of them asks for all.
func TestRefusalsAtOnceAreOneRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var mu sync.Mutex
		var refusedAt []time.Duration
		tr := newTransport(t, Config{Base: base(func(*http.Request) (*http.Response, error) {
			time.Sleep(100 * time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			if at := time.Since(began); at > 10*time.Second && at < 10900*time.Millisecond {
				refusedAt = append(refusedAt, at)
				return reply(429, "application/json", `{}`), nil
			}
			return reply(200, "application/json", `{}`), nil
		})})
		info := mail()
		info.Prices, info.Pace = nil, provider.Pace{InFlight: 5}
		if errs := readAll(tr.Client(info, provider.Caller{}, nil, nil), 700); len(errs) > 0 {
			t.Fatal(errs[0])
		}
		if len(refusedAt) != 5 || refusedAt[4] > 10200*time.Millisecond {
			t.Errorf("refused at %v", refusedAt)
		}
		// One pause of about a second, then the pace of before: 50 a second.
		if took := time.Since(began); took > 16500*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}
