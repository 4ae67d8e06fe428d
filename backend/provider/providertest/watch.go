package providertest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// watch sees every request that a provider makes, and answers some of them wrongly when told to.
type watch struct {
	t     *testing.T
	hosts []string
	next  http.RoundTripper

	mu       sync.Mutex
	requests int
	opened   int
	closed   int
	fault    *fault
	at       int // the request that the fault hits, counted from 1
	hit      bool
}

// RoundTrip checks the address and passes the request on.
func (w *watch) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" || !allowed(w.hosts, r.URL.Host) {
		w.t.Errorf("a request to %s://%s: not one of Info.Hosts", r.URL.Scheme, r.URL.Host)
	}
	w.mu.Lock()
	w.requests++
	var f *fault
	if w.fault != nil && w.requests == w.at {
		f, w.hit = w.fault, true
	}
	w.mu.Unlock()
	var res *http.Response
	var err error
	if f != nil {
		res, err = f.answer(w.next, r)
	} else {
		res, err = w.next.RoundTrip(r)
	}
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.opened++
	w.mu.Unlock()
	res.Body = &body{ReadCloser: res.Body, w: w}
	return res, nil
}

// arm makes the nth request from now fail.
func (w *watch) arm(f *fault, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault, w.at, w.hit = f, w.requests+n, false
}

// disarm ends the fault and reports whether it was met.
func (w *watch) disarm() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = nil
	return w.hit
}

func (w *watch) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.requests
}

func (w *watch) allClosed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.opened != w.closed {
		w.t.Errorf("%d answers were opened and %d closed", w.opened, w.closed)
	}
}

type body struct {
	io.ReadCloser
	w    *watch
	once sync.Once
}

func (b *body) Close() error {
	b.once.Do(func() {
		b.w.mu.Lock()
		b.w.closed++
		b.w.mu.Unlock()
	})
	return b.ReadCloser.Close()
}

func allowed(hosts []string, host string) bool {
	for _, h := range hosts {
		if h == host {
			return true
		}
		if suffix, ok := strings.CutPrefix(h, "*"); ok && strings.HasSuffix(host, suffix) && !strings.Contains(strings.TrimSuffix(host, suffix), ".") {
			return true
		}
	}
	return false
}

// noneLeft waits until no goroutine runs a provider's code.
func noneLeft(t *testing.T) {
	t.Helper()
	var left string
	for range 200 {
		if left = ofProviders(); left == "" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("a goroutine of the provider is left:\n%s", left)
}

// ofProviders returns the stack of a goroutine in a provider's package, other than a test's own.
func ofProviders() string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for _, stack := range strings.Split(string(stacks), "\n\n") {
		if strings.Contains(stack, "mixdown/backend/provider/") && !strings.Contains(stack, "providertest.") && !strings.Contains(stack, "testing.") {
			return stack
		}
	}
	return ""
}

// cause shows the whole chain of an error that speaks to a person only.
func cause(err error) string {
	var lines []string
	for ; err != nil; err = errors.Unwrap(err) {
		lines = append(lines, fmt.Sprint(err))
	}
	return strings.Join(lines, " ← ")
}
