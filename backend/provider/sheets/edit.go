package sheets

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
)

// maxTries is how often an edit looks for its row again because rows moved under it.
const maxTries = 3

// EditContacts changes cells, each found again by its contact: Google has no lock and no version of a cell, so the row is
// read right before and right after the write, and where it can be the write itself demands what was read (see swap.go).
func (Provider) EditContacts(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope, edits []provider.ContactEdit) ([]provider.EditResult, error) {
	if len(edits) == 0 {
		return nil, nil
	}
	a, t, err := openTable(ctx, client, account, scope.Campaign.Rule)
	if err != nil {
		return nil, err
	}
	if err := agreed(ctx, scope, t); err != nil {
		return nil, err
	}
	e := &editor{api: a, scope: scope, table: t, written: map[[2]string]string{}}
	results := make([]provider.EditResult, 0, len(edits))
	for _, edit := range edits {
		result, err := e.edit(ctx, edit)
		if err != nil {
			return results, err
		}
		results = append(results, result)
	}
	return results, nil
}

// editor is a few edits of one sheet.
type editor struct {
	*api
	scope   provider.Scope
	table   *table
	noted   *table               // the one whose rows were stored before a write
	noSwap  bool                 // the service knows no conditional write
	written map[[2]string]string // contact and field to what these edits made of it since the table was read
}

func (e *editor) edit(ctx context.Context, edit provider.ContactEdit) (provider.EditResult, error) {
	value := contactsheet.Clean(edit.Value)
	if refusal := e.refusal(edit.Field, value); refusal.State != "" {
		return refusal, nil
	}
	if edit.Field == contactsheet.FieldName && strings.HasPrefix(edit.ID, "row:") {
		return provider.EditResult{State: provider.EditRefused, Code: apperr.ReadOnly, Message: "This contact has no email: it is known by its name alone. Change it in the sheet."}, nil
	}
	for try := range maxTries {
		if try > 0 {
			t, err := e.read(ctx, e.scope.Campaign.Rule, func(int, int) error { return ctx.Err() })
			if err != nil {
				return provider.EditResult{}, err
			}
			if err := agreed(ctx, e.scope, t); err != nil {
				return provider.EditResult{}, err
			}
			e.table = t
			if refusal := e.refusal(edit.Field, value); refusal.State != "" {
				return refusal, nil
			}
		}
		row, ok := e.table.find(edit.ID)
		if !ok {
			return provider.EditResult{State: provider.EditGone}, nil
		}
		result, moved, err := e.once(ctx, edit, value, row)
		if err != nil || !moved {
			return result, err
		}
	}
	return provider.EditResult{}, apperr.For("sheets", apperr.Conflict, "Rows of the sheet move while it is written to. The change waits here and is tried again.", nil)
}

// once tries an edit at a row. moved says that the contact does not stand there any more.
func (e *editor) once(ctx context.Context, edit provider.ContactEdit, value string, row int) (result provider.EditResult, moved bool, err error) {
	column := e.table.mapping.Columns[edit.Field]
	held, err := e.look(ctx, row, column)
	if err != nil {
		return result, false, err
	}
	if held.ID != edit.ID {
		return result, true, nil
	}
	withDay := edit.Field == contactsheet.FieldStatus && edit.Day != nil && e.table.mapping.Has(contactsheet.FieldStatusDate)
	theirs, base := held.field(edit.Field), contactsheet.Clean(edit.Base)
	state := func(state string) provider.EditResult {
		r := provider.EditResult{State: state, Theirs: theirs}
		if withDay {
			r.TheirsDay = held.field(contactsheet.FieldStatusDate)
		}
		return r
	}
	switch {
	case theirs == value && (!withDay || base == value || held.field(contactsheet.FieldStatusDate) != edit.Day.Base):
		return state(provider.EditApplied), false, nil
	case theirs == value: // the status is in and its day is not: an earlier attempt ended in between
		return e.day(ctx, edit, held, row)
	case theirs != base, withDay && held.field(contactsheet.FieldStatusDate) != edit.Day.Base:
		return state(provider.EditConflict), false, nil
	case held.formula:
		return refusedCell(theirs, "A formula stands in that cell. Change it in the sheet."), false, nil
	case held.long:
		return refusedCell(theirs, fmt.Sprintf("That cell holds more than the %d characters that are read here. Change it in the sheet.", contactsheet.MaxText)), false, nil
	}
	result, after, moved, err := e.put(ctx, edit.ID, edit.Field, held, value, row, column)
	if err != nil || moved || !withDay || result.State != provider.EditApplied {
		return result, moved, err
	}
	return e.day(ctx, edit, after, row)
}

