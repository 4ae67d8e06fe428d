package outbox

import (
	"context"
	"maps"
	"slices"

	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Read looks at the edits again after the list was read: a conflict of which one side came round is over, one of which the
// other side moved on shows that, and what else changed in a contact that was edited here stands in the journal.
func (o *Outbox) Read(ctx context.Context, t Target, runID int64) error {
	change := store.Change{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, RunID: runID, What: "contacts read",
		Was: map[string]string{}} // the person may decide meanwhile: what they said stands
	held, err := o.store.Edits(ctx, store.EditFilter{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, Statuses: []string{store.EditHeld}})
	if err != nil {
		return err
	}
	for _, e := range held {
		if err := o.lookAgain(ctx, &change, e); err != nil {
			return err
		}
	}
	sent, err := o.store.Edits(ctx, store.EditFilter{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, Statuses: []string{store.EditDone, store.EditRefused}, Unmerged: true})
	if err != nil {
		return err
	}
	own := map[[2]string]bool{} // cells that changed because of an edit of ours
	for _, e := range sent {
		if e.Kind == store.EditCell {
			own[[2]string{e.Contact, e.Field}] = true
			if e.Day != nil {
				own[[2]string{e.Contact, statusDay}] = true
			}
		}
	}
	for _, e := range sent {
		if err := o.merged(ctx, &change, e, own); err != nil {
			return err
		}
	}
	if err := o.strayed(ctx, &change, t, runID); err != nil {
		return err
	}
	if len(change.Edits)+len(change.Journal) == 0 {
		return nil
	}
	_, _, err = o.store.ChangeContacts(ctx, change)
	return err
}

func (o *Outbox) lookAgain(ctx context.Context, change *store.Change, e store.Edit) error {
	rec, known, err := o.store.ContactRecord(ctx, e.CampaignID, e.ConnectionID, e.Contact)
	if err != nil {
		return err
	}
	now := e
	now.Gone = !known
	if known {
		now.Message = "The cell changed in the sheet too."
		theirs := sideIn(rec, e)
		now = withTheirs(now, theirs)
		switch {
		case theirs.value == e.Value && e.Value != e.Base: // with another day, theirs stays: the status is what was wished
			now.Status, now.Rule = store.EditDone, ruleSame
			change.Journal = append(change.Journal, journal(now, theirs, theirs, baseOf(e), ruleSame)...)
		case theirs == baseOf(e):
			now.Status, now.Message = store.EditPending, "" // they took their change back
		}
	} else {
		now = withTheirs(now, side{})
		now.Message = "The contact is not in the list any more."
	}
	if now.Status != e.Status || theirsOf(now) != theirsOf(e) || now.Gone != e.Gone {
		change.Edits = append(change.Edits, now)
		change.Was[e.ID] = e.Status
	}
	return nil
}

// merged tells of other fields of the contact that changed in the list since the person saw it: both changes stand.
func (o *Outbox) merged(ctx context.Context, change *store.Change, e store.Edit, own map[[2]string]bool) error {
	rec, known, err := o.store.ContactRecord(ctx, e.CampaignID, e.ConnectionID, e.Contact)
	if err != nil {
		return err
	}
	if e.Kind == store.EditAdd { // also where the row that was there is gone again
		change.Journal = append(change.Journal, addedThere(e, rec)...)
	} else if known {
		now := store.ContactFields(rec)
		for _, field := range slices.Sorted(maps.Keys(now)) {
			was, saw := e.Snapshot[field]
			if !saw || was == now[field] || field == e.Field || own[[2]string{e.Contact, field}] {
				continue
			}
			change.Journal = append(change.Journal, store.JournalEntry{CampaignID: e.CampaignID, ConnectionID: e.ConnectionID, Contact: e.Contact, Field: field,
				Base: was, Theirs: now[field], Kept: now[field], Lost: was, Rule: ruleMerge, EditID: e.ID})
			own[[2]string{e.Contact, field}] = true // told once
		}
	}
	e.Merged, e.Looked = true, nil
	change.Edits = append(change.Edits, e)
	change.Was[e.ID] = e.Status
	return nil
}

// addedThere tells of what was given with a new contact that turned out to be in the list with other values.
func addedThere(e store.Edit, rec provider.Record) []store.JournalEntry {
	var list []store.JournalEntry
	now, mine := store.ContactFields(rec), store.ContactFields(store.NewContactRecord(e.Contact, *e.New, ""))
	for _, field := range slices.Sorted(maps.Keys(mine)) {
		if mine[field] != "" && mine[field] != now[field] {
			list = append(list, store.JournalEntry{CampaignID: e.CampaignID, ConnectionID: e.ConnectionID, Contact: e.Contact, Field: field,
				Mine: mine[field], Theirs: now[field], Kept: now[field], Lost: mine[field], Rule: ruleThere, EditID: e.ID})
		}
	}
	return list
}
