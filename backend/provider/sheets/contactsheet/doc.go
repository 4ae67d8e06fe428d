// Package contactsheet turns the rows of a table into contacts: it finds the header line, maps columns by their names in
// twelve languages, and lists every row it does not count together with the reason. It knows cells, not Google: the same
// code reads a spreadsheet, a CSV file and a workbook.
package contactsheet
