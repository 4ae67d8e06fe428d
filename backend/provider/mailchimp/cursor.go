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
	fresh := cursor{Audience: rule.Audience, Since: rule.Since.UTC()}
	if rule.Until != nil {
		until := rule.Until.UTC()
		fresh.Until = &until
	}
	if len(raw) == 0 || json.Unmarshal(raw, &held) != nil {
		return fresh
	}
	same := held.Audience == fresh.Audience && held.Since.Equal(fresh.Since) && (held.Until == nil) == (fresh.Until == nil) &&
		(held.Until == nil || held.Until.Equal(*fresh.Until))
	if !same {
		return fresh
	}
	return held
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
