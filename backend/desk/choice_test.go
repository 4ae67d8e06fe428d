package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"mixdown/backend/tracker"
)

// TestNoSnippets: switched off, no word of a mail stays on the disk, and none comes back.
func TestNoSnippets(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	const words = "Which version should go"
	onDisk := func() bool {
		found := false
		files, err := filepath.Glob(filepath.Join(d.Home(), "mixdown.db*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			found = found || bytes.Contains(raw, []byte(words))
		}
		return found
	}
	if !onDisk() {
		t.Fatal("the story's words are not there to begin with")
	}
	if _, err := d.SaveSetting(t.Context(), "snippets", false); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		w.server.Arrive()
	}
	good(t, d, c)
	a, err := d.NewReplies(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range a {
		if r.Snippet != "" {
			t.Errorf("%s: %q", r.From, r.Snippet)
		}
	}
	if err := d.Close(); err != nil { // folds the write-ahead log into the file
		t.Fatal(err)
	}
	if onDisk() {
		t.Error("a mail's words are still on the disk")
	}
}

// Switched off while a first sync goes on, none of its words stay.
func TestNoSnippetsFromNowOn(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	var once sync.Once
	d.Listen(func(e tracker.Event) {
		if e.Kind == "progress" {
			once.Do(func() {
				if _, err := d.SaveSetting(t.Context(), "snippets", false); err != nil {
					t.Error(err)
				}
			})
		}
	})
	good(t, d, c)
	replies, err := d.NewReplies(t.Context(), c)
	must(t, err)
	for _, r := range replies {
		if r.Snippet != "" {
			t.Errorf("%s: %q", r.From, r.Snippet)
		}
	}
	if len(replies) == 0 {
		t.Error("nobody wrote back")
	}
}

// The interval that the person chose is the one that is shown and planned, but never sooner than a service may be asked.
func TestSyncInterval(t *testing.T) {
	w := newWorld(t)
	d, _ := w.spring(t)
	if _, err := d.SaveSetting(t.Context(), "syncMinutes", 45); err != nil {
		t.Fatal(err)
	}
	list, err := d.Connections(t.Context())
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	for _, c := range list {
		if c.EveryMinutes != 45 {
			t.Errorf("%s: every %d minutes", c.Provider, c.EveryMinutes)
		}
	}
}
