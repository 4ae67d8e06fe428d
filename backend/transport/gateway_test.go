package transport

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

func TestParseGateway(t *testing.T) {
	for _, s := range []string{"http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://127.9.8.7:1", "http://[::1]:8080", "https://localhost:8443", "HTTP://LOCALHOST:80", " http://127.0.0.1 "} {
		if _, err := ParseGateway(s); err != nil {
			t.Errorf("%q refused: %v", s, err)
		}
	}
	for _, s := range []string{
		"", "127.0.0.1:8080", "http://", "http://10.0.0.1:80", "http://example.com", "http://127.0.0.1.example.com:80",
		"http://localhost.example.com", "http://localhost.", "http://127.0.0.1@example.com/", "http://user:pw@127.0.0.1:80",
		"http://0.0.0.0:80", "http://[::]:80", "http://[::ffff:127.0.0.1]:80", "http://[::1%25eth0]:80", "http://[fe80::1]:80",
		"http://127.1:80", "http://2130706433:80", "http://0x7f000001", "http://0177.0.0.1", "http://127.0.0.1:0", "http://127.0.0.1:",
		"http://127.0.0.1:80/path", "http://127.0.0.1:80?q", "http://127.0.0.1:80/?", "http://127.0.0.1:80#f", "ftp://127.0.0.1", "file:///etc/passwd",
		"unix:///run/x", "//127.0.0.1:80", "http://127.0.0.1:99999999", "http://127.0.0.1:80\nHost: x", "javascript:alert(1)", "http://169.254.169.254", "http://ⓛocalhost",
	} {
		u, err := ParseGateway(s)
		if apperr.CodeOf(err) != apperr.BadGateway {
			t.Errorf("%q accepted as %v: %v", s, u, err)
		}
		if _, err := New(Config{Gateway: s}); s != "" && apperr.CodeOf(err) != apperr.BadGateway {
			t.Errorf("New accepted %q", s)
		}
	}
}

func TestTheGatewaysNetworkConnectsToLoopbackOnly(t *testing.T) {
	req, _ := http.NewRequestWithContext(t.Context(), "GET", "http://192.0.2.1:81/", nil)
	_, err := network(true).RoundTrip(req)
	if apperr.CodeOf(err) != apperr.BadGateway {
		t.Errorf("got %v", err)
	}
}

// notes is a Ledger that remembers.
type notes struct {
	mu    sync.Mutex
	hosts []string
	spent []string
}

func (n *notes) Contacted(host string, at time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.hosts = append(n.hosts, host+" "+at.Format(time.DateOnly))
}

func (n *notes) Spent(provider, account, operation string, units int, _ time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.spent = append(n.spent, fmt.Sprint(provider, " ", account, " ", operation, " ", units))
}

func clock() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }

func TestEverythingGoesThroughTheGateway(t *testing.T) {
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Method+" "+r.RequestURI+" "+r.Host)
		if r.Header.Get("Accept-Encoding") == "gzip" {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			defer z.Close()
			_, _ = io.WriteString(z, `{"zipped":true}`)
		}
	}))
	defer server.Close()
	ledger := &notes{}
	tr := newTransport(t, Config{Gateway: server.URL, Ledger: ledger, Now: clock})
	if !tr.Gateway() {
		t.Error("no gateway")
	}
	client := tr.Client(mail(), provider.Caller{Account: "a", RunID: 1}, &renewing{token: "t"}, nil)
	for _, u := range []string{"https://mail.example/m/1?q=a%20b&x=%2F", "https://mail.example:443", "https://mail.example/v4/a%2Fb/values:get"} {
		resp, err := client.Get(u)
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := io.ReadAll(resp.Body); string(b) != `{"zipped":true}` {
			t.Errorf("body %q", b)
		}
		if resp.Request.URL.Host != "mail.example" && resp.Request.URL.Host != "mail.example:443" {
			t.Errorf("the gateway shows: %v", resp.Request.URL)
		}
	}
	if _, err := tr.Plain().Post("https://sign.example/token", "text/plain", strings.NewReader("code=x")); err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(server.URL, "http://")
	want := []string{"GET /mail.example/m/1?q=a%20b&x=%2F " + host, "GET /mail.example/ " + host, "GET /mail.example/v4/a%2Fb/values:get " + host, "POST /sign.example/token " + host}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"mail.example 2026-11-22", "mail.example 2026-11-22", "mail.example 2026-11-22", "sign.example 2026-11-22"}, ledger.hosts); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"gmail a messages.get 20", "gmail a other 0", "gmail a other 0"}, ledger.spent); d != "" {
		t.Error(d)
	}
	if u := tr.URL("https://sign.example/auth?a=b%20c"); u != server.URL+"/sign.example/auth?a=b%20c" {
		t.Error(u)
	}
	for _, u := range []string{"http://sign.example/", "javascript:alert(1)", "::"} {
		if tr.URL(u) != u {
			t.Errorf("%q became %q", u, tr.URL(u))
		}
	}
	if u := newTransport(t, Config{}).URL("https://sign.example/a"); u != "https://sign.example/a" {
		t.Error(u)
	}
}

