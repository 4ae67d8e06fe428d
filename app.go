package main

import (
	"context"

	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/page"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
	"mixdown/backend/window"
)

// App is what the window may call: every exported method, its own and those of the nouns in it, can be called from the page, so
// there is nothing here that the person could not do by hand, and nothing that gives out a token. Errors reach the page as a
// code and a sentence.
type App struct {
	page.Calls

	window *window.Window // a field, not embedded: its methods are not the page's to call
}

// NewApp returns the App of a window.
func NewApp(w *window.Window) *App { return &App{Calls: page.New(w), window: w} }

// Boot is what the window needs for its first screen, from what is stored.
func (a *App) Boot() (desk.Boot, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) (desk.Boot, error) { return d.Boot(ctx) })
}

// First is Boot with the figures of the first screen: what the page's file holds when it is loaded, for when they changed since.
func (a *App) First() (desk.First, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) (desk.First, error) { return d.First(ctx) })
}

// KeepStill keeps the first screen as it is drawn, for the window to open with.
func (a *App) KeepStill(s desk.Still) error {
	_, err := window.Call(a.window, func(ctx context.Context, d *desk.Desk) (struct{}, error) { return struct{}{}, d.KeepStill(ctx, s) })
	return err
}

// Status is how it stands, in one look.
func (a *App) Status() (desk.Status, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) (desk.Status, error) { return d.Status(ctx) })
}

// Campaigns lists the campaigns.
func (a *App) Campaigns() ([]campaign.Campaign, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) ([]campaign.Campaign, error) { return d.Campaigns(ctx) })
}

// SaveCampaign makes or edits a campaign.
func (a *App) SaveCampaign(draft desk.Draft) (campaign.Campaign, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (campaign.Campaign, error) { return d.SaveCampaign(ctx, draft) })
}

// PreviewRule says what a rule would match.
func (a *App) PreviewRule(draft desk.Draft) (desk.RulePreview, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) (desk.RulePreview, error) { return d.PreviewRule(ctx, draft) })
}

// UseCampaign changes to a campaign.
func (a *App) UseCampaign(id string) (campaign.Campaign, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (campaign.Campaign, error) { return d.UseCampaign(ctx, id) })
}

// SetGoal says what a campaign aims for with a number; 0 takes the goal back.
func (a *App) SetGoal(campaignID, key string, value float64) (campaign.Campaign, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (campaign.Campaign, error) {
		return d.SetGoal(ctx, c, key, value)
	})
}

// ArchiveCampaign ends a campaign.
func (a *App) ArchiveCampaign(id string) (campaign.Campaign, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (campaign.Campaign, error) { return d.ArchiveCampaign(ctx, id) })
}

// Metrics returns every number of a campaign, now ("") or as of a sync or a time.
func (a *App) Metrics(campaignID, at string) (desk.MetricsAnswer, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.MetricsAnswer, error) {
		return d.Metrics(ctx, c, at)
	})
}

// Evidence returns one number with its rows.
func (a *App) Evidence(campaignID, key, at string) (desk.BriefEvidence, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.BriefEvidence, error) {
		e, err := d.Evidence(ctx, c, key, at)
		return e.Brief(), err
	})
}

// History returns the kept values of one number.
func (a *App) History(campaignID, key string) ([]desk.HistoryPoint, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.HistoryPoint, error) {
		return d.History(ctx, c, key)
	})
}

// Changes says which numbers moved since a sync or a time, and because of which rows.
func (a *App) Changes(campaignID, since string) ([]metric.BriefChange, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]metric.BriefChange, error) {
		list, err := d.Changes(ctx, c, since)
		return metric.Brief(list), err
	})
}

// ChangesBetween says so up to a sync or a time; "" as since is then the sync before that one.
func (a *App) ChangesBetween(campaignID, since, until string) ([]metric.BriefChange, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]metric.BriefChange, error) {
		list, err := d.ChangesBetween(ctx, c, since, until)
		return metric.Brief(list), err
	})
}

// Syncs returns the ticks of the time slider.
func (a *App) Syncs(campaignID string) ([]desk.SyncPoint, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.SyncPoint, error) {
		return d.Syncs(ctx, c)
	})
}

// Trend returns mails sent and people who answered, over time.
func (a *App) Trend(campaignID, at string) ([]metric.TrendPoint, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]metric.TrendPoint, error) {
		return d.Trend(ctx, c, at)
	})
}

// Splits returns who answered, by role and by outlet.
func (a *App) Splits(campaignID, at string) (metric.Splits, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (metric.Splits, error) {
		return d.Splits(ctx, c, at)
	})
}

// Annotations returns the person's notes on the time line.
func (a *App) Annotations(campaignID string) ([]store.Annotation, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) ([]store.Annotation, error) {
		return d.Annotations(ctx, campaignID)
	})
}

// SaveAnnotation keeps a note on the time line.
func (a *App) SaveAnnotation(n store.Annotation) (store.Annotation, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (store.Annotation, error) { return d.SaveAnnotation(ctx, n) })
}

// DeleteAnnotation drops a note.
func (a *App) DeleteAnnotation(id string) error {
	return window.Act(a.window, func(ctx context.Context, d *desk.Desk) error { return d.DeleteAnnotation(ctx, id) })
}

// SyncNow reads the sources, or only some of them, and returns when they are read.
func (a *App) SyncNow(campaignID string, only []string) (tracker.Result, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (tracker.Result, error) {
		return d.Sync(ctx, desk.SyncRequest{Campaign: c, Only: only, Trigger: "window"})
	})
}

// StopSync stops what is read right now.
func (a *App) StopSync() error {
	return window.Act(a.window, func(_ context.Context, d *desk.Desk) error { d.StopSync(); return nil })
}
