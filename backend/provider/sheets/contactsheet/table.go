package contactsheet

import "mixdown/backend/provider"

// Table is a whole table as it was read.
type Table struct {
	Mapping  Mapping
	Contacts []provider.Record
	Problems []provider.Record
	Rows     int // rows below the header that hold anything of a contact
}

// Read reads a table that is in memory, such as a CSV file or a workbook's tab: all of its rows with the titles above the
// header. Cells are strings, numbers (float64; a real date is a serial number) or booleans. place names the table in an
// error's sentence: "The file contacts.csv". The error's code is SheetShape.
func Read(rows [][]any, place string, options Options) (Table, error) {
	mapping, err := FindHeaderAs(rows, place, options.Columns)
	if err != nil {
		return Table{}, err
	}
	r := NewReader(mapping, options)
	for i, cells := range rows {
		r.Row(i+1, cells)
	}
	return Table{Mapping: mapping, Contacts: r.Contacts(), Problems: r.Problems(), Rows: r.Rows()}, nil
}
