package window

import (
	"bytes"
	"context"
	"html"

	"mixdown/backend/desk"
	"mixdown/backend/guard"
)

// opening is what the page shows first, read while the window itself is being made.
type opening struct {
	read  chan struct{} // closed when the next is there
	first *desk.First   // nil where it cannot be read: the page asks, and shows why
}

func newOpening() *opening { return &opening{read: make(chan struct{})} }

// fill reads it.
func (o *opening) fill(ctx context.Context, d *desk.Desk) {
	defer close(o.read)
	_ = guard.Do(d.Logger(), "opening", func() error {
		first, err := d.First(ctx)
		if err != nil {
			return err
		}
		o.first = &first
		return nil
	})
}

// Places in the page's file, frontend/index.html, that FirstPage fills in.
var (
	pageHead = []byte(`<html lang="en" data-theme="dark">`)
	pageRoot = []byte(`<div id="root"></div>`)
)

// FirstPage is the page's file with what it shows first in it: the answers as data, and where there is a still of just these
// figures, the still. Where nothing can be read the file stays as it is.
func (w *Window) FirstPage(index []byte) []byte {
	o := w.takeOpening()
	if o == nil || o.first == nil {
		return index
	}
	theme, language := o.first.Theme(), "en"
	root := []byte(`<div id="root"></div>`)
	if s := o.first.KeptStill(); s != nil {
		theme, language = s.Theme, s.Language
		root = []byte(`<div id="root" inert aria-busy="true">` + s.HTML + `</div>`)
	}
	head := []byte(`<html lang="` + html.EscapeString(language) + `" data-theme="` + html.EscapeString(theme) + `">`)
	data := append([]byte(`<script type="application/json" id="first">`), o.first.JSON()...)
	data = append(data, `</script>`...)
	page := bytes.Replace(index, pageHead, head, 1)
	return bytes.Replace(page, pageRoot, append(root, data...), 1)
}

// takeOpening returns what was read ahead, once, and afterwards, when the page is loaded anew, what is there then. It is nil
// without a desk.
func (w *Window) takeOpening() *opening {
	w.mu.Lock()
	d, ahead := w.desk, w.ahead
	w.ahead = nil
	w.mu.Unlock()
	switch {
	case d == nil:
		return nil
	case ahead == nil:
		ahead = newOpening()
		ahead.fill(w.ctx, d)
	}
	<-ahead.read
	return ahead
}

// Theme is what the page will most likely wear when it is loaded: dark, light or contrast; "" where that is not known.
func (w *Window) Theme() string {
	theme, _ := Call(w, func(ctx context.Context, d *desk.Desk) (string, error) { return d.Theme(ctx) }) // the page says why
	return theme
}
