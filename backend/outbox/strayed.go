package outbox

import (
	"context"

	"mixdown/backend/store"
)

// strayed looks for what a write may have done to another row. A sheet has no conditional write: where rows move in the moment
// between the last look and the write, the wrong row is written to and gets its value back, unless the process or the network
// ends just then. So after an attempt whose end is not known, every other contact whose field turned into the very value
// stands in the journal with what it was. It may have been somebody's own doing: nothing is changed back by itself.
func (o *Outbox) strayed(ctx context.Context, change *store.Change, t Target, runID int64) error {
	list, err := o.store.Edits(ctx, store.EditFilter{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, Unmerged: true,
		Statuses: []string{store.EditPending, store.EditSending, store.EditHeld, store.EditDone, store.EditUndone}})
	if err != nil {
		return err
	}
	for _, e := range list {
		open := e.Attempts > 0
		if e.Status == store.EditDone {
			open = e.Attempts > 1
		}
		if e.Kind != store.EditCell || !open {
			continue
		}
		turned, err := o.store.TurnedInto(ctx, e.CampaignID, e.ConnectionID, e.Field, e.Value, runID)
		if err != nil {
			return err
		}
		for contact, was := range turned {
			if contact == e.Contact {
				continue
			}
			change.Journal = append(change.Journal, store.JournalEntry{CampaignID: e.CampaignID, ConnectionID: e.ConnectionID, Contact: contact, Field: e.Field,
				Base: was, Mine: e.Value, Theirs: was, Kept: e.Value, Lost: was, Rule: ruleStrayed, EditID: e.ID})
		}
		if e.Status == store.EditUndone {
			e.Merged = true
			change.Edits = append(change.Edits, e)
		}
	}
	return nil
}
