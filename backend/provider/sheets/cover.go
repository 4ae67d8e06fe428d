package sheets

import (
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

var _ provider.Coverer = Provider{}

// Covers tells whether the rows are of the spreadsheet, the tab and the columns that rule names.
func (Provider) Covers(raw provider.Cursor, rule campaign.Rule) provider.Coverage {
	held := readCursor(raw)
	return provider.Coverage{OtherRule: held.Spreadsheet != "" && !held.covers(rule)}
}
