package desk

import (
	"context"
	"slices"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// watchOf returns a connection's provider where it can watch.
func (d *Desk) watchOf(conn store.Connection) (provider.Watcher, provider.Info, bool) {
	p, ok := d.byTable(conn.Provider)
	if !ok {
		return nil, provider.Info{}, false
	}
	w, ok := p.(provider.Watcher)
	return w, p.Info(), ok
}

// openChannels has a service tell to's address of what a campaign reads there, and keeps the channels under at, which names
// the listener. What the service made up to prove itself by goes into the keychain.
func (d *Desk) openChannels(ctx context.Context, conn store.Connection, c campaign.Campaign, to provider.Target, at string) ([]string, error) {
	w, info, ok := d.watchOf(conn)
	if !ok {
		return nil, nil
	}
	client, _, err := d.Client(ctx, conn, info, 0)
	if err != nil {
		return nil, err
	}
	list, err := w.Watch(ctx, client, conn.ServiceAccount(), provider.Scope{Campaign: c, Now: d.now}, to)
	if err := d.flush(err); err != nil {
		return nil, err
	}
	var watched []string
	before, err := d.channelsOf(ctx, conn.ID)
	if err != nil {
		return nil, err
	}
	for _, ch := range list {
		if ch.Secret != "" {
			if err := d.keepHookSecret(channelSecret(ch.ID), ch.Secret); err != nil {
				return watched, err
			}
		}
		if err := d.store.SaveChannel(ctx, store.Channel{ConnectionID: conn.ID, Kind: info.Name, Resource: ch.Resource, ID: ch.ID, Stop: ch.Stop, Address: at, OpenedAt: d.now(), EndsAt: ch.Ends}); err != nil {
			return watched, err
		}
		watched = append(watched, ch.Resource)
		for _, old := range before { // a renewed one tells through its earlier self until that is ended
			if old.Resource == ch.Resource && old.ID != ch.ID {
				d.endChannel(ctx, conn, old)
			}
		}
	}
	return watched, nil
}

func (d *Desk) channelsOf(ctx context.Context, connection string) ([]store.Channel, error) {
	all, err := d.store.Channels(ctx)
	return slices.DeleteFunc(all, func(c store.Channel) bool { return c.ConnectionID != connection }), err
}

// dueChannel reports whether a channel is to be renewed: at half of its life, and Gmail's daily, as Google asks.
func dueChannel(c store.Channel, now time.Time) bool {
	if c.EndsAt.IsZero() {
		return false
	}
	life := c.EndsAt.Sub(c.OpenedAt)
	if c.Kind == "gmail" {
		return !now.Before(c.OpenedAt.Add(min(life/2, 24*time.Hour)))
	}
	return !now.Before(c.OpenedAt.Add(life / 2))
}

// endChannel asks the service to tell no more. A service that does not answer stops by itself when the channel ends.
func (d *Desk) endChannel(ctx context.Context, conn store.Connection, c store.Channel) {
	w, info, ok := d.watchOf(conn)
	if !ok {
		return
	}
	client, _, err := d.Client(ctx, conn, info, 0)
	if err == nil {
		err = w.Unwatch(ctx, client, conn.ServiceAccount(), provider.Channel{ID: c.ID, Resource: c.Resource, Stop: c.Stop})
	}
	if err := d.flush(err); err != nil && apperr.CodeOf(err) != apperr.NotFound {
		d.log.Warn("channel: end", "source", info.Name, "cause", err.Error())
	}
	if err := d.keepHookSecret(channelSecret(c.ID), ""); err != nil {
		d.log.Warn("channel: forget secret", "source", info.Name, "cause", err.Error())
	}
}

// dropChannels ends the channels of a connection that keep says are not wanted any more.
func (d *Desk) dropChannels(ctx context.Context, conn store.Connection, keep func(store.Channel) bool) error {
	list, err := d.channelsOf(ctx, conn.ID)
	if err != nil {
		return err
	}
	for _, c := range list {
		if keep != nil && keep(c) {
			continue
		}
		d.endChannel(ctx, conn, c)
		if err := d.store.DeleteChannel(ctx, conn.ID, c.Resource); err != nil {
			return err
		}
	}
	return nil
}

// delivers reports whether a connection's service tells of changes by itself right now: each of its channels has brought
// something, none has ended, and somebody listens.
func (d *Desk) delivers(ctx context.Context, connection string) (bool, error) {
	list, err := d.channelsOf(ctx, connection)
	if err != nil || len(list) == 0 {
		return false, err
	}
	now := d.now()
	return !slices.ContainsFunc(list, func(c store.Channel) bool { return !c.Delivers(now) }), nil
}

// channelSecret names a channel's own secret in the keychain's entry of hooks.
func channelSecret(id string) string { return "channel:" + id }

// keepHookSecret keeps a secret of notices in the keychain; "" forgets it.
func (d *Desk) keepHookSecret(name, value string) error {
	d.hookKeys.Lock()
	defer d.hookKeys.Unlock()
	s, err := d.secrets.Load(hooksKey)
	if err != nil && !isNotFound(err) {
		return err
	}
	if s.Extra == nil {
		s = auth.Secret{Extra: map[string]string{}}
	}
	switch {
	case value != "":
		s.Extra[name] = value
	case s.Extra[name] == "":
		return nil
	default:
		delete(s.Extra, name)
	}
	return d.secrets.Save(hooksKey, s)
}

// settingWatch is what is kept of the channels that the person asked for.
const settingWatch = "watch"

// watchKept says where services are to tell of changes.
type watchKept struct {
	// Gmail are the mailboxes that tell through Pub/Sub, by connection.
	Gmail map[string]pullKept `json:"gmail,omitempty"`
	// PublicURL is the address of the person's own tunnel.
	PublicURL string `json:"publicURL,omitempty"`
	// Receive says that the window receives notices while it is open, at Listen.
	Receive bool   `json:"receive,omitempty"`
	Listen  string `json:"listen,omitempty"`
	// Message is why the window's receiver does not run although it is on.
	Message string `json:"message,omitempty"`
	// Refused is why a source does not tell, by connection.
	Refused map[string]string `json:"refused,omitempty"`
	// Secrets counts the changes of what services prove themselves by, so that a receiver takes up the new ones.
	Secrets int `json:"secrets,omitempty"`
	// Opened is, by connection, what the campaigns read when its channels were last opened for all of them.
	Opened map[string]string `json:"opened,omitempty"`
}

// pullKept is one mailbox's topic and subscription, and what is wrong with them.
type pullKept struct {
	Topic        string      `json:"topic"`
	Subscription string      `json:"subscription"`
	Code         apperr.Code `json:"code,omitempty"`
	Message      string      `json:"message,omitempty"`
}

func (d *Desk) watchSetting(ctx context.Context) (watchKept, error) {
	var k watchKept
	_, err := d.store.Setting(ctx, settingWatch, &k)
	return k, err
}

func (d *Desk) keepWatch(ctx context.Context, change func(*watchKept)) error {
	d.hookKeys.Lock()
	defer d.hookKeys.Unlock()
	var k watchKept
	return d.store.ChangeSetting(ctx, settingWatch, &k, func() error {
		if k.Gmail == nil {
			k.Gmail = map[string]pullKept{}
		}
		if k.Opened == nil {
			k.Opened = map[string]string{}
		}
		change(&k)
		return nil
	})
}
