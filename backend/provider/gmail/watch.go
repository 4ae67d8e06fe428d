package gmail

import (
	"context"
	"errors"
	"net/http"
	"time"

	gapi "google.golang.org/api/gmail/v1"
	"google.golang.org/api/googleapi"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

var _ provider.Watcher = Provider{}

// topicForm is what Gmail takes for a Pub/Sub topic.
var topicForm = pattern(`^projects/[a-z][a-z0-9.:-]{4,62}/topics/[A-Za-z][A-Za-z0-9._~%+-]{2,254}$`)

// Watch has Gmail publish to the person's own Pub/Sub topic that the mailbox changed. It lasts seven days, and is to be asked
// for again every day. It needs no more than the permission to read; 100 units.
// https://developers.google.com/workspace/gmail/api/guides/push
func (Provider) Watch(ctx context.Context, client *http.Client, account provider.Account, _ provider.Scope, to provider.Target) ([]provider.Channel, error) {
	if !topicForm().MatchString(to.Address) {
		return nil, apperr.For(name, apperr.Invalid, "A topic reads projects/PROJECT/topics/NAME: copy it from the topic's page in Google's console.", nil)
	}
	svc, err := service(ctx, client)
	if err != nil {
		return nil, err
	}
	answer, err := svc.Users.Watch("me", &gapi.WatchRequest{TopicName: to.Address}).Context(ctx).Do()
	var g *googleapi.Error
	if errors.As(err, &g) && (g.Code == http.StatusForbidden || g.Code == http.StatusNotFound || g.Code == http.StatusBadRequest) && apperr.CodeOf(asError("watch", err)) != apperr.ScopeMissing {
		return nil, apperr.For(name, apperr.Forbidden, "Gmail may not publish to this topic. It must be in the project of your own Google client, and gmail-api-push@system.gserviceaccount.com needs the role “Pub/Sub Publisher” on it.", err)
	}
	if err != nil {
		return nil, asError("watch", err)
	}
	if answer.Expiration <= 0 {
		return nil, apperr.For(name, apperr.BadAnswer, "Gmail's answer was not readable. The next try may do.", nil)
	}
	return []provider.Channel{{ID: account.Address, Resource: account.Address, Ends: time.UnixMilli(answer.Expiration)}}, nil
}

// Unwatch stops the publishing.
func (Provider) Unwatch(ctx context.Context, client *http.Client, _ provider.Account, _ provider.Channel) error {
	svc, err := service(ctx, client)
	if err != nil {
		return err
	}
	return asError("stop watching", svc.Users.Stop("me").Context(ctx).Do())
}
