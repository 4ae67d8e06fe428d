package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mixdown/backend/apperr"
	"mixdown/backend/steady"
)

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"":                                       "",
		"12 rows of the sheet":                   "12 rows of the sheet",
		"code: needs_sign_in":                    "code: needs_sign_in",
		`{"code": 403}`:                          `{"code": 403}`,
		"key=email_replies n=8":                  "key=email_replies n=8",
		"state=pitch":                            "state=pitch",
		"18c0ffee12345678 read":                  "18c0ffee12345678 read",
		"write to dj@radio.test":                 "write to …@radio.test",
		`"dj mo" <dj.mo+x@radio.test>, b@c.test`: `"dj mo" <…@radio.test>, …@c.test`,
		"dj%40radio.test":                        "…@radio.test",
		"müller@straße.test":                     "…@straße.test",
		"GET https://mail.example/m/1?q=subject:x#f done":              "GET https://mail.example/m/1?[redacted] done",
		"Get \"https://u:pw@mail.example/m\": EOF":                     "Get \"https://mail.example/m\": EOF",
		"/callback?code=4/0AbCd&state=xyz":                             "/callback?[redacted]",
		"Authorization: Bearer ya29.a0Af_x":                            "Authorization: [redacted]",
		`"Authorization":["Basic dXNlcjpwYXNz"]`:                       `"Authorization":[redacted]"Basic [redacted]"]`,
		"map[Authorization:[Bearer abcdef123]]":                        "map[Authorization:[redacted]]]",
		"sent bearer abcdefgh.ijkl":                                    "sent bearer [redacted]",
		"refresh_token=1//0abc-DEF&x=1":                                "refresh_token=[redacted]&x=1",
		`{"access_token":"ya29.x","expires_in":3599}`:                  `{"access_token":[redacted],"expires_in":3599}`,
		`{\"access_token\":\"abc\"}`:                                   `{\"access_token\":[redacted]}`,
		`client_secret: "a \" b"`:                                      `client_secret: [redacted]`,
		"code=4%2F0AbCdEfGh123 next":                                   "code=[redacted] next",
		"code_verifier=short":                                          "code_verifier=[redacted]",
		"apikey 0123456789abcdef0123456789abcdef-us6":                  "apikey [redacted]",
		"GOCSPX-abc_def":                                               "[redacted]",
		"patAbCdEfGhIjKlMn.0123456789abcdef":                           "[redacted]",
		"sb_publishable_abc sb_secret_def":                             "[redacted] [redacted]",
		"eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.":                         "[redacted].",
		"run 0123456789012345678901234567890123456789abc":              "run [redacted]",
		"Cookie: a=b; c=d":                                             "Cookie: [redacted]",
		`oauth2: "invalid_grant" "Token has been expired or revoked."`: `oauth2: "invalid_grant" "Token has been expired or revoked."`,
	} {
		if got := Redact(in); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
}

// TestRedactHidesTokensAnywhere puts a token between words of any kind.
func TestRedactHidesTokensAnywhere(t *testing.T) {
	steady.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Za-z0-9_-]{43}`).Draw(t, "secret")
		form := rapid.SampledFrom([]string{"%s", "Bearer %s", "token=%s", `{"refresh_token":"%s"}`, "https://h.example/p?code=%s", "(%s)", "a/%s/b", "x:%s,", "ya29.%s"}).Draw(t, "form")
		before, after := rapid.StringN(0, 20, -1).Draw(t, "before"), rapid.StringN(0, 20, -1).Draw(t, "after")
		if out := Redact(before + " " + fmt.Sprintf(form, secret) + " " + after); strings.Contains(out, secret) {
			t.Fatalf("still there: %s", out)
		}
	})
}

type speaking struct{ Token, Name string }

type panicking struct{}

func (panicking) String() string { panic("no") }

func TestLogHandler(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(NewLogHandler(NewLogHandler(slog.NewTextHandler(&out, nil))))
	u, _ := url.Parse("https://h.example/p?code=SECRET1SECRET1")
	log = log.With("header", http.Header{"Authorization": {"Bearer SECRET2SECRET2"}}).WithGroup("g")
	var missing *url.URL
	log.Error("token=SECRET3 for dj@radio.test",
		"url", u, "refreshToken", "SECRET4", "client_secret", []byte("SECRET5"), "body", []byte(`{"id_token":"SECRET6"}`),
		"error", apperr.New(apperr.Offline, "No network.", fmt.Errorf("get: %w", errors.New("https://x.example/?k=SECRET7"))),
		slog.Group("deep", "authorization", "SECRET8", "who", "dj@radio.test"), "thing", speaking{"SECRET9", "n"},
		"code", "4/0SECRETA", "state", "SECRETB-9x", "key", "SECRET-C99", "broken", panicking{}, "missing", missing,
		"lazy", slog.AnyValue(lazy{}), "count", 7, "token_count", 3)
	log.InfoContext(context.Background(), "kept", "key", "email_replies", "code", "needs_sign_in", "host", "mail.example", "units", 20)
	for _, bad := range []string{"SECRET", "dj@"} {
		if strings.Contains(out.String(), bad) {
			t.Errorf("%s got through:\n%s", bad, out.String())
		}
	}
	for _, good := range []string{"…@radio.test", "No network. (offline: get:", "https://h.example/p", "g.deep.who", "key=email_replies", "code=needs_sign_in", "host=mail.example", "units=20", "count=7"} {
		if !strings.Contains(out.String(), good) {
			t.Errorf("%s was lost:\n%s", good, out.String())
		}
	}
}

type lazy struct{}

func (lazy) LogValue() slog.Value { return slog.StringValue("password=SECRETD") }
