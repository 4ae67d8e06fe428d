package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// base is a network made of a function.
type base func(*http.Request) (*http.Response, error)

func (b base) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return b(r)
}

func newTransport(t *testing.T, cfg Config) *Transport {
	t.Helper()
	tr, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.Close)
	return tr
}

func dialError() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
}

func TestFaultsAreRepeatedAndNamed(t *testing.T) {
	jsonReply := func(status int) func() (*http.Response, error) {
		return func() (*http.Response, error) { return reply(status, "application/json", `{"a":1}`), nil }
	}
	page := func() (*http.Response, error) {
		return reply(200, "text/html; charset=utf-8", "<html>log in</html>"), nil
	}
	cut := func() (*http.Response, error) { return reply(200, "application/json", `{"a":[1,2`), nil }
	for name, tc := range map[string]struct {
		fault  func() (*http.Response, error)
		times  int // how often it fails; -1 for ever
		want   apperr.Code
		within time.Duration
		tries  int // at most
	}{
		"one 503":            {jsonReply(503), 1, "", 2 * time.Second, 2},
		"two 500":            {jsonReply(500), 2, "", 5 * time.Second, 3},
		"502 for ever":       {jsonReply(502), -1, apperr.ServiceDown, 46 * time.Second, 20},
		"501 is not passing": {jsonReply(501), -1, apperr.ServiceDown, 0, 1},
		"reset":              {func() (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, 2, "", 5 * time.Second, 3},
		"reset for ever":     {func() (*http.Response, error) { return nil, io.EOF }, -1, apperr.Offline, 46 * time.Second, 20},
		"no network":         {func() (*http.Response, error) { return nil, dialError() }, -1, apperr.Offline, 9 * time.Second, 8},
		"no name":            {func() (*http.Response, error) { return nil, &net.DNSError{Err: "no such host"} }, -1, apperr.Offline, 9 * time.Second, 8},
		"page once":          {page, 1, "", 2 * time.Second, 2},
		"page for ever":      {page, -1, apperr.BadAnswer, 10 * time.Second, 4},
		"nothing for ever":   {func() (*http.Response, error) { return reply(204, "", ""), nil }, -1, apperr.BadAnswer, 10 * time.Second, 4},
		"null for ever":      {func() (*http.Response, error) { return reply(200, "application/json", "null"), nil }, -1, apperr.BadAnswer, 10 * time.Second, 4},
		"cut JSON once":      {cut, 1, "", 2 * time.Second, 2},
		"cut JSON for ever":  {cut, -1, apperr.BadAnswer, 10 * time.Second, 4},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := 0
				tr := newTransport(t, Config{Base: base(func(*http.Request) (*http.Response, error) {
					n++
					if tc.times < 0 || n <= tc.times {
						return tc.fault()
					}
					return reply(200, "application/json", `{}`), nil
				})})
				start := time.Now()
				resp, err := tr.Client(mail(), provider.Caller{}, nil, nil).Get("https://mail.example/m/1")
				if apperr.CodeOf(err) != tc.want {
					t.Fatalf("got %v, want %q", err, tc.want)
				}
				if err == nil && resp.StatusCode != 200 {
					t.Errorf("status %d", resp.StatusCode)
				}
				if took := time.Since(start); took > tc.within {
					t.Errorf("took %v", took)
				}
				if n > tc.tries {
					t.Errorf("sent %d times", n)
				}
				var e *apperr.Error
				if errors.As(err, &e) && (e.Provider != "gmail" || !strings.Contains(e.Message, "Gmail")) {
					t.Errorf("does not name the source: %q %q", e.Provider, e.Message)
				}
			})
		})
	}
}

// TestSourceThatHangsIsGivenUpWithinAMinute covers several requests at once and those that come after.
func TestSourceThatHangsIsGivenUpWithinAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTransport(t, Config{Base: base(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})})
		start := time.Now()
		errs := readAll(tr.Client(mail(), provider.Caller{}, nil, nil), 30)
		if took := time.Since(start); took > 55*time.Second {
			t.Errorf("took %v", took)
		}
		if len(errs) != 30 || apperr.CodeOf(errs[0]) != apperr.ServiceDown {
			t.Errorf("%d errors, first %v", len(errs), errs[0])
		}
	})
}

