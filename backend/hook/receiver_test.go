package hook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"mixdown/backend/apperr"
)

var at = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var secrets = Secrets{Drive: "channel-secret", MailchimpPath: "path-secret", Mailchimp: "signing-secret", Airtable: []string{base64.StdEncoding.EncodeToString([]byte("another")), base64.StdEncoding.EncodeToString([]byte("mac-secret"))}}

// receiver returns a Receiver with secrets.
func receiver(s Secrets, wake func(string), log *slog.Logger) *Receiver {
	return New(Config{Secrets: func() Secrets { return s }, Wake: wake, Now: func() time.Time { return at }, Log: log})
}

func sum(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

type try struct {
	method, path, body string
	header             map[string]string
}

func (x try) send(v *Receiver) int {
	r := httptest.NewRequest(x.method, x.path, strings.NewReader(x.body))
	for k, val := range x.header {
		r.Header.Set(k, val)
	}
	w := httptest.NewRecorder()
	v.ServeHTTP(w, r)
	return w.Code
}

func driveNotice(number string) try {
	return try{"POST", "/drive", "", map[string]string{"X-Goog-Channel-ID": "c1", "X-Goog-Message-Number": number, "X-Goog-Channel-Token": "channel-secret", "X-Goog-Resource-State": "update"}}
}

func mailchimpNotice(body string, when time.Time) try {
	stamp := fmt.Sprint(when.Unix())
	return try{"POST", "/mailchimp/path-secret", body, map[string]string{"X-Mailchimp-Signature": "t=" + stamp + ",v1=" + sum("signing-secret", stamp+"."+body)}}
}

func airtableNotice(body string) try {
	return try{"POST", "/airtable", body, map[string]string{"X-Airtable-Content-MAC": "hmac-sha256=" + sum("mac-secret", body)}}
}

func with(x try, name, value string) try {
	h := map[string]string{}
	for k, v := range x.header {
		h[k] = v
	}
	h[name] = value
	x.header = h
	return x
}

func TestReceiver(t *testing.T) {
	const form = "type=subscribe&fired_at=2026-11-22+11%3A59%3A00&data%5Bemail%5D=dj%40radio.example"
	altered := mailchimpNotice(form, at)
	altered.body += "&x=1"
	post := func(path string) try { return try{method: "POST", path: path} }
	for name, c := range map[string]struct {
		sent []try
		code int // of the last
		want []string
	}{
		"drive":                     {[]try{driveNotice("2")}, 204, []string{"sheets"}},
		"drive, twice":              {[]try{driveNotice("2"), driveNotice("2")}, 204, []string{"sheets"}},
		"drive, two":                {[]try{driveNotice("2"), driveNotice("3")}, 204, []string{"sheets", "sheets"}},
		"drive opens":               {[]try{with(driveNotice("1"), "X-Goog-Resource-State", "sync")}, 204, nil},
		"drive, wrong token":        {[]try{with(driveNotice("2"), "X-Goog-Channel-Token", "guess")}, 404, nil},
		"drive, no token":           {[]try{with(driveNotice("2"), "X-Goog-Channel-Token", "")}, 404, nil},
		"mailchimp":                 {[]try{mailchimpNotice(form, at)}, 204, []string{"mailchimp"}},
		"mailchimp, sent again":     {[]try{mailchimpNotice(form, at), mailchimpNotice(form, at.Add(time.Minute))}, 204, []string{"mailchimp"}},
		"mailchimp asks":            {[]try{{method: "GET", path: "/mailchimp/path-secret"}}, 204, nil},
		"mailchimp, wrong path":     {[]try{{method: "GET", path: "/mailchimp/guess"}}, 404, nil},
		"mailchimp, no signature":   {[]try{{method: "POST", path: "/mailchimp/path-secret", body: form}}, 404, nil},
		"mailchimp, altered":        {[]try{altered}, 404, nil},
		"mailchimp, an old one":     {[]try{mailchimpNotice(form, at.Add(-time.Hour))}, 404, nil},
		"airtable":                  {[]try{airtableNotice(`{"base":{"id":"app1"}}`)}, 204, []string{"airtable"}},
		"airtable, wrong signature": {[]try{with(airtableNotice(`{}`), "X-Airtable-Content-MAC", "hmac-sha256="+sum("guess", `{}`))}, 404, nil},
		"airtable, no signature":    {[]try{post("/airtable")}, 404, nil},
		"another address":           {[]try{post("/gmail")}, 404, nil},
		"too large":                 {[]try{airtableNotice(strings.Repeat("x", maxNotice+1))}, 413, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var woken []string
			var log strings.Builder
			v := receiver(secrets, func(p string) { woken = append(woken, p) }, slog.New(slog.NewTextHandler(&log, nil)))
			code := 0
			for _, x := range c.sent {
				code = x.send(v)
			}
			if code != c.code || !slices.Equal(woken, c.want) {
				t.Errorf("status %d, woken %v; want %d, %v", code, woken, c.code, c.want)
			}
			for _, word := range []string{"secret", "radio.example", "app1"} {
				if strings.Contains(log.String(), word) {
					t.Errorf("the log holds %q", word)
				}
			}
		})
	}
}

func TestClosedDoors(t *testing.T) {
	v := receiver(Secrets{Airtable: []string{"", "!"}}, func(p string) { t.Errorf("%s was woken without a secret", p) }, slog.New(slog.DiscardHandler))
	empty := sum("", "{}")
	for _, x := range []try{with(driveNotice("2"), "X-Goog-Channel-Token", ""), {method: "POST", path: "/mailchimp/"}, {method: "POST", path: "/airtable", body: "{}", header: map[string]string{"X-Airtable-Content-MAC": "hmac-sha256=" + empty}}} {
		if code := x.send(v); code != http.StatusNotFound {
			t.Errorf("%s: %d", x.path, code)
		}
	}
}

func TestFlood(t *testing.T) {
	v := receiver(secrets, func(string) {}, slog.New(slog.DiscardHandler))
	refused := 0
	for i := range 200 {
		if driveNotice(fmt.Sprint(i)).send(v) == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 100 {
		t.Errorf("only %d of 200 were refused", refused)
	}
	for i := range 3 * remembered {
		v.first("drive", []byte(fmt.Sprint(i)))
	}
	if len(v.seen) > remembered || len(v.order) > remembered {
		t.Errorf("%d notices are remembered", len(v.seen))
	}
}

func TestServe(t *testing.T) {
	for _, bad := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "nonsense", "example.com:80"} {
		if err := Serve(t.Context(), bad, http.NotFoundHandler(), func(string) {}); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
	bell := NewBell()
	v := receiver(secrets, bell.Wake, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	where, done, synced := make(chan string, 1), make(chan error, 1), make(chan []string, 4)
	go func() { done <- Serve(ctx, "127.0.0.1:0", v, func(a string) { where <- a }) }()
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		bell.Answer(ctx, func(_ context.Context, list []string) { synced <- list })
	}()
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+<-where+"/airtable", strings.NewReader("{}"))
	req.Header.Set("X-Airtable-Content-MAC", "hmac-sha256="+sum("mac-secret", "{}"))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if list := <-synced; !slices.Equal(list, []string{"airtable"}) {
		t.Errorf("synced %v", list)
	}
	cancel()
	<-answered
	if err := <-done; err != nil {
		t.Error(err)
	}
}
