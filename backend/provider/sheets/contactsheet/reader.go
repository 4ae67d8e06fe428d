package contactsheet

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// Options say how rows are read and what the records carry.
type Options struct {
	// Locale is the table's ("en_GB"): it decides how a typed date is read. Empty means not known.
	Locale string
	// Zone is where a day begins: the campaign's.
	Zone *time.Location
	// Group goes into Record.Group: the spreadsheet's id, or the file's name.
	Group string
	// Link returns the address of a row, counted from 1. Nil where there is none.
	Link func(row int) string
	// Columns is what the person said of the columns; see FindHeaderAs. A Reader has its mapping and needs it not.
	Columns map[string]string
}

// Reader turns rows into records, one row at a time, in the table's order.
type Reader struct {
	mapping  Mapping
	options  Options
	totals   map[string]bool
	rows     map[string]int // id of a contact to its row
	ids      map[string]int // id of a problem to how often it came
	contacts []provider.Record
	problems []provider.Record
	filled   int
}

// NewReader returns a Reader for the rows below mapping's header.
func NewReader(mapping Mapping, options Options) *Reader {
	if options.Zone == nil {
		options.Zone = time.UTC
	}
	r := &Reader{mapping: mapping, options: options, totals: map[string]bool{}, rows: map[string]int{}, ids: map[string]int{}}
	for _, word := range totals() {
		r.totals[word] = true
	}
	return r
}

// Contacts returns the contacts read so far: records of the stream contacts, each address once.
func (r *Reader) Contacts() []provider.Record { return r.contacts }

// Problems returns what was not counted or not readable so far: records of the stream contact_problems.
func (r *Reader) Problems() []provider.Record { return r.problems }

// Rows returns how many rows below the header hold anything of a contact.
func (r *Reader) Rows() int { return r.filled }

// row is one line of the table on its way to a record.
type row struct {
	number int
	cells  []any
	text   map[string]string // field to what stands there, blank for an error value
	broken []string          // fields that show an error value
	data   provider.ContactData
	email  string
	name   string
}

// Row reads one row; number is counted from 1 as the table shows it. Rows up to the header, and blank ones, are passed over.
func (r *Reader) Row(number int, cells []any) {
	if number <= r.mapping.Row+1 {
		return
	}
	l := r.line(number, cells)
	typed := l.text[FieldEmail]
	if blank(l.text) && len(l.broken) == 0 {
		return
	}
	r.filled++
	if r.isHeader(l) {
		r.problem(l, provider.ProblemHeaderAgain, "", "the header line again; not a contact")
		return
	}
	addresses := Emails(typed)
	if len(addresses) == 0 && r.isTotals(l) {
		r.problem(l, provider.ProblemTotals, "", "a line of totals; not a contact")
		return
	}
	id, why := "", ""
	switch {
	case len(addresses) > 0:
		l.email = addresses[0]
		id = l.email
		if len(addresses) > 1 {
			why = "the first address in its cell; also there: " + strings.Join(addresses[1:min(len(addresses), 4)], ", ")
		}
	case l.name != "":
		id = "row:" + l.name
		why = "counted by its name"
		if typed != "" {
			r.problem(l, provider.ProblemInvalidEmail, FieldEmail, "“"+short(typed)+"” is no email address; counted as a contact by its name")
		}
	}
	for _, field := range l.broken {
		r.problem(l, provider.ProblemFormulaError, field, fmt.Sprintf("the cell in column “%s” shows an error of its formula; read as blank", r.header(field)))
	}
	if id == "" {
		switch {
		case typed != "":
			r.problem(l, provider.ProblemInvalidEmail, FieldEmail, "“"+short(typed)+"” is no email address and the row has no name; not a contact")
		case len(l.broken) == 0:
			r.problem(l, provider.ProblemNobody, "", "neither a name nor an email; not a contact")
		}
		return
	}
	key := strings.ToLower(id)
	if first, ok := r.rows[key]; ok {
		what := "address"
		if l.email == "" {
			what = "name, with no email,"
		}
		r.problem(l, provider.ProblemDuplicate, "", fmt.Sprintf("the same %s stands in row %d; counted there", what, first))
		return
	}
	r.rows[key] = number
	r.contacts = append(r.contacts, r.contact(l, id, why))
}

// line reads the mapped cells of a row.
func (r *Reader) line(number int, cells []any) *row {
	l := &row{number: number, cells: cells, text: make(map[string]string, len(r.mapping.Columns))}
	for _, field := range Fields() {
		column, ok := r.mapping.Columns[field]
		if !ok || column >= len(cells) {
			continue
		}
		text := Text(cells[column])
		if isError(text) {
			l.broken = append(l.broken, field)
			text = ""
		}
		l.text[field] = text
	}
	l.name = fullName(l.text[FieldName], l.text[FieldFirstName], l.text[FieldLastName])
	l.data = provider.ContactData{Role: l.text[FieldRole], Outlet: l.text[FieldOutlet], Row: number}
	return l
}

// fullName puts a name together. Where a sheet has “Nombre” and “Apellidos”, or “Vorname” and “Name”, the general column
// holds only one half.
func fullName(name, first, last string) string {
	switch {
	case name == "":
		name = strings.TrimSpace(first + " " + last)
	case first != "" && last != "":
	case first != "" && !strings.Contains(Fold(name), Fold(first)):
		name = first + " " + name
	case last != "" && !strings.Contains(Fold(name), Fold(last)):
		name += " " + last
	}
	return Clean(name)
}

// contact makes the record of a row that counts.
func (r *Reader) contact(l *row, id, why string) provider.Record {
	at := time.Time{}
	if column, ok := r.mapping.Columns[FieldAdded]; ok && column < len(l.cells) && l.text[FieldAdded] != "" {
		if day, ok := Date(l.cells[column], r.options.Locale); ok {
			l.data.Added = day.Format(time.DateOnly)
			at = campaign.StartOfDay(time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, r.options.Zone), r.options.Zone)
		} else {
			l.data.Added = l.text[FieldAdded]
			r.problemOf(l, id, provider.ProblemBadDate, FieldAdded,
				fmt.Sprintf("“%s” in column “%s” is no date that can be read for sure; the day it was added is not known", short(l.data.Added), r.header(FieldAdded)))
		}
	}
	if column, ok := r.mapping.Columns[FieldStatusDate]; ok && column < len(l.cells) && l.text[FieldStatusDate] != "" {
		l.data.StatusDate = l.text[FieldStatusDate]
		if day, ok := Date(l.cells[column], r.options.Locale); ok {
			l.data.StatusDate = day.Format(time.DateOnly)
		} else {
			r.problemOf(l, id, provider.ProblemBadDate, FieldStatusDate, fmt.Sprintf("“%s” in column “%s” is no date that can be read for sure", short(l.data.StatusDate), r.header(FieldStatusDate)))
		}
	}
	if why == "" {
		why = "a row with an email"
	}
	rec := r.record(l, provider.StreamContacts, id, l.text[FieldStatus], why)
	rec.At = at
	return rec
}

func (r *Reader) record(l *row, stream, id, state, why string) provider.Record {
	data, err := json.Marshal(l.data)
	if err != nil { // strings and an int: cannot fail
		data = nil
	}
	rec := provider.Record{Stream: stream, ID: id, Who: l.email, What: l.name, State: state, Why: why, Group: r.options.Group, Data: data}
	if r.options.Link != nil {
		rec.Link = r.options.Link(l.number)
	}
	return rec
}
