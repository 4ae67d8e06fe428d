package contactsheet

import (
	"fmt"
	"strings"

	"mixdown/backend/apperr"
)

// HeaderRows is how many rows at the top are searched for the header: titles and notes may stand above it.
const HeaderRows = 20

// Mapping says where the fields of a contact stand. Columns are found by their header, never by their position.
type Mapping struct {
	Row     int            // 0-based row of the header
	Columns map[string]int // field to 0-based column
	Headers []string       // every header, as it stands there
}

// Has reports whether the table has a column for field.
func (m Mapping) Has(field string) bool {
	_, ok := m.Columns[field]
	return ok
}

// Width is how many columns from the first must be read to see every mapped one.
func (m Mapping) Width() int {
	width := 0
	for _, c := range m.Columns {
		width = max(width, c+1)
	}
	return width
}

// FindHeader finds the header among the first rows of a table: the first row that names two fields, a name or an email
// among them, else the first that names one of these two. The error's code is SheetShape; its sentence says what was
// found. place names the table in that sentence: "The tab “Contacts”".
func FindHeader(rows [][]any, place string) (Mapping, error) {
	rows = rows[:min(len(rows), HeaderRows)]
	var one, nameless Mapping
	filled := -1
	for i, row := range rows {
		m := mapRow(row)
		m.Row = i
		if filled < 0 && strings.Join(m.Headers, "") != "" {
			filled = i
		}
		identity := m.Has(FieldName) || m.Has(FieldEmail) || m.Has(FieldFirstName) || m.Has(FieldLastName)
		switch {
		case identity && len(m.Columns) > 1:
			return m, nil
		case identity && one.Columns == nil:
			one = m
		case len(m.Columns) > len(nameless.Columns):
			nameless = m
		}
	}
	switch {
	case one.Columns != nil:
		return one, nil
	case filled < 0:
		return Mapping{}, apperr.New(apperr.SheetShape, place+" is empty. Add a header line with Name and Email, and one contact a row below it.", nil)
	case len(nameless.Columns) > 0:
		return Mapping{}, apperr.New(apperr.SheetShape, fmt.Sprintf("%s has no column for a name or an email. Row %d has: %s. Name one of them Name or Email.",
			place, nameless.Row+1, listed(nameless.Headers)), nil)
	}
	return Mapping{}, apperr.New(apperr.SheetShape, fmt.Sprintf("%s has no header line in its first %d rows. Row %d has: %s. Add a line with Name and Email above the contacts.",
		place, HeaderRows, filled+1, listed(mapRow(rows[filled]).Headers)), nil)
}

// FindHeaderAs is FindHeader where the person said which column holds a field: chosen maps fields to headers, "" for no
// column. A header that is not there leaves its field without a column.
func FindHeaderAs(rows [][]any, place string, chosen map[string]string) (Mapping, error) {
	if len(chosen) == 0 {
		return FindHeader(rows, place)
	}
	best, most := Mapping{}, 0
	for i, row := range rows[:min(len(rows), HeaderRows)] {
		m := mapRow(row)
		m.Row = i
		if n := m.choose(chosen); n > most {
			best, most = m, n
		}
	}
	if most == 0 {
		m, err := FindHeader(rows, place)
		if err == nil {
			m.choose(chosen)
		}
		return m, err
	}
	if !best.Has(FieldName) && !best.Has(FieldEmail) && !best.Has(FieldFirstName) && !best.Has(FieldLastName) {
		return Mapping{}, apperr.New(apperr.SheetShape, fmt.Sprintf("%s has no column for a name or an email as its columns were chosen. Row %d has: %s. Choose one of them.",
			place, best.Row+1, listed(best.Headers)), nil)
	}
	return best, nil
}

// choose puts the person's choice in the place of what the headers suggest, and returns how many of the headers are there.
func (m *Mapping) choose(chosen map[string]string) (found int) {
	if m.Columns == nil {
		m.Columns = map[string]int{}
	}
	taken := map[int]bool{}
	for _, field := range Fields() {
		header, ok := chosen[field]
		if !ok {
			continue
		}
		delete(m.Columns, field)
		if header == "" {
			continue
		}
		for i, h := range m.Headers {
			if Fold(h) == Fold(header) && !taken[i] {
				m.Columns[field], taken[i] = i, true
				found++
				break
			}
		}
	}
	for field, i := range m.Columns {
		if _, said := chosen[field]; !said && taken[i] {
			delete(m.Columns, field)
		}
	}
	return found
}

// mapRow maps the cells of one row as if it were the header.
func mapRow(row []any) Mapping {
	m := Mapping{Headers: make([]string, len(row))}
	for i, cell := range row {
		m.Headers[i] = Text(cell)
	}
	ranks := make(map[string]map[string]int) // field, then folded alias, to how sure it is
	for _, field := range Fields() {
		ranks[field] = make(map[string]int)
		for rank, alias := range aliases(field) {
			if _, ok := ranks[field][alias]; !ok {
				ranks[field][alias] = rank
			}
		}
	}
	best := make(map[string]int)
	for column, header := range m.Headers {
		for _, word := range spellings(header) {
			field, rank, ok := lookup(ranks, word)
			if !ok {
				continue
			}
			if held, taken := best[field]; !taken || rank < held {
				if m.Columns == nil {
					m.Columns = make(map[string]int)
				}
				m.Columns[field], best[field] = column, rank
			}
			break
		}
	}
	return m
}

func lookup(ranks map[string]map[string]int, word string) (field string, rank int, ok bool) {
	for _, f := range Fields() {
		if r, has := ranks[f][word]; has && (!ok || r < rank) {
			field, rank, ok = f, r, true
		}
	}
	return field, rank, ok
}

// spellings returns what a header may stand for: all of it, then without what is in brackets, then what is in them.
func spellings(header string) []string {
	if header == "" || len(header) > 80 {
		return nil
	}
	words := []string{Fold(header)}
	if open := strings.IndexByte(header, '('); open >= 0 {
		inside, after, _ := strings.Cut(header[open+1:], ")")
		words = append(words, Fold(header[:open]+" "+after), Fold(inside))
	}
	return words
}

// listed names up to eight headers, without addresses: an error sentence is no place for them.
func listed(headers []string) string {
	var names []string
	for _, h := range headers {
		if h == "" {
			continue
		}
		if len(names) == 8 {
			names = append(names, "…")
			break
		}
		if strings.Contains(h, "@") {
			h = "an email address"
		}
		if r := []rune(h); len(r) > 30 {
			h = string(r[:30]) + "…"
		}
		names = append(names, "“"+h+"”")
	}
	return strings.Join(names, ", ")
}
