package window

import (
	"os"

	"mixdown/backend/apperr"
)

// SaveText asks for a file and writes text there. It returns the file's path, "" where the person chose none.
func (w *Window) SaveText(name, text string) (string, error) {
	host, err := w.running()
	if err != nil {
		return "", err
	}
	path, err := host.SaveFile("Save", name)
	if err != nil || path == "" {
		return "", err
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", apperr.New(apperr.ReadOnly, "The file could not be written there. Choose another folder, or make room.", err)
	}
	return path, nil
}