// TestOneBrokenRequestDoesNotStopTheSource: the others get their answers, and the broken one is not asked for ever.
func TestOneBrokenRequestDoesNotStopTheSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		broken := 0
		tr := newTransport(t, Config{Base: base(func(r *http.Request) (*http.Response, error) {
			time.Sleep(50 * time.Millisecond)
			if r.URL.Path == "/m/7" {
				mu.Lock()
				defer mu.Unlock()
				broken++
				return reply(500, "application/json", `{}`), nil
			}
			return reply(200, "application/json", `{}`), nil
		})})
		errs := readAll(tr.Client(mail(), provider.Caller{}, nil, nil), 3000)
		if len(errs) != 1 || apperr.CodeOf(errs[0]) != apperr.ServiceDown {
			t.Errorf("%v", errs)
		}
		if broken != tries {
			t.Errorf("asked %d times", broken)
		}
	})
}

func TestWritesAreNotRepeatedBlindly(t *testing.T) {
	for name, tc := range map[string]struct {
		first func() (*http.Response, error)
		mark  func(*http.Request) *http.Request
		want  int
	}{
		"503":         {func() (*http.Response, error) { return reply(503, "", ""), nil }, nil, 1},
		"429":         {func() (*http.Response, error) { return reply(429, "", ""), nil }, nil, 1},
		"broken off":  {func() (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, nil, 1},
		"cut answer":  {func() (*http.Response, error) { return reply(200, "application/json", "{"), nil }, nil, 1},
		"never sent":  {func() (*http.Response, error) { return nil, dialError() }, nil, 2},
		"marked":      {func() (*http.Response, error) { return reply(503, "", ""), nil }, func(r *http.Request) *http.Request { return r.WithContext(Repeatable(r.Context())) }, 2},
		"marked, 429": {func() (*http.Response, error) { return reply(429, "", ""), nil }, func(r *http.Request) *http.Request { return r.WithContext(Repeatable(r.Context())) }, 2},
		"keyed":       {func() (*http.Response, error) { return reply(503, "", ""), nil }, func(r *http.Request) *http.Request { r.Header.Set("Idempotency-Key", "k"); return r }, 2},
		"marked, no second body": {func() (*http.Response, error) { return reply(503, "", ""), nil }, func(r *http.Request) *http.Request {
			r.GetBody = nil
			return r.WithContext(Repeatable(r.Context()))
		}, 1},
	} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var bodies []string
					tr := newTransport(t, Config{Base: baseKeepingBodies(&bodies, func(n int) (*http.Response, error) {
						if n == 1 {
							return tc.first()
						}
						return reply(200, "application/json", `{}`), nil
					})})
					req, _ := http.NewRequestWithContext(t.Context(), method, "https://mail.example/w", strings.NewReader("cell=CONTACTED"))
					if tc.mark != nil {
						req = tc.mark(req)
					}
					_, err := tr.Client(mail(), provider.Caller{}, nil, nil).Do(req)
					if len(bodies) != tc.want || (tc.want > 1) != (err == nil) {
						t.Errorf("sent %d times, %v", len(bodies), err)
					}
					for _, b := range bodies {
						if b != "cell=CONTACTED" {
							t.Errorf("body %q", b)
						}
					}
				})
			})
		}
	}
}

func baseKeepingBodies(bodies *[]string, fn func(n int) (*http.Response, error)) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		b, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		*bodies = append(*bodies, string(b))
		return fn(len(*bodies))
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// renewing is a token source whose token can be replaced.
type renewing struct {
	token   string
	renewed int
	err     error
}

func (r *renewing) Token() (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: r.token}, r.err
}

func (r *renewing) Renew(_ context.Context, refused string) (*oauth2.Token, error) {
	if refused == r.token {
		r.token = "fresh-token-000000"
		r.renewed++
	}
	return r.Token()
}

