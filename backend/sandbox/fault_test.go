package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

func TestFaults(t *testing.T) {
	s, _ := started(t, Options{})
	b := s.Mailbox("you@label.example")
	for range 60 {
		b.Deliver(Mail("a@b.example", "you@label.example", "x", strings.Repeat("y", 300)))
	}
	client := s.Client("you@label.example", "gmail.readonly")
	const list = "https://gmail.googleapis.com/gmail/v1/users/me/messages"
	ask := func(address string) (int, string, error) {
		req, err := http.NewRequestWithContext(context.Background(), "GET", address, nil)
		if err != nil {
			t.Fatal(err)
		}
		// The transport would take a dropped connection for an idle one that closed and ask again.
		req.Header.Set("Connection", "close")
		resp, err := client.Do(req)
		if err != nil {
			return 0, "", err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body), err
	}

	rule := s.Faults().Add(RateLimited(7 * time.Second))
	resp, err := client.Get(list)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, body := answered(t, resp); status != 429 || resp.Header.Get("Retry-After") != "7" || !strings.Contains(body, "rateLimitExceeded") {
		t.Errorf("%d %v %s", status, resp.Header, body)
	}
	if rule.Hits() != 1 {
		t.Errorf("%d hits", rule.Hits())
	}
	rule.Remove()

	second := ServerError(503)
	second.Path, second.Nth, second.Times = "/gmail/v1/users/me/messages", 2, 1
	s.Faults().Add(second)
	for i, want := range []int{200, 503, 200} {
		if status, _, err := ask(list); status != want || err != nil {
			t.Errorf("request %d: %d %v, want %d", i+1, status, err, want)
		}
	}
	if status, _, _ := ask("https://gmail.googleapis.com/gmail/v1/users/me/profile"); status != 200 {
		t.Errorf("another path: %d", status)
	}
	s.Faults().Clear()

	page := HTMLPage(200)
	page.Path = "/gmail/**"
	s.Faults().Add(page)
	if status, body, _ := ask(list); status != 200 || !strings.HasPrefix(body, "<!DOCTYPE") {
		t.Errorf("%d %s", status, body)
	}
	s.Faults().Clear()

	s.Faults().Add(Fault{Truncate: 40})
	if _, body, err := ask(list); !errors.Is(err, io.ErrUnexpectedEOF) || len(body) != 40 {
		t.Errorf("truncated: %d bytes, %v", len(body), err)
	}
	s.Faults().Clear()

	s.Faults().Add(Fault{Drop: true})
	if _, _, err := ask(list); err == nil {
		t.Error("dropped, and answered")
	}
	s.Faults().Clear()

	// A write whose answer is lost was done all the same.
	s.Spreadsheet("book")
	writer := s.Client("you@label.example", "spreadsheets")
	s.Faults().Add(Fault{Method: "PUT", Lose: true})
	req, err := http.NewRequest("PUT", "https://sheets.googleapis.com/v4/spreadsheets/book/values/Sheet1!A1?valueInputOption=RAW", strings.NewReader(`{"values":[["x"]]}`))
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := writer.Do(req); err == nil {
		resp.Body.Close()
		t.Error("the answer was not lost")
	}
	if got := s.Spreadsheet("book").Cell("Sheet1", "A1"); got != "x" {
		t.Errorf("the write was not done: %q", got)
	}
	s.Faults().Clear()

	// An edit between a read and a write.
	s.Faults().Add(Fault{Method: "PUT", Before: func() { s.Spreadsheet("book").SetCell("Sheet1", "B1", "theirs") }})
	req, _ = http.NewRequest("PUT", "https://sheets.googleapis.com/v4/spreadsheets/book/values/Sheet1!A1?valueInputOption=RAW", strings.NewReader(`{"values":[["y"]]}`))
	resp, err = writer.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	answered(t, resp)
	if a, b := s.Spreadsheet("book").Cell("Sheet1", "A1"), s.Spreadsheet("book").Cell("Sheet1", "B1"); a != "y" || b != "theirs" {
		t.Errorf("%q %q", a, b)
	}
	s.Faults().Clear()

	ctx, cancel := context.WithCancel(context.Background())
	slow := Fault{Latency: time.Hour, Before: func() { t.Error("the wait ended") }, Match: func(*http.Request) bool { cancel(); return true }}
	s.Faults().Add(slow)
	req, _ = http.NewRequestWithContext(ctx, "GET", list, nil)
	if resp, err := client.Do(req); err == nil {
		resp.Body.Close()
		t.Error("an hour passed")
	}
}

func TestInvalidGrantAndRevocation(t *testing.T) {
	s, base := started(t, Options{})
	token := s.Grant("you@label.example", "desk", []string{"gmail.readonly"})
	source := func() error {
		_, err := config(base).TokenSource(context.Background(), &oauth2.Token{RefreshToken: token}).Token()
		return err
	}
	if err := source(); err != nil {
		t.Fatal(err)
	}
	rule := s.Faults().Add(InvalidGrant())
	var refusal *oauth2.RetrieveError
	if err := source(); !errors.As(err, &refusal) || refusal.ErrorCode != "invalid_grant" {
		t.Errorf("%v", err)
	}
	rule.Remove()
	if err := source(); err != nil {
		t.Error(err)
	}
	s.Revoke("you@label.example")
	if err := source(); !errors.As(err, &refusal) || refusal.ErrorCode != "invalid_grant" {
		t.Errorf("%v", err)
	}
}

func TestGateway(t *testing.T) {
	s, base := started(t, Options{})
	s.Handle("*.api.mailchimp.com", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.EscapedPath()+"?"+r.URL.RawQuery)
	}))
	resp, err := http.Get(base + "/us21.api.mailchimp.com/3.0/a%2Fb?count=1")
	if err != nil {
		t.Fatal(err)
	}
	if status, _, body := answered(t, resp); status != 200 || body != "/3.0/a%2Fb?count=1" {
		t.Errorf("%d %q", status, body)
	}
	log := s.Requests().All()
	if len(log) != 1 || log[0].Host != "us21.api.mailchimp.com" || log[0].Status != 200 {
		t.Errorf("%+v", log)
	}
	u, _ := url.Parse(base)
	req, _ := http.NewRequest("GET", base+"/accounts.google.com/o/oauth2/v2/auth", nil)
	req.Host = "rebound.example:" + u.Port()
	resp, err = http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, _ := answered(t, resp); status != 403 {
		t.Errorf("another Host: %d", status)
	}
	if _, err := s.Start(); err == nil {
		t.Error("started twice")
	}
}