func refusedCell(theirs, message string) provider.EditResult {
	return provider.EditResult{State: provider.EditRefused, Theirs: theirs, Code: apperr.ReadOnly, Message: message}
}

// day writes the day of a status that was written. Had somebody written another day just then, the pair would be nobody's:
// the status goes back to what it was, and the person is asked. held is the row as it was last looked at.
func (e *editor) day(ctx context.Context, edit provider.ContactEdit, held look, row int) (result provider.EditResult, moved bool, err error) {
	column := e.table.mapping.Columns[contactsheet.FieldStatusDate]
	held = held.at(column)
	status, day := held.field(contactsheet.FieldStatus), held.field(contactsheet.FieldStatusDate)
	result = provider.EditResult{State: provider.EditApplied, Theirs: status, TheirsDay: day}
	switch {
	case status != contactsheet.Clean(edit.Value):
		result.State = provider.EditConflict
		return result, false, nil
	case day == edit.Day.Value:
		return result, false, nil
	case day != edit.Day.Base:
		at := e.table.mapping.Columns[contactsheet.FieldStatus]
		_, err = e.write(ctx, held.at(at), edit.Base, row, at)
		result.State, result.Theirs = provider.EditConflict, edit.Base
		return result, false, err
	case held.formula: // it moves by itself
		return result, false, nil
	}
	if result, _, moved, err = e.put(ctx, edit.ID, contactsheet.FieldStatusDate, held, edit.Day.Value, row, column); err == nil && !moved {
		result.Theirs, result.TheirsDay = status, result.Theirs
	}
	return result, moved, err
}

// put writes a cell and looks again; after is what it saw then.
func (e *editor) put(ctx context.Context, id, field string, held look, value string, row, column int) (result provider.EditResult, after look, moved bool, err error) {
	done, err := e.write(ctx, held, value, row, column)
	if err != nil {
		return result, after, false, err
	}
	if after, err = e.look(ctx, row, column); err != nil {
		return result, after, false, err
	}
	now := after.field(field)
	result = provider.EditResult{State: provider.EditApplied, Theirs: now}
	switch {
	case after.ID != id:
		return result, after, true, e.giveBack(ctx, after, field, value, held, done, row, column)
	case now != value:
		result.State = provider.EditConflict
	case done != wroteNothing: // else somebody wrote the very value
		e.written[[2]string{id, field}] = now
	}
	return result, after, false, nil
}

// giveBack undoes a write that met another row, because rows moved between the last look and the write.
func (e *editor) giveBack(ctx context.Context, victim look, field, value string, held look, done written, row, column int) error {
	if done == wroteNothing || victim.field(field) != value {
		return nil // somebody has written there since, or the row moved on with what we wrote: the next look finds it
	}
	was := ""
	if done == wroteWhatWasSeen {
		was = contactsheet.Text(held.cell)
	} else if victim.ID != "" {
		known := false
		for _, r := range e.table.rows.Contacts() {
			if r.ID == victim.ID {
				was, known = fieldOf(r, field), true
			}
		}
		if ours, ok := e.written[[2]string{victim.ID, field}]; ok {
			was, known = ours, true
		}
		if !known {
			return nil // a new row: what it held before is not known, and leaving it is the smaller harm
		}
	}
	_, err := e.write(ctx, victim, was, row, column)
	return err
}
