package airtable

import (
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

var _ provider.Coverer = Provider{}

// Covers tells whether the records are of the table that rule names.
func (Provider) Covers(raw provider.Cursor, rule campaign.Rule) provider.Coverage {
	held := readCursor(raw)
	return provider.Coverage{OtherRule: held.Of != "" && held.Of != rule.Airtable}
}
