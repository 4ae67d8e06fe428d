package desk

import (
	"slices"
	"testing"
)

// What is here is remembered whatever the bound; of what is gone, the newest.
func TestRemembered(t *testing.T) {
	here := map[string]bool{"b": true, "e": true}
	for gone, want := range map[int][]string{
		0: {"b", "e"},
		2: {"b", "d", "e", "f"},
		4: {"a", "b", "c", "d", "e", "f"},
		9: {"a", "b", "c", "d", "e", "f"},
	} {
		if got := remembered([]string{"a", "b", "c", "d", "e", "f"}, here, gone); !slices.Equal(got, want) {
			t.Errorf("%d gone ones: %q, want %q", gone, got, want)
		}
	}
}
