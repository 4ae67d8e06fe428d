package sheets

import (
	"context"
	"fmt"
	"strings"

	"google.golang.org/api/sheets/v4"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider/sheets/contactsheet"
)

// How much is read at once. Google advises no more than a few megabytes an answer; ten blocks of six columns are about one.
const (
	blockRows        = 1000
	blocksPerRequest = 10
	maxColumns       = 702 // up to ZZ: columns behind are not looked at
	maxRows          = 250_000
)

// table is a contact sheet as it was read.
type table struct {
	title   string
	tab     string
	gid     int64
	mapping contactsheet.Mapping
	options contactsheet.Options
	rows    *contactsheet.Reader
	last    int // the last row that holds anything, from 1
	several bool
}

// block is a run of rows, from and to counted from 1.
type block struct{ from, to int }

// read reads the whole contact sheet of rule. progress is told the rows done and known after each answer.
func (a *api) read(ctx context.Context, rule campaign.Rule, progress func(done, known int) error) (*table, error) {
	file, err := a.sheets.Spreadsheets.Get(rule.Spreadsheet).Context(ctx).
		Fields("properties(title,locale)", "sheets(properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount)))").Do()
	if err != nil {
		return nil, translate(err, "spreadsheets.get", a.address)
	}
	tab, err := tabIn(file, tabOf(rule))
	if err != nil {
		return nil, err
	}
	t := &table{title: contactsheet.Clean(titleOf(file)), tab: tab.Title, gid: tab.SheetId}
	rows, columns := int(tab.GridProperties.RowCount), int(min(tab.GridProperties.ColumnCount, maxColumns))
	if rows < 1 || columns < 1 {
		return nil, badAnswer("spreadsheets.get", fmt.Errorf("a tab of %d rows and %d columns", rows, columns))
	}
	blocks := blocksOf(rows)
	first, err := a.values(ctx, rule.Spreadsheet, t.tab, 1, columns, blocks[:1], "UNFORMATTED_VALUE")
	if err != nil {
		return nil, err
	}
	t.mapping, err = contactsheet.FindHeader(first[0], fmt.Sprintf("The tab “%s”", t.tab))
	if err != nil {
		return nil, forSheets(err)
	}
	t.options = contactsheet.Options{
		Zone: rule.Location(), Group: rule.Spreadsheet,
		Link: func(row int) string { return rowLink(rule.Spreadsheet, t.gid, row) },
	}
	if file.Properties != nil {
		t.options.Locale = file.Properties.Locale
	}
	t.rows = contactsheet.NewReader(t.mapping, t.options)
	if err := a.take(ctx, rule.Spreadsheet, t, blocks[:1], first); err != nil {
		return nil, err
	}
	for blocks = blocks[1:]; len(blocks) > 0; {
		t.several = true
		if err := progress(blocks[0].from-1, rows); err != nil {
			return nil, err
		}
		now := blocks[:min(blocksPerRequest, len(blocks))]
		blocks = blocks[len(now):]
		values, err := a.values(ctx, rule.Spreadsheet, t.tab, 1, t.mapping.Width(), now, "UNFORMATTED_VALUE")
		if err != nil {
			return nil, err
		}
		if err := a.take(ctx, rule.Spreadsheet, t, now, values); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// take hands the values of some blocks to the reader.
func (a *api) take(ctx context.Context, id string, t *table, blocks []block, values [][][]any) error {
	if err := a.formatNumbers(ctx, id, t.tab, t.mapping, blocks, values); err != nil {
		return err
	}
	for i, b := range blocks {
		if len(values[i]) > b.to-b.from+1 {
			return badAnswer("values.batchGet", fmt.Errorf("%d rows for %d", len(values[i]), b.to-b.from+1))
		}
		for j, cells := range values[i] {
			if len(cells) > 0 {
				t.last = b.from + j
			}
			t.rows.Row(b.from+j, cells)
		}
	}
	if t.rows.Rows() > maxRows {
		return apperr.For("sheets", apperr.SheetShape, fmt.Sprintf("The tab “%s” holds more than %d rows. Move finished contacts to another tab.", t.tab, maxRows), nil)
	}
	return nil
}

// values reads blocks of rows in one request. Dates come as serial numbers, which mean one day in every locale.
func (a *api) values(ctx context.Context, id, tab string, fromColumn, toColumn int, blocks []block, render string) ([][][]any, error) {
	ranges := make([]string, len(blocks))
	for i, b := range blocks {
		ranges[i] = a1(tab, fromColumn, b.from, toColumn, b.to)
	}
	answer, err := a.sheets.Spreadsheets.Values.BatchGet(id).Ranges(ranges...).MajorDimension("ROWS").
		ValueRenderOption(render).DateTimeRenderOption("SERIAL_NUMBER").
		Context(ctx).Fields("valueRanges(range,values)").Do()
	if err != nil {
		return nil, translate(err, "values.batchGet", a.address)
	}
	if len(answer.ValueRanges) != len(blocks) {
		return nil, badAnswer("values.batchGet", fmt.Errorf("%d ranges for %d", len(answer.ValueRanges), len(blocks)))
	}
	values := make([][][]any, len(blocks))
	for i, r := range answer.ValueRanges {
		if r == nil {
			return nil, badAnswer("values.batchGet", fmt.Errorf("range %d is null", i))
		}
		values[i] = r.Values
	}
	return values, nil
}

// formatNumbers puts what the person sees in the place of numbers outside the date column: "95.80" is a station, and
// "3/4" a name that Google took for a day. It asks again only for columns that hold numbers, which is rare.
func (a *api) formatNumbers(ctx context.Context, id, tab string, mapping contactsheet.Mapping, blocks []block, values [][][]any) error {
	for field, column := range mapping.Columns {
		if field == contactsheet.FieldAdded {
			continue
		}
		var with []block
		var at []int
		for i, b := range blocks {
			if hasNumber(values[i], column) {
				with, at = append(with, b), append(at, i)
			}
		}
		if len(with) == 0 {
			continue
		}
		shown, err := a.values(ctx, id, tab, column+1, column+1, with, "FORMATTED_VALUE")
		if err != nil {
			return err
		}
		for k, i := range at {
			for row, cells := range values[i] {
				if column < len(cells) && isNumber(cells[column]) && row < len(shown[k]) && len(shown[k][row]) > 0 {
					cells[column] = shown[k][row][0]
				}
			}
		}
	}
	return nil
}

func hasNumber(rows [][]any, column int) bool {
	for _, cells := range rows {
		if column < len(cells) && isNumber(cells[column]) {
			return true
		}
	}
	return false
}

func isNumber(cell any) bool {
	_, ok := cell.(float64)
	return ok
}

// blocksOf cuts rows into blocks.
func blocksOf(rows int) []block {
	var blocks []block
	for from := 1; from <= rows; from += blockRows {
		blocks = append(blocks, block{from, min(from+blockRows-1, rows)})
	}
	return blocks
}

// tabIn finds a tab by its name: as written, else in any case.
func tabIn(file *sheets.Spreadsheet, name string) (*sheets.SheetProperties, error) {
	var names []string
	var close *sheets.SheetProperties
	for _, s := range file.Sheets {
		if s == nil || s.Properties == nil || s.Properties.GridProperties == nil {
			continue // a chart has a tab of its own, with no cells
		}
		if s.Properties.Title == name {
			return s.Properties, nil
		}
		if strings.EqualFold(strings.TrimSpace(s.Properties.Title), strings.TrimSpace(name)) {
			close = s.Properties
		}
		if len(names) < 20 {
			names = append(names, "“"+contactsheet.Clean(s.Properties.Title)+"”")
		}
	}
	if close != nil {
		return close, nil
	}
	return nil, apperr.For("sheets", apperr.NotFound, fmt.Sprintf("The spreadsheet “%s” has no tab “%s”. It has: %s. Set the right one: `mixdown campaign edit NAME --sheet TAB`.",
		contactsheet.Clean(titleOf(file)), name, strings.Join(names, ", ")), nil)
}

func titleOf(file *sheets.Spreadsheet) string {
	if file.Properties == nil {
		return ""
	}
	return file.Properties.Title
}

// forSheets names the source in an error of the mapping.
func forSheets(err error) error {
	if e := apperr.From(err); e != nil && e.Code != apperr.Internal {
		return apperr.For("sheets", e.Code, e.Message, err)
	}
	return err
}
