package provider_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

func toy() provider.Service {
	return provider.Service{
		Name: "toy", Title: "Toy",
		Words: func(body []byte) []string {
			var a struct {
				Word string `json:"word"`
			}
			if json.Unmarshal(body, &a) != nil || a.Word == "" {
				return nil
			}
			return []string{a.Word}
		},
		Map: []provider.Meaning{
			{Word: "over", Code: apperr.QuotaSpent, Say: "Spent."},
			{Status: http.StatusForbidden, Wordless: true, Code: apperr.RateLimited, Say: "Guard."},
			{Status: http.StatusForbidden, Code: apperr.Forbidden, Say: "No."},
			{Status: http.StatusNotFound, Code: apperr.NotFound, Say: "Gone."},
		},
	}
}

// What an answer means: the service's map first, HTTP's status where it is silent, and a page in between is no answer.
func TestWhatARefusalMeans(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		code   apperr.Code
		say    string
	}{
		{http.StatusTooManyRequests, `{"word":"Over it"}`, apperr.QuotaSpent, "Spent."},
		{http.StatusTooManyRequests, `{}`, apperr.RateLimited, "Toy asks for a pause"},
		{http.StatusForbidden, `{"word":"x"}`, apperr.Forbidden, "No."},
		{http.StatusForbidden, ``, apperr.RateLimited, "Guard."},
		{http.StatusForbidden, `<html>`, apperr.RateLimited, "Guard."},
		{http.StatusNotFound, `{"word":"x"}`, apperr.NotFound, "Gone."},
		{http.StatusNotFound, ` <!doctype html>`, apperr.BadAnswer, "login page"},
		{http.StatusUnauthorized, `<html>`, apperr.NeedsSignIn, "mixdown connect toy"},
		{http.StatusBadGateway, `<html>`, apperr.ServiceDown, "a fault just now"},
		{http.StatusTeapot, `{}`, apperr.BadAnswer, "(418)"},
	} {
		err := toy().Refused("call", c.status, []byte(c.body))
		e := apperr.From(err)
		if e.Code != c.code || e.Provider != "toy" || !strings.Contains(e.Message, c.say) {
			t.Errorf("%d %s: %s %q", c.status, c.body, e.Code, e.Message)
		}
		if between := c.code == apperr.BadAnswer && c.status == http.StatusNotFound; provider.IsRefused(err, c.status) == between || provider.IsRefused(err, 1) {
			t.Errorf("%d: the answer is not in the chain of %v", c.status, err)
		}
	}
}

func TestWhatNoAnswerMeans(t *testing.T) {
	known := apperr.For("toy", apperr.QuotaSpent, "known", nil)
	for _, c := range []struct {
		err  error
		code apperr.Code
	}{
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, apperr.Offline},
		{context.DeadlineExceeded, apperr.Offline},
		{known, apperr.QuotaSpent},
		{errors.New("unexpected byte"), apperr.BadAnswer},
	} {
		if got := apperr.CodeOf(toy().Unanswered("call", c.err)); got != c.code {
			t.Errorf("%v: %s, want %s", c.err, got, c.code)
		}
	}
	if err := toy().Unanswered("call", context.Canceled); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestDo(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/echo":
			body := map[string]string{}
			if r.Method == http.MethodPost && r.Header.Get("Content-Type") == "application/json" {
				_ = json.NewDecoder(r.Body).Decode(&body)
			}
			_ = json.NewEncoder(w).Encode(map[string]string{"method": r.Method, "query": r.URL.RawQuery, "sent": body["a"], "extra": r.Header.Get("X-Extra"), "accept": r.Header.Get("Accept")})
		case "/broken":
			_, _ = w.Write([]byte(`{"method":`))
		case "/none":
			w.WriteHeader(http.StatusNoContent)
		default:
			http.Error(w, `{"word":"over"}`, http.StatusTooManyRequests)
		}
	}))
	defer server.Close()
	var got map[string]string
	ask := func(r provider.Request, into any) error { return toy().Do(t.Context(), server.Client(), r, into) }
	err := ask(provider.Request{Call: "echo", Method: http.MethodPost, URL: server.URL + "/echo", Query: map[string][]string{"q": {"1"}},
		Header: http.Header{"X-Extra": {"y"}}, Body: map[string]string{"a": "b"}}, &got)
	if err != nil || got["method"] != "POST" || got["query"] != "q=1" || got["sent"] != "b" || got["extra"] != "y" || got["accept"] != "application/json" {
		t.Errorf("%v %v", got, err)
	}
	if err := ask(provider.Request{Call: "none", URL: server.URL + "/none"}, nil); err != nil {
		t.Error(err)
	}
	if err := ask(provider.Request{Call: "broken", URL: server.URL + "/broken"}, &got); apperr.CodeOf(err) != apperr.BadAnswer {
		t.Error(err)
	}
	if err := ask(provider.Request{Call: "spent", URL: server.URL + "/spent"}, &got); apperr.CodeOf(err) != apperr.QuotaSpent || !provider.IsWord(err, "over") {
		t.Error(err)
	}
	server.Close()
	if err := ask(provider.Request{Call: "gone", URL: server.URL + "/echo"}, &got); apperr.CodeOf(err) != apperr.Offline {
		t.Error(err)
	}
}

func TestTextIsFitToShow(t *testing.T) {
	for given, want := range map[string]string{
		" a\n\tb  c ": "a b c", "x\x1b[31my": "x[31my", "a\u202eb": "ab", "bad\xffbyte": "bad\uFFFDbyte", "ééééé": "éééé…", "": "", "=SUM(A1)": "=SUM…",
	} {
		most := 40
		if strings.HasPrefix(given, "é") || strings.HasPrefix(given, "=") {
			most = 4
		}
		if got := provider.Text(given, most); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	set := func(ids ...string) map[string]bool {
		m := map[string]bool{}
		for _, id := range ids {
			m[id] = true
		}
		return m
	}
	c := provider.CheckResult{Theirs: 3}
	c.Compare(set("a", "c", "b"), set("b", "z", "y"))
	if c.Held != 3 || strings.Join(c.Missing, "") != "ac" || strings.Join(c.Extra, "") != "yz" || c.Theirs-len(c.Missing)+len(c.Extra) != c.Held {
		t.Errorf("%+v", c)
	}
}
