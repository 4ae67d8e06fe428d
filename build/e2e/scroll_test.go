//go:build e2e && bench

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
	holds(t, out, `scroll, (.*): \d+ frames, [\d.]+ / ([\d.]+) / `, scrollFrame)
	holds(t, out, `scroll, (.*): \d+ frames, .* longest task ([\d.]+) ms`, longestTask)
	holds(t, out, `scroll, (the drawer of Emails sent .*): longest task ([\d.]+) ms`, longestTask) // 50,000 rows are beyond it

	dev.kill()
	_, w := s.openPage(t, []string{"MIXDOWN_GATEWAY=" + gateway}, program(t, "mixdown"))
	w.press(t, "nav a", "Contacts")
	w.shows(t, "person7@station7.example")
	s.logFrames(t, w, "contacts", "[role=grid]")
	w.press(t, "nav a", "Dashboard")
	w.press(t, "main button", "Emails sent")
	w.has(t, "the drawer's rows", "[role=dialog] [role=option]")
	s.logFrames(t, w, "drawer", "[role=dialog] [role=listbox]")
}

// holds compares what was printed with a limit; the pattern finds a name and milliseconds.
func holds(t *testing.T, out, pattern string, limit float64) {
	t.Helper()
	found := regexp.MustCompile(pattern).FindAllStringSubmatch(out, -1)
	if len(found) == 0 {
		t.Fatal("nothing was measured")
	}
	for _, m := range found {
		if ms, err := strconv.ParseFloat(m[2], 64); err != nil || ms > limit {
			t.Errorf("%s: %s ms, at most %v", m[1], m[2], limit)
		}
	}
}

// pageTime is what the main thread of the window's page took of the processor so far, in milliseconds.
func (s *session) pageTime(t *testing.T) float64 {
	t.Helper()
	names, err := filepath.Glob("/proc/[0-9]*/comm")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		dir := filepath.Dir(name)
		comm, _ := os.ReadFile(name)
		env, _ := os.ReadFile(filepath.Join(dir, "environ"))
		if !strings.HasPrefix(string(comm), "WebKitWebProces") || !strings.Contains(string(env), s.home) {
			continue
		}
		stat, err := os.ReadFile(filepath.Join(dir, "task", filepath.Base(dir), "stat"))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		fields := strings.Fields(rest) // of man 5 proc_pid_stat, from the third on: utime and stime in hundredths of a second
		user, _ := strconv.ParseFloat(fields[11], 64)
		system, _ := strconv.ParseFloat(fields[12], 64)
		return (user + system) * 10
	}
	t.Fatal("no process of the window's page")
	return 0
}

// logFrames scrolls a list of the window by three rows a frame, and logs what its page took of the processor in each, the drawing
// of a window without a graphics card with it, and how far the frames were apart. Nothing is held by that.
func (s *session) logFrames(t *testing.T, w *page, what, selector string) {
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
	before := s.pageTime(t)
	if _, err := w.run(script, selector); err != nil {
		t.Fatal(err)
	}
	await(t, late, "the window to scroll", func() bool {
		done, err := w.run("return window.scrolled")
		return err == nil && done == true
	})
	busy := s.pageTime(t) - before
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
	t.Logf("scroll, the window's %s: %d frames, %.1f ms of processor each, %.0f / %.0f / %.0f ms apart on the clock", what, len(apart),
		busy/float64(len(apart)), apart[len(apart)/2], apart[len(apart)*95/100], apart[len(apart)-1])
}
