package main

import (
	"context"

	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/window"
)

// ImportSpotify asks for exports of Spotify for Artists and says what would come of them: nothing counts before
// ConfirmImport. Its token is "" where the person chose none.
func (a *App) ImportSpotify(campaignID string) (desk.ImportPreview, error) {
	files, err := a.window.Exports()
	if err != nil || len(files) == 0 {
		return desk.ImportPreview{Files: []desk.ImportResult{}}, err
	}
	return a.stageImport(campaignID, files)
}

// ImportDropped is ImportSpotify for files that were dropped on the page.
func (a *App) ImportDropped(campaignID string, files []desk.DroppedFile) (desk.ImportPreview, error) {
	return a.stageImport(campaignID, desk.Dropped(files))
}

// PreviewImport says again what would come of staged files, with another period or artist.
func (a *App) PreviewImport(campaignID, token string, opts desk.ImportOptions) (desk.ImportPreview, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ImportPreview, error) {
		return d.PreviewImport(ctx, c, token, opts)
	})
}

// ConfirmImport lets staged files count.
func (a *App) ConfirmImport(campaignID, token string, opts desk.ImportOptions) ([]desk.ImportResult, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.ImportResult, error) {
		return d.ConfirmImport(ctx, c, token, opts)
	})
}

// ImportFolder returns the watched folder and what became of its files.
func (a *App) ImportFolder() (desk.ImportFolder, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) (desk.ImportFolder, error) { return d.ImportFolder(ctx) })
}

func (a *App) stageImport(campaignID string, files []provider.ImportFile) (desk.ImportPreview, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ImportPreview, error) {
		return d.StageImport(ctx, c, metric.Spotify, files)
	})
}
