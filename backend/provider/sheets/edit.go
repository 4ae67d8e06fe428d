package sheets

import (
	"context"
	"net/http"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
)

// maxTries is how often an edit looks for its row again because rows moved under it.
const maxTries = 3

// EditContacts changes cells, each found again by its contact: Google has no lock and no version of a cell, so the row is
// read right before and right after the write.
func (Provider) EditContacts(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope, edits []provider.ContactEdit) ([]provider.EditResult, error) {
	if len(edits) == 0 {
		return nil, nil
	}
	a, t, err := openTable(ctx, client, account, scope.Campaign.Rule)
	if err != nil {
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
	held, formula, err := e.row(ctx, row, column)
	if err != nil {
		return result, false, err
	}
	if held.ID != edit.ID {
		return result, true, nil
	}
	theirs := fieldOf(held, edit.Field)
	switch {
	case theirs == value:
		return provider.EditResult{State: provider.EditApplied, Theirs: theirs}, false, nil
	case theirs != contactsheet.Clean(edit.Base):
		return provider.EditResult{State: provider.EditConflict, Theirs: theirs}, false, nil
	case formula:
		return provider.EditResult{State: provider.EditRefused, Theirs: theirs, Code: apperr.ReadOnly, Message: "A formula stands in that cell. Change it in the sheet."}, false, nil
	}
	cell := a1(e.table.tab, column+1, row, column+1, row)
	if err := e.update(ctx, e.scope.Campaign.Rule.Spreadsheet, cell, [][]any{{value}}); err != nil {
		return result, false, err
	}
	after, _, err := e.row(ctx, row, column)
	if err != nil {
		return result, false, err
	}
	now := fieldOf(after, edit.Field)
	switch {
	case after.ID != edit.ID:
		return result, true, e.giveBack(ctx, after, edit.Field, value, cell)
	case now != value:
		return provider.EditResult{State: provider.EditConflict, Theirs: now}, false, nil
	}
	e.written[[2]string{edit.ID, edit.Field}] = now
	return provider.EditResult{State: provider.EditApplied, Theirs: now}, false, nil
}

// giveBack undoes a write that met another row, because rows moved between the last look and the write.
func (e *editor) giveBack(ctx context.Context, victim provider.Record, field, value, cell string) error {
	if fieldOf(victim, field) != value {
		return nil // somebody has written there since, or the row moved on with what we wrote: the next look finds it
	}
	was := ""
	if victim.ID != "" {
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
	return e.update(ctx, e.scope.Campaign.Rule.Spreadsheet, cell, [][]any{{was}})
}

// row reads one row as a contact; its ID is empty where no contact stands there. formula says that the cell of column is
// computed. FORMULA shows formulas in the place of their values, and all else as UNFORMATTED_VALUE does: the second
// reading is for rows with a formula only.
func (e *editor) row(ctx context.Context, number, column int) (rec provider.Record, formula bool, err error) {
	t, at := e.table, []block{{number, number}}
	id := e.scope.Campaign.Rule.Spreadsheet
	values, err := e.values(ctx, id, t.tab, 1, t.mapping.Width(), at, "FORMULA")
	if err != nil {
		return rec, false, err
	}
	if len(values[0]) > 0 {
		computed := false
		var asFormula any
		for i, cell := range values[0][0] {
			if text, ok := cell.(string); ok && strings.HasPrefix(text, "=") {
				computed = true
				if i == column {
					formula, asFormula = true, cell
				}
			}
		}
		if computed {
			if values, err = e.values(ctx, id, t.tab, 1, t.mapping.Width(), at, "UNFORMATTED_VALUE"); err != nil {
				return rec, false, err
			}
			// Text that only looks like a formula is the same in both readings.
			formula = formula && !(len(values[0]) > 0 && column < len(values[0][0]) && values[0][0][column] == asFormula)
		}
	}
	if err := e.formatNumbers(ctx, id, t.tab, t.mapping, at, values); err != nil {
		return rec, false, err
	}
	if len(values[0]) == 0 {
		return rec, formula, nil
	}
	one := contactsheet.NewReader(t.mapping, t.options)
	one.Row(number, values[0][0])
	if found := one.Contacts(); len(found) == 1 {
		return found[0], formula, nil
	}
	// No contact, but the cell may hold what was written: a row without a name or an email.
	if column < len(values[0][0]) {
		rec.State = contactsheet.Text(values[0][0][column])
	}
	return rec, formula, nil
}
