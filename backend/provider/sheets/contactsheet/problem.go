package contactsheet

import (
	"fmt"
	"strings"

	"mixdown/backend/provider"
)

func (r *Reader) problem(l *row, kind, field, why string) {
	about := l.email
	if about == "" {
		about = l.name
	}
	if about == "" {
		about = short(l.text[FieldEmail])
	}
	r.problemOf(l, about, kind, field, why)
}

// problemOf lists a problem under an id that does not move with its row: rows inserted above it change nothing.
func (r *Reader) problemOf(l *row, about, kind, field, why string) {
	id := kind + ":" + about
	if field != "" {
		id = kind + ":" + field + ":" + about
	}
	r.ids[id]++
	if n := r.ids[id]; n > 1 {
		id = fmt.Sprintf("%s#%d", id, n)
	}
	r.problems = append(r.problems, r.record(l, provider.StreamContactProblems, id, kind, fmt.Sprintf("row %d: %s", l.number, why)))
}

// header returns the name of a field's column as it stands in the table.
func (r *Reader) header(field string) string { return r.mapping.Headers[r.mapping.Columns[field]] }

// isHeader reports whether the mapped cells say what the header says: all of one column, two of several.
func (r *Reader) isHeader(l *row) bool {
	same := 0
	for field := range r.mapping.Columns {
		if text := l.text[field]; text != "" && strings.EqualFold(text, r.header(field)) {
			same++
		}
	}
	return same > 0 && same >= min(2, len(r.mapping.Columns))
}

// isTotals reports whether the row's first words say that it sums up.
func (r *Reader) isTotals(l *row) bool {
	for _, field := range []string{FieldName, FieldFirstName, FieldLastName, FieldEmail} {
		text := l.text[field]
		if text == "" {
			continue
		}
		words := strings.TrimRight(Fold(text), " 0123456789")
		return r.totals[words] || r.totals[strings.TrimSuffix(words, " contacts")]
	}
	return false
}

func blank(text map[string]string) bool {
	for _, t := range text {
		if t != "" {
			return false
		}
	}
	return true
}

// short bounds what a sentence quotes of a cell.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
