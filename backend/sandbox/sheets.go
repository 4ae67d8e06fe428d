package sandbox

import (
	"net/http"
	"slices"

	"google.golang.org/api/sheets/v4"
)

var (
	sheetsReadScopes  = []string{"drive", "drive.file", "drive.readonly", "spreadsheets", "spreadsheets.readonly"}
	sheetsWriteScopes = []string{"drive", "drive.file", "spreadsheets"}
)

func sheetsRoutes() []route {
	const base = "/v4/spreadsheets"
	const one = base + "/{spreadsheetId}"
	read := func(id, path string, answer any, serve func(*call) (any, error), query ...string) route {
		return route{id: "sheets.spreadsheets." + id, method: http.MethodGet, path: path, query: query, scopes: sheetsReadScopes, meter: meterSheetsRead, answer: answer, serve: serve}
	}
	write := func(id, method, path string, answer any, serve func(*call) (any, error), query ...string) route {
		return route{id: "sheets.spreadsheets." + id, method: method, path: path, query: query, scopes: sheetsWriteScopes, meter: meterSheetsWrite, answer: answer, serve: serve}
	}
	return []route{
		read("values.batchGet", one+"/values:batchGet", sheets.BatchGetValuesResponse{}, valuesBatchGet, "dateTimeRenderOption", "majorDimension", "ranges", "valueRenderOption"),
		read("values.get", one+"/values/{range}", sheets.ValueRange{}, valuesGet, "dateTimeRenderOption", "majorDimension", "valueRenderOption"),
		read("get", one, sheets.Spreadsheet{}, spreadsheetGet, "commentsViewMode", "excludeTablesInBandedRanges", "includeGridData", "ranges"),
		write("values.batchUpdate", http.MethodPost, one+"/values:batchUpdate", sheets.BatchUpdateValuesResponse{}, valuesBatchUpdate),
		write("values.append", http.MethodPost, one+"/values/{range}:append", sheets.AppendValuesResponse{}, valuesAppend, "includeValuesInResponse", "insertDataOption", "responseDateTimeRenderOption", "responseValueRenderOption", "valueInputOption"),
		write("values.clear", http.MethodPost, one+"/values/{range}:clear", sheets.ClearValuesResponse{}, valuesClear),
		write("values.update", http.MethodPut, one+"/values/{range}", sheets.UpdateValuesResponse{}, valuesUpdate, "includeValuesInResponse", "responseDateTimeRenderOption", "responseValueRenderOption", "valueInputOption"),
		write("batchUpdate", http.MethodPost, one+":batchUpdate", sheets.BatchUpdateSpreadsheetResponse{}, spreadsheetBatchUpdate),
		write("create", http.MethodPost, base, sheets.Spreadsheet{}, spreadsheetCreate),
	}
}

