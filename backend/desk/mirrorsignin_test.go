package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/mirror"
	"mixdown/backend/sandbox"
)

// click opens a page of the project as the person's browser does, redirects and all.
func (o *office) click(page string) (int, error) {
	req, err := http.NewRequestWithContext(o.t.Context(), http.MethodGet, o.url+"/"+strings.TrimPrefix(page, "https://"), nil)
	if err != nil {
		return 0, err
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

func (o *office) request() desk.MirrorRequest {
	return desk.MirrorRequest{URL: o.remote.URL(), Key: sandbox.SupabaseKey, Email: "you@label.example"}
}

func TestConnectMirrorByLink(t *testing.T) {
	o := newOffice(t)
	if _, err := o.desk.WaitMirror(t.Context()); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("nothing is under way: %v", err)
	}
	if err := o.desk.SendMirrorCode(t.Context(), o.request()); err != nil {
		t.Fatal(err)
	}
	old := o.remote.Link("you@label.example")
	if err := o.desk.SendMirrorCode(t.Context(), o.request()); err != nil { // the mail did not come: another
		t.Fatal(err)
	}
	if status, err := o.click(old); err == nil && status == http.StatusOK {
		t.Error("an older mail's link signs in")
	}
	done := make(chan error, 1)
	go func() {
		if status, err := o.click(o.remote.Link("you@label.example")); err != nil || status != http.StatusOK {
			t.Errorf("the browser ends at status %d, %v", status, err)
		}
		done <- nil
	}()
	c, err := o.desk.WaitMirror(t.Context())
	if err != nil || c.Provider != mirror.Name || c.Account != "you@label.example" || c.Status != "paused" {
		t.Fatalf("%+v, %v", c, err)
	}
	<-done
	if _, err := o.desk.FinishMirror(t.Context(), "123456"); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("it is over: %v", err)
	}
	if s := o.mirrorStatus(); !s.Connected || s.On {
		t.Errorf("connected %v, on %v", s.Connected, s.On)
	}
}

// TestLeftMirrorSignIn: whoever waits is told when the sign-in ends another way, and closing waits for nobody.
func TestLeftMirrorSignIn(t *testing.T) {
	o := newOffice(t)
	wait := func(end func()) error {
		if err := o.desk.SendMirrorCode(t.Context(), o.request()); err != nil {
			t.Fatal(err)
		}
		waited := make(chan error, 1)
		go func() { _, err := o.desk.WaitMirror(t.Context()); waited <- err }()
		end()
		return <-waited
	}
	code := func() {
		if _, err := o.desk.FinishMirror(t.Context(), o.remote.Code("you@label.example")); err != nil {
			t.Error(err)
		}
	}
	ended := func(err error) bool { // it may not have begun to wait yet
		return apperr.CodeOf(err) == apperr.Canceled || apperr.CodeOf(err) == apperr.Invalid
	}
	if err := wait(code); !ended(err) {
		t.Errorf("by the code: %v", err)
	}
	if err := wait(o.desk.CancelMirror); !ended(err) {
		t.Errorf("left: %v", err)
	}
	if err := wait(func() { _ = o.desk.Close() }); !ended(err) {
		t.Errorf("closed: %v", err)
	}
}

func TestConnectMirrorWithService(t *testing.T) {
	o := newOffice(t)
	req := o.request()
	req.Email, req.With, req.OpenBrowser = "", "github", follow
	if err := o.desk.SendMirrorCode(t.Context(), req); apperr.CodeOf(err) != apperr.SignInFailed {
		t.Errorf("a service that is off: %v", err)
	}
	o.remote.AllowService("github", "you@github.example")
	if list, err := o.desk.MirrorServices(t.Context(), req); err != nil || len(list) != 1 || list[0] != "github" {
		t.Errorf("services %v, %v", list, err)
	}
	if err := o.desk.SendMirrorCode(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	c, err := o.desk.WaitMirror(t.Context())
	if err != nil || c.Account != "you@github.example" {
		t.Errorf("%+v, %v", c, err)
	}
	req.OpenBrowser = func(string) error { return http.ErrServerClosed }
	if err := o.desk.SendMirrorCode(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.WaitMirror(t.Context()); apperr.CodeOf(err) != apperr.SignInFailed {
		t.Errorf("no browser: %v", err)
	}
}
