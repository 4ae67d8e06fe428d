//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"bytes"
	"encoding/binary"
	"runtime"

	"fyne.io/systray"
)

func (t *tray) beforeWindow() {}

// withWindow runs the tray's own message loop on a thread of its own, beside Wails'.
func (t *tray) withWindow() {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread()
		systray.Run(t.build, nil)
	}()
	t.stop = func() {
		systray.Quit()
		<-ended
	}
}

func setIcon(png []byte) { systray.SetIcon(asICO(png)) }

// hasTray: Windows always has its notification area.
func hasTray() bool { return true }

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
