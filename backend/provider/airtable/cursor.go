package airtable

import (
	"encoding/json"
	"fmt"
	"time"

	"mixdown/backend/provider"
)

// cursor says which table the held records are a copy of, and where to ask what changed since.
type cursor struct {
	Of string `json:"of"` // the rule's words from which the ids below were found
	choice
	// Read says that the table was read whole since the webhook was made.
	Read bool `json:"read,omitempty"`
	Rows int  `json:"rows,omitempty"` // at the last whole reading
	// Hook is the webhook that is asked for changes, and Next its next payload. Its secret is not kept: nobody is notified.
	Hook string `json:"hook,omitempty"`
	Next int    `json:"next,omitempty"`
	// NoHook is when Airtable refused a webhook last.
	NoHook time.Time `json:"noHook,omitzero"`
}

// askHookAgain is how long a refusal of a webhook is remembered: roles change seldom, and a call is a call.
const askHookAgain = 7 * 24 * time.Hour

// readCursor returns the stored cursor; one that cannot be read counts as none.
func readCursor(raw provider.Cursor) cursor {
	var c cursor
	if len(raw) == 0 || json.Unmarshal(raw, &c) != nil || c.Base == "" || c.Table == "" {
		return cursor{}
	}
	return c
}

func (c cursor) raw() (provider.Cursor, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("airtable: cursor: %w", err)
	}
	return raw, nil
}

// pages is how many calls reading rows takes.
func pages(rows int) int { return max(1, (rows+pageSize-1)/pageSize) }
