package window_test

import (
	"context"
	"reflect"
	"sync/atomic"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/window"
)

// faulty is a page whose first status is a fault of our own.
type faulty struct {
	*page
	hit atomic.Bool
}

func (f *faulty) Emit(event string, data any) {
	if event == "status:changed" && !f.hit.Swap(true) {
		panic("boom")
	}
	f.page.Emit(event, data)
}

// What is begun again after a panic hears each event once: its dead forerunner hears nothing more.
func TestWhatIsBegunAgainListensOnce(t *testing.T) {
	o := &opener{home: t.TempDir()}
	w := window.New(t.Context(), o.open)
	w.Open(false)
	p := &faulty{page: newPage()}
	w.Seen(true)
	w.Started(t.Context(), p)
	t.Cleanup(w.Shutdown)
	p.until(t, "the fault", p.has("fault"))
	p.forget()
	o.writeElsewhere(t)
	p.until(t, "the watch, begun again", p.has("data:changed"))
	n, err := window.Call(w, func(_ context.Context, d *desk.Desk) (int, error) {
		return reflect.ValueOf(d).Elem().FieldByName("events").FieldByName("fns").Len(), nil
	})
	must(t, err)
	if n != 3 { // the page's, the watch's, the notifications'
		t.Errorf("%d listen", n)
	}
}
