package main

import (
	"context"
	"io"

	"mixdown/backend/auth"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
	"mixdown/backend/window"
)

// App is what the window may call: every exported method can be called from the page, so there is nothing here that the
// person could not do by hand, and nothing that gives out a token. Errors reach the page as a code and a sentence.
type App struct {
	window *window.Window // a field, not embedded: its methods are not the page's to call
}

// Boot is what the window needs for its first screen, from what is stored.
func (a *App) Boot() (desk.Boot, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) (desk.Boot, error) { return d.Boot(ctx) })
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
func (a *App) Evidence(campaignID, key, at string) (desk.EvidenceView, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.EvidenceView, error) {
		return d.Evidence(ctx, c, key, at)
	})
}

// History returns the kept values of one number.
func (a *App) History(campaignID, key string) ([]desk.HistoryPoint, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.HistoryPoint, error) {
		return d.History(ctx, c, key)
	})
}

// Changes says which numbers moved since a sync or a time, and because of which rows.
func (a *App) Changes(campaignID, since string) ([]metric.Change, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]metric.Change, error) {
		return d.Changes(ctx, c, since)
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

// Correct says that a message is, or is not, a reply by a person.
func (a *App) Correct(campaignID, messageID, verdict string) (desk.Undo, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Undo, error) {
		return d.Correct(ctx, c, messageID, verdict)
	})
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

// Connections lists the signed-in accounts.
func (a *App) Connections() ([]desk.Connection, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) ([]desk.Connection, error) { return d.Connections(ctx) })
}

// Connect signs in through the system's browser and returns when the person has answered there.
func (a *App) Connect(form ConnectForm) (desk.Connection, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) {
		req, err := form.request()
		if err != nil {
			return desk.Connection{}, err
		}
		return d.Connect(ctx, req)
	})
}

