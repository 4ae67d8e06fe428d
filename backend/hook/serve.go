package hook

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"mixdown/backend/apperr"
)

// ParseListen checks that an address is one of this computer alone, with a port. Errors: invalid.
func ParseListen(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return apperr.New(apperr.Invalid, "--listen takes an address of this computer alone, such as 127.0.0.1:43120: your tunnel brings the notices there.", err)
	}
	return nil
}

// Serve answers at address, which must be on loopback, until ctx ends; it returns when no request is under way any more.
// ready is told the address.
func Serve(ctx context.Context, address string, h http.Handler, ready func(address string)) error {
	if err := ParseListen(address); err != nil {
		return err
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return apperr.New(apperr.Invalid, "Nothing can listen at "+address+": another program has it. Choose another port.", err)
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	ready(ln.Addr().String())
	select {
	case err = <-done:
	case <-ctx.Done():
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		err = errors.Join(srv.Shutdown(limited), <-done)
		cancel()
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) && ctx.Err() == nil {
		return fmt.Errorf("hook: serve: %w", err)
	}
	return nil
}

// Bell collects wake-ups while a sync runs: however many notices come, each source is read once more.
type Bell struct {
	mu      sync.Mutex
	waiting map[string]bool
	ring    chan struct{}
}

// NewBell returns a silent Bell.
func NewBell() *Bell { return &Bell{waiting: map[string]bool{}, ring: make(chan struct{}, 1)} }

// Wake asks for a sync of one source.
func (b *Bell) Wake(provider string) {
	b.mu.Lock()
	b.waiting[provider] = true
	b.mu.Unlock()
	select {
	case b.ring <- struct{}{}:
	default:
	}
}

// Answer calls sync with the sources that were asked for, one call at a time, until ctx ends.
func (b *Bell) Answer(ctx context.Context, sync func(ctx context.Context, providers []string)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.ring:
		}
		b.mu.Lock()
		var list []string
		for p := range b.waiting {
			list = append(list, p)
		}
		clear(b.waiting)
		b.mu.Unlock()
		if len(list) > 0 {
			sync(ctx, list)
		}
	}
}
