package desk

import (
	"context"

	"mixdown/backend/apperr"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
)

// RulePreview is what a rule would match, asked of the mailbox before the rule is kept.
type RulePreview struct {
	Messages      *int         `json:"messages"`
	People        *int         `json:"people"`
	First         []metric.Row `json:"first"`
	NearMisses    []metric.Row `json:"nearMisses"`
	UnknownReason *string      `json:"unknownReason"`
}

// PreviewRule asks the connected mailbox what a rule would match. It costs a few requests and keeps nothing.
func (d *Desk) PreviewRule(ctx context.Context, draft Draft) (RulePreview, error) {
	out := RulePreview{First: []metric.Row{}, NearMisses: []metric.Row{}}
	c := d.newCampaign()
	name := "preview"
	if draft.Name == nil || *draft.Name == "" {
		draft.Name = &name
	}
	if err := draft.apply(&c); err != nil {
		return out, err
	}
	conn, err := d.connectionFor(ctx, metric.Gmail)
	if apperr.CodeOf(err) == apperr.NotConnected {
		reason := apperr.From(err).Message
		out.UnknownReason = &reason
		return out, nil
	}
	if err != nil {
		return out, err
	}
	p, _ := d.byName(metric.Gmail)
	previewer, ok := p.(provider.Previewer)
	if !ok {
		return out, nil
	}
	client, _, err := d.Client(ctx, conn, p.Info(), 0)
	if err != nil {
		return out, err
	}
	scope := provider.Scope{Campaign: c, Now: d.now, Held: d.store.Held(conn.ID, c.ID)}
	got, err := previewer.Preview(ctx, client, conn.ServiceAccount(), scope)
	if err := d.flush(d.noteSignIn(ctx, conn, err)); err != nil {
		return out, err
	}
	out.Messages, out.People = &got.Messages, &got.People
	out.First, out.NearMisses = previewRows(got.First), previewRows(got.NearMisses)
	return out, nil
}

func previewRows(records []provider.Record) []metric.Row {
	rows := []metric.Row{}
	for _, r := range records {
		rows = append(rows, metric.Row{ID: r.ID, At: r.At.UTC(), Who: r.Who, Contact: r.Contact, What: r.What, State: r.State, Why: r.Why, Link: r.Link})
	}
	return rows
}
