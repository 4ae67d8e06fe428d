//go:build e2e

package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// runs are the sync runs that the command line lists, newest first.
type runs []struct {
	IntegrationType string `json:"integration_type"`
	Status          string `json:"status"`
	Trigger         string `json:"trigger"`
}

// log asks the command line what was synced on the sample, beside the open window.
func (s *session) log(t *testing.T) runs {
	t.Helper()
	out, err := s.run(program(t, "mixdown-cli"), "--demo", "log", "--json", "--limit", "100")
	if err != nil {
		t.Fatalf("mixdown log: %v", err)
	}
	var list runs
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		t.Fatalf("mixdown log: %v in %.300s", err, out)
	}
	return list
}

// TestShipped is a promoter's first minute with the shipped program, on the sample campaign: the window fills itself in, a
// number opens to its rows, both Sync now buttons sync, closing leaves the tray, and the next start shows the same.
func TestShipped(t *testing.T) {
	s := newSession(t)
	host := s.showTray(t)
	p, w := s.openPage(t, nil, program(t, "mixdown"), "--demo")
	w.shows(t, "Spring radio", "23 sent, 8 replies", "120", "SAMPLE")
	s.shot(t, "dashboard")

	w.has(t, "the drawn trend", "[role=img] canvas")
	w.holdsPolicy(t)

	w.press(t, "main button", "Replies received")
	w.shows(t, "Counted", "Left out", "same thread")
	s.shot(t, "evidence")
	if err := w.key("\ue00c"); err != nil { // Escape
		t.Fatal(err)
	}

	before := len(s.log(t))
	w.press(t, "button", "Sync now")
	await(t, late, "the window's sync", func() bool { return len(s.log(t)) >= before+2 })
	for _, r := range s.log(t) {
		if r.Status != "success" {
			t.Errorf("%s: %s, asked for by the %s", r.IntegrationType, r.Status, r.Trigger)
		}
	}

	item := host.item(t)
	item.shows(t, "8 replies · 5 due")
	s.closeWindow(t, "Mixdown")
	await(t, soon, "the window to hide", func() bool { return !s.visible("Mixdown") })
	item.click(t, "Sync now")
	await(t, late, "the tray's sync", func() bool {
		list := s.log(t)
		return len(list) > 0 && list[0].Trigger == "tray"
	})
	item.click(t, "Open Mixdown")
	await(t, soon, "the window to come back", func() bool { return s.visible("Mixdown") })
	w.shows(t, "23 sent, 8 replies")
	await(t, soon, "the sync to end", func() bool { return item.shows(t, "Sync").label == "Sync now" })
	item.click(t, "Quit")
	if code := p.ends(t); code != 0 {
		t.Errorf("exit code %d after Quit, want 0", code)
	}

	_, again := s.openPage(t, nil, program(t, "mixdown"), "--demo")
	again.shows(t, "23 sent, 8 replies")
	s.shot(t, "second-start")
}

// sampleWithin is how soon the sample campaign stands after it was asked for on the welcome screen. On an idle machine it takes
// two seconds.
const sampleWithin = 10 * time.Second

// TestFirstStart is the shipped program on a computer that never saw it: the welcome with its three ways, and the sample within ten
// seconds, striped, with the tip.
func TestFirstStart(t *testing.T) {
	s := newSession(t)
	_, w := s.openPage(t, nil, program(t, "mixdown"))
	w.shows(t, "See what your outreach achieved.", "Your mail stays on this computer.", "Connect Google", "Start from a file")
	w.press(t, "button", "Explore the sample campaign")
	begun := time.Now()
	w.shows(t, "23 sent, 8 replies", "120", "SAMPLE", "Click any number")
	took := time.Since(begun)
	t.Logf("the sample stood after %v", took.Round(10*time.Millisecond))
	if took > sampleWithin {
		t.Errorf("the sample stood after %v, at most %v", took, sampleWithin)
	}
	s.shot(t, "first-start")
}

// holdsPolicy tries, from within the page, what an attacker would: inline script, a script and a picture from elsewhere, a frame,
// and sending something away. The page's policy must stop each.
func (w *page) holdsPolicy(t *testing.T) {
	t.Helper()
	const attack = `
		window.stopped = [];
		document.addEventListener("securitypolicyviolation", (e) => window.stopped.push(e.effectiveDirective));
		const inline = document.createElement("script");
		inline.textContent = "window.hurt = 1";
		const remote = document.createElement("script");
		remote.src = "https://evil.example/x.js";
		const image = document.createElement("img");
		image.src = "https://evil.example/pixel.png";
		const frame = document.createElement("iframe");
		frame.src = "https://evil.example/";
		document.body.append(inline, remote, image, frame);
		fetch("https://evil.example/").catch(() => {});`
	if _, err := w.run(attack); err != nil {
		t.Fatal(err)
	}
	const told = `return [...new Set(window.stopped)].sort().join() + " hurt: " + String(window.hurt)`
	const want = "connect-src,frame-src,img-src,script-src-elem hurt: undefined"
	var got any
	await(t, soon, "the policy to stop "+want, func() bool {
		got, _ = w.run(told)
		return got == want || got == strings.ReplaceAll(want, "script-src-elem", "script-src")
	})
	if _, err := w.run(`document.querySelectorAll("body > script, body > img, body > iframe").forEach((e) => e.src.includes("evil") && e.remove())`); err != nil {
		t.Fatal(err)
	}
}
