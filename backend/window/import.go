package window

import (
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
	"mixdown/backend/provider"
)

// Exports asks for files of Spotify for Artists and reads them; none where the person chose none.
func (w *Window) Exports() ([]provider.ImportFile, error) {
	host, err := w.running()
	if err != nil {
		return nil, err
	}
	paths, err := host.OpenFiles("Import exports of Spotify for Artists", desktop.Filter{Name: "CSV files", Pattern: "*.csv;*.CSV"})
	if err != nil {
		return nil, err
	}
	return desk.ReadExports(paths)
}
