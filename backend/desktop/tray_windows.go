//go:build (desktop || dev || bindings) && !cli

package desktop

import (
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
