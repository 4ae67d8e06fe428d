package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
)

func first(t *testing.T, d *desk.Desk) desk.First {
	t.Helper()
	f, err := d.First(t.Context())
	must(t, err)
	return f
}

// A still is shown as long as every figure in it is what would be worked out now: time alone takes nothing from it, and anything
// that moves a figure does.
func TestStillStandsWhileItsFiguresDo(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	before := first(t, d)
	if before.Metrics == nil || before.Boot.CampaignID != c.ID || before.Still {
		t.Fatalf("the first screen is %s", asJSON(t, before))
	}
	still := desk.Still{Seal: before.Seal, Theme: "light", Language: "de", HTML: `<b class="num">8</b>`}
	must(t, d.KeepStill(t.Context(), still))

	w.move(20 * time.Minute) // nothing but older, and read again without news
	good(t, d, c)
	d = w.desk(t) // another start
	f := first(t, d)
	if got := f.KeptStill(); !f.Still || got == nil || *got != still {
		t.Fatalf("the still is %v, %s", f.Still, asJSON(t, got))
	}

	for what, change := range map[string]func(d *desk.Desk) error{
		"a goal": func(d *desk.Desk) error { _, err := d.SetGoal(t.Context(), c, "reply_rate", 20); return err },
		"a setting of the page": func(d *desk.Desk) error {
			_, err := d.SaveSetting(t.Context(), "theme", "contrast")
			return err
		},
		"Broker's voice": func(d *desk.Desk) error { _, err := d.SaveSetting(t.Context(), "voice", "lively"); return err },
		"days gone by, so that more people are due": func(*desk.Desk) error { w.move(6 * 24 * time.Hour); return nil },
	} {
		f := first(t, d)
		must(t, d.KeepStill(t.Context(), desk.Still{Seal: f.Seal, Theme: "dark", Language: "en", HTML: "<b>8</b>"}))
		must(t, change(d))
		if f := first(t, d); f.Still || f.KeptStill() != nil {
			t.Errorf("after %s the still stands", what)
		}
	}
}

// What the page hands over late, of figures that moved meanwhile, is not kept.
func TestStillOfOtherFiguresIsNotKept(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	f := first(t, d)
	_, err := d.SetGoal(t.Context(), c, "reply_rate", 20)
	must(t, err)
	must(t, d.KeepStill(t.Context(), desk.Still{Seal: f.Seal, Theme: "dark", Language: "en", HTML: "<b>8</b>"}))
	if _, err := os.Stat(filepath.Join(w.home, "still.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a still of other figures is kept: %v", err)
	}
}

// Nothing but what the first screen is made of is kept or shown, whoever wrote it.
func TestStillRefusesWhatIsNoStill(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	f := first(t, d)
	good := desk.Still{Seal: f.Seal, Theme: "dark", Language: "en", HTML: `<a href="#/follow-ups" class="hit">5 <svg viewBox="0 0 1 1"><path d="M0 0"></path></svg></a>`}
	must(t, d.KeepStill(t.Context(), good))
	file := filepath.Join(w.home, "still.json")
	for what, html := range map[string]string{
		"a script":                 `<script src="/x.js"></script>`,
		"a handler":                `<b onclick="x()">8</b>`,
		"a picture from elsewhere": `<img src="https://example.com/8.png">`,
		"an address":               `<a href="https://example.com">8</a>`,
		"an address with a script": `<a href="javascript:x()">8</a>`,
		"a form":                   `<form action="/x"><b>8</b></form>`,
		"a frame":                  `<iframe src="/x"></iframe>`,
		"a style":                  `<b style="position:fixed">8</b>`,
		"a style sheet":            `<style>b{color:red}</style>`,
		"a comment":                `<!-- 8 -->`,
		"another page":             `<!doctype html><b>8</b>`,
		"too much":                 strings.Repeat("<b>8</b>", 40_000),
	} {
		bad := good
		bad.HTML = html
		if err := d.KeepStill(t.Context(), bad); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%s is kept: %v", what, err)
		}
		must(t, os.WriteFile(file, []byte(asJSON(t, bad)), 0o600)) // by another hand
		if first(t, d).KeptStill() != nil {
			t.Errorf("%s is shown", what)
		}
	}
	must(t, os.WriteFile(file, []byte(`{"seal":`), 0o600))
	if first(t, d).KeptStill() != nil {
		t.Error("half a file is shown")
	}
	must(t, d.KeepStill(t.Context(), good))
	if got := first(t, d).KeptStill(); got == nil || *got != good {
		t.Errorf("the good one is %v", got)
	}
	_, err := d.DeleteEverything(t.Context())
	must(t, err)
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it outlives the data: %v", err)
	}
}
