package desk

import (
	"context"
	"log/slog"
	"runtime"
	"time"

	"mixdown/backend/campaign"
)

// Boot is what the window needs for its first screen.
type Boot struct {
	Version    string              `json:"version"`
	Sandbox    bool                `json:"sandbox"`
	Demo       bool                `json:"demo"`
	Platform   string              `json:"platform"`
	Campaigns  []campaign.Campaign `json:"campaigns"`
	CampaignID string              `json:"campaignId"` // the one last used; "" where there is none
	Settings   Settings            `json:"settings"`
	Status     Status              `json:"status"`
	Providers  []ProviderInfo      `json:"providers"`
}

// Boot reads it all from what is stored.
func (d *Desk) Boot(ctx context.Context) (Boot, error) {
	b := Boot{Version: d.cfg.Version, Sandbox: d.Sandbox(), Demo: d.cfg.Sample, Platform: runtime.GOOS, Providers: d.Providers()}
	var err error
	if b.Campaigns, err = d.Campaigns(ctx); err != nil {
		return b, err
	}
	if b.Settings, err = d.Settings(ctx); err != nil {
		return b, err
	}
	if b.Status, err = d.Status(ctx); err != nil {
		return b, err
	}
	c, err := d.Campaign(ctx, "")
	if err != nil && !isNotFound(err) {
		return b, err
	}
	b.CampaignID = c.ID
	return b, nil
}

// Logger returns where the desk logs.
func (d *Desk) Logger() *slog.Logger { return d.log }

// DataVersion changes whenever any process writes to the data.
func (d *Desk) DataVersion(ctx context.Context) (int64, error) { return d.store.Version(ctx) }

// settingPaused holds the time until which no sync begins by itself.
const settingPaused = "paused until"

// forever is how long "until I resume" is.
const forever = 100 * 365 * 24 * time.Hour

// Pause stops the schedule for a time: 0 ends the pause, a negative one lasts until it is ended. A sync that is asked for
// runs all the same.
func (d *Desk) Pause(ctx context.Context, pause time.Duration) error {
	until := d.now()
	switch {
	case pause < 0:
		until = until.Add(forever)
	case pause > 0:
		until = until.Add(pause)
		d.StopSync()
	}
	return d.store.SaveSetting(ctx, settingPaused, until)
}

// pausedUntil returns when the pause ends; the zero time where there is none.
func (d *Desk) pausedUntil(ctx context.Context) (time.Time, error) {
	var until time.Time
	_, err := d.store.Setting(ctx, settingPaused, &until)
	if !until.After(d.now()) {
		until = time.Time{}
	}
	return until, err
}
