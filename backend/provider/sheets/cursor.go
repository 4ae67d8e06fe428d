package sheets

import (
	"encoding/json"
	"fmt"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// cursor says of what the held rows are a copy.
type cursor struct {
	Spreadsheet string `json:"spreadsheet"`
	Tab         string `json:"tab"`
	Zone        string `json:"zone,omitempty"`    // the days of the rows were counted in it
	Columns     string `json:"columns,omitempty"` // what the person said of the columns
	// Version and ModifiedTime are Drive's from before the rows were read: had the sheet moved meanwhile, the next sync sees it.
	Version      int64  `json:"version,omitempty"`
	ModifiedTime string `json:"modifiedTime,omitempty"`
	// Sum is of the records where Drive does not answer: then only reading tells whether anything changed.
	Sum string `json:"sum,omitempty"`
	// Shut is when Drive last refused to tell of the file. It is asked again a day later, in case the file was picked since.
	Shut time.Time `json:"shut,omitzero"`
	Rows int       `json:"rows"`
}

// askDriveAgain is how long a refusal of Drive is remembered.
const askDriveAgain = 24 * time.Hour

// readCursor returns the stored cursor; one that cannot be read counts as none, and all is read again.
func readCursor(raw provider.Cursor) cursor {
	var c cursor
	if len(raw) == 0 || json.Unmarshal(raw, &c) != nil {
		return cursor{}
	}
	return c
}

// covers reports whether the held rows are those that rule asks for.
func (c cursor) covers(rule campaign.Rule) bool {
	return c.Spreadsheet == rule.Spreadsheet && c.Tab == tabOf(rule) && c.Zone == rule.Zone && c.Columns == chosenOf(rule)
}

// driveShut reports whether Drive refused to tell of this spreadsheet lately.
func (c cursor) driveShut(rule campaign.Rule, now time.Time) bool {
	return c.Spreadsheet == rule.Spreadsheet && !c.Shut.IsZero() && now.Sub(c.Shut) < askDriveAgain && !now.Before(c.Shut)
}

func (c cursor) raw() (provider.Cursor, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("sheets: cursor: %w", err)
	}
	return raw, nil
}

// chosenOf is what the person said of the columns, as one text; "" for nothing.
func chosenOf(rule campaign.Rule) string {
	if len(rule.Columns) == 0 {
		return ""
	}
	raw, err := json.Marshal(rule.Columns)
	if err != nil { // a map of strings: cannot fail
		return ""
	}
	return string(raw)
}

func tabOf(rule campaign.Rule) string {
	if rule.Sheet == "" {
		return campaign.DefaultSheet
	}
	return rule.Sheet
}
