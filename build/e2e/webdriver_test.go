//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// page steers the shipped program's window over WebDriver.
type page struct {
	client  *http.Client
	session string // http://127.0.0.1:PORT/session/ID
}

// freePort returns a port of loopback that is free now.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // a TCP listener has a TCP address
}

// automation compiles the library that lets WebDriver steer the window, and returns the environment that loads it.
func (s *session) automation(t *testing.T, inspector int) []string {
	t.Helper()
	flags, err := exec.Command("pkg-config", "--cflags", "--libs", "webkit2gtk-4.1").Output()
	if err != nil {
		t.Fatalf("pkg-config: %v", err)
	}
	lib := filepath.Join(s.home, "automate.so")
	args := append([]string{"-shared", "-fPIC", "-o", lib, "testdata/automate.c"}, strings.Fields(string(flags))...)
	if out, err := exec.Command("gcc", args...).CombinedOutput(); err != nil {
		t.Fatalf("gcc: %v\n%s", err, out)
	}
	return []string{"LD_PRELOAD=" + lib, fmt.Sprintf("WEBKIT_INSPECTOR_SERVER=127.0.0.1:%d", inspector)}
}

// openPage starts a program and attaches to its window. The environment is the session's, with more.
func (s *session) openPage(t *testing.T, more []string, name string, args ...string) (*process, *page) {
	t.Helper()
	inspector, port := freePort(t), freePort(t)
	p := start(t, s.env(append(s.automation(t, inspector), more...)...), name, args...)
	// The driver attaches once, so the window must be listening before it starts.
	await(t, soon, "the window's inspector", func() bool { return answers(inspector) })
	start(t, s.env(), "WebKitWebDriver", fmt.Sprintf("--port=%d", port), "--host=127.0.0.1", fmt.Sprintf("--target=127.0.0.1:%d", inspector))
	await(t, soon, "the driver", func() bool { return answers(port) })

	w := &page{client: &http.Client{Timeout: 20 * time.Second}, session: fmt.Sprintf("http://127.0.0.1:%d/session", port)}
	var made struct{ SessionID string }
	await(t, late, "a session with the window", func() bool {
		return w.call("POST", "", map[string]any{"capabilities": map[string]any{}}, &made) == nil && made.SessionID != ""
	})
	w.session += "/" + made.SessionID
	return p, w
}

func answers(port int) bool {
	c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
	if err == nil {
		_ = c.Close()
	}
	return err == nil
}

// call sends one command and puts its value into out.
func (w *page) call(method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, w.session+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := w.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 8<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("webdriver %s: %s: %.300s", path, resp.Status, answer)
	}
	return json.Unmarshal(answer, &struct{ Value any }{out})
}

// run runs a piece of JavaScript in the page and returns what it returns.
func (w *page) run(script string, args ...any) (any, error) {
	if args == nil {
		args = []any{}
	}
	var value any
	err := w.call("POST", "/execute/sync", map[string]any{"script": script, "args": args}, &value)
	return value, err
}

// text is what the page shows.
func (w *page) text() string {
	v, _ := w.run("return document.body.innerText")
	s, _ := v.(string)
	return s
}

// shows waits until the page's text holds all of these.
func (w *page) shows(t *testing.T, texts ...string) {
	t.Helper()
	var seen, missing string
	defer func() {
		if t.Failed() {
			t.Logf("the page shows:\n%s", seen)
		}
	}()
	await(t, late, "the page to show "+strings.Join(texts, ", "), func() bool {
		seen = w.text()
		for _, missing = range texts {
			if !strings.Contains(seen, missing) {
				return false
			}
		}
		return true
	})
}

// has waits until a CSS selector finds an element that takes up room; what names it in a failure.
func (w *page) has(t *testing.T, what, selector string) {
	t.Helper()
	await(t, late, what, func() bool {
		wide, err := w.run("return document.querySelector(arguments[0])?.clientWidth > 0", selector)
		return err == nil && wide == true
	})
}

// press clicks the visible element that a CSS selector finds and whose text or label holds name, as the pointer would.
func (w *page) press(t *testing.T, selector, name string) {
	t.Helper()
	const script = `
		const [selector, name] = arguments;
		const found = [...document.querySelectorAll(selector)].find((e) =>
			!e.disabled && e.getClientRects().length > 0 && ((e.getAttribute("aria-label") ?? "") + "\n" + e.innerText).includes(name));
		found?.scrollIntoView({ block: "center" });
		return found ?? null;`
	const element = "element-6066-11e4-a52e-4f735466cecf" // the key of https://www.w3.org/TR/webdriver2/#elements
	var last error
	await(t, soon, selector+" "+name+" to press", func() bool {
		v, err := w.run(script, selector, name)
		found, _ := v.(map[string]any)
		id, _ := found[element].(string)
		if id == "" {
			last = err
			return false
		}
		last = w.call("POST", "/element/"+id+"/click", map[string]any{}, &struct{}{})
		return last == nil
	})
	if last != nil {
		t.Fatalf("press %s: %v", name, last)
	}
}

// key presses a key, by its code of https://www.w3.org/TR/webdriver2/#keyboard-actions.
func (w *page) key(code string) error {
	keys := []map[string]any{{"type": "keyDown", "value": code}, {"type": "keyUp", "value": code}}
	source := map[string]any{"type": "key", "id": "keyboard", "actions": keys}
	return w.call("POST", "/actions", map[string]any{"actions": []any{source}}, &struct{}{})
}
