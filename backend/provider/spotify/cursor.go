package spotify

import (
	"encoding/json"
	"fmt"

	"mixdown/backend/provider"
)

// cursor says of which versions of the playlists the held tracks are a copy.
type cursor struct {
	Playlists map[string]version `json:"playlists,omitempty"`
}

// version is a playlist as its tracks were read.
type version struct {
	Snapshot string `json:"snapshot"` // Spotify's snapshot_id from before the reading: had it moved meanwhile, the next sync sees it
	Asked    bool   `json:"asked"`    // Spotify let it look as if its tracks could be read
	Readable bool   `json:"readable"` // and they could
	NoScope  bool   `json:"noScope,omitempty"`
	Items    int    `json:"items"`
}

// readCursor returns the stored cursor; one that cannot be read counts as none, and all is read again.
func readCursor(raw provider.Cursor) cursor {
	var c cursor
	if len(raw) > 0 && json.Unmarshal(raw, &c) != nil {
		c = cursor{}
	}
	if c.Playlists == nil {
		c.Playlists = map[string]version{}
	}
	return c
}

func (c cursor) raw() (provider.Cursor, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("spotify: cursor: %w", err)
	}
	return raw, nil
}
