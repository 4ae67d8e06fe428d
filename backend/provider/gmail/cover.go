package gmail

import (
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

var _ provider.Coverer = Provider{}

// Covers tells by the cursor whether the sends are all listed, and by which rule.
func (Provider) Covers(raw provider.Cursor, rule campaign.Rule) provider.Coverage {
	cur := parseCursor(raw)
	if cur.History == 0 {
		return provider.Coverage{} // nothing was read by it yet
	}
	return provider.Coverage{OtherRule: cur.Rule != ruleHash(rule), Listing: cur.Phase == phaseSends}
}
