package mailchimp

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

var _ provider.Watcher = Provider{}

// webhook is one of an audience: https://mailchimp.com/developer/marketing/api/list-webhooks/
type webhook struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

// Watch has Mailchimp tell of changes of the audiences that the campaign counts. It asks the address with GET before it takes
// it, so somebody must be listening. There is no event for an open or a click: those are still read by the interval.
func (Provider) Watch(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope, to provider.Target) ([]provider.Channel, error) {
	a, err := open(client, account.Region)
	if err != nil {
		return nil, err
	}
	lists, err := a.audiences(ctx, scope.Campaign.Rule.Audience)
	if err != nil {
		return nil, err
	}
	var out []provider.Channel
	for _, l := range lists {
		id, err := a.watchAudience(ctx, l.ID, to.Address)
		if err != nil {
			return out, err
		}
		out = append(out, provider.Channel{ID: id, Resource: l.ID})
	}
	return out, nil
}

// watchAudience makes a webhook, unless there is one for the address already.
func (a *api) watchAudience(ctx context.Context, audience, address string) (string, error) {
	path := "/3.0/lists/" + audience + "/webhooks"
	var have struct {
		Webhooks []webhook `json:"webhooks"`
	}
	if err := a.get(ctx, "webhooks", path, url.Values{"fields": {"webhooks.id,webhooks.url"}}, &have); err != nil {
		return "", err
	}
	for _, w := range have.Webhooks {
		if w.URL == address && w.ID != "" {
			return w.ID, nil
		}
	}
	var made webhook
	err := a.send(ctx, "make webhook", http.MethodPost, path, map[string]any{"url": address,
		"events":  map[string]bool{"subscribe": true, "unsubscribe": true, "profile": true, "cleaned": true, "upemail": true, "campaign": true},
		"sources": map[string]bool{"user": true, "admin": true, "api": true}}, &made)
	if err == nil && made.ID == "" {
		return "", source().BadAnswer("make webhook", fmt.Errorf("no id"))
	}
	return made.ID, err
}

// Unwatch ends the webhook.
func (Provider) Unwatch(ctx context.Context, client *http.Client, account provider.Account, channel provider.Channel) error {
	a, err := open(client, account.Region)
	if err != nil {
		return err
	}
	err = a.send(ctx, "drop webhook", http.MethodDelete, "/3.0/lists/"+channel.Resource+"/webhooks/"+channel.ID, nil, nil)
	if apperr.CodeOf(err) == apperr.NotFound {
		return nil
	}
	return err
}
