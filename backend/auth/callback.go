package auth

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

const (
	callbackPath = "/callback"
	// callbackConns bounds what a hostile program on this machine can hold open.
	callbackConns = 64
	// callbackWait is how long the browser waits for the exchange behind it.
	callbackWait = 45 * time.Second
)

// fixedPorts are the redirect ports to register where a service compares the address exactly.
func fixedPorts() []int { return []int{43117, 43118, 43119} }

// callback is the loopback server of one sign-in. It takes exactly one answer that carries the state.
type callback struct {
	host   string // "127.0.0.1:PORT", what the Host header must be
	state  string
	server *http.Server
	served chan error

	answers chan url.Values // the one answer
	ended   chan struct{}   // closed when page is set
	page    closing

	mu   sync.Mutex
	used bool
}

// listen starts the server.
func listen(ctx context.Context, info provider.Info, state string) (*callback, error) {
	listener, err := openPort(ctx, info)
	if err != nil {
		return nil, err
	}
	c := &callback{
		host: listener.Addr().String(), state: state,
		served: make(chan error, 1), answers: make(chan url.Values, 1), ended: make(chan struct{}),
	}
	c.server = &http.Server{
		Handler:           http.HandlerFunc(c.serve),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       5 * time.Second,
		WriteTimeout:      callbackWait + 5*time.Second,
		IdleTimeout:       5 * time.Second,
		MaxHeaderBytes:    16 << 10,
		// What other programs send here is noise, and may hold a code.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	c.server.SetKeepAlivesEnabled(false)
	go func() { c.served <- c.server.Serve(netutil.LimitListener(listener, callbackConns)) }()
	return c, nil
}

func openPort(ctx context.Context, info provider.Info) (net.Listener, error) {
	ports := []int{0}
	if info.Auth.FixedPorts {
		ports = fixedPorts()
	}
	var lc net.ListenConfig
	var last error
	for _, port := range ports {
		l, err := lc.Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return l, nil
		}
		last = err
	}
	sentence := "No port on 127.0.0.1 could be opened for the answer of the sign-in. Check the firewall or security software of this computer."
	code := apperr.SignInFailed
	if info.Auth.FixedPorts {
		sentence = "The ports 43117, 43118 and 43119 are all in use, and " + title(info) + " answers to no other. Close the program that holds them (another sign-in of Mixdown?), and connect again."
		code = apperr.Busy
	}
	return nil, apperr.For(info.Name, code, sentence, fmt.Errorf("auth: listen: %w", last))
}

// redirect is the address that the consent page sends the browser to.
func (c *callback) redirect() string { return "http://" + c.host + callbackPath }

// serve answers one request. Nothing but a GET of the callback with the right state changes anything.
func (c *callback) serve(w http.ResponseWriter, r *http.Request) {
	// A page elsewhere can point a name of its own at this machine; its Host header tells it apart.
	if r.Host != c.host {
		closing{http.StatusMisdirectedRequest, false, "Wrong address", "This is not the address of a sign-in."}.write(w)
		return
	}
	if r.URL.Path != callbackPath {
		closing{http.StatusNotFound, false, "Nothing here", "This address only takes the answer of a sign-in."}.write(w)
		return
	}
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		closing{http.StatusMethodNotAllowed, false, "Not possible", "This address only takes the answer of a sign-in."}.write(w)
		return
	}
	values, refusal := c.accept(r.URL.RawQuery)
	if refusal != nil {
		refusal.write(w)
		return
	}
	c.answers <- values
	timer := time.NewTimer(callbackWait)
	defer timer.Stop()
	select {
	case <-c.ended:
		c.page.write(w)
	case <-timer.C:
		failedPage("The sign-in takes long. Look into Mixdown for how it ended.").write(w)
	case <-r.Context().Done():
	}
}

// accept checks an answer and uses the state up. A wrong answer leaves the sign-in waiting for the right one.
func (c *callback) accept(query string) (url.Values, *closing) {
	forged := &closing{http.StatusBadRequest, false, "Not the answer that was expected", "This answer does not belong to the sign-in that Mixdown waits for, so it was ignored. Finish the sign-in in the tab that Mixdown opened, or start it again."}
	values, err := url.ParseQuery(query)
	if err != nil || len(values["state"]) != 1 || len(values["code"]) > 1 || len(values["error"]) > 1 || len(values["iss"]) > 1 {
		return nil, forged
	}
	if subtle.ConstantTimeCompare([]byte(values.Get("state")), []byte(c.state)) != 1 {
		return nil, forged
	}
	if values.Get("code") == "" && values.Get("error") == "" {
		return nil, forged
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.used {
		return nil, &closing{http.StatusGone, false, "Already used", "This sign-in was answered already. You can close this tab; Mixdown shows how it ended."}
	}
	c.used = true
	return values, nil
}

// expire uses the state up, so that an answer after it is told that it is late.
func (c *callback) expire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used = true
}

// end shows page to the browser that waits, closes the server and waits for it.
func (c *callback) end(page closing) error {
	c.expire()
	c.page = page
	close(c.ended)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err := c.server.Shutdown(ctx)
	if err != nil {
		// A client that does not read its page does not hold the sign-in up.
		err = c.server.Close()
	}
	if served := <-c.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
