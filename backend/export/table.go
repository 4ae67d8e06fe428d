// Package export writes what Mixdown knows into files for other programs and other people: tables as CSV and XLSX, and the
// one-page report as PDF. It computes no number: it gets them all.
package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Table is one sheet of a file. A cell is a string, a bool, an int, an int64, a float64, a time.Time (the zero time is an
// empty cell) or nil for an empty cell; pointers to these are followed.
type Table struct {
	Name   string
	Header []string
	Rows   [][]any
}

// CSV writes a table with its header, in UTF-8. Text that a spreadsheet program would take for a formula gets an apostrophe
// in front; numbers stay numbers.
func CSV(w io.Writer, t Table) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true // as RFC 4180 has it
	if err := out.Write(t.Header); err != nil {
		return fmt.Errorf("export: csv: %w", err)
	}
	line := make([]string, len(t.Header))
	for _, row := range t.Rows {
		for i := range line {
			line[i] = ""
			if i < len(row) {
				line[i] = csvCell(row[i])
			}
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("export: csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("export: csv: %w", err)
	}
	return nil
}

func csvCell(v any) string {
	switch x := plain(v).(type) {
	case nil:
		return ""
	case string:
		return harmless(x)
	case bool:
		return strconv.FormatBool(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case time.Time:
		return x.UTC().Format(time.RFC3339)
	default:
		return fmt.Sprint(x)
	}
}

// harmless makes text of what spreadsheet programs run as a formula: https://owasp.org/www-community/attacks/CSV_Injection
// names the characters.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// plain follows pointers; what is not there is nil.
func plain(v any) any {
	switch x := v.(type) {
	case *string:
		if x != nil {
			return *x
		}
	case *float64:
		if x != nil {
			return *x
		}
	case *int:
		if x != nil {
			return *x
		}
	case *int64:
		if x != nil {
			return *x
		}
	case *time.Time:
		if x != nil {
			return plain(*x)
		}
	case time.Time:
		if !x.IsZero() {
			return x
		}
	default:
		return v
	}
	return nil
}
