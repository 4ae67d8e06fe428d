package sheets

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
)

// look is one row as it stands right now, seen from the cell that is to be written.
type look struct {
	provider.Record      // ID is empty where no contact stands there
	cell            any  // what the cell holds: text, a number or a boolean; nil for nothing
	formula         bool // the cell is computed
	long            bool // the cell holds more text than is read

	raw, computed []any // the cells as they were read, with their formulas and without
}

// at is the same row, seen from the cell of another column.
func (l look) at(column int) look {
	l.cell, l.formula, l.long = nil, false, false
	if column >= len(l.raw) {
		return l
	}
	l.cell = l.raw[column]
	text, ok := l.cell.(string)
	if ok {
		l.long = utf8.RuneCountInString(text) > contactsheet.MaxText
		// Text that only looks like a formula is the same in both readings.
		l.formula = strings.HasPrefix(text, "=") && !(column < len(l.computed) && l.computed[column] == l.cell)
	}
	return l
}

func (l look) field(name string) string { return fieldOf(l.Record, name) }

// look reads one row. FORMULA shows formulas in the place of their values, and all else as UNFORMATTED_VALUE does: the
// second reading is for rows with a formula only.
func (e *editor) look(ctx context.Context, number, column int) (l look, err error) {
	t, at := e.table, []block{{number, number}}
	id := e.scope.Campaign.Rule.Spreadsheet
	values, err := e.values(ctx, id, t.tab, 1, t.mapping.Width(), at, "FORMULA")
	if err != nil || len(values[0]) == 0 {
		return l, err
	}
	l.raw = values[0][0]
	l.computed = l.raw
	if slices.ContainsFunc(l.raw, func(cell any) bool { text, ok := cell.(string); return ok && strings.HasPrefix(text, "=") }) {
		if values, err = e.values(ctx, id, t.tab, 1, t.mapping.Width(), at, "UNFORMATTED_VALUE"); err != nil || len(values[0]) == 0 {
			return l, err
		}
		l.computed = values[0][0]
	}
	l.raw, l.computed = slices.Clone(l.raw), slices.Clone(l.computed)
	l = l.at(column)
	if err := e.formatNumbers(ctx, id, t.tab, t.mapping, at, values); err != nil {
		return l, err
	}
	one := contactsheet.NewReader(t.mapping, t.options)
	one.Row(number, values[0][0])
	if found := one.Contacts(); len(found) == 1 {
		l.Record = found[0]
		return l, nil
	}
	// No contact, but the cell may hold what was written: a row without a name or an email.
	if column < len(values[0][0]) {
		l.State = contactsheet.Text(values[0][0][column])
	}
	return l, nil
}
