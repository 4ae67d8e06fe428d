package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// evidence is what is known of a campaign as of a run, with what waits to be sent already in its contacts.
type evidence struct {
	s        *store.Store
	campaign string
	run      int64
	without  string // a connection whose contacts are not meant, "" for none
}

func (d *Desk) evidence(ctx context.Context, c campaign.Campaign, run int64) (evidence, error) {
	conns, err := d.store.Connections(ctx)
	e := evidence{s: d.store, campaign: c.ID, run: run}
	if d.hasSheet(c, conns) {
		e.without = store.FileConnection // a sheet takes the place of a file
	}
	return e, err
}

// hasSheet reports whether the campaign's contacts come from a connected list.
func (d *Desk) hasSheet(c campaign.Campaign, conns []store.Connection) bool {
	for _, conn := range conns {
		if _, _, ok := d.writer(c, conn); ok {
			return true
		}
	}
	return false
}

// writer returns the provider of a connection that holds the campaign's contact list.
func (d *Desk) writer(c campaign.Campaign, conn store.Connection) (provider.Provider, provider.Writer, bool) {
	p, ok := d.byTable(conn.Provider)
	if !ok {
		return nil, nil, false
	}
	w, can := p.(provider.Writer)
	ch, chooses := p.(provider.Chooser)
	return p, w, can && (!chooses || ch.Chosen(c.Rule))
}

// Records implements metric.Evidence.
func (e evidence) Records(ctx context.Context, stream string, fn func(provider.Record) error) error {
	switch stream {
	case provider.StreamContacts:
		return e.contacts(ctx, fn)
	case provider.StreamContactProblems, provider.StreamSheet:
		return e.s.EvidenceWithout(ctx, e.campaign, e.without, stream, e.run, fn)
	}
	return e.s.Evidence(ctx, e.campaign, "", stream, e.run, fn)
}

func (e evidence) contacts(ctx context.Context, fn func(provider.Record) error) error {
	pending := map[string]store.PendingContact{}
	err := e.s.EvidenceWithout(ctx, e.campaign, e.without, store.StreamContactEdits, e.run, func(r provider.Record) error {
		var p store.PendingContact
		if err := json.Unmarshal(r.Data, &p); err != nil {
			return fmt.Errorf("desk: contact edits: %w", err)
		}
		pending[r.ID] = p
		return nil
	})
	if err != nil {
		return err
	}
	err = e.s.EvidenceWithout(ctx, e.campaign, e.without, provider.StreamContacts, e.run, func(r provider.Record) error {
		if p, ok := pending[r.ID]; ok {
			r, _ = p.Apply(r.ID, r)
			delete(pending, r.ID)
		}
		return fn(r)
	})
	if err != nil {
		return err
	}
	for id, p := range pending {
		if r, ok := p.Apply(id, provider.Record{}); ok {
			if err := fn(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// fileSource puts an imported list of contacts in the place of the sheet, where the campaign has none connected.
func (d *Desk) fileSource(ctx context.Context, c campaign.Campaign, run int64, figures map[string]store.Figures, sources map[string]metric.SourceState) error {
	e, err := d.evidence(ctx, c, run)
	if err != nil || e.without == store.FileConnection {
		return err
	}
	return d.store.Evidence(ctx, c.ID, store.FileConnection, provider.StreamSheet, run, func(r provider.Record) error {
		sources[metric.Sheets] = metric.SourceState{Connected: true, Account: r.What, FreshAt: figures[store.FileConnection].LastGoodAt, Status: "active", Complete: true}
		return nil
	})
}
