package window

import (
	"io"
	"os"
	"path/filepath"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
)

// ContactFile asks for a list of contacts and reads it. Its name is "" where the person chose none.
func (w *Window) ContactFile() (desk.ContactFile, error) {
	host, err := w.running()
	if err != nil {
		return desk.ContactFile{}, err
	}
	path, err := host.OpenFile("Import contacts", desktop.Filter{Name: "Lists of contacts", Pattern: "*.csv;*.tsv;*.txt;*.xlsx"})
	if err != nil || path == "" {
		return desk.ContactFile{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return desk.ContactFile{}, apperr.New(apperr.Invalid, "The file cannot be opened. Check that it is still there.", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return desk.ContactFile{}, apperr.New(apperr.Invalid, "The file cannot be opened. Check that it is still there.", err)
	}
	data, err := io.ReadAll(io.LimitReader(f, desk.LargestContactFile+1))
	if err != nil {
		return desk.ContactFile{}, apperr.New(apperr.Invalid, "The file cannot be read to its end.", err)
	}
	return desk.ContactFile{Name: filepath.Base(path), Data: data, Modified: info.ModTime()}, nil
}

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
