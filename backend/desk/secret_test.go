package desk_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

// wiretap remembers every secret that goes through the gateway: tokens, codes, verifiers, client secrets.
type wiretap struct {
	mu      sync.Mutex
	secrets map[string]string // to where it was seen
}

func (w *wiretap) note(where string, values ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.secrets == nil {
		w.secrets = map[string]string{}
	}
	for _, v := range values {
		if len(v) > 8 {
			w.secrets[v] = where
		}
	}
}

func (w *wiretap) all() map[string]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[string]string{}
	for k, v := range w.secrets {
		out[k] = v
	}
	return out
}

// tap stands before a gateway.
func (w *wiretap) tap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			w.note("a request", token)
		}
		if !strings.HasSuffix(r.URL.Path, "/token") && !strings.HasSuffix(r.URL.Path, "/revoke") {
			next.ServeHTTP(rw, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusBadRequest)
			return
		}
		if form, err := url.ParseQuery(string(body)); err == nil {
			for _, name := range []string{"code", "code_verifier", "client_secret", "refresh_token", "token"} {
				w.note("the form of "+r.URL.Path, form[name]...)
			}
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		var fields map[string]any
		if json.Unmarshal(answer.Body.Bytes(), &fields) == nil {
			for _, name := range []string{"access_token", "refresh_token", "id_token"} {
				if s, ok := fields[name].(string); ok {
					w.note("the answer of "+r.URL.Path, s)
				}
			}
		}
		for k, v := range answer.Header() {
			rw.Header()[k] = v
		}
		rw.WriteHeader(answer.Code)
		_, _ = rw.Write(answer.Body.Bytes())
	})
}

// answers are the JSON of everything that a face can ask for.
func answers(t *testing.T, d *desk.Desk, c campaign.Campaign) map[string]string {
	t.Helper()
	ctx := t.Context()
	out := map[string]string{}
	add := func(name string, v any, err error) {
		t.Helper()
		out[name] = asJSON(t, v)
		if err != nil { // what the person would read
			out[name+" failed"] = err.Error() + asJSON(t, apperr.From(err).Message)
		}
	}
	boot, err := d.Boot(ctx)
	add("boot", boot, err)
	conns, err := d.Connections(ctx)
	add("connections", conns, err)
	status, err := d.Status(ctx)
	add("status", status, err)
	m, err := d.Metrics(ctx, c, "")
	add("metrics", m, err)
	for _, x := range m.Metrics {
		e, err := d.Evidence(ctx, c, x.Key, "")
		add("evidence "+x.Key, e, err)
		h, err := d.History(ctx, c, x.Key)
		add("history "+x.Key, h, err)
	}
	log, err := d.Log(ctx, 0)
	add("log", log, err)
	hosts, err := d.Hosts(ctx)
	add("hosts", hosts, err)
	settings, err := d.Settings(ctx)
	add("settings", settings, err)
	add("doctor", d.Doctor(ctx), nil)
	replies, err := d.NewReplies(ctx, c)
	add("replies", replies, err)
	follow, err := d.Followups(ctx, c)
	add("followups", follow, err)
	contacts, err := d.Contacts(ctx, c, desk.ContactFilter{})
	add("contacts", contacts, err)
	changes, err := d.Changes(ctx, c, "")
	add("changes", changes, err)
	campaigns, err := d.Campaigns(ctx)
	add("campaigns", campaigns, err)
	profile, err := d.Profile(ctx)
	add("profile", profile, err)
	return out
}

// No secret that was ever issued, sent or typed in is in a file, in the log, or in any answer.
func TestSecretsStayInTheKeychain(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	res := good(t, d, c)
	w.server.ExpireAccess() // a refresh brings new tokens
	good(t, d, c)
	found := []string{asJSON(t, res)}
	all := answers(t, d, c)
	for name, a := range all {
		if strings.HasSuffix(name, " failed") {
			t.Errorf("%s: %s", name, a)
		}
		found = append(found, a)
	}
	// What goes wrong may not tell them either.
	w.server.Faults().Add(sandbox.InvalidGrant())
	w.server.ExpireAccess()
	found = append(found, asJSON(t, sync1(t, d, c)))
	w.server.Faults().Clear()
	w.server.Consent().Refuse()
	if _, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "gmail", Client: client}); err != nil {
		found = append(found, err.Error())
	}
	for _, a := range answers(t, d, c) {
		found = append(found, a)
	}
	w.server.Consent().AutoApprove()
	connect(t, d, "gmail")
	conn, err := d.Disconnect(t.Context(), "gmail", true)
	must(t, err)
	found = append(found, asJSON(t, conn))

	secrets := w.seen.all()
	secrets[client.Secret] = "the client's secret"
	if len(secrets) < 8 {
		t.Fatalf("only %d secrets went through the gateway: %v", len(secrets), secrets)
	}
	for secret, where := range secrets {
		for _, text := range found {
			if strings.Contains(text, secret) {
				t.Errorf("an answer holds a secret that was seen in %s: %.200s", where, text)
			}
		}
	}
	files := 0
	must(t, filepath.WalkDir(w.home, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		for secret, where := range secrets {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds a secret that was seen in %s", filepath.Base(path), where)
			}
		}
		if bytes.Contains(content, []byte("Stream and download")) { // in every pitch of the story
			t.Errorf("%s holds the body of a mail", filepath.Base(path))
		}
		return err
	}))
	if files < 2 {
		t.Errorf("only %d files were looked at", files)
	}
}

// The log tells what was asked, without what was asked for.
func TestLogHasNoAddressesOfOthers(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	w.server.Faults().Add(sandbox.HTMLPage(200))
	if res := sync1(t, d, c); res.Success {
		t.Error("a page in place of an answer was taken for one")
	}
	w.server.Faults().Clear()
	good(t, d, c)
	content, err := os.ReadFile(filepath.Join(w.home, "logs", "mixdown.log"))
	must(t, err)
	if len(content) == 0 {
		t.Fatal("nothing was logged")
	}
	for _, who := range append(w.facts.Replied, w.facts.Due...) {
		if bytes.Contains(content, []byte(who)) {
			t.Errorf("the log names %s", who)
		}
	}
}
