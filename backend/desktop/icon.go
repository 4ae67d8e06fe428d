//go:build (desktop || dev || bindings) && !cli

package desktop

import "embed"

//go:embed icon/*.png
var icons embed.FS

// icon returns the tray icon of a shape as a PNG of 64 pixels, the plain logo for a shape unknown here.
func icon(shape string) []byte {
	b, err := icons.ReadFile("icon/" + shape + ".png")
	if err != nil {
		b, _ = icons.ReadFile("icon/" + Fresh + ".png")
	}
	return b
}
