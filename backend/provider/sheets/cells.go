package sheets

import (
	"context"
	"fmt"

	"mixdown/backend/provider/sheets/contactsheet"
)

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
		return nil, source().BadAnswer("values.batchGet", fmt.Errorf("%d ranges for %d", len(answer.ValueRanges), len(blocks)))
	}
	values := make([][][]any, len(blocks))
	for i, r := range answer.ValueRanges {
		if r == nil {
			return nil, source().BadAnswer("values.batchGet", fmt.Errorf("range %d is null", i))
		}
		values[i] = r.Values
	}
	return values, nil
}

// formatNumbers puts what the person sees in the place of numbers outside the date column: "95.80" is a station, and
// "3/4" a name that Google took for a day. It asks again only for columns that hold numbers, which is rare.
func (a *api) formatNumbers(ctx context.Context, id, tab string, mapping contactsheet.Mapping, blocks []block, values [][][]any) error {
	for field, column := range mapping.Columns {
		if field == contactsheet.FieldAdded || field == contactsheet.FieldStatusDate {
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
