package desk_test

import (
	"slices"
	"testing"

	"mixdown/backend/tracker"
)

// Who stopped listening hears nothing more; the others go on, in their order.
func TestListenUntilStopped(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	var heard []string
	listen := func(name string) func() {
		return d.Listen(func(e tracker.Event) {
			if e.Kind == "finished" {
				heard = append(heard, name)
			}
		})
	}
	listen("a")
	stop := listen("b")
	listen("c")
	sync1(t, d, c)
	stop()
	stop()
	sync1(t, d, c)
	if !slices.Equal(heard, []string{"a", "b", "c", "a", "c"}) {
		t.Errorf("heard %v", heard)
	}
}
