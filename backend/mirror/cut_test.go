package mirror

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"testing"

	"mixdown/backend/sandbox"
	"mixdown/backend/transport"
)

// cutter is a network that breaks the first live connection after so many bytes of what the service says.
type cutter struct {
	listener net.Listener
	target   string
	work     sync.WaitGroup

	mu    sync.Mutex
	after int // -1: no more
	cuts  int
	open  map[net.Conn]bool
}

func newCutter(t *testing.T, target string, after int) *cutter {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{listener: ln, target: target, after: after, open: map[net.Conn]bool{}}
	c.work.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			c.work.Go(func() { c.carry(conn) })
		}
	})
	t.Cleanup(c.close)
	return c
}

func (c *cutter) close() {
	_ = c.listener.Close()
	c.mu.Lock()
	for conn := range c.open {
		_ = conn.Close()
	}
	c.mu.Unlock()
	c.work.Wait()
}

func (c *cutter) keep(conn net.Conn, on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if on {
		c.open[conn] = true
	} else {
		delete(c.open, conn)
		_ = conn.Close()
	}
}

// carry passes one connection on, and breaks it where it is the one to break.
func (c *cutter) carry(near net.Conn) {
	c.keep(near, true)
	defer c.keep(near, false)
	far, err := net.Dial("tcp", c.target)
	if err != nil {
		return
	}
	c.keep(far, true)
	defer c.keep(far, false)
	first := make([]byte, 32<<10)
	n, err := near.Read(first)
	if err != nil {
		return
	}
	if _, err := far.Write(first[:n]); err != nil {
		return
	}
	left := int64(-1)
	if bytes.Contains(first[:n], []byte("/realtime/")) {
		c.mu.Lock()
		if c.after >= 0 {
			left, c.after = int64(c.after), -1
			c.cuts++
		}
		c.mu.Unlock()
	}
	c.work.Go(func() { _, _ = io.Copy(far, near); _ = far.Close() })
	if left < 0 {
		_, _ = io.Copy(near, far)
		return
	}
	_, _ = io.CopyN(near, far, left)
}

// TestFeedCutAnywhere breaks the connection before the handshake's answer, in it, between it and the join's, in that, and
// later: the feed joins again each time, brings what is written then, and leaves nothing running behind.
func TestFeedCutAnywhere(t *testing.T) {
	for _, after := range []int{0, 20, 129, 140, 200, 350, 500, 600, 700, 900} {
		t.Run(fmt.Sprint(after), func(t *testing.T) {
			b := newBench(t)
			c := newCutter(t, b.gateway[len("http://"):], after)
			tr, err := transport.New(transport.Config{Gateway: "http://" + c.listener.Addr().String(), Now: b.now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(tr.Close)
			before := runtime.NumGoroutine()
			f, stop := b.followOver(tr.Plain(b.project.Info()))
			until(t, "the cut", func() bool { c.mu.Lock(); defer c.mu.Unlock(); return c.cuts == 1 })
			until(t, "a join", func() bool { return f.joins() >= 1 })
			n := 0
			var id string
			until(t, "a result after the cut", func() bool { // one may be written between two joins, and comes by the query then
				if n++; n%20 == 1 {
					id = b.remote.WriteResult(sandbox.AgentResult{Session: campaignID, Agent: "scout", Key: "k", Label: "L", Value: value(float64(n))})
				}
				return f.has(id)
			})
			if err := stop(); err == nil {
				t.Error("the feed ended without its context")
			}
			until(t, "the end of the connection", func() bool { return b.remote.Listeners() == 0 })
			tr.Close()
			until(t, "the end of every goroutine", func() bool { return runtime.NumGoroutine() <= before+2 }) // idle connections of the test's own client
		})
	}
}
