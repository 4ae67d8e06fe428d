package store

import (
	"encoding/json"
	"time"
)

// Facts is what is kept of a connection beside its columns. It holds no secret.
type Facts struct {
	// Files are the ids of the files that the person picked on the consent page.
	Files []string `json:"files,omitempty"`
	// Region is where the service keeps the account.
	Region string `json:"region,omitempty"`
	// ConsentAt is when the person gave the consent that is in use; zero for keys, and where it was not noted.
	ConsentAt time.Time `json:"consentAt,omitzero"`
	// NextCalls is how many calls the next sync is expected to make, for services that count them.
	NextCalls int `json:"nextCalls,omitempty"`
}

// Facts reads the connection's metadata. The column is checked to be JSON; another shape has no facts.
func (c Connection) Facts() Facts {
	var f Facts
	_ = json.Unmarshal(c.Metadata, &f)
	return f
}

// SetFacts replaces the connection's metadata.
func (c *Connection) SetFacts(f Facts) {
	raw, err := json.Marshal(f)
	if err != nil {
		panic(err) // texts and a number always marshal
	}
	c.Metadata = raw
}