func TestOnlyNamedHostsByHTTPS(t *testing.T) {
	var sent []string
	tr := newTransport(t, Config{Base: base(func(r *http.Request) (*http.Response, error) {
		sent = append(sent, r.URL.Host)
		return reply(200, "application/json", "{}"), nil
	})})
	info := mail()
	info.Hosts = []string{"mail.example", "*.api.chimp.example"}
	info.Auth.TokenURL = "https://sign.example/token"
	client := tr.Client(info, provider.Caller{}, &renewing{token: "t"}, nil)
	for _, u := range []string{"https://mail.example/", "https://MAIL.example:443/", "https://us6.api.chimp.example/", "https://sign.example/x"} {
		if _, err := client.Get(u); err != nil {
			t.Errorf("%s: %v", u, err)
		}
	}
	n := len(sent)
	for _, u := range []string{"http://mail.example/", "https://evil.example/", "https://mail.example.evil.example/", "https://api.chimp.example/", "https://a.b.api.chimp.example/",
		"https://mail.example:8443/", "https://.api.chimp.example/", "https://mail.example@evil.example/", "https://u:p@mail.example/"} {
		if _, err := client.Get(u); apperr.CodeOf(err) != apperr.Internal {
			t.Errorf("%s: %v", u, err)
		}
	}
	if _, err := tr.Plain(info).Get("https://evil.example/"); err == nil {
		t.Error("sign-in reached a host that is not named")
	}
	if _, err := tr.Plain().Get("http://sign.example/"); err == nil {
		t.Error("sign-in went out by http")
	}
	if len(sent) != n {
		t.Errorf("sent to %v", sent[n:])
	}
}

func TestRedirects(t *testing.T) {
	var seen []string
	server := httptest.NewServer(nil)
	defer server.Close()
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.URL.Path+" "+r.Header.Get("Authorization"))
		switch r.URL.Path {
		case "/mail.example/m/same":
			http.Redirect(w, r, "https://mail.example/m/end", http.StatusFound)
		case "/mail.example/m/relative":
			w.Header().Set("Location", "/m/end")
			w.WriteHeader(http.StatusFound)
		case "/mail.example/m/mapped":
			w.Header().Set("Location", server.URL+"/mail.example/m/end?a=b")
			w.WriteHeader(http.StatusTemporaryRedirect)
		case "/mail.example/m/other":
			http.Redirect(w, r, "https://files.example/f", http.StatusFound)
		case "/mail.example/m/back":
			http.Redirect(w, r, "https://files.example/back", http.StatusFound)
		case "/files.example/back":
			http.Redirect(w, r, "https://mail.example/m/end", http.StatusFound)
		case "/mail.example/m/evil":
			http.Redirect(w, r, "https://evil.example/", http.StatusFound)
		case "/mail.example/m/loop":
			http.Redirect(w, r, "https://mail.example/m/loop", http.StatusFound)
		default:
			_, _ = io.WriteString(w, "{}")
		}
	})
	tr := newTransport(t, Config{Gateway: server.URL})
	info := mail()
	info.Hosts = append(info.Hosts, "files.example")
	client := tr.Client(info, provider.Caller{}, &renewing{token: "t"}, nil)
	for path, want := range map[string][]string{
		"same":     {"/mail.example/m/same Bearer t", "/mail.example/m/end Bearer t"},
		"relative": {"/mail.example/m/relative Bearer t", "/mail.example/m/end Bearer t"},
		"mapped":   {"/mail.example/m/mapped Bearer t", "/mail.example/m/end Bearer t"},
		"other":    {"/mail.example/m/other Bearer t", "/files.example/f "},
		"back":     {"/mail.example/m/back Bearer t", "/files.example/back ", "/mail.example/m/end Bearer t"},
		"evil":     {"/mail.example/m/evil Bearer t"},
		"loop":     slices.Repeat([]string{"/mail.example/m/loop Bearer t"}, 4),
	} {
		seen = nil
		_, err := client.Get("https://mail.example/m/" + path)
		if (path == "evil") != (err != nil) {
			t.Errorf("%s: %v", path, err)
		}
		if d := cmp.Diff(want, seen); d != "" {
			t.Errorf("%s: %s", path, d)
		}
	}
	seen = nil
	if resp, err := client.Post("https://mail.example/m/mapped", "text/plain", strings.NewReader("x")); err != nil || resp.StatusCode != 307 || len(seen) != 1 {
		t.Errorf("a write followed a redirect: %v %v", seen, err)
	}
	seen = nil
	if resp, err := tr.Plain().Get("https://mail.example/m/same"); err != nil || resp.StatusCode != 302 || len(seen) != 1 {
		t.Errorf("sign-in followed a redirect: %v %v", seen, err)
	}
}

