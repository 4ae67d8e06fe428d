package desktop

import (
	"fmt"
	"os"
	"regexp"
	"testing"
)

// The window is of the page's colour before the page is there: it does not flash.
func TestGroundIsThePages(t *testing.T) {
	css, err := os.ReadFile("../../frontend/src/theme.css")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`--color-bg: (#[0-9a-f]{6});`).FindAllSubmatch(css, -1)
	themes := []string{"dark", "light", "contrast"} // in their order there
	if len(found) != len(themes) {
		t.Fatalf("theme.css has %d grounds", len(found))
	}
	for i, theme := range themes {
		r, g, b := ground(theme)
		if got := fmt.Sprintf("#%02x%02x%02x", r, g, b); got != string(found[i][1]) {
			t.Errorf("%s: %s, in the page %s", theme, got, found[i][1])
		}
	}
}
