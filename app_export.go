package main

import (
	"context"
	"io"

	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/window"
)

// ExportCampaign asks for a file and writes the campaign's numbers there with their rows: as csv, json or xlsx, or as the
// artist's page with pdf, or as a signed pack with proof. It returns the file's path, "" where the person chose none.
func (a *App) ExportCampaign(campaignID, format string) (string, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (string, error) {
		return a.window.SaveFile(d.ExportName(c, format), func(w io.Writer) error { return d.WriteAs(ctx, c, format, w) })
	})
}
