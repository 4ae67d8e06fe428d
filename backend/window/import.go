package window

import (
	"context"

	"mixdown/backend/desk"
	"mixdown/backend/desktop"
	"mixdown/backend/provider"
)

// WatchFolder asks for a folder to watch for exports of Spotify for Artists, and looks into it at once. It changes nothing
// where the person chose none.
func (w *Window) WatchFolder() (desk.ImportFolder, error) {
	host, err := w.running()
	if err != nil {
		return desk.ImportFolder{}, err
	}
	folder, err := host.OpenFolder("Watch a folder for exports of Spotify for Artists")
	if err != nil {
		return desk.ImportFolder{}, err
	}
	return Change(w, func(ctx context.Context, d *desk.Desk) (desk.ImportFolder, error) {
		if folder == "" {
			return d.ImportFolder(ctx)
		}
		return d.WatchImports(ctx, folder)
	})
}

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
