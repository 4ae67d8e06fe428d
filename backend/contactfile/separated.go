package contactfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"mixdown/backend/provider/sheets/contactsheet"
)

// decode returns the text of a file: UTF-8, UTF-16 (what Excel calls Unicode text), else Windows-1252, in which Excel writes
// CSV on most computers of the west.
func decode(name string, data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", refused(name, "has an encoding that cannot be read: save it as CSV UTF-8", err)
		}
		data = out
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", refused(name, "is no list: save the contacts as .csv or .xlsx", nil)
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return "", refused(name, "has an encoding that cannot be read: save it as CSV UTF-8", err)
	}
	return string(out), nil
}

// separated reads CSV with the separator that makes most sense of its first lines.
func separated(name, text string) ([][]any, error) {
	// Excel writes the separator into a first line of its own where it is not the country's.
	if first, rest, ok := strings.Cut(text, "\n"); ok && len(first) <= 8 && strings.HasPrefix(strings.ToLower(first), "sep=") && len(strings.TrimSpace(first)) >= 4 {
		if mark := strings.Trim(first[4:], "\r"); len(mark) == 1 && strings.Contains(",;\t|", mark) {
			rows, err := lines(name, rest, rune(mark[0]), maxRows)
			// The rows keep the numbers that the file has.
			return append([][]any{{}}, rows...), err
		}
	}
	best, mark := -1, ','
	for _, m := range []rune{',', ';', '\t', '|'} {
		rows, err := lines(name, text, m, contactsheet.HeaderRows)
		if err != nil && len(rows) == 0 {
			continue
		}
		score := 0
		if mapping, err := contactsheet.FindHeader(rows, name); err == nil {
			score = 1000 * len(mapping.Columns)
		}
		for _, row := range rows {
			score += len(row)
		}
		if score > best {
			best, mark = score, m
		}
	}
	return lines(name, text, mark, maxRows)
}

// lines reads up to most lines; a longer file than maxRows is refused. A row stands at its own number in the result, as an
// editor shows it, where no cell holds a line break.
func lines(name, text string, mark rune, most int) ([][]any, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = mark, -1, true, true
	var rows [][]any
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, refused(name, "cannot be read as a list: a quotation mark is not closed, or a line is broken", err)
		}
		line, _ := r.FieldPos(0)
		for len(rows) < line-1 && len(rows) < most {
			rows = append(rows, nil) // blank lines, which the reader passes over
		}
		if len(rows) >= most {
			if most < maxRows {
				return rows, nil
			}
			return nil, refused(name, fmt.Sprintf("has more than %d rows: cut it into parts", maxRows), nil)
		}
		cells := make([]any, min(len(record), maxColumns))
		for i := range cells {
			cells[i] = record[i]
		}
		rows = append(rows, cells)
	}
}
