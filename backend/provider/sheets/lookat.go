package sheets

import (
	"context"
	"net/http"
	"slices"

	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
)

var _ provider.Looker = Provider{}

// mostProblems is how many problems a look names: enough to see what they are.
const mostProblems = 20

// LookAt reads a contact sheet without keeping anything of it.
func (Provider) LookAt(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope) (provider.Look, error) {
	rule := scope.Campaign.Rule
	look := provider.Look{ID: rule.Spreadsheet, Tabs: []string{}, Columns: []provider.LookColumn{}, Problems: []provider.LookProblem{}}
	a, err := open(ctx, client, account)
	if err != nil {
		return look, err
	}
	file, err := a.sheets.Spreadsheets.Get(rule.Spreadsheet).Context(ctx).
		Fields("properties(title)", "sheets(properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount)))").Do()
	if err != nil {
		return look, translate(err, "spreadsheets.get", account.Address)
	}
	look.Title = contactsheet.Clean(titleOf(file))
	for _, s := range file.Sheets {
		if s != nil && s.Properties != nil && s.Properties.GridProperties != nil {
			look.Tabs = append(look.Tabs, s.Properties.Title)
		}
	}
	if _, err := tabIn(file, tabOf(rule)); err != nil {
		if len(look.Tabs) != 1 {
			return look, nil
		}
		rule.Sheet = look.Tabs[0] // the only one there is
	}
	t, err := a.read(ctx, rule, func(int, int) error { return nil })
	if err != nil {
		return look, err
	}
	look.Tab, look.Contacts = t.tab, len(t.rows.Contacts())
	for _, field := range []string{contactsheet.FieldName, contactsheet.FieldFirstName, contactsheet.FieldLastName, contactsheet.FieldEmail,
		contactsheet.FieldRole, contactsheet.FieldOutlet, contactsheet.FieldStatus, contactsheet.FieldAdded} {
		if column, ok := t.mapping.Columns[field]; ok {
			look.Columns = append(look.Columns, provider.LookColumn{Field: field, Header: t.mapping.Headers[column]})
		}
	}
	for _, p := range t.rows.Problems() {
		look.Problems = append(look.Problems, provider.LookProblem{Kind: p.State, Why: p.Why})
	}
	look.Problems = slices.Clip(look.Problems[:min(len(look.Problems), mostProblems)])
	return look, nil
}
