package page

import (
	"context"
	"io"

	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/window"
)

// SystemCalls is what the page may do with settings, files and the program itself.
type SystemCalls struct{ window *window.Window }

// Log returns the newest runs.
func (s SystemCalls) Log(limit int) ([]desk.LogRow, error) {
	return window.Call(s.window, func(ctx context.Context, d *desk.Desk) ([]desk.LogRow, error) { return d.Log(ctx, limit) })
}

// Settings returns the person's choices.
func (s SystemCalls) Settings() (desk.Settings, error) {
	return window.Call(s.window, func(ctx context.Context, d *desk.Desk) (desk.Settings, error) { return d.Settings(ctx) })
}

// SaveSetting changes one choice.
func (s SystemCalls) SaveSetting(key string, value any) (desk.Settings, error) {
	return s.window.SaveSetting(key, value)
}

// Doctor checks every part.
func (s SystemCalls) Doctor() ([]desk.Finding, error) {
	return s.window.Doctor()
}

// Hints returns what the page is to say now, by name, each once.
func (s SystemCalls) Hints() ([]string, error) { return s.window.Hints() }

// Seen says whether anybody can see the page; while nobody can, the program rests.
func (s SystemCalls) Seen(visible bool) error { s.window.Seen(visible); return nil }

// OpenLink opens a link of an allowed host in the system's browser.
func (s SystemCalls) OpenLink(url string) error {
	return window.Act(s.window, func(context.Context, *desk.Desk) error { return s.window.OpenURL(url) })
}

// SaveText asks for a file name and writes text there; "" when the person chose none.
func (s SystemCalls) SaveText(name, text string) (string, error) {
	return window.Call(s.window, func(context.Context, *desk.Desk) (string, error) { return s.window.SaveText(name, text) })
}

// LoadSample changes to the sample campaign, LeaveSample back to the person's own data.
func (s SystemCalls) LoadSample() error { return s.window.Reopen(true) }

// LeaveSample changes back to the person's own data.
func (s SystemCalls) LeaveSample() error { return s.window.Reopen(false) }

// ExportCampaign asks for a file and writes the campaign's numbers there with their rows: as csv, json or xlsx, or as the
// artist's page with pdf, or as a signed pack with proof. It returns the file's path, "" where the person chose none.
func (s SystemCalls) ExportCampaign(campaignID, format string) (string, error) {
	return window.Of(s.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (string, error) {
		return s.window.SaveFile(d.ExportName(c, format), func(w io.Writer) error { return d.WriteAs(ctx, c, format, w) })
	})
}
