package outbox

import (
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// statusDay is the field that holds the day of a status. It is no field to edit: it moves together with the status.
const statusDay = "status_date"

// side is what one side has of a cell: its value, and the day of it where it is a status that has one. The two are one unit:
// they are compared, written, kept and lost together.
type side struct{ value, day string }

func baseOf(e store.Edit) side   { return side{e.Base, dayOf(e).Base} }
func mineOf(e store.Edit) side   { return side{e.Value, dayOf(e).Mine} }
func theirsOf(e store.Edit) side { return side{e.Theirs, dayOf(e).Theirs} }

func dayOf(e store.Edit) store.Day {
	if e.Day == nil {
		return store.Day{}
	}
	return *e.Day
}

// withTheirs notes what the list holds.
func withTheirs(e store.Edit, theirs side) store.Edit {
	e.Theirs = theirs.value
	if e.Day != nil {
		e.Day = &store.Day{Base: e.Day.Base, Mine: e.Day.Mine, Theirs: theirs.day}
	}
	return e
}

// onTheirs lets an edit stand on what the list holds.
func onTheirs(e store.Edit) store.Edit {
	e.Base = e.Theirs
	if e.Day != nil {
		e.Day = &store.Day{Base: e.Day.Theirs, Mine: e.Day.Mine, Theirs: e.Day.Theirs}
	}
	return e
}

// sideIn is what a contact's record holds of the cell of an edit.
func sideIn(r provider.Record, e store.Edit) side {
	fields := store.ContactFields(r)
	s := side{value: fields[e.Field]}
	if e.Day != nil {
		s.day = fields[statusDay]
	}
	return s
}

// withSide returns a contact's record with the cell as one side has it.
func withSide(r provider.Record, field string, s side) provider.Record {
	r = store.WithField(r, field, s.value)
	if field == "status" && s.day != "" {
		r = store.WithField(r, statusDay, s.day)
	}
	return r
}

// journal is the entry of an edit; none where nothing gave way.
func journal(e store.Edit, theirs, kept, lost side, rule string) []store.JournalEntry {
	if kept == lost {
		return nil
	}
	j := store.JournalEntry{CampaignID: e.CampaignID, ConnectionID: e.ConnectionID, Contact: e.Contact, Field: e.Field,
		Base: e.Base, Mine: e.Value, Theirs: theirs.value, Kept: kept.value, Lost: lost.value, Rule: rule, EditID: e.ID}
	if e.Day != nil {
		j.Days = &store.JournalDays{Base: e.Day.Base, Mine: e.Day.Mine, Theirs: theirs.day, Kept: kept.day, Lost: lost.day}
	}
	return []store.JournalEntry{j}
}
