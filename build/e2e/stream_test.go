//go:build e2e && bench

package e2e

import (
	"path/filepath"
	"testing"
)

// longestTask is how long the page's main thread may be busy at a stretch, in milliseconds of processor time, while a large sync
// streams in. An idle machine's clock says the same.
const longestTask = 50

// TestStream measures the page while the first sync of 10,000 mails streams in: the longest task of its main thread in Chromium, on
// the real program. It is part of `make bench`, not of the gate: a machine that does much else makes every task long.
func TestStream(t *testing.T) {
	s := newSession(t)
	s.startKeychain(t)
	browsed := filepath.Join(s.home, "browsed")
	_, gateway := s.startSandbox(t, "--sends", "10000")
	_, address := s.startDev(t, gateway, browsed)
	out := s.browse(t, "stream", address, browsed, gateway).output()
	holds(t, out, `longest task, (.*): (\d+) ms of processor`, longestTask)
}
