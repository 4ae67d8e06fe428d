package sandbox

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// tunnels lead public addresses to servers on this computer, and carry the notices of the stand-in services there.
type tunnels struct {
	mu    sync.Mutex
	to    map[string]string // public address → local one
	sent  sync.WaitGroup
	ended bool
}

// Tunnel leads a public address, such as https://tunnel.example, to one on this computer.
func (w *World) Tunnel(public, local string) {
	w.tunnels.mu.Lock()
	defer w.tunnels.mu.Unlock()
	if w.tunnels.to == nil {
		w.tunnels.to = map[string]string{}
	}
	w.tunnels.to[public] = local
}

// reach asks an address behind a tunnel, as a service on the web does; 0 where nobody answers.
func (t *tunnels) reach(method, address string, header map[string]string, body []byte) int {
	t.mu.Lock()
	local := ""
	for public, to := range t.to {
		if rest, ok := strings.CutPrefix(address, public); ok {
			local = to + rest
		}
	}
	t.mu.Unlock()
	if local == "" {
		return 0
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, local, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// tell sends a notice in the background; Server.Close waits for it.
func (t *tunnels) tell(address string, header map[string]string, body []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return
	}
	t.sent.Go(func() { t.reach(http.MethodPost, address, header, body) })
}

func (t *tunnels) end() {
	t.mu.Lock()
	t.ended = true
	t.mu.Unlock()
	t.sent.Wait()
}
