package mailchimp

import (
	"encoding/json"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

var _ provider.Coverer = Provider{}

// Covers tells whether the campaigns were read for the audience and the days of rule.
func (Provider) Covers(raw provider.Cursor, rule campaign.Rule) provider.Coverage {
	var held cursor
	return provider.Coverage{OtherRule: len(raw) > 0 && json.Unmarshal(raw, &held) == nil && !held.covers(rule)}
}
