package store

import (
	"encoding/json"
	"time"

	"mixdown/backend/provider"
)

// Facts is what is kept of a connection beside its columns. It holds no secret.
type Facts struct {
	// Files are the ids of the files that the person picked on the consent page.
	Files []string `json:"files,omitempty"`
	// Region is where the service keeps the account.
	Region string `json:"region,omitempty"`
	// ConsentAt is when the person gave the consent that is in use; zero for keys, and where it was not noted.
	ConsentAt time.Time `json:"consentAt,omitzero"`
	// Name is what the service calls the account.
	Name string `json:"name,omitempty"`
	// ServiceID is the service's own id of the account; "" where it told none, and in connections made before it was kept.
	ServiceID string `json:"serviceId,omitempty"`
	// CallBudget is how many calls of a month the person allows, 0 for any number; nil for what the service's first plan has.
	CallBudget *int `json:"callBudget,omitempty"`
	// SignInEnds is when the sign-in ends by itself, as the service said when it gave it; zero where it said nothing.
	SignInEnds time.Time `json:"signInEnds,omitzero"`
	// NextCalls is how many calls the next sync is expected to make, for services that count them.
	NextCalls int `json:"nextCalls,omitempty"`
}

// ServiceAccount is the account as its provider knows it.
func (c Connection) ServiceAccount() provider.Account {
	f := c.Facts()
	return provider.Account{ID: c.ID, Address: c.Account, Name: f.Name, Region: f.Region, ServiceID: f.ServiceID}
}

// Calls is how many calls of a month may be made, 0 for any number. standard is the service's own.
func (f Facts) Calls(standard int) int {
	if f.CallBudget != nil {
		return *f.CallBudget
	}
	return standard
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
