package contactfile

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"mixdown/backend/provider/sheets/contactsheet"
)

// Bounds of an unpacked workbook: a small file can hold gigabytes of nothing.
const (
	unzipMost = 512 << 20
	partMost  = 64 << 20 // beyond, a part is kept on the disk while it is read
)

// days1904 is how far the serial days of a workbook that counts from 1904 lie behind the usual ones.
const days1904 = 1462

// workbook reads the tab called tab, else the first that is shown.
func workbook(name string, data []byte, tab string) ([][]any, error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: unzipMost, UnzipXMLSizeLimit: partMost})
	if err != nil {
		return nil, refused(name, "is no workbook that can be read: open it in a spreadsheet program and save it as .xlsx or .csv", err)
	}
	defer func() { _ = f.Close() }()
	tab, err = tabOf(f, tab)
	if err != nil {
		return nil, refused(name, "has no tab with cells", err)
	}
	shown, err := cells(name, f, tab, false)
	if err != nil {
		return nil, err
	}
	mapping, err := contactsheet.FindHeader(shown, "")
	added, ok := mapping.Columns[contactsheet.FieldAdded]
	if err != nil || !ok {
		return shown, nil // the mapping's own error is told by who reads the rows
	}
	// What is shown of a date depends on its format; the number behind it does not.
	plain, err := cells(name, f, tab, true)
	if err != nil {
		return nil, err
	}
	shift := 0.0
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		shift = days1904
	}
	for i := mapping.Row + 1; i < min(len(shown), len(plain)); i++ {
		if added < len(shown[i]) && added < len(plain[i]) {
			text, _ := plain[i][added].(string)
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				shown[i][added] = n + shift
			}
		}
	}
	return shown, nil
}

func tabOf(f *excelize.File, want string) (string, error) {
	first := ""
	for _, tab := range f.GetSheetList() {
		if strings.EqualFold(tab, want) {
			return tab, nil
		}
		if visible, err := f.GetSheetVisible(tab); err == nil && visible && first == "" {
			first = tab
		}
	}
	if first == "" {
		return "", fmt.Errorf("contactfile: no visible tab")
	}
	return first, nil
}

func cells(name string, f *excelize.File, tab string, raw bool) ([][]any, error) {
	rows, err := f.Rows(tab)
	if err != nil {
		return nil, refused(name, "has a tab that cannot be read", err)
	}
	defer func() { _ = rows.Close() }()
	var out [][]any
	for rows.Next() {
		if len(out) >= maxRows {
			return nil, refused(name, fmt.Sprintf("has more than %d rows: cut it into parts", maxRows), nil)
		}
		texts, err := rows.Columns(excelize.Options{RawCellValue: raw})
		if err != nil {
			return nil, refused(name, "has cells that cannot be read", err)
		}
		row := make([]any, min(len(texts), maxColumns))
		for i := range row {
			row[i] = texts[i]
		}
		out = append(out, row)
	}
	if err := rows.Error(); err != nil {
		return nil, refused(name, "has rows that cannot be read", err)
	}
	return out, nil
}
