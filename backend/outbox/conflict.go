package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Choices of a conflict's decision.
const (
	ChooseMine   = "mine"
	ChooseTheirs = "theirs"
	ChooseValue  = "value" // a third value
)

// decided is what a conflict was before the person decided it, for the way back.
type decided struct {
	Base  string     `json:"base"`
	Value string     `json:"value"`
	Gone  bool       `json:"gone"`
	Day   *store.Day `json:"day,omitempty"`
}

// Conflicts returns the held edits of a campaign ("" for all), oldest first.
func (o *Outbox) Conflicts(ctx context.Context, campaignID string) ([]store.Edit, error) {
	return o.store.Edits(ctx, store.EditFilter{CampaignID: campaignID, Statuses: []string{store.EditHeld}})
}

// Resolve decides a conflict. The edit is then done, or pending with the list's value as its base: had that changed once
// more, it would be a conflict again.
func (o *Outbox) Resolve(ctx context.Context, id, choice, value string) (store.Edit, int64, error) {
	e, release, err := o.editAlone(ctx, id)
	if err != nil {
		return e, 0, err
	}
	defer release()
	if e.Status != store.EditHeld {
		return e, 0, apperr.New(apperr.NotFound, "This conflict was decided already.", nil)
	}
	before, err := json.Marshal(decided{e.Base, e.Value, e.Gone, e.Day})
	if err != nil {
		return e, 0, fmt.Errorf("outbox: resolve: %w", err)
	}
	change := store.Change{CampaignID: e.CampaignID, ConnectionID: e.ConnectionID, What: "conflict decided", Only: map[string]string{id: store.EditHeld}}
	mine := e
	e.Before = string(before)
	switch choice {
	case ChooseTheirs:
		e.Status, e.Rule = store.EditDone, ruleTheirs
		change.Journal = journal(e, theirsOf(e), theirsOf(e), mineOf(e), e.Rule)
		change.Edits = []store.Edit{e}
		return o.one(ctx, change)
	case ChooseMine:
		e.Rule = ruleYours
	case ChooseValue:
		e.Rule, e.Value = ruleOwn, value
		change.Journal = journal(mine, theirsOf(e), mineOf(e), mineOf(mine), ruleOwn)
	default:
		return e, 0, apperr.New(apperr.Invalid, "A conflict is decided with mine, theirs or a value of your own.", nil)
	}
	e.Status, e.Code, e.Message = store.EditPending, "", ""
	if e.Gone {
		// The row was deleted there: the person wants the contact, so it goes in anew.
		n := newContact(e)
		e.Kind, e.New, e.Gone = store.EditAdd, &n, false
	}
	e = onTheirs(e)
	if e.ConnectionID == store.FileConnection {
		rec, known, err := o.store.ContactRecord(ctx, e.CampaignID, e.ConnectionID, e.Contact)
		if err != nil {
			return e, 0, err
		}
		if known {
			change.Records = []provider.Record{withSide(rec, e.Field, mineOf(e))}
		}
		e.Status = store.EditDone
		change.Journal = append(change.Journal, journal(e, theirsOf(e), mineOf(e), theirsOf(e), e.Rule)...)
	}
	change.Edits = []store.Edit{e}
	return o.one(ctx, change)
}

// newContact is the contact of a held edit as the person saw it, with the change.
func newContact(e store.Edit) provider.NewContact {
	c := provider.NewContact{Email: e.Email()}
	for field, value := range e.Snapshot {
		c = withField(c, field, value)
	}
	if c.Email == "" && len(e.Contact) > len("row:") {
		c.Name = e.Contact[len("row:"):]
	}
	return withField(c, e.Field, e.Value)
}
