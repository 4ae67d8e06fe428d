package desk

import (
	"context"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Offers lists what a campaign's rule may name of a connection, by its id or its provider where it has one: audiences,
// tables, playlists. within is "" or a choice's own word for what stands within it.
func (d *Desk) Offers(ctx context.Context, idOrProvider, within string) ([]provider.Choice, error) {
	conn, p, err := d.offerer(ctx, idOrProvider)
	if err != nil {
		return nil, err
	}
	o, ok := p.(provider.Offerer)
	if !ok {
		return nil, invalid("There is nothing to choose from " + p.Info().Title + " by name.")
	}
	client, _, err := d.Client(ctx, conn, p.Info(), 0)
	if err != nil {
		return nil, err
	}
	list, err := o.Offers(ctx, client, conn.ServiceAccount(), within)
	return list, d.flush(d.noteSignIn(ctx, conn, err))
}

func (d *Desk) offerer(ctx context.Context, idOrProvider string) (store.Connection, provider.Provider, error) {
	conn, err := d.find(ctx, idOrProvider)
	if p, ok := d.byName(idOrProvider); ok && apperr.CodeOf(err) == apperr.NotFound {
		_, err = d.connectionFor(ctx, p.Info().Name) // it says how to connect it
	}
	if err != nil {
		return conn, nil, err
	}
	p, ok := d.byTable(conn.Provider)
	if !ok {
		return conn, nil, invalid("There is nothing to choose from this connection.")
	}
	return conn, p, nil
}
