package window_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"golang.org/x/net/html"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/window"
)

// indexOf is the page's file as it is built from.
func indexOf(t *testing.T) []byte {
	t.Helper()
	index, err := os.ReadFile("../../frontend/index.html")
	must(t, err)
	return index
}

// look is what a browser finds in a page before any script runs.
type look struct {
	theme, language, root string
	inert                 bool
	first                 *desk.First
}

func lookAt(t *testing.T, page []byte) (l look) {
	t.Helper()
	top, err := html.Parse(bytes.NewReader(page))
	must(t, err)
	for n := range top.Descendants() {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		switch {
		case n.Data == "html":
			l.theme, l.language = attr["data-theme"], attr["lang"]
		case attr["id"] == "root":
			_, l.inert = attr["inert"]
			for c := range n.ChildNodes() {
				var b bytes.Buffer
				must(t, html.Render(&b, c))
				l.root += b.String()
			}
		case attr["id"] == "first":
			l.first = &desk.First{}
			must(t, json.Unmarshal([]byte(n.FirstChild.Data), l.first))
		}
	}
	return l
}

// The page's file holds what is shown first, and opens with the still of it.
func TestFirstPage(t *testing.T) {
	o := &opener{home: t.TempDir()}
	w := window.New(t.Context(), o.open)
	defer w.Close()
	w.Open(true)
	plain := lookAt(t, w.FirstPage(indexOf(t)))
	if plain.first == nil || plain.first.Boot.CampaignID == "" || plain.first.Metrics == nil || plain.root != "" || plain.inert || plain.theme != "dark" {
		t.Fatalf("the first page is %+v", plain)
	}
	name := `</script><b id="first">{}</b>`
	_, err := window.Change(w, func(ctx context.Context, d *desk.Desk) (any, error) {
		return d.SaveCampaign(ctx, desk.Draft{ID: plain.first.Boot.CampaignID, Name: &name})
	})
	must(t, err)
	hostile := lookAt(t, w.FirstPage(indexOf(t))) // loaded anew
	if hostile.first == nil || hostile.first.Metrics.Campaign.Name != name {
		t.Fatalf("a name breaks the page: %+v", hostile)
	}
	still := desk.Still{Seal: hostile.first.Seal, Theme: "light", Language: "de", HTML: `<b class="num">8</b>`}
	must(t, window.Act(w, func(ctx context.Context, d *desk.Desk) error { return d.KeepStill(ctx, still) }))
	with := lookAt(t, w.FirstPage(indexOf(t)))
	if w.Theme() != "light" {
		t.Errorf("the window is %s", w.Theme())
	}
	if with.root != still.HTML || !with.inert || with.theme != "light" || with.language != "de" || with.first.Seal != still.Seal {
		t.Fatalf("the page with its still is %+v", with)
	}
	_, err = window.Change(w, func(ctx context.Context, d *desk.Desk) (any, error) { return d.SaveSetting(ctx, "voice", "lively") })
	must(t, err)
	if other := lookAt(t, w.FirstPage(indexOf(t))); other.root != "" || other.inert || other.theme != "light" {
		t.Errorf("without its still the page is %+v", other) // it wore light last
	}
	_, err = window.Change(w, func(ctx context.Context, d *desk.Desk) (any, error) { return d.SaveSetting(ctx, "theme", "contrast") })
	must(t, err)
	if other := lookAt(t, w.FirstPage(indexOf(t))); other.theme != "contrast" || w.Theme() != "contrast" {
		t.Errorf("where contrast was chosen the page is %+v", other)
	}
}

// Data that cannot be opened leave the page as it is: it asks, and is told why.
func TestFirstPageWithoutData(t *testing.T) {
	o := &opener{home: t.TempDir(), fail: apperr.New(apperr.ReadOnly, "no", errors.New("no"))}
	w := window.New(t.Context(), o.open)
	defer w.Close()
	w.Open(false)
	if got := w.FirstPage(indexOf(t)); !bytes.Equal(got, indexOf(t)) {
		t.Errorf("the page is %s", got)
	}
}
