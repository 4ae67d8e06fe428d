package sheets

import (
	"context"
	"fmt"
	"regexp"

	"google.golang.org/api/sheets/v4"

	"mixdown/backend/apperr"
)

var cornerForm = regexp.MustCompile(`!\$?([A-Z]{1,3})\$?([0-9]{1,8})`)

// appendRows appends rows to the table. Google begins to write at the table's own first column, which it finds by itself:
// where that is another one than expected, the new rows are written once more, each cell to its place.
func (a *api) appendRows(ctx context.Context, id string, t *table, rows [][]any) error {
	start := t.firstColumn()
	width := t.mapping.Width()
	cut := make([][]any, len(rows))
	for i, cells := range rows {
		cut[i] = cells[start:]
	}
	answer, err := a.sheets.Spreadsheets.Values.Append(id, a1(t.tab, start+1, t.mapping.Row+1, width, max(t.last, t.mapping.Row+1)),
		&sheets.ValueRange{MajorDimension: "ROWS", Values: cut}).
		ValueInputOption("RAW").InsertDataOption("INSERT_ROWS").Context(ctx).Fields("updates(updatedRange,updatedRows)").Do()
	if err != nil {
		return translateWrite(err, "values.append", a.address)
	}
	if answer.Updates == nil {
		return source().BadAnswer("values.append", fmt.Errorf("no updates"))
	}
	m := cornerForm.FindStringSubmatch(answer.Updates.UpdatedRange)
	if m == nil {
		return source().BadAnswer("values.append", fmt.Errorf("range %q", answer.Updates.UpdatedRange))
	}
	column, row := columnOf(m[1]), rowOf(m[2])
	t.last = max(t.last, row+len(rows)-1)
	if column == start+1 {
		return nil
	}
	whole := make([][]any, len(rows))
	for i, cells := range rows {
		whole[i] = make([]any, max(width, column-1+width-start))
		for j := range whole[i] {
			whole[i][j] = ""
			if j < len(cells) && cells[j] != nil {
				whole[i][j] = cells[j]
			}
		}
	}
	return a.update(ctx, id, a1(t.tab, 1, row, len(whole[0]), row+len(rows)-1), whole)
}

// firstColumn is where the table begins, from 0: left of the first mapped column as far as there are headers.
func (t *table) firstColumn() int {
	first := len(t.mapping.Headers)
	for _, c := range t.mapping.Columns {
		first = min(first, c)
	}
	for first > 0 && t.mapping.Headers[first-1] != "" {
		first--
	}
	return first
}

// update writes cells RAW. A nil cell is left as it is, an empty string clears one.
func (a *api) update(ctx context.Context, id, where string, rows [][]any) error {
	_, err := a.sheets.Spreadsheets.Values.Update(id, where, &sheets.ValueRange{MajorDimension: "ROWS", Values: rows}).
		ValueInputOption("RAW").Context(ctx).Fields("updatedRange").Do()
	return translateWrite(err, "values.update", a.address)
}

// translateWrite is translate for a write: who may read and not write is told so.
func translateWrite(err error, call, address string) error {
	err = translate(err, call, address)
	if err != nil && apperr.CodeOf(err) == apperr.Forbidden {
		return apperr.For("sheets", apperr.ReadOnly, "You may read this spreadsheet and not change it. Ask its owner for the right to edit; until then the change waits here.", err)
	}
	return err
}
