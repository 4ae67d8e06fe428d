package sheets

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"google.golang.org/api/sheets/v4"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
)

// CreateList makes a starter sheet: a bold, frozen header line and nothing below it, for every row would count. The
// permission for picked files is enough, and reaches the new file from then on.
func (Provider) CreateList(ctx context.Context, client *http.Client, title, tab string) (provider.Created, error) {
	a, err := open(ctx, client, provider.Account{})
	if err != nil {
		return provider.Created{}, err
	}
	tab = cmp.Or(contactsheet.Clean(tab), campaign.DefaultSheet)
	head := []any{"Name", "Email", "Role", "Outlet", "Status", "Added"}
	bold := &sheets.RowData{}
	for range head {
		bold.Values = append(bold.Values, &sheets.CellData{UserEnteredFormat: &sheets.CellFormat{TextFormat: &sheets.TextFormat{Bold: true}}})
	}
	made, err := a.sheets.Spreadsheets.Create(&sheets.Spreadsheet{
		Properties: &sheets.SpreadsheetProperties{Title: cmp.Or(contactsheet.Clean(title), "Contacts")},
		Sheets: []*sheets.Sheet{{
			Properties: &sheets.SheetProperties{Title: tab, GridProperties: &sheets.GridProperties{RowCount: 1000, ColumnCount: int64(len(head)), FrozenRowCount: 1}},
			Data:       []*sheets.GridData{{RowData: []*sheets.RowData{bold}}},
		}},
	}).Context(ctx).Fields("spreadsheetId", "sheets(properties(sheetId,title))").Do()
	if err != nil {
		return provider.Created{}, translateWrite(err, "spreadsheets.create", "")
	}
	if made.SpreadsheetId == "" || len(made.Sheets) == 0 || made.Sheets[0].Properties == nil {
		return provider.Created{}, source().BadAnswer("spreadsheets.create", fmt.Errorf("no sheet"))
	}
	if err := a.update(ctx, made.SpreadsheetId, a1(tab, 1, 1, len(head), 1), [][]any{head}); err != nil {
		return provider.Created{}, err
	}
	// The link is made here: what an answer calls a link is not opened unseen.
	return provider.Created{ID: made.SpreadsheetId, Tab: tab, Link: rowLink(made.SpreadsheetId, made.Sheets[0].Properties.SheetId, 1)}, nil
}