// ConnectForm is what the page knows of a connection to make. Secrets in it go to the keychain and never come back.
type ConnectForm struct {
	Provider     string `json:"provider"`
	ClientJSON   string `json:"clientJSON"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
	Key          string `json:"key"`
	AllFiles     bool   `json:"allFiles"`
}

func (f ConnectForm) request() (desk.ConnectRequest, error) {
	req := desk.ConnectRequest{Provider: f.Provider, Key: f.Key, AllFiles: f.AllFiles, Client: auth.Client{ID: f.ClientID, Secret: f.ClientSecret}}
	var err error
	if f.ClientJSON != "" {
		req.Client, err = auth.ParseClient([]byte(f.ClientJSON))
	}
	return req, err
}

// CancelConnect ends a sign-in that waits for its answer.
func (a *App) CancelConnect() error {
	return window.Act(a.window, func(_ context.Context, d *desk.Desk) error { d.CancelConnect(); return nil })
}

// Disconnect revokes a sign-in and forgets it.
func (a *App) Disconnect(id string, keepData bool) (desk.Connection, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) {
		return d.Disconnect(ctx, id, keepData)
	})
}

// PauseConnection stops, or resumes, the syncs of a connection.
func (a *App) PauseConnection(id string, paused bool) error {
	return window.Act(a.window, func(ctx context.Context, d *desk.Desk) error { return d.PauseConnection(ctx, id, paused) })
}

// CheckSource compares what a source has with what is held.
func (a *App) CheckSource(id string) ([]provider.CheckResult, error) {
	return window.Of(a.window, "", func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]provider.CheckResult, error) {
		return d.CheckSources(ctx, c, id)
	})
}

// CheckClient looks at an OAuth client file before it is used.
func (a *App) CheckClient(json string) (desk.ClientCheck, error) {
	return window.Call(a.window, func(_ context.Context, d *desk.Desk) (desk.ClientCheck, error) {
		return d.CheckClient([]byte(json)), nil
	})
}

// Followups returns who waits for an answer and who is due a follow-up.
func (a *App) Followups(campaignID string) ([]metric.Followup, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]metric.Followup, error) {
		return d.Followups(ctx, c)
	})
}

// SetOutcome says how it stands with a person.
func (a *App) SetOutcome(campaignID, email, outcome string) (desk.Undo, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Undo, error) {
		return d.SetOutcome(ctx, c, email, outcome)
	})
}

// Snooze keeps a person out of the list until a day.
func (a *App) Snooze(campaignID, email, until string) (desk.Undo, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Undo, error) {
		return d.Snooze(ctx, c, email, until)
	})
}

// Undo takes back the change that answered with token.
func (a *App) Undo(token string) error {
	return window.Act(a.window, func(ctx context.Context, d *desk.Desk) error { return d.Undo(ctx, token) })
}

// Contacts returns a part of the contacts that match.
func (a *App) Contacts(campaignID string, filter desk.ContactFilter) (desk.ContactList, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ContactList, error) {
		return d.Contacts(ctx, c, filter)
	})
}

// ContactStats returns the figures of the sheet.
func (a *App) ContactStats(campaignID string) (desk.ContactStats, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ContactStats, error) {
		return d.ContactStats(ctx, c)
	})
}

// ContactTimeline returns what happened with a person over all campaigns.
func (a *App) ContactTimeline(email string) ([]desk.TimelineEntry, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) ([]desk.TimelineEntry, error) {
		return d.ContactTimeline(ctx, email)
	})
}

// AddContacts adds people to the list.
func (a *App) AddContacts(campaignID string, rows []desk.NewContact) (desk.AddAnswer, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.AddAnswer, error) {
		return d.AddContacts(ctx, c, rows)
	})
}

// SetStatus changes the status of a contact.
func (a *App) SetStatus(campaignID, email, status string) (desk.StatusAnswer, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.StatusAnswer, error) {
		return d.SetStatus(ctx, c, email, status)
	})
}

// SetContact changes a field of a contact: name, role, outlet, status or added.
func (a *App) SetContact(campaignID, email, field, value string) (desk.StatusAnswer, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.StatusAnswer, error) {
		return d.SetField(ctx, c, email, field, value)
	})
}

// Conflicts returns the cells that changed on both sides.
func (a *App) Conflicts(campaignID string) ([]desk.Conflict, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.Conflict, error) {
		return d.Conflicts(ctx, c)
	})
}

// Resolve decides a conflict: "mine", "theirs", or "value" with a third one.
func (a *App) Resolve(id, choice, value string) (desk.StatusAnswer, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.StatusAnswer, error) {
		return d.Resolve(ctx, id, choice, value)
	})
}

// Outbox returns the changes of contacts that are not in the list.
func (a *App) Outbox(campaignID string) ([]desk.OutboxRow, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.OutboxRow, error) {
		return d.Outbox(ctx, c)
	})
}

// UndoEdit takes back a change of a contact, or opens a decided conflict again.
func (a *App) UndoEdit(id string) (desk.StatusAnswer, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.StatusAnswer, error) { return d.UndoEdit(ctx, id) })
}

// ContactJournal returns the values of contacts that gave way, newest first.
func (a *App) ContactJournal(campaignID string, limit int) ([]desk.JournalRow, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.JournalRow, error) {
		return d.ContactJournal(ctx, c, limit)
	})
}

// FlipJournal turns an entry of the journal round.
func (a *App) FlipJournal(id string) (desk.StatusAnswer, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.StatusAnswer, error) { return d.FlipJournal(ctx, id) })
}

// Suggestions returns the statuses that the mailbox speaks for.
func (a *App) Suggestions(campaignID string) ([]desk.Suggestion, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.Suggestion, error) {
		return d.Suggestions(ctx, c)
	})
}

// ApplySuggestions takes over those of the named contacts; all where none is named.
func (a *App) ApplySuggestions(campaignID string, emails []string) (desk.Applied, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Applied, error) {
		return d.ApplySuggestions(ctx, c, emails)
	})
}

// StarterSheet makes an empty contact sheet.
func (a *App) StarterSheet(campaignID, name string) (desk.Starter, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.Starter, error) {
		return d.StarterSheet(ctx, campaignID, name)
	})
}

// ImportContacts asks for a list of contacts and imports it; its file is "" where the person chose none.
func (a *App) ImportContacts(campaignID string) (desk.ContactImport, error) {
	file, err := a.window.ContactFile()
	if err != nil || file.Name == "" {
		return desk.ContactImport{}, err
	}
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ContactImport, error) {
		return d.ImportContacts(ctx, c, file)
	})
}

// ImportContactsData imports a list that was dropped on the page; data is its bytes, in base64 on the way.
func (a *App) ImportContactsData(campaignID, name string, data []byte) (desk.ContactImport, error) {
	return window.Edit(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ContactImport, error) {
		return d.ImportContacts(ctx, c, desk.ContactFile{Name: name, Data: data})
	})
}

// Log returns the newest runs.
func (a *App) Log(limit int) ([]desk.LogRow, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) ([]desk.LogRow, error) { return d.Log(ctx, limit) })
}

// Settings returns the person's choices.
func (a *App) Settings() (desk.Settings, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) (desk.Settings, error) { return d.Settings(ctx) })
}

// SaveSetting changes one choice.
func (a *App) SaveSetting(key string, value any) (desk.Settings, error) {
	return a.window.SaveSetting(key, value)
}

// Doctor checks every part.
func (a *App) Doctor() ([]desk.Finding, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) ([]desk.Finding, error) { return d.Doctor(ctx), nil })
}

// Hosts returns every host that was ever contacted.
func (a *App) Hosts() ([]store.Host, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) ([]store.Host, error) { return d.Hosts(ctx) })
}

// OpenLink opens a link of an allowed host in the system's browser.
func (a *App) OpenLink(url string) error {
	return window.Act(a.window, func(context.Context, *desk.Desk) error { return a.window.OpenURL(url) })
}

// SaveText asks for a file name and writes text there; "" when the person chose none.
func (a *App) SaveText(name, text string) (string, error) {
	return window.Call(a.window, func(context.Context, *desk.Desk) (string, error) { return a.window.SaveText(name, text) })
}

// LoadSample changes to the sample campaign, LeaveSample back to the person's own data.
func (a *App) LoadSample() error { return a.window.Reopen(true) }

// LeaveSample changes back to the person's own data.
func (a *App) LeaveSample() error { return a.window.Reopen(false) }

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

// ExportCampaign asks for a file and writes the campaign's numbers there with their rows: as csv, json or xlsx, or as the
// artist's page with pdf, or as a signed pack with proof. It returns the file's path, "" where the person chose none.
func (a *App) ExportCampaign(campaignID, format string) (string, error) {
	return window.Of(a.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (string, error) {
		return a.window.SaveFile(d.ExportName(c, format), func(w io.Writer) error { return d.WriteAs(ctx, c, format, w) })
	})
}

// mirrorRows is how many rows of each table the page shows before they are sent.
const mirrorRows = 20

// MirrorStatus is how it stands with the mirror, and the very rows that would leave next.
func (a *App) MirrorStatus() (desk.MirrorStatus, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) (desk.MirrorStatus, error) {
		return d.MirrorStatus(ctx, mirrorRows)
	})
}

// MirrorSendCode has the person's Supabase project mail them a code.
func (a *App) MirrorSendCode(req desk.MirrorRequest) error {
	return window.Act(a.window, func(ctx context.Context, d *desk.Desk) error { return d.SendMirrorCode(ctx, req) })
}

// MirrorFinish hands in that code. The mirror stays off.
func (a *App) MirrorFinish(code string) (desk.Connection, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) { return d.FinishMirror(ctx, code) })
}

// MirrorSet switches the mirror on or off, and says whether the names of mailboxes go along.
func (a *App) MirrorSet(on, addresses bool) (desk.MirrorStatus, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.MirrorStatus, error) {
		return d.SetMirror(ctx, on, addresses)
	})
}

// MirrorPush sends what waits.
func (a *App) MirrorPush() (desk.PushResult, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.PushResult, error) { return d.PushMirror(ctx) })
}

// MirrorSchema returns the SQL to run in the project.
func (a *App) MirrorSchema() (string, error) {
	return window.Call(a.window, func(_ context.Context, d *desk.Desk) (string, error) { return d.MirrorSchema(), nil })
}
