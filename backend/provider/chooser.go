package provider

import "mixdown/backend/campaign"

// Chooser is a provider that has something to read only where the campaign's rule names it (a sheet, a playlist).
type Chooser interface {
	// Chosen reports whether the rule names something of this service.
	Chosen(rule campaign.Rule) bool
}
