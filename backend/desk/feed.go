package desk

import (
	"context"
	"slices"

	"mixdown/backend/store"
)

// feedIs notes that a campaign's feed is joined, as the channel at, or that it is not: nil. It is kept where every process sees
// it, as the channels of the sources are; a process that is killed is found out by the end of its lease.
func (d *Desk) feedIs(session string, at *store.Channel) {
	d.mirror.feeds.Lock()
	defer d.mirror.feeds.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace) // the feed may be at its end
	defer cancel()
	if at != nil {
		if d.mirror.joined == nil {
			d.mirror.joined = map[string]store.Channel{}
		}
		d.mirror.joined[session] = *at
		d.keepFeed(ctx, *at)
		return
	}
	was, ok := d.mirror.joined[session]
	if !ok {
		return
	}
	delete(d.mirror.joined, session)
	if err := d.store.DeleteChannel(ctx, was.ConnectionID, was.Resource); err != nil {
		d.log.Warn("mirror: live feed", "cause", err.Error())
	}
}

// keepFeeds renews the note of the feeds that are joined.
func (d *Desk) keepFeeds() {
	d.mirror.feeds.Lock()
	defer d.mirror.feeds.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	for _, at := range d.mirror.joined {
		d.keepFeed(ctx, at)
	}
}

// keepFeed notes that one feed is joined now. The feeds are held.
func (d *Desk) keepFeed(ctx context.Context, at store.Channel) {
	list, err := d.channelsOf(ctx, at.ConnectionID)
	here := func(c store.Channel) bool {
		return c.Resource == at.Resource && c.Address == at.Address && !c.VerifiedAt.IsZero()
	}
	if err == nil && !slices.ContainsFunc(list, here) {
		if err = d.store.SaveChannel(ctx, at); err == nil {
			err = d.store.Heard(ctx, at.Kind, at.Address, at.ID)
		}
	}
	if err == nil {
		err = d.store.Listening(ctx, at.Address, false)
	}
	if err != nil {
		d.log.Warn("mirror: live feed", "cause", err.Error())
	}
}

// feedLive reports whether some process follows the project right now.
func (d *Desk) feedLive(ctx context.Context, connection string) (bool, error) {
	list, err := d.channelsOf(ctx, connection)
	now := d.now()
	return slices.ContainsFunc(list, func(c store.Channel) bool { return c.Delivers(now) }), err
}
