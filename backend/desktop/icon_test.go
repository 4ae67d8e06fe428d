package desktop

import (
	"image"
	_ "image/png" // the icons are PNGs
	"os"
	"testing"
)

// TestIconShapes holds the promise that the tray's states differ in shape: drawn in one colour, as macOS does, at least a
// twentieth of the picture differs between any two.
func TestIconShapes(t *testing.T) {
	names := []string{Fresh, Syncing, Stale, Attention, Conflict, Paused, Offline, Waiting}
	pictures := map[string]image.Image{}
	for _, name := range names {
		f, err := os.Open("icon/" + name + ".png")
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != 64 || b.Dy() != 64 {
			t.Errorf("%s is %v, want 64 by 64", name, b)
		}
		pictures[name] = img
	}
	for i, one := range names {
		for _, other := range names[i+1:] {
			differ := 0
			for p := range 64 * 64 {
				_, _, _, a := pictures[one].At(p%64, p/64).RGBA()
				_, _, _, b := pictures[other].At(p%64, p/64).RGBA()
				if (a > 0x7fff) != (b > 0x7fff) {
					differ++
				}
			}
			if differ < 64*64/20 {
				t.Errorf("%s and %s differ in %d points only", one, other, differ)
			}
		}
	}
}
