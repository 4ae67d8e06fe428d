package sandbox

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"google.golang.org/api/sheets/v4"
)

// mostText is how many characters a cell can hold.
const mostText = 50_000

// inputOption reads valueInputOption, which has no usual value.
func inputOption(value string) (raw bool, err error) {
	switch value {
	case "RAW":
		return true, nil
	case "USER_ENTERED":
		return false, nil
	case "":
		return false, badRequest("'valueInputOption' is required but not specified")
	}
	return false, badRequest("Invalid value at 'value_input_option' (TYPE_ENUM), \"" + value + "\"")
}

// inRows returns the values by rows.
func inRows(v *sheets.ValueRange) ([][]any, error) {
	switch v.MajorDimension {
	case "", "ROWS":
		return v.Values, nil
	case "COLUMNS":
		return turned(v.Values), nil
	}
	return nil, badRequest("Invalid value at 'data.major_dimension' (TYPE_ENUM), \"" + v.MajorDimension + "\"")
}

// write puts values into a span and tells what it did. The caller holds the lock.
func (b *Spreadsheet) write(s span, rows [][]any, raw bool) (*sheets.UpdateValuesResponse, error) {
	s, err := s.cut()
	if err != nil {
		return nil, err
	}
	if !s.bounded || s.bottom == s.top+1 && s.right == s.left+1 {
		s.bottom, s.right = s.tab.rowCount, s.tab.colCount // a single corner says only where to begin
	}
	written, cols, cells := 0, 0, 0
	for r, row := range rows {
		if len(row) > 0 && s.top+r >= s.bottom {
			return nil, badRequest(fmt.Sprintf("Requested writing within range [%s], but tried writing to row [%d]", s.name(), s.top+r+1))
		}
		for c, v := range row {
			if s.left+c >= s.right {
				return nil, badRequest(fmt.Sprintf("Requested writing within range [%s], but tried writing to column [%s]", s.name(), columnName(s.left+c)))
			}
			if v == nil {
				continue
			}
			if s.tab.guards(s.top+r, s.left+c) {
				return nil, errProtected
			}
			if text, ok := v.(string); ok && utf8.RuneCountInString(text) > mostText {
				return nil, badRequest(fmt.Sprintf("Your input contains more than the maximum of %d characters in a single cell.", mostText))
			}
			if _, ok := given(v, raw, b.locale); !ok {
				return nil, badRequest(fmt.Sprintf("Invalid values[%d][%d]: list_value {}", r, c))
			}
		}
	}
	for r, row := range rows {
		any := false
		for c, v := range row {
			if v == nil {
				continue
			}
			value, _ := given(v, raw, b.locale)
			s.tab.set(s.top+r, s.left+c, value)
			cells++
			any = true
		}
		cols = max(cols, len(row))
		if any {
			written++
		}
	}
	if cells > 0 {
		b.touched()
	}
	done := span{tab: s.tab, top: s.top, left: s.left, bottom: s.top + max(len(rows), 1), right: s.left + max(cols, 1)}
	return &sheets.UpdateValuesResponse{SpreadsheetId: b.id, UpdatedRange: done.name(), UpdatedRows: int64(written), UpdatedColumns: int64(cols), UpdatedCells: int64(cells)}, nil
}

