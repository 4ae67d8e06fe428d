package airtable

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

var _ provider.Watcher = Provider{}

// Watch has Airtable ping an address when the campaign's table changes. A webhook lives for seven days; a new one takes its
// place before that. It costs three calls of the month's budget, or four where the base is not given by its id.
func (Provider) Watch(ctx context.Context, client *http.Client, _ provider.Account, scope provider.Scope, to provider.Target) ([]provider.Channel, error) {
	words := scope.Campaign.Rule.Airtable
	if words == "" {
		return nil, nil
	}
	a := &api{client}
	c, err := a.find(ctx, words)
	if err != nil {
		return nil, err
	}
	var made struct {
		ID     string    `json:"id"`
		Secret string    `json:"macSecretBase64"`
		Ends   time.Time `json:"expirationTime"`
	}
	err = a.send(ctx, "make webhook", http.MethodPost, "/v0/bases/"+url.PathEscape(c.Base)+"/webhooks", nil, map[string]any{
		"notificationUrl": to.Address,
		"specification": map[string]any{"options": map[string]any{"filters": map[string]any{
			"dataTypes": []string{"tableData", "tableFields"}, "recordChangeScope": c.Table}}},
	}, &made)
	if err != nil {
		return nil, err
	}
	if made.ID == "" || made.Secret == "" {
		return nil, source().BadAnswer("make webhook", fmt.Errorf("no id or secret"))
	}
	if made.Ends.IsZero() {
		made.Ends = scope.Now().Add(7 * 24 * time.Hour)
	}
	return []provider.Channel{{ID: made.ID, Resource: c.Table, Stop: c.Base, Secret: made.Secret, Ends: made.Ends}}, nil
}

// Unwatch ends the webhook.
func (Provider) Unwatch(ctx context.Context, client *http.Client, _ provider.Account, channel provider.Channel) error {
	err := (&api{client}).send(ctx, "drop webhook", http.MethodDelete, "/v0/bases/"+url.PathEscape(channel.Stop)+"/webhooks/"+url.PathEscape(channel.ID), nil, nil, nil)
	if apperr.CodeOf(err) == apperr.NotFound {
		return nil
	}
	return err
}
