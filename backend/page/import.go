package page

import (
	"context"

	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/window"
)

// ImportCalls is what the page may do with files that stand in for a service.
type ImportCalls struct{ window *window.Window }

// ImportSpotify asks for exports of Spotify for Artists and says what would come of them: nothing counts before
// ConfirmImport. Its token is "" where the person chose none.
func (i ImportCalls) ImportSpotify(campaignID string) (desk.ImportPreview, error) {
	files, err := i.window.Exports()
	if err != nil || len(files) == 0 {
		return desk.ImportPreview{Files: []desk.ImportResult{}}, err
	}
	return i.stageImport(campaignID, files)
}

// ImportDropped is ImportSpotify for files that were dropped on the page.
func (i ImportCalls) ImportDropped(campaignID string, files []desk.DroppedFile) (desk.ImportPreview, error) {
	return i.stageImport(campaignID, desk.Dropped(files))
}

// PreviewImport says again what would come of staged files, with another period or artist.
func (i ImportCalls) PreviewImport(campaignID, token string, opts desk.ImportOptions) (desk.ImportPreview, error) {
	return window.Of(i.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ImportPreview, error) {
		return d.PreviewImport(ctx, c, token, opts)
	})
}

// ConfirmImport lets staged files count.
func (i ImportCalls) ConfirmImport(campaignID, token string, opts desk.ImportOptions) ([]desk.ImportResult, error) {
	return window.Edit(i.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.ImportResult, error) {
		return d.ConfirmImport(ctx, c, token, opts)
	})
}

// ImportFolder returns the watched folder and what became of its files.
func (i ImportCalls) ImportFolder() (desk.ImportFolder, error) {
	return window.Call(i.window, func(ctx context.Context, d *desk.Desk) (desk.ImportFolder, error) { return d.ImportFolder(ctx) })
}

// WatchFolder asks for a folder to watch; without one nothing changes.
func (i ImportCalls) WatchFolder() (desk.ImportFolder, error) { return i.window.WatchFolder() }

// UnwatchFolder watches no folder any more. What came from it stays.
func (i ImportCalls) UnwatchFolder() (desk.ImportFolder, error) {
	return window.Change(i.window, func(ctx context.Context, d *desk.Desk) (desk.ImportFolder, error) { return d.WatchImports(ctx, "") })
}

// Imports lists the files whose figures a campaign holds.
func (i ImportCalls) Imports(campaignID string) ([]desk.ImportedFile, error) {
	return window.Of(i.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.ImportedFile, error) {
		return d.Imports(ctx, c)
	})
}

func (i ImportCalls) stageImport(campaignID string, files []provider.ImportFile) (desk.ImportPreview, error) {
	return window.Of(i.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ImportPreview, error) {
		return d.StageImport(ctx, c, metric.Spotify, files)
	})
}