// TestBrokenAnswersOfARealServer uses a real connection: an answer cut by the connection's end, and sizes beyond the bound.
func TestBrokenAnswersOfARealServer(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		n := asked[r.URL.Path]
		mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/mail.example/m/cut", "/mail.example/m/chunks":
			if n > 1 {
				_, _ = io.WriteString(w, `{"whole":true}`)
				return
			}
			if r.URL.Path == "/mail.example/m/cut" {
				w.Header().Set("Content-Length", "100")
			}
			_, _ = io.WriteString(w, `{"whole":`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		case "/mail.example/m/large":
			_, _ = w.Write(make([]byte, 2000))
		case "/mail.example/m/largechunks":
			for range 20 {
				_, _ = w.Write(make([]byte, 100))
				_ = http.NewResponseController(w).Flush()
			}
		case "/mail.example/m/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = z.Write(make([]byte, 1<<20))
			_ = z.Close()
		}
	}))
	defer server.Close()
	tr := newTransport(t, Config{Gateway: server.URL, MaxBody: 1000})
	var counter Counter
	client := tr.Client(mail(), provider.Caller{}, nil, &counter)
	for _, path := range []string{"cut", "chunks"} {
		resp, err := client.Get("https://mail.example/m/" + path)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(resp.Body); err != nil || string(b) != `{"whole":true}` || resp.ContentLength != int64(len(b)) {
			t.Errorf("%s: %q %v", path, b, err)
		}
	}
	if counter.Requests() != 4 || counter.Units() != 80 || counter.Bytes() < 28 {
		t.Errorf("counted %d requests, %d units, %d bytes", counter.Requests(), counter.Units(), counter.Bytes())
	}
	for _, path := range []string{"large", "largechunks", "bomb"} {
		_, err := client.Get("https://mail.example/m/" + path)
		if apperr.CodeOf(err) != apperr.BadAnswer || asked["/mail.example/m/"+path] != 1 {
			t.Errorf("%s: %v, asked %d times", path, err, asked["/mail.example/m/"+path])
		}
	}
}

func TestSignInAnswersAreBounded(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write(make([]byte, signInMaxBody+1))
	}))
	tr := newTransport(t, Config{Gateway: server.URL})
	if _, err := tr.Plain().Get("https://sign.example/token"); apperr.CodeOf(err) != apperr.BadAnswer {
		t.Errorf("got %v", err)
	}
	server.Close()
	if _, err := tr.Plain().Get("https://sign.example/token"); apperr.CodeOf(err) != apperr.Offline {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", "https://sign.example/token", nil)
	if _, err := tr.Plain().Do(req); apperr.CodeOf(err) != apperr.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestNothingListensAtTheGateway(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	ledger := &notes{}
	tr := newTransport(t, Config{Gateway: server.URL, Ledger: ledger})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "POST", "https://mail.example/m/1", bufio.NewReader(strings.NewReader("x")))
	_, err := tr.Client(mail(), provider.Caller{}, nil, nil).Do(req)
	if apperr.CodeOf(err) != apperr.Offline || !strings.Contains(apperr.From(err).Message, "MIXDOWN_GATEWAY") {
		t.Errorf("got %v", err)
	}
	if len(ledger.hosts)+len(ledger.spent) != 0 {
		t.Errorf("noted what was never sent: %v %v", ledger.hosts, ledger.spent)
	}
}

func TestLiveConnectionOutlivesItsRequest(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		kind, b, err := c.Read(r.Context())
		if err == nil {
			_ = c.Write(r.Context(), kind, b)
		}
	}))
	defer server.Close()
	tr := newTransport(t, Config{Gateway: server.URL})
	c, _, err := websocket.Dial(t.Context(), "wss://mail.example/live?vsn=1", &websocket.DialOptions{HTTPClient: tr.Client(mail(), provider.Caller{}, nil, nil)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	if err := c.Write(t.Context(), websocket.MessageText, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, b, err := c.Read(t.Context()); err != nil || string(b) != "hello" {
		t.Errorf("%q %v", b, err)
	}
}
