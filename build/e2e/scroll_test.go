//go:build e2e && bench

package e2e

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// scrollFrame is how long the page's main thread may be busy in 95 of 100 frames while a list of thousands of rows scrolls, in
// milliseconds of processor time: sixty of them make a second.
const scrollFrame = 16

// TestScroll measures how the contacts (50,000) and the drawer (10,000 rows) scroll in Chromium, on the real program, while the
// first sync streams in and at rest; then in the window itself. It is part of `make bench`, not of the gate, as TestStream is.
func TestScroll(t *testing.T) {
	s := newSession(t)
	s.startKeychain(t)
	browsed := filepath.Join(s.home, "browsed")
	_, gateway := s.startSandbox(t, "--sends", "10000")
	dev, address := s.startDev(t, gateway, browsed)
	out := s.browse(t, "scroll", address, browsed, gateway).output()
	found := regexp.MustCompile(`scroll, (.*): \d+ frames, [\d.]+ / ([\d.]+) / [\d.]+ ms .* longest task ([\d.]+) ms`).FindAllStringSubmatch(out, -1)
	if len(found) == 0 {
		t.Fatal("nothing was measured")
	}
	for _, m := range found {
		for i, limit := range []float64{scrollFrame, longestTask} {
			if ms, err := strconv.ParseFloat(m[2+i], 64); err != nil || ms > limit {
				t.Errorf("%s: %s ms, at most %v", m[1], m[2+i], limit)
			}
		}
	}

	dev.kill()
	_, w := s.openPage(t, []string{"MIXDOWN_GATEWAY=" + gateway}, program(t, "mixdown"))
	w.press(t, "nav a", "Contacts")
	w.shows(t, "person7@station7.example")
	w.logFrames(t, "contacts", "[role=grid]")
	w.press(t, "nav a", "Dashboard")
	w.press(t, "main button", "Emails sent")
	w.has(t, "the drawer's rows", "[role=dialog] [role=option]")
	w.logFrames(t, "drawer", "[role=dialog] [role=listbox]")
}

// logFrames scrolls a list of the window by three rows a frame, and logs how far its frames were apart. That is the clock's word,
// on a display that is drawn without a graphics card: nothing is held by it.
func (w *page) logFrames(t *testing.T, what, selector string) {
	t.Helper()
	const script = `
		const list = document.querySelector(arguments[0]);
		window.apart = [];
		window.scrolled = false;
		let last;
		const step = (now) => {
			if (last) window.apart.push(now - last);
			last = now;
			list.scrollTop += 120;
			if (window.apart.length < 300) requestAnimationFrame(step);
			else window.scrolled = true;
		};
		requestAnimationFrame(step);`
	if _, err := w.run(script, selector); err != nil {
		t.Fatal(err)
	}
	await(t, late, "the window to scroll", func() bool {
		done, err := w.run("return window.scrolled")
		return err == nil && done == true
	})
	v, err := w.run("return window.apart")
	if err != nil {
		t.Fatal(err)
	}
	list, _ := v.([]any)
	apart := make([]float64, 0, len(list))
	for _, one := range list {
		ms, _ := one.(float64)
		apart = append(apart, ms)
	}
	slices.Sort(apart)
	if len(apart) == 0 {
		t.Fatalf("%s: no frame", what)
	}
	t.Logf("scroll, the window's %s: %d frames, %.0f / %.0f / %.0f ms apart on the clock", what, len(apart),
		apart[len(apart)/2], apart[len(apart)*95/100], apart[len(apart)-1])
}
