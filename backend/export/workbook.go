package export

import (
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"mixdown/backend/apperr"
)

// What a sheet holds: https://support.microsoft.com/en-us/office/excel-specifications-and-limits
const (
	sheetRows = 1_048_576
	cellChars = 32_767
)

// Workbook writes the tables as the sheets of an XLSX file. Every text is a text cell, never a formula; times are RFC 3339
// in UTC, as everywhere else.
func Workbook(w io.Writer, tables []Table) (err error) {
	f := excelize.NewFile()
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("export: xlsx: %w", cerr)
		}
	}()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("export: xlsx: %w", err)
	}
	for i, t := range tables {
		if len(t.Rows)+1 > sheetRows {
			return apperr.New(apperr.Invalid, "A workbook cannot hold that many rows. Export as csv or json.", nil)
		}
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), t.Name)
		} else {
			_, err = f.NewSheet(t.Name)
		}
		if err == nil {
			err = sheet(f, t, bold)
		}
		if err != nil {
			return fmt.Errorf("export: xlsx: %s: %w", t.Name, err)
		}
	}
	if _, err := f.WriteTo(w); err != nil {
		return fmt.Errorf("export: xlsx: %w", err)
	}
	return nil
}

func sheet(f *excelize.File, t Table, bold int) error {
	s, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	if err := s.SetColWidth(1, max(len(t.Header), 1), 22); err != nil {
		return err
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(t.Header))
	for i, h := range t.Header {
		head[i] = excelize.Cell{StyleID: bold, Value: h}
	}
	if err := s.SetRow("A1", head); err != nil {
		return err
	}
	for i, row := range t.Rows {
		cells := make([]any, len(row))
		for j, v := range row {
			cells[j] = workbookCell(v)
		}
		at, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			return err
		}
		if err := s.SetRow(at, cells); err != nil {
			return err
		}
	}
	return s.Flush()
}

// workbookCell keeps numbers as numbers and cuts a text that no cell can hold.
func workbookCell(v any) any {
	switch x := plain(v).(type) {
	case time.Time:
		return x.UTC().Format(time.RFC3339)
	case string:
		if utf8.RuneCountInString(x) > cellChars {
			return string([]rune(x)[:cellChars])
		}
		return x
	default:
		return x
	}
}
