package provider

import (
	"context"
	"net/http"
)

// Offerer is a provider that can list what a campaign's rule may name of its account, so that a person chooses by name and
// the rule keeps an id.
type Offerer interface {
	// Offers lists what stands within one of its own choices, "" for the whole account. It costs a few requests at most.
	// Its errors carry apperr codes.
	Offers(ctx context.Context, client *http.Client, account Account, within string) ([]Choice, error)
}

// Choice is something that a rule may name.
type Choice struct {
	Value string `json:"value"` // what the rule takes; "" where only what is within can be named
	Name  string `json:"name"`
	Note  string `json:"note"` // a few words more: how many, whose
	// Within is asked for to see what stands within; "" for nothing.
	Within string `json:"within,omitempty"`
	// Choices are those within that came along.
	Choices []Choice `json:"choices,omitempty"`
}
