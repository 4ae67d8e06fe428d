package provider

import "mixdown/backend/campaign"

// Coverer is a provider whose cursor tells what the records that are held cover.
type Coverer interface {
	// Covers says how the records read up to cursor stand to rule. It asks nobody.
	Covers(cursor Cursor, rule campaign.Rule) Coverage
}

// Coverage is how what is held stands to a campaign's rule. The zero value: it is what the rule asks for.
type Coverage struct {
	// OtherRule says that what is held was read by another rule: the campaign was edited and not synced since.
	OtherRule bool
	// Listing says that it is not known yet how much there is: what the rule asks for is still being listed.
	Listing bool
}
