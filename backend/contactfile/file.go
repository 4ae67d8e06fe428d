// Package contactfile reads a list of contacts from a file that a promoter has: CSV in any usual encoding and with any usual
// separator, or an XLSX workbook. It gives rows of cells; what they mean is contactsheet's.
package contactfile

import (
	"bytes"
	"fmt"
	"strings"

	"mixdown/backend/apperr"
)

// Bounds of a file. The most rows are those of a sheet.
const (
	LargestFile = 32 << 20
	maxRows     = 250_000
	maxColumns  = 702
)

// Rows returns the rows of a file, with text and numbers as a sheet gives them; real dates are serial numbers. tab names the
// workbook's tab to prefer. Errors: sheet_shape where the file is no list, invalid where it is too large.
func Rows(name string, data []byte, tab string) ([][]any, error) {
	switch {
	case len(data) > LargestFile:
		return nil, apperr.New(apperr.Invalid, fmt.Sprintf("The file “%s” is larger than %d MB. Cut it into parts, or leave out columns that are not needed.", name, LargestFile>>20), nil)
	case len(bytes.TrimSpace(data)) == 0:
		return nil, refused(name, "is empty", nil)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return workbook(name, data, tab)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return nil, refused(name, "is an old Excel file, or one with a password: save it as .xlsx or .csv without one", nil)
	case bytes.HasPrefix(data, []byte("%PDF")), bytes.HasPrefix(data, []byte("{\\rtf")), bytes.HasPrefix(data, []byte("\x89PNG")), bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return nil, refused(name, "is no list: save the contacts as .csv or .xlsx", nil)
	}
	text, err := decode(name, data)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(strings.TrimSpace(text), "<") {
		return nil, refused(name, "is a web page, no list: save the contacts as .csv or .xlsx", nil)
	}
	return separated(name, text)
}

func refused(name, why string, err error) error {
	return apperr.New(apperr.SheetShape, "The file “"+name+"” "+why+". Nothing was changed.", err)
}
