package mailchimp

import (
	"encoding/json"
	"fmt"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// settles is how long figures of a mailing still move: people open and click late. A mailing that was this old when it was
// last read is not read again.
const settles = 30 * 24 * time.Hour

// cursor says of what the held records are a copy, and when that was.
type cursor struct {
	Audience string     `json:"audience,omitempty"`
	Since    time.Time  `json:"since,omitzero"`
	Until    *time.Time `json:"until,omitempty"`
	Read     time.Time  `json:"read,omitzero"`    // when all of it was last read
	Growth   string     `json:"growth,omitempty"` // the day (UTC) on which the growth of audiences was last read
}

// readCursor returns the stored cursor where it is of this rule; else one with which all is read again.
func readCursor(raw provider.Cursor, rule campaign.Rule) cursor {
	var held cursor
	if len(raw) > 0 && json.Unmarshal(raw, &held) == nil && held.covers(rule) {
		return held
	}
	fresh := cursor{Audience: rule.Audience, Since: rule.Since.UTC()}
	if rule.Until != nil {
		until := rule.Until.UTC()
		fresh.Until = &until
	}
	return fresh
}

// covers reports whether the held campaigns are those that rule asks for.
func (c cursor) covers(rule campaign.Rule) bool {
	return c.Audience == rule.Audience && c.Since.Equal(rule.Since) && (c.Until == nil) == (rule.Until == nil) &&
		(c.Until == nil || c.Until.Equal(*rule.Until))
}

// settled reports whether a mailing was old enough at the last reading that its figures stand.
func (c cursor) settled(sent time.Time) bool {
	return !c.Read.IsZero() && sent.Before(c.Read.Add(-settles))
}

func (c cursor) raw() (provider.Cursor, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("mailchimp: cursor: %w", err)
	}
	return raw, nil
}
