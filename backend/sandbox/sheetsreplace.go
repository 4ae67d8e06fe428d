package sandbox

import (
	"fmt"
	"regexp"
	"strings"

	"google.golang.org/api/sheets/v4"
)

// findReplace replaces what is found in a range, as the dialog of the same name does: the new content counts as typed.
// It takes one range, whole cells and no formulas, which is what is asked of it here.
func (b *Spreadsheet) findReplace(r *sheets.FindReplaceRequest) (*sheets.Response, error) {
	switch {
	case r.Find == "":
		return nil, fmt.Errorf("findReplace: find must be specified")
	case r.Range == nil || r.AllSheets || r.SheetId != 0 || !r.MatchEntireCell || r.IncludeFormulas:
		return nil, fmt.Errorf("the sandbox replaces whole cells of one range alone, no formulas")
	}
	t := b.tabByID(r.Range.SheetId)
	if t == nil {
		return nil, noGrid(r.Range.SheetId)
	}
	found := func(text string) bool { return text == r.Find || !r.MatchCase && strings.EqualFold(text, r.Find) }
	if r.SearchByRegex {
		pattern, err := regexp.Compile("^(?:" + r.Find + ")$")
		if err != nil {
			return nil, fmt.Errorf("findReplace: %w", err)
		}
		if strings.ContainsAny(r.Replacement, `$\`) {
			return nil, fmt.Errorf("the sandbox replaces no groups")
		}
		found = pattern.MatchString
	}
	out := &sheets.FindReplaceResponse{}
	top, bottom := int(r.Range.StartRowIndex), min(int(r.Range.EndRowIndex), t.rowCount)
	left, right := int(r.Range.StartColumnIndex), min(int(r.Range.EndColumnIndex), t.colCount)
	for row := top; row < bottom; row++ {
		changed := int64(0)
		for col := left; col < right; col++ {
			if c := t.at(row, col); c.kind == cellFormula || !found(c.shown()) {
				continue
			}
			if t.guards(row, col) {
				return nil, errProtected
			}
			t.set(row, col, typed(r.Replacement, b.locale))
			changed++
		}
		if changed > 0 {
			out.ValuesChanged, out.OccurrencesChanged, out.RowsChanged = out.ValuesChanged+changed, out.OccurrencesChanged+changed, out.RowsChanged+1
		}
	}
	return &sheets.Response{FindReplace: out}, nil
}

// errProtected is how a write to a protected cell is refused; nothing of the request is done.
var errProtected = badRequest("You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.")

// mostCells is what one spreadsheet can hold (https://support.google.com/drive/answer/37603).
const mostCells = 10_000_000

// guards reports whether a cell is protected.
func (t *tab) guards(row, col int) bool { return row > 0 && t.protected[col] }

// Protect lets nobody else write to a column below the header any more, counted from 0; or lets them again.
func (b *Spreadsheet) Protect(tabName string, col int, on bool) bool {
	return b.change(tabName, func(t *tab) {
		if t.protected == nil {
			t.protected = map[int]bool{}
		}
		t.protected[col] = on
	})
}

// Fill makes a tab as tall as the spreadsheet may be: it takes no row more.
func (b *Spreadsheet) Fill(tabName string) bool {
	return b.change(tabName, func(t *tab) { t.full = true })
}

// MoveColumn takes a column out and puts it where another stands, counted from 0, as dragging it does.
func (b *Spreadsheet) MoveColumn(tabName string, from, to int) bool {
	return b.change(tabName, func(t *tab) {
		for r := range t.rows {
			moved := t.at(r, from)
			row := make([]cell, 0, t.colCount)
			for c := range t.colCount {
				if c != from {
					row = append(row, t.at(r, c))
				}
			}
			t.rows[r] = append(row[:to:to], append([]cell{moved}, row[to:]...)...)
		}
	})
}
