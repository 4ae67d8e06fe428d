package window_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/window"
)

const password = "correct horse"

func makeCampaign(t *testing.T, w *window.Window, name string) {
	t.Helper()
	tag := "SPRING"
	_, err := window.Call(w, func(ctx context.Context, d *desk.Desk) (campaign.Campaign, error) {
		return d.SaveCampaign(ctx, desk.Draft{Name: &name, Tag: &tag})
	})
	must(t, err)
}

func campaigns(t *testing.T, w *window.Window) string {
	t.Helper()
	list, err := window.Call(w, func(ctx context.Context, d *desk.Desk) ([]campaign.Campaign, error) { return d.Campaigns(ctx) })
	must(t, err)
	var names []string
	for _, c := range list {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// A backup brings back what was there, and whatever goes wrong leaves what is there.
func TestBackupAndRestore(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	w, p, _ := started(t, false)
	makeCampaign(t, w, "Spring radio")
	if _, err := w.Backup("short"); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("a short password: %v", err)
	}
	if path, err := w.Backup(password); path != "" || err != nil {
		t.Errorf("the person chose no file: %q, %v", path, err)
	}
	p.path = filepath.Join(t.TempDir(), "all.mixdown")
	path, err := w.Backup(password)
	must(t, err)
	makeCampaign(t, w, "Autumn")

	sealed, err := os.ReadFile(path)
	must(t, err)
	if bytes.Contains(sealed, []byte("Spring radio")) {
		t.Error("the backup can be read without its password")
	}
	for what, change := range map[string]func([]byte) []byte{
		"cut short":   func(b []byte) []byte { return b[:len(b)-20] },
		"changed":     func(b []byte) []byte { b = bytes.Clone(b); b[len(b)/2] ^= 1; return b },
		"no backup":   func([]byte) []byte { return []byte("a list of songs") },
		"empty":       func([]byte) []byte { return nil },
		"not touched": func(b []byte) []byte { return b }, // with a wrong password
	} {
		p.path = filepath.Join(t.TempDir(), "bad.mixdown")
		must(t, os.WriteFile(p.path, change(sealed), 0o600))
		pass := password
		if what == "not touched" {
			pass = "wrong horse"
		}
		if r, err := w.Restore(pass); apperr.CodeOf(err) != apperr.Invalid || !r.Chosen || !strings.Contains(apperr.From(err).Message, "Nothing was changed") {
			t.Errorf("%s: %+v, %v", what, r, err)
		}
	}
	if got := campaigns(t, w); got != "Spring radio, Autumn" && got != "Autumn, Spring radio" {
		t.Errorf("after the bad ones there are %s", got)
	}

	p.path = path
	p.forget()
	r, err := w.Restore(password)
	if err != nil || !r.Chosen || !r.Success || r.Aside == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := campaigns(t, w); got != "Spring radio" || !p.has("navigate")() {
		t.Errorf("after the restore there is %s", got)
	}
	must(t, w.Reopen(true))
	if _, err := w.Restore(password); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("into the sample: %v", err)
	}
}

// Deleting everything leaves an empty window that goes on, and nothing of the person's in the folder.
func TestDeleteEverything(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	w, p, o := started(t, false)
	makeCampaign(t, w, "Spring radio")
	messages, err := w.DeleteEverything()
	if err != nil || len(messages) != 0 {
		t.Fatalf("%v, %v", messages, err)
	}
	if got := campaigns(t, w); got != "" {
		t.Errorf("there is still %s", got)
	}
	p.until(t, "a page that begins anew", p.has("navigate"))
	raw, err := os.ReadFile(filepath.Join(o.home, "own", "mixdown.db"))
	if err != nil || bytes.Contains(raw, []byte("Spring radio")) {
		t.Errorf("the new database holds the old campaign, or is not there: %v", err)
	}
}

// A report names parts and runs, and nobody.
func TestReport(t *testing.T) {
	w, p, _ := started(t, true)
	p.until(t, "the first sync", p.has("sync:finished"))
	p.path = filepath.Join(t.TempDir(), "report.txt")
	_, err := w.SaveReport()
	must(t, err)
	raw, err := os.ReadFile(p.path)
	must(t, err)
	for _, want := range []string{"Mixdown test", "database", "google_sheets", "person-", "gmail.googleapis.com"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("the report lacks %q:\n%s", want, raw)
		}
	}
	for _, secret := range []string{"@", "Spring radio", w.Home()} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("the report holds %q:\n%s", secret, raw)
		}
	}
}

// A fault in whatever works for the window is told, and the window goes on.
func TestWorkersThatPanic(t *testing.T) {
	w := window.New(t.Context(), func(context.Context, bool) (*desk.Desk, func(), error) { return &desk.Desk{}, func() {}, nil })
	w.Open(false)
	p := newPage()
	w.Seen(true)
	w.Started(t.Context(), p)
	p.until(t, "word of each worker", func() bool {
		n := 0
		for _, e := range p.events {
			if e == "fault" {
				n++
			}
		}
		return n >= 3
	})
	if s := p.tray(); s.Shape != "attention" {
		t.Errorf("the tray says %+v", s)
	}
	_, err := w.DeleteEverything() // even closing faults
	if apperr.CodeOf(err) != apperr.Internal {
		t.Errorf("deleting with nothing there: %v", err)
	}
}

// Closing to the tray is explained once, by a notification; a desktop without a tray is named once, by the page.
func TestHints(t *testing.T) {
	w, p, _ := started(t, false)
	w.Hidden()
	w.Hidden()
	p.until(t, "one notification", func() bool { return len(p.notes) == 1 })
	if hints, err := w.Hints(); err != nil || len(hints) != 0 {
		t.Errorf("there is a tray, and it was told: %v, %v", hints, err)
	}
	p.noTray = true
	// The page asks when it has painted and when the window comes up: both at once as it opens.
	told, begin := make(chan []string, 64), make(chan struct{})
	for range cap(told) {
		go func() {
			<-begin
			hints, err := w.Hints()
			if err != nil {
				t.Error(err)
			}
			told <- hints
		}()
	}
	close(begin)
	var all []string
	for range cap(told) {
		all = append(all, <-told...)
	}
	if len(all) != 1 || all[0] != "noTray" {
		t.Errorf("without a tray: %v", all)
	}
	list, err := w.Doctor()
	must(t, err)
	if last := list[len(list)-1]; last.Part != "tray" || !strings.Contains(last.Message, "none") {
		t.Errorf("doctor says %+v", last)
	}
}