// book finds the spreadsheet of the request, for reading or for writing.
func (c *call) book(writing bool) (*Spreadsheet, error) {
	b := c.s.World.book(c.vars["spreadsheetId"])
	wide := []string{"spreadsheets", "drive"}
	if !writing {
		wide = append(wide, "spreadsheets.readonly", "drive.readonly")
	}
	if b == nil || !c.s.issuer.reaches(c.grant, b.id, wide...) {
		return nil, notFound("Requested entity was not found.")
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.unshared || writing && b.readOnly {
		return nil, forbidden("The caller does not have permission")
	}
	return b, nil
}

// option reads an enumerated parameter; the first allowed value is the usual one, "" for none.
func (c *call) option(name string, allowed ...string) (string, error) {
	value := c.query.Get(name)
	if value == "" {
		return allowed[0], nil
	}
	if !slices.Contains(allowed, value) {
		return "", badRequest("Invalid value at '" + name + "' (TYPE_ENUM), \"" + value + "\"")
	}
	return value, nil
}

// rendering is how values are read.
type rendering struct{ value, dates, dimension string }

func (c *call) rendering(prefix bool) (rendering, error) {
	valueName, dateName := "valueRenderOption", "dateTimeRenderOption"
	if prefix {
		valueName, dateName = "responseValueRenderOption", "responseDateTimeRenderOption"
	}
	var r rendering
	var err error
	if r.value, err = c.option(valueName, "FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"); err != nil {
		return r, err
	}
	if r.dates, err = c.option(dateName, "SERIAL_NUMBER", "FORMATTED_STRING"); err != nil {
		return r, err
	}
	r.dimension, err = c.option("majorDimension", "ROWS", "COLUMNS")
	return r, err
}

func (s span) read(r rendering) *sheets.ValueRange {
	rows := s.tab.values(s, r.value, r.dates)
	if r.dimension == "COLUMNS" {
		rows = turned(rows)
	}
	return &sheets.ValueRange{Range: s.name(), MajorDimension: r.dimension, Values: rows}
}

// turned swaps rows and columns, without empty ends.
func turned(rows [][]any) [][]any {
	var out [][]any
	for r, row := range rows {
		for c, v := range row {
			for len(out) <= c {
				out = append(out, []any{})
			}
			for len(out[c]) < r {
				out[c] = append(out[c], "")
			}
			out[c] = append(out[c], v)
		}
	}
	for i := range out {
		for len(out[i]) > 0 && out[i][len(out[i])-1] == "" {
			out[i] = out[i][:len(out[i])-1]
		}
	}
	return out
}

func valuesGet(c *call) (any, error) {
	b, err := c.book(false)
	if err != nil {
		return nil, err
	}
	r, err := c.rendering(false)
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.readRange(c.vars["range"], r)
}

func (b *Spreadsheet) readRange(text string, r rendering) (*sheets.ValueRange, error) {
	s, err := b.parseRange(text)
	if err != nil {
		return nil, err
	}
	if s, err = s.cut(); err != nil {
		return nil, err
	}
	return s.read(r), nil
}

func valuesBatchGet(c *call) (any, error) {
	b, err := c.book(false)
	if err != nil {
		return nil, err
	}
	r, err := c.rendering(false)
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	answer := &sheets.BatchGetValuesResponse{SpreadsheetId: b.id}
	for _, text := range c.query["ranges"] {
		v, err := b.readRange(text, r)
		if err != nil {
			return nil, err
		}
		answer.ValueRanges = append(answer.ValueRanges, v)
	}
	return answer, nil
}

func spreadsheetGet(c *call) (any, error) {
	b, err := c.book(false)
	if err != nil {
		return nil, err
	}
	if c.query.Get("includeGridData") == "true" {
		return nil, badRequest("The sandbox gives no grid data: read values instead.")
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	only := map[*tab]bool{}
	for _, text := range c.query["ranges"] {
		s, err := b.parseRange(text)
		if err != nil {
			return nil, err
		}
		only[s.tab] = true
	}
	return b.describe(only), nil
}

// describe tells of the file and its tabs, or of some of them. The caller holds the lock.
func (b *Spreadsheet) describe(only map[*tab]bool) *sheets.Spreadsheet {
	out := &sheets.Spreadsheet{SpreadsheetId: b.id, SpreadsheetUrl: "https://docs.google.com/spreadsheets/d/" + b.id + "/edit",
		Properties: &sheets.SpreadsheetProperties{Title: b.title, Locale: b.locale, TimeZone: b.zone, AutoRecalc: "ON_CHANGE"}}
	for i, t := range b.tabs {
		if len(only) > 0 && !only[t] {
			continue
		}
		out.Sheets = append(out.Sheets, &sheets.Sheet{Properties: t.properties(i)})
	}
	return out
}

func (t *tab) properties(index int) *sheets.SheetProperties {
	return &sheets.SheetProperties{SheetId: t.id, Title: t.name, Index: int64(index), SheetType: "GRID", ForceSendFields: []string{"SheetId", "Index"},
		GridProperties: &sheets.GridProperties{RowCount: int64(t.rowCount), ColumnCount: int64(t.colCount), FrozenRowCount: int64(t.frozen)}}
}
