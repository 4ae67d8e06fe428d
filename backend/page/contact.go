package page

import (
	"context"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/window"
)

// ContactCalls is what the page may do with the contact sheet.
type ContactCalls struct{ window *window.Window }

// Contacts returns a part of the contacts that match.
func (c ContactCalls) Contacts(campaignID string, filter desk.ContactFilter) (desk.ContactList, error) {
	return window.Of(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ContactList, error) {
		return d.Contacts(ctx, c, filter)
	})
}

// ContactStats returns the figures of the sheet.
func (c ContactCalls) ContactStats(campaignID string) (desk.ContactStats, error) {
	return window.Of(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ContactStats, error) {
		return d.ContactStats(ctx, c)
	})
}

// ContactTimeline returns what happened with a person over all campaigns.
func (c ContactCalls) ContactTimeline(email string) ([]desk.TimelineEntry, error) {
	return window.Call(c.window, func(ctx context.Context, d *desk.Desk) ([]desk.TimelineEntry, error) {
		return d.ContactTimeline(ctx, email)
	})
}

// AddContacts adds people to the list.
func (c ContactCalls) AddContacts(campaignID string, rows []desk.NewContact) (desk.AddAnswer, error) {
	return window.Edit(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.AddAnswer, error) {
		return d.AddContacts(ctx, c, rows)
	})
}

// SetStatus changes the status of a contact.
func (c ContactCalls) SetStatus(campaignID, email, status string) (desk.StatusAnswer, error) {
	return window.Edit(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.StatusAnswer, error) {
		return d.SetStatus(ctx, c, email, status)
	})
}

// SetContact changes a field of a contact: name, role, outlet, status or added.
func (c ContactCalls) SetContact(campaignID, email, field, value string) (desk.StatusAnswer, error) {
	return window.Edit(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.StatusAnswer, error) {
		return d.SetField(ctx, c, email, field, value)
	})
}

// Conflicts returns the cells that changed on both sides.
func (c ContactCalls) Conflicts(campaignID string) ([]desk.Conflict, error) {
	return window.Of(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.Conflict, error) {
		return d.Conflicts(ctx, c)
	})
}

// Resolve decides a conflict: "mine", "theirs", or "value" with a third one.
func (c ContactCalls) Resolve(id, choice, value string) (desk.StatusAnswer, error) {
	return window.Change(c.window, func(ctx context.Context, d *desk.Desk) (desk.StatusAnswer, error) {
		return d.Resolve(ctx, id, choice, value)
	})
}

// Outbox returns the changes of contacts that are not in the list.
func (c ContactCalls) Outbox(campaignID string) ([]desk.OutboxRow, error) {
	return window.Of(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.OutboxRow, error) {
		return d.Outbox(ctx, c)
	})
}

// UndoEdit takes back a change of a contact, or opens a decided conflict again.
func (c ContactCalls) UndoEdit(id string) (desk.StatusAnswer, error) {
	return window.Change(c.window, func(ctx context.Context, d *desk.Desk) (desk.StatusAnswer, error) { return d.UndoEdit(ctx, id) })
}

// ContactJournal returns the values of contacts that gave way, newest first.
func (c ContactCalls) ContactJournal(campaignID string, limit int) ([]desk.JournalRow, error) {
	return window.Of(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.JournalRow, error) {
		return d.ContactJournal(ctx, c, limit)
	})
}

// FlipJournal turns an entry of the journal round.
func (c ContactCalls) FlipJournal(id string) (desk.StatusAnswer, error) {
	return window.Change(c.window, func(ctx context.Context, d *desk.Desk) (desk.StatusAnswer, error) { return d.FlipJournal(ctx, id) })
}

// Suggestions returns the statuses that the mailbox speaks for.
func (c ContactCalls) Suggestions(campaignID string) ([]desk.Suggestion, error) {
	return window.Of(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]desk.Suggestion, error) {
		return d.Suggestions(ctx, c)
	})
}

// ApplySuggestions takes over those of the named contacts; all where none is named.
func (c ContactCalls) ApplySuggestions(campaignID string, emails []string) (desk.Applied, error) {
	return window.Edit(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Applied, error) {
		return d.ApplySuggestions(ctx, c, emails)
	})
}

// StarterSheet makes an empty contact sheet.
func (c ContactCalls) StarterSheet(campaignID, name string) (desk.Starter, error) {
	return window.Change(c.window, func(ctx context.Context, d *desk.Desk) (desk.Starter, error) {
		return d.StarterSheet(ctx, campaignID, name)
	})
}

// ContactFile is a list that was chosen or dropped on the page.
type ContactFile struct {
	Name     string            `json:"name"`
	Data     []byte            `json:"data"`     // in base64 on the way
	Modified time.Time         `json:"modified"` // when the file was last changed
	Columns  map[string]string `json:"columns"`  // field to header, "" for no column; null: as it was said before, else by name
	Preview  bool              `json:"preview"`  // store nothing
}

// ImportContactsData imports a list, or says what would come of it.
func (c ContactCalls) ImportContactsData(campaignID string, f ContactFile) (desk.ContactImport, error) {
	file := desk.ContactFile{Name: f.Name, Data: f.Data, Modified: f.Modified, Columns: f.Columns, Preview: f.Preview}
	do := func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.ContactImport, error) {
		return d.ImportContacts(ctx, c, file)
	}
	if f.Preview {
		return window.Of(c.window, campaignID, do)
	}
	return window.Edit(c.window, campaignID, do)
}

// Columns returns which column of the contact list holds what.
func (c ContactCalls) Columns(campaignID string) (desk.Columns, error) {
	return window.Of(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Columns, error) {
		return d.Columns(ctx, c)
	})
}

// ConfirmColumns agrees on the columns as they are now.
func (c ContactCalls) ConfirmColumns(campaignID string) (desk.Columns, error) {
	return window.Edit(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Columns, error) {
		return d.ConfirmColumns(ctx, c)
	})
}

// ChooseColumns says which column holds a field.
func (c ContactCalls) ChooseColumns(campaignID string, chosen map[string]string) (desk.Columns, error) {
	return window.Edit(c.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Columns, error) {
		return d.ChooseColumns(ctx, c, chosen)
	})
}