func TestUnauthorizedRenewsTheTokenOnce(t *testing.T) {
	for name, good := range map[string]string{"then works": "Bearer fresh-token-000000", "still refused": "Bearer other"} {
		t.Run(name, func(t *testing.T) {
			var sent []string
			tr := newTransport(t, Config{Base: base(func(r *http.Request) (*http.Response, error) {
				sent = append(sent, r.Header.Get("Authorization"))
				if r.Header.Get("Authorization") != good {
					return reply(401, "application/json", `{"error":"x"}`), nil
				}
				return reply(200, "application/json", `{}`), nil
			})})
			tokens := &renewing{token: "stale-token-000000"}
			resp, err := tr.Client(mail(), provider.Caller{}, tokens, nil).Post("https://mail.example/w", "application/json", strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			want := 200
			if name == "still refused" {
				want = 401
			}
			body, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != want || tokens.renewed != 1 || len(sent) != 2 || len(body) == 0 {
				t.Errorf("status %d, renewed %d, sent %v, body %q", resp.StatusCode, tokens.renewed, sent, body)
			}
		})
	}
}

func TestSignInErrorsComeThroughAsTheyAre(t *testing.T) {
	tr := newTransport(t, Config{Base: base(func(*http.Request) (*http.Response, error) {
		t.Error("sent without a token")
		return nil, io.EOF
	})})
	want := apperr.For("gmail", apperr.NeedsSignIn, "Sign in.", nil)
	var counter Counter
	_, err := tr.Client(mail(), provider.Caller{}, &renewing{err: want}, &counter).Get("https://mail.example/m/1")
	if !errors.Is(err, want) || counter.Requests() != 0 {
		t.Errorf("%v, %d", err, counter.Requests())
	}
}

func TestOtherRefusalsReachTheProvider(t *testing.T) {
	for _, body := range []string{`{"error":{"errors":[{"reason":"insufficientPermissions"}]}}`, `not json`, ``, `[]`, `{"error":"x"}`} {
		for _, status := range []int{400, 403, 404, 409, 412, 422} {
			n := 0
			tr := newTransport(t, Config{Base: base(func(*http.Request) (*http.Response, error) {
				n++
				return reply(status, "application/json", body), nil
			})})
			resp, err := tr.Client(mail(), provider.Caller{}, nil, nil).Get("https://mail.example/m/1")
			if err != nil {
				t.Fatal(err)
			}
			got, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != status || string(got) != body || n != 1 {
				t.Errorf("status %d, body %q, sent %d times", resp.StatusCode, got, n)
			}
		}
	}
}

func TestCancelDuringTheBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTransport(t, Config{Base: base(func(*http.Request) (*http.Response, error) { return reply(503, "", "", "Retry-After", "30"), nil })})
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Hour, nil)
		start := time.Now()
		go func() { time.Sleep(7 * time.Second); cancel() }()
		req, _ := http.NewRequestWithContext(ctx, "GET", "https://mail.example/m/1", nil)
		_, err := tr.Client(mail(), provider.Caller{}, nil, nil).Do(req)
		if apperr.CodeOf(err) != apperr.Canceled || time.Since(start) != 7*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestDeadlineOfTheCallerHasASentence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTransport(t, Config{Base: base(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, "GET", "https://mail.example/m/1", nil)
		if _, err := tr.Client(mail(), provider.Caller{}, nil, nil).Do(req); apperr.CodeOf(err) != apperr.ServiceDown {
			t.Errorf("got %v", err)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for v, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "0.5": 500 * time.Millisecond, "-3": 0, "soon": 0, "1e300": 0, "NaN": 0,
		"Sun, 22 Nov 2026 10:01:00 GMT": time.Minute, "Sun, 22 Nov 2026 09:00:00 GMT": 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {v}}, now); got != want {
			t.Errorf("%q: %v, want %v", v, got, want)
		}
	}
	skewed := http.Header{"Retry-After": {"Sun, 22 Nov 2026 12:00:30 GMT"}, "Date": {"Sun, 22 Nov 2026 12:00:00 GMT"}}
	if got := retryAfter(skewed, now); got != 30*time.Second {
		t.Errorf("a service's own clock was not used: %v", got)
	}
}

// TestNothingSecretIsLogged sends tokens, queries and addresses through every kind of outcome and looks for them in the log.
func TestNothingSecretIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		statuses := []int{200, 401, 404, 500, 200}
		n := 0
		tr := newTransport(t, Config{
			Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Base: base(func(*http.Request) (*http.Response, error) {
				n++
				if n > len(statuses) {
					return nil, dialError()
				}
				return reply(statuses[n-1], "application/json", `{"secret":"hunter2hunter2"}`), nil
			})})
		client := tr.Client(mail(), provider.Caller{Account: "a"}, &renewing{token: "stale-token-000000"}, nil)
		for range 5 {
			_, _ = client.Get("https://mail.example/m/dj@radio.example?q=subject%3Aspring&key=AIzaSECRETSECRETSECRETSECRET")
		}
		for _, secret := range []string{"stale-token", "fresh-token", "hunter2", "spring", "AIza", "dj@"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log holds %q:\n%s", secret, log.String())
			}
		}
		if !strings.Contains(log.String(), "mail.example") {
			t.Error("nothing was logged")
		}
	})
}
