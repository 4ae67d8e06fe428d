package sheets

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"google.golang.org/api/drive/v3"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

var _ provider.Watcher = Provider{}

// channelLife is the longest that Drive keeps a channel of a file.
// https://developers.google.com/workspace/drive/api/guides/push
const channelLife = 24 * time.Hour

// Watch has Drive tell of changes of the campaign's spreadsheet. It needs the permission for picked files: the one for all
// spreadsheets reaches no Drive.
func (Provider) Watch(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope, to provider.Target) ([]provider.Channel, error) {
	id := scope.Campaign.Rule.Spreadsheet
	if id == "" {
		return nil, nil
	}
	a, err := open(ctx, client, account)
	if err != nil {
		return nil, err
	}
	ask := &drive.Channel{Id: rand.Text(), Type: "web_hook", Address: to.Address, Token: to.Secret, Expiration: scope.Now().Add(channelLife).UnixMilli()}
	answer, err := a.drive.Files.Watch(id, ask).SupportsAllDrives(true).Context(ctx).Do()
	if err != nil {
		return nil, translate(err, "drive files.watch", account.Address)
	}
	ch := provider.Channel{ID: ask.Id, Resource: id, Stop: answer.ResourceId, Ends: time.UnixMilli(answer.Expiration)}
	if answer.Expiration <= 0 {
		ch.Ends = scope.Now().Add(time.Hour) // Drive's own default where it says nothing
	}
	return []provider.Channel{ch}, nil
}

// Unwatch ends the channel.
func (Provider) Unwatch(ctx context.Context, client *http.Client, account provider.Account, channel provider.Channel) error {
	a, err := open(ctx, client, account)
	if err != nil {
		return err
	}
	err = translate(a.drive.Channels.Stop(&drive.Channel{Id: channel.ID, ResourceId: channel.Stop}).Context(ctx).Do(), "drive channels.stop", account.Address)
	if apperr.CodeOf(err) == apperr.NotFound {
		return nil
	}
	return err
}
