package window

import (
	"io"

	"mixdown/backend/export"
)

// SaveFile asks for a file and has write fill it; its dialog has asked already whether one that is there may be replaced. It
// returns the file's path, "" where the person chose none.
func (w *Window) SaveFile(name string, write func(io.Writer) error) (string, error) {
	host, err := w.running()
	if err != nil {
		return "", err
	}
	path, err := host.SaveFile("Save", name)
	if err != nil || path == "" {
		return "", err
	}
	return path, export.File(path, true, write)
}
