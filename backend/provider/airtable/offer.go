package airtable

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"mixdown/backend/provider"
)

// Offers lists the bases, or within one its tables with their fields. It costs one call of the month's budget, and one more
// for every thousand bases.
func (Provider) Offers(ctx context.Context, client *http.Client, _ provider.Account, within string) ([]provider.Choice, error) {
	a := &api{client}
	choices := []provider.Choice{}
	if within == "" {
		list, err := a.bases(ctx, "")
		if err != nil {
			return nil, err
		}
		for _, b := range list {
			choices = append(choices, provider.Choice{Name: text(b.Name), Within: b.ID})
		}
		return choices, nil
	}
	list, err := a.tables(ctx, within)
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		c := provider.Choice{Value: within + "/" + t.ID, Name: text(t.Name), Note: fmt.Sprintf("%d fields", len(t.Fields))}
		for _, f := range t.Fields {
			c.Choices = append(c.Choices, provider.Choice{Value: c.Value + ":" + f.ID, Name: text(f.Name), Note: text(f.Type)})
		}
		choices = append(choices, c)
	}
	return choices, nil
}

// tables lists those of a base.
func (a *api) tables(ctx context.Context, base string) ([]table, error) {
	var answer struct {
		Tables *[]table `json:"tables"`
	}
	if err := a.get(ctx, "tables", "/v0/meta/bases/"+url.PathEscape(base)+"/tables", nil, &answer); err != nil {
		return nil, err
	}
	if answer.Tables == nil {
		return nil, source().BadAnswer("tables", fmt.Errorf("no tables"))
	}
	return *answer.Tables, nil
}