func valuesUpdate(c *call) (any, error) {
	b, err := c.book(true)
	if err != nil {
		return nil, err
	}
	raw, err := inputOption(c.query.Get("valueInputOption"))
	if err != nil {
		return nil, err
	}
	var v sheets.ValueRange
	if err := c.body(&v); err != nil {
		return nil, err
	}
	if v.Range != "" && v.Range != c.vars["range"] {
		return nil, badRequest("Requested writing within range [" + c.vars["range"] + "], but the body names [" + v.Range + "]")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	out, err := b.writeRange(c.vars["range"], &v, raw)
	if err != nil {
		return nil, err
	}
	return out, c.withValues(b, out)
}

func (b *Spreadsheet) writeRange(text string, v *sheets.ValueRange, raw bool) (*sheets.UpdateValuesResponse, error) {
	rows, err := inRows(v)
	if err != nil {
		return nil, err
	}
	s, err := b.parseRange(text)
	if err != nil {
		return nil, err
	}
	return b.write(s, rows, raw)
}

// withValues adds what was written, where it was asked for.
func (c *call) withValues(b *Spreadsheet, out *sheets.UpdateValuesResponse) error {
	if c.query.Get("includeValuesInResponse") != "true" {
		return nil
	}
	r, err := c.rendering(true)
	if err != nil {
		return err
	}
	out.UpdatedData, err = b.readRange(out.UpdatedRange, r)
	return err
}

func valuesBatchUpdate(c *call) (any, error) {
	b, err := c.book(true)
	if err != nil {
		return nil, err
	}
	var req sheets.BatchUpdateValuesRequest
	if err := c.body(&req); err != nil {
		return nil, err
	}
	raw, err := inputOption(req.ValueInputOption)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.copyTabs()
	answer := &sheets.BatchUpdateValuesResponse{SpreadsheetId: b.id}
	touched := map[string]bool{}
	for _, v := range req.Data {
		out, err := b.writeRange(v.Range, v, raw)
		if err != nil {
			b.tabs = before // all or nothing
			return nil, err
		}
		s, _ := b.parseRange(v.Range)
		touched[s.tab.name] = true
		answer.TotalUpdatedRows += out.UpdatedRows
		answer.TotalUpdatedColumns += out.UpdatedColumns
		answer.TotalUpdatedCells += out.UpdatedCells
		answer.Responses = append(answer.Responses, out)
	}
	answer.TotalUpdatedSheets = int64(len(touched))
	return answer, nil
}

func (b *Spreadsheet) copyTabs() []*tab {
	out := make([]*tab, len(b.tabs))
	for i, t := range b.tabs {
		same := *t
		same.rows = make([][]cell, len(t.rows))
		for r := range t.rows {
			same.rows[r] = slices.Clone(t.rows[r])
		}
		out[i] = &same
	}
	return out
}

// valuesAppend finds the table in the range and writes after it: over what is there, unless INSERT_ROWS is asked for.
func valuesAppend(c *call) (any, error) {
	b, err := c.book(true)
	if err != nil {
		return nil, err
	}
	raw, err := inputOption(c.query.Get("valueInputOption"))
	if err != nil {
		return nil, err
	}
	insert, err := c.option("insertDataOption", "OVERWRITE", "INSERT_ROWS")
	if err != nil {
		return nil, err
	}
	var v sheets.ValueRange
	if err := c.body(&v); err != nil {
		return nil, err
	}
	rows, err := inRows(&v)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.parseRange(c.vars["range"])
	if err != nil {
		return nil, err
	}
	if s, err = s.cut(); err != nil {
		return nil, err
	}
	answer := &sheets.AppendValuesResponse{SpreadsheetId: b.id}
	at := span{tab: s.tab, top: s.top, left: s.left, bounded: true}
	if table, ok := s.table(); ok {
		answer.TableRange = table.name()
		at.top, at.left = table.bottom, table.left
	}
	if s.tab.full {
		return nil, badRequest(fmt.Sprintf("This action would increase the number of cells in the workbook above the limit of %d cells.", mostCells))
	}
	if insert == "INSERT_ROWS" {
		s.tab.insert(at.top, len(rows))
	}
	width := 1
	for _, row := range rows {
		width = max(width, len(row))
	}
	at.bottom, at.right = at.top+max(len(rows), 1), at.left+width
	s.tab.rowCount, s.tab.colCount = max(s.tab.rowCount, at.bottom), max(s.tab.colCount, at.right)
	if answer.Updates, err = b.write(at, rows, raw); err != nil {
		return nil, err
	}
	return answer, c.withValues(b, answer.Updates)
}

// table finds the last block of filled rows that begins in the span, with all of its neighbouring rows and columns.
func (s span) table() (span, bool) {
	filled := func(row, left, right int) bool {
		for col := left; col < right; col++ {
			if s.tab.at(row, col).kind != cellEmpty {
				return true
			}
		}
		return false
	}
	row := min(s.bottom, len(s.tab.rows)) - 1
	for row >= s.top && !filled(row, s.left, s.right) {
		row--
	}
	if row < s.top {
		return s, false
	}
	out := span{tab: s.tab, top: row, bottom: row + 1, left: s.left, right: s.right}
	for !columnFilled(s.tab, out, out.left) && out.left < out.right-1 {
		out.left++
	}
	for !columnFilled(s.tab, out, out.right-1) && out.right-1 > out.left {
		out.right--
	}
	for grown := true; grown; {
		grown = false
		for ; out.top > 0 && filled(out.top-1, out.left, out.right); grown = true {
			out.top--
		}
		for ; filled(out.bottom, out.left, out.right); grown = true {
			out.bottom++
		}
		for ; out.left > 0 && columnFilled(s.tab, out, out.left-1); grown = true {
			out.left--
		}
		for ; columnFilled(s.tab, out, out.right); grown = true {
			out.right++
		}
	}
	return out, true
}

func columnFilled(t *tab, s span, col int) bool {
	for row := s.top; row < s.bottom; row++ {
		if t.at(row, col).kind != cellEmpty {
			return true
		}
	}
	return false
}

func valuesClear(c *call) (any, error) {
	b, err := c.book(true)
	if err != nil {
		return nil, err
	}
	var req sheets.ClearValuesRequest
	if err := c.body(&req); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.parseRange(c.vars["range"])
	if err != nil {
		return nil, err
	}
	if s, err = s.cut(); err != nil {
		return nil, err
	}
	for r := s.top; r < min(s.bottom, len(s.tab.rows)); r++ {
		for col := s.left; col < min(s.right, len(s.tab.rows[r])); col++ {
			s.tab.rows[r][col] = cell{}
		}
	}
	b.touched()
	return &sheets.ClearValuesResponse{SpreadsheetId: b.id, ClearedRange: s.name()}, nil
}
