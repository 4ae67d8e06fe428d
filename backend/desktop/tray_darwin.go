//go:build (desktop || dev || bindings) && !cli

package desktop

import "fyne.io/systray"

// beforeWindow starts the tray: on macOS its start must be on the main goroutine, before Wails takes that over.
func (t *tray) beforeWindow() {
	start, end := systray.RunWithExternalLoop(t.build, nil)
	t.stop = end
	start()
}

func (t *tray) withWindow() {}

// setIcon gives the picture as a template: macOS draws its shape in the colour of the menu bar.
func setIcon(png []byte) { systray.SetTemplateIcon(png, png) }

// hasTray: macOS always has its menu bar.
func hasTray() bool { return true }
