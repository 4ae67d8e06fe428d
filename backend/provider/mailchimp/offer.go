package mailchimp

import (
	"context"
	"fmt"
	"net/http"

	"mixdown/backend/provider"
)

// Offers lists the audiences.
func (Provider) Offers(ctx context.Context, client *http.Client, account provider.Account, _ string) ([]provider.Choice, error) {
	a, err := open(client, account.Region)
	if err != nil {
		return nil, err
	}
	list, err := a.audiences(ctx, "")
	if err != nil {
		return nil, err
	}
	choices := []provider.Choice{}
	for _, l := range list {
		choices = append(choices, provider.Choice{Value: l.ID, Name: text(l.Name), Note: fmt.Sprintf("%d subscribers", *l.Stats.Members)})
	}
	return choices, nil
}
