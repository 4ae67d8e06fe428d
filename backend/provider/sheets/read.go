package sheets

import (
	"context"
	"fmt"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider/sheets/contactsheet"
)

// How much is read at once. Google advises about 2 MB an answer
// (https://developers.google.com/workspace/sheets/api/limits); ten blocks of six columns are about one.
const (
	blockRows        = 1000
	blocksPerRequest = 10
	answerBytes      = 4 << 20
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
		return nil, source().BadAnswer("spreadsheets.get", fmt.Errorf("a tab of %d rows and %d columns", rows, columns))
	}
	blocks := blocksOf(rows)
	first, err := a.values(ctx, rule.Spreadsheet, t.tab, 1, columns, blocks[:1], "UNFORMATTED_VALUE")
	if err != nil {
		return nil, err
	}
	t.mapping, err = contactsheet.FindHeaderAs(first[0], fmt.Sprintf("The tab “%s”", t.tab), rule.Columns)
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
	atOnce := blocksAtOnce(first[0])
	for blocks = blocks[1:]; len(blocks) > 0; {
		t.several = true
		if err := progress(blocks[0].from-1, rows); err != nil {
			return nil, err
		}
		now := blocks[:min(atOnce, len(blocks))]
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

// blocksAtOnce is how many blocks go into one answer, by the size of the first: sheets with long notes are read in smaller
// pieces.
func blocksAtOnce(first [][]any) int {
	size := 1
	for _, cells := range first {
		for _, cell := range cells {
			if text, ok := cell.(string); ok {
				size += len(text)
			}
			size += 8
		}
	}
	return max(1, min(blocksPerRequest, answerBytes/size))
}

// take hands the values of some blocks to the reader.
func (a *api) take(ctx context.Context, id string, t *table, blocks []block, values [][][]any) error {
	if err := a.formatNumbers(ctx, id, t.tab, t.mapping, blocks, values); err != nil {
		return err
	}
	for i, b := range blocks {
		if len(values[i]) > b.to-b.from+1 {
			return source().BadAnswer("values.batchGet", fmt.Errorf("%d rows for %d", len(values[i]), b.to-b.from+1))
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
