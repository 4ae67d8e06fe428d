package mirror

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
)

// clicked is what a browser brings to the loopback address when it opens a page of the project.
func (b *bench) clicked(page string) url.Values {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, page, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := b.plain().Transport.RoundTrip(req) // one step: the redirect is the answer
	if err != nil {
		b.t.Fatal(err)
	}
	_ = resp.Body.Close()
	to, err := resp.Location()
	if err != nil {
		b.t.Fatalf("%s: status %d, no redirect", page, resp.StatusCode)
	}
	return to.Query()
}

func (b *bench) signIn(email string) *SignIn {
	return &SignIn{Project: b.project, Email: email, Redirect: "http://127.0.0.1:47801/callback?state=abc", HTTP: b.plain(), Now: b.now}
}

func TestSignInByLink(t *testing.T) {
	b := newBench(t)
	in := b.signIn("link@label.example")
	if err := in.SendMail(t.Context()); err != nil {
		t.Fatal(err)
	}
	link := b.remote.Link("link@label.example")
	answer := b.clicked(link)
	if answer.Get("state") != "abc" || answer.Get("code") == "" {
		t.Fatalf("the link came back with %v", answer)
	}
	stolen := b.signIn("link@label.example") // whoever sees the answer has no verifier
	stolen.NewVerifier()
	if _, err := stolen.FinishAnswer(t.Context(), answer); apperr.CodeOf(err) != apperr.SignInFailed {
		t.Errorf("without the verifier: %v", err)
	}
	s, err := in.FinishAnswer(t.Context(), answer)
	if err != nil {
		t.Fatal(err)
	}
	if s.Email != "link@label.example" || s.User == "" || s.Secret.RefreshToken == "" {
		t.Errorf("user %q, email %q", s.User, s.Email)
	}
	if _, err := in.FinishAnswer(t.Context(), answer); apperr.CodeOf(err) != apperr.SignInFailed {
		t.Errorf("the same answer again: %v", err)
	}
	if again := b.clicked(link); again.Get("error_code") != "otp_expired" {
		t.Errorf("the link a second time: %v", again)
	} else if _, err := in.FinishAnswer(t.Context(), again); apperr.CodeOf(err) != apperr.SignInFailed {
		t.Errorf("the refusal: %v", err)
	}
}

// TestCodeBesideLink: a mail may bring both, and the code is good although a challenge went along.
func TestCodeBesideLink(t *testing.T) {
	b := newBench(t)
	in := b.signIn("both@label.example")
	if err := in.SendMail(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Finish(t.Context(), b.remote.Code("both@label.example")); err != nil {
		t.Fatal(err)
	}
	if contains(b.traffic.text(), in.verifier) {
		t.Error("the verifier left before there was a code to prove")
	}
}

func TestSignInWithService(t *testing.T) {
	b := newBench(t)
	in := b.signIn("")
	if _, err := in.Page(t.Context(), "github"); apperr.CodeOf(err) != apperr.SignInFailed || !strings.Contains(apperr.From(err).Message, "by mail") {
		t.Errorf("a service that is off: %v", err)
	}
	b.remote.AllowService("github", "you@github.example")
	page, err := in.Page(t.Context(), "github")
	if err != nil {
		t.Fatal(err)
	}
	if u, err := url.Parse(page); err != nil || u.Query().Get("code_challenge") != oauth2.S256ChallengeFromVerifier(in.verifier) || strings.Contains(page, in.verifier) {
		t.Errorf("page %s", page)
	}
	s, err := in.FinishAnswer(t.Context(), b.clicked(page))
	if err != nil || s.Email != "you@github.example" {
		t.Fatalf("%q, %v", s.Email, err)
	}
	for _, refused := range []url.Values{{"error": {"access_denied"}}, {"error": {"server_error"}, "error_code": {"unexpected_failure"}}, {"error": {"x"}}} {
		if _, err := in.FinishAnswer(t.Context(), refused); apperr.CodeOf(err) != apperr.SignInFailed && apperr.CodeOf(err) != apperr.ConsentRefused {
			t.Errorf("%v: %v", refused, err)
		}
	}
}

// stalled answers with a body that never comes.
type stalled struct{}

func (stalled) RoundTrip(req *http.Request) (*http.Response, error) {
	near, far := io.Pipe()
	context.AfterFunc(req.Context(), func() { _ = far.CloseWithError(req.Context().Err()) })
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: near, Request: req}, nil
}

// TestLibrariesEnd fences that Supabase's libraries know no time limit and no context: a call of theirs ends with ours.
func TestLibrariesEnd(t *testing.T) {
	p := Project{URL: "https://abc.supabase.co", Key: "sb_publishable_x"}
	c, l, err := p.signIn(t.Context(), stalled{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	l.limit = 20 * time.Millisecond
	_, err = c.RefreshToken("x")
	if err := l.outcome(err); apperr.CodeOf(err) != apperr.ServiceDown || StateOf(err) != StateDown {
		t.Errorf("an answer that never comes: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	rest, l := p.tables(ctx, stalled{}, time.Now)
	done := make(chan error, 1)
	go func() {
		_, _, err := rest.From("agent_sessions").Select("id", "", false).Execute()
		done <- l.outcome(err)
	}()
	cancel()
	select {
	case err := <-done:
		if err == nil {
			t.Error("stopped, and no error")
		}
	case <-time.After(20 * time.Second):
		t.Error("the call goes on after its context ended")
	}
}

// TestStrictSignIn holds the stand-in to GoTrue's rules: half a challenge, a plain one, a redirect elsewhere, an old flow.
func TestStrictSignIn(t *testing.T) {
	b := newBench(t)
	in := b.signIn("strict@label.example")
	verifier := oauth2.GenerateVerifier()
	for name, body := range map[string]map[string]string{
		"no method": {"email": in.Email, "code_challenge": oauth2.S256ChallengeFromVerifier(verifier)},
		"plain":     {"email": in.Email, "code_challenge": verifier, "code_challenge_method": "plain"},
		"too short": {"email": in.Email, "code_challenge": "abc", "code_challenge_method": "s256"},
	} {
		if err := in.ask(t.Context(), http.MethodPost, "/otp", body, nil); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	in.Redirect = "https://elsewhere.example/callback"
	if err := in.SendMail(t.Context()); err != nil {
		t.Fatal(err)
	}
	link, err := url.Parse(b.remote.Link(in.Email))
	if err != nil || strings.Contains(link.Query().Get("redirect_to"), "elsewhere") {
		t.Errorf("a mail leads to %s", link.Query().Get("redirect_to"))
	}
	in = b.signIn("late@label.example")
	if err := in.SendMail(t.Context()); err != nil {
		t.Fatal(err)
	}
	answer := b.clicked(b.remote.Link(in.Email))
	in.verifier = ""
	if _, err := in.FinishAnswer(t.Context(), answer); err == nil {
		t.Error("no verifier, and a session")
	}
}
