package outbox

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// StreamFileContacts holds the contacts of a file as they stood there: what a later import of it is compared with.
const StreamFileContacts = "file_contacts"

// Merged is a list laid over what is held of it.
type Merged struct {
	Records                   []provider.Record // contacts, and file_contacts
	Added, Updated, Unchanged int
	Held                      []store.Edit // cells to decide
	Journal                   []store.JournalEntry
}

// Merge lays the contacts of a file over those held of an earlier one, a field at a time: base is what the file said then,
// mine what stands here, theirs what the file says now. Only the fields that the file has a column for (said) are compared:
// of the others it says nothing. It stores nothing.
func (o *Outbox) Merge(ctx context.Context, t Target, contacts []provider.Record, said func(field string) bool) (Merged, error) {
	var m Merged
	here, before, held := map[string]provider.Record{}, map[string]provider.Record{}, map[[2]string]store.Edit{}
	for stream, to := range map[string]map[string]provider.Record{provider.StreamContacts: here, StreamFileContacts: before} {
		err := o.store.Held(t.ConnectionID, t.CampaignID).Records(ctx, stream, nil, func(r provider.Record) error { to[r.ID] = r; return nil })
		if err != nil {
			return m, err
		}
	}
	list, err := o.store.Edits(ctx, store.EditFilter{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, Statuses: []string{store.EditHeld}})
	if err != nil {
		return m, err
	}
	for _, e := range list {
		held[[2]string{e.Contact, e.Field}] = e
	}
	for _, theirs := range contacts {
		mine, known := here[theirs.ID]
		if known {
			own := store.ContactFields(mine)
			for _, field := range slices.Sorted(maps.Keys(own)) {
				if !said(field) {
					theirs = store.WithField(theirs, field, own[field])
				}
			}
		}
		plain := theirs
		plain.Stream = StreamFileContacts
		m.Records = append(m.Records, plain)
		if !known {
			m.Added++
			m.Records = append(m.Records, theirs)
			continue
		}
		result, err := o.mergeOne(ctx, t, &m, held, before[theirs.ID], mine, theirs)
		if err != nil {
			return m, err
		}
		if maps.Equal(store.ContactFields(result), store.ContactFields(mine)) {
			m.Unchanged++
		} else {
			m.Updated++
		}
		m.Records = append(m.Records, result)
	}
	return m, nil
}

func (o *Outbox) mergeOne(ctx context.Context, t Target, m *Merged, held map[[2]string]store.Edit, base, mine, theirs provider.Record) (provider.Record, error) {
	was, own, file := store.ContactFields(base), store.ContactFields(mine), store.ContactFields(theirs)
	result := theirs
	for _, field := range slices.Sorted(maps.Keys(file)) {
		if field == statusDay {
			continue // goes with its status
		}
		old, keep := was[field], own[field]
		e, contested := held[[2]string{theirs.ID, field}]
		if contested {
			keep, old = e.Value, e.Theirs // the file showed theirs when the cell was held
		}
		switch {
		case keep == file[field]:
			if contested {
				e.Status, e.Theirs, e.Rule = store.EditDone, file[field], ruleSame
				m.Held = append(m.Held, e)
			}
			continue
		case contested:
			if e.Theirs != file[field] {
				e.Theirs = file[field]
				m.Held = append(m.Held, e)
			}
			continue
		case old == file[field]: // the file did not change: what was done here stands
			result = withSide(result, field, side{keep, own[statusDay]})
			continue
		case old == keep:
			continue
		}
		e = store.Edit{ID: uuid.NewString(), CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, Kind: store.EditCell, Contact: theirs.ID, Field: field,
			Base: old, Value: keep, Theirs: file[field], Snapshot: own, Merged: true, Status: store.EditHeld, HeldAt: o.now(), Message: "The file has another value."}
		if field == "status" && (was[statusDay] != "" || own[statusDay] != "" || file[statusDay] != "") {
			e.Day = &store.Day{Base: was[statusDay], Mine: own[statusDay], Theirs: file[statusDay]}
		}
		word, err := o.strategy(ctx, field)
		if err != nil {
			return result, err
		}
		switch word {
		case Mine:
			result = withSide(result, field, mineOf(e))
			m.Journal = append(m.Journal, journal(e, theirsOf(e), mineOf(e), theirsOf(e), ruleMine)...)
		case Sheet, Newest: // the file is read now: later than what was done here
			m.Journal = append(m.Journal, journal(e, theirsOf(e), theirsOf(e), mineOf(e), map[string]string{Sheet: ruleSheet, Newest: ruleNewest}[word])...)
		default:
			m.Held = append(m.Held, e)
		}
	}
	if own["status"] == file["status"] && was[statusDay] == file[statusDay] {
		result = store.WithField(result, statusDay, own[statusDay])
	}
	return result, nil
}
