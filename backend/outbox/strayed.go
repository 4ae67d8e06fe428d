package outbox

import (
	"context"
	"maps"
	"slices"

	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// A list has no write that demands a row: where rows move in the moment between the last look and the write, another row may
// be written to. It gets its value back, unless the process or the network ends just then. So what the list holds is stored
// before such a write, as far as it is not known here anyway, and after an attempt whose end is not known, every other contact
// whose field turned into the very value stands in the journal with what it was. It may have been somebody's own doing:
// nothing is changed back by itself.

// look stores what the list holds of the fields that are about to be written, with the first of the edits.
func (s *sending) look(ctx context.Context, batch []store.Edit, contacts []provider.Record) error {
	held := map[string]map[string]string{}
	err := s.o.store.Held(s.d.ConnectionID, s.d.CampaignID).Records(ctx, provider.StreamContacts, nil, func(r provider.Record) error {
		held[r.ID] = store.ContactFields(r)
		return nil
	})
	if err != nil {
		return err
	}
	first := &batch[0]
	looked := map[string]map[string]string{}
	for field, values := range first.Looked {
		looked[field] = maps.Clone(values)
	}
	wanted := map[string]map[string]bool{} // values that these edits write, by field
	for _, e := range batch {
		for field, value := range writtenBy(e) {
			if wanted[field] == nil {
				wanted[field] = map[string]bool{}
			}
			wanted[field][value] = true
		}
	}
	news := false
	for _, r := range contacts {
		fields := store.ContactFields(r)
		for field, values := range wanted {
			// What says the very value already may have got it from an earlier attempt: then the earlier look knows better.
			if was, known := held[r.ID]; known && was[field] == fields[field] || values[fields[field]] {
				continue
			}
			if looked[field] == nil {
				looked[field] = map[string]string{}
			}
			looked[field][r.ID], news = fields[field], true
		}
	}
	if !news {
		return nil
	}
	first.Looked = looked
	return s.write(ctx, store.Change{Edits: []store.Edit{*first}})
}

// writtenBy is what an edit writes, by field.
func writtenBy(e store.Edit) map[string]string {
	written := map[string]string{e.Field: e.Value}
	if e.Day != nil {
		written[statusDay] = e.Day.Mine
	}
	return written
}

// strayed looks for what a write may have done to another row.
func (o *Outbox) strayed(ctx context.Context, change *store.Change, t Target, runID int64) error {
	list, err := o.store.Edits(ctx, store.EditFilter{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, Unmerged: true,
		Statuses: []string{store.EditPending, store.EditSending, store.EditHeld, store.EditDone, store.EditUndone}})
	if err != nil {
		return err
	}
	looked := map[string]map[string]string{}
	for _, e := range list {
		for field, values := range e.Looked {
			if looked[field] == nil {
				looked[field] = map[string]string{}
			}
			maps.Copy(looked[field], values)
		}
	}
	now, err := o.fieldsOf(ctx, t, looked)
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
		for field, value := range writtenBy(e) {
			if err := o.strayedField(ctx, change, e, field, value, turnedInto(value, looked[field], now, field), runID); err != nil {
				return err
			}
		}
		if e.Status == store.EditUndone {
			e.Merged, e.Looked = true, nil
			change.Edits = append(change.Edits, e)
			change.Was[e.ID] = e.Status
		}
	}
	return nil
}

// fieldsOf returns the fields, as the list was read last, of the contacts that were looked at before a write.
func (o *Outbox) fieldsOf(ctx context.Context, t Target, looked map[string]map[string]string) (map[string]map[string]string, error) {
	now := map[string]map[string]string{}
	for _, values := range looked {
		for contact := range values {
			now[contact] = nil
		}
	}
	if len(now) == 0 {
		return now, nil
	}
	err := o.store.Held(t.ConnectionID, t.CampaignID).Records(ctx, provider.StreamContacts, nil, func(r provider.Record) error {
		if _, ok := now[r.ID]; ok {
			now[r.ID] = store.ContactFields(r)
		}
		return nil
	})
	return now, err
}

// turnedInto returns the contacts whose field says value now, with what it said when it was looked at.
func turnedInto(value string, looked map[string]string, now map[string]map[string]string, field string) map[string]string {
	turned := map[string]string{}
	for contact, was := range looked {
		if fields := now[contact]; fields != nil && fields[field] == value {
			turned[contact] = was
		}
	}
	return turned
}

// strayedField notes the contacts whose field turned into what an edit writes: in the run that read the list, or, as seen has
// them, since they were looked at before the write.
func (o *Outbox) strayedField(ctx context.Context, change *store.Change, e store.Edit, field, value string, seen map[string]string, runID int64) error {
	turned, err := o.store.TurnedInto(ctx, e.CampaignID, e.ConnectionID, field, value, runID)
	if err != nil {
		return err
	}
	maps.Copy(turned, seen)
	delete(turned, e.Contact)
	if len(turned) == 0 {
		return nil
	}
	told, err := o.store.JournalOf(ctx, e.ID)
	if err != nil {
		return err
	}
	for _, contact := range slices.Sorted(maps.Keys(turned)) {
		was := turned[contact]
		if slices.ContainsFunc(told, func(j store.JournalEntry) bool { return j.Contact == contact && j.Field == field && j.Lost == was }) {
			continue
		}
		change.Journal = append(change.Journal, store.JournalEntry{CampaignID: e.CampaignID, ConnectionID: e.ConnectionID, Contact: contact, Field: field,
			Base: was, Mine: value, Theirs: was, Kept: value, Lost: was, Rule: ruleStrayed, EditID: e.ID})
	}
	return nil
}
