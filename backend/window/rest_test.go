package window

import "testing"

// While nobody sees the page, it is asked for seldom whether anything changed; whoever comes back is told at once.
func TestRestsWhileHidden(t *testing.T) {
	w := New(t.Context(), nil)
	if w.every() != watchEvery {
		t.Errorf("%s while it is seen, want %s", w.every(), watchEvery)
	}
	w.Seen(false)
	if w.every() != restEvery {
		t.Errorf("%s while it is hidden, want %s", w.every(), restEvery)
	}
	select {
	case <-w.seen:
		t.Error("hiding it woke it")
	default:
	}
	w.Seen(true)
	select {
	case <-w.seen:
	default:
		t.Error("showing it woke nobody")
	}
}
