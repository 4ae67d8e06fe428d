package desk

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"mixdown/backend/store"
)

// Annotations returns the person's notes on a campaign's time line, oldest first.
func (d *Desk) Annotations(ctx context.Context, campaignID string) ([]store.Annotation, error) {
	return d.store.Annotations(ctx, campaignID)
}

// SaveAnnotation keeps a note: a new one where it has no id.
func (d *Desk) SaveAnnotation(ctx context.Context, n store.Annotation) (store.Annotation, error) {
	n.Text = strings.TrimSpace(n.Text)
	if n.Text == "" || len(n.Text) > 500 {
		return n, invalid("A note needs a few words, at most 500 characters.")
	}
	c, err := d.Campaign(ctx, n.CampaignID)
	if err != nil {
		return n, err
	}
	n.CampaignID = c.ID
	if n.ID == "" {
		n.ID = uuid.NewString()
	}
	if n.At.IsZero() {
		n.At = d.now()
	}
	return n, d.store.SaveAnnotation(ctx, n)
}

// DeleteAnnotation drops a note.
func (d *Desk) DeleteAnnotation(ctx context.Context, id string) error {
	return d.store.DeleteAnnotation(ctx, id)
}
