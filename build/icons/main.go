// Command icons draws Mixdown's icons, so that they are made of code and not of files nobody can edit:
//
//	go run ./build/icons
//
// It writes build/appicon.png, build/windows/icon.ico, build/linux/icons/*.png and backend/desktop/icon/*.png (the tray's
// eight states). The same code always writes the same bytes.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "icons:", err)
		os.Exit(1)
	}
}

// write draws every icon below root.
func write(root string) error {
	files := map[string]image.Image{"build/appicon.png": app(1024)}
	for _, size := range []int{32, 48, 64, 128, 256, 512} {
		files[fmt.Sprintf("build/linux/icons/%d.png", size)] = app(size)
	}
	for _, shape := range shapes {
		files["backend/desktop/icon/"+shape.name+".png"] = tray(64, shape)
	}
	for name, img := range files {
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			return fmt.Errorf("encode %s: %w", name, err)
		}
		if err := save(filepath.Join(root, filepath.FromSlash(name)), b.Bytes()); err != nil {
			return err
		}
	}
	icon, err := ico(16, 24, 32, 48, 64, 128, 256)
	if err != nil {
		return err
	}
	return save(filepath.Join(root, "build", "windows", "icon.ico"), icon)
}

func save(name string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o644)
}

// ico packs the app's icon in several sizes, each a PNG, as Windows reads it since Vista.
func ico(sizes ...int) ([]byte, error) {
	var head, body bytes.Buffer
	for _, v := range []uint16{0, 1, uint16(len(sizes))} {
		_ = binary.Write(&head, binary.LittleEndian, v)
	}
	for _, size := range sizes {
		var b bytes.Buffer
		if err := png.Encode(&b, app(size)); err != nil {
			return nil, fmt.Errorf("encode icon.ico: %w", err)
		}
		side := byte(size % 256) // 256 is written as 0
		head.Write([]byte{side, side, 0, 0})
		_ = binary.Write(&head, binary.LittleEndian, []uint16{1, 32})
		_ = binary.Write(&head, binary.LittleEndian, []uint32{uint32(b.Len()), uint32(6 + 16*len(sizes) + body.Len())})
		body.Write(b.Bytes())
	}
	return append(head.Bytes(), body.Bytes()...), nil
}
