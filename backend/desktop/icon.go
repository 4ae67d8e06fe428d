//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"bytes"
	"embed"
	"encoding/binary"
)

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

// asICO wraps a PNG of 64 pixels into an ICO file of one picture, which is what Windows' tray takes.
func asICO(png []byte) []byte {
	var b bytes.Buffer
	for _, v := range []any{
		[3]uint16{0, 1, 1}, [4]byte{64, 64, 0, 0}, [2]uint16{1, 32}, [2]uint32{uint32(len(png)), 22},
	} {
		_ = binary.Write(&b, binary.LittleEndian, v) // a bytes.Buffer takes everything
	}
	b.Write(png)
	return b.Bytes()
}
