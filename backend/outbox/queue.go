package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Wish is one field of one contact as the person wants it.
type Wish struct {
	Contact string // record id
	Field   string
	Value   string
	// Day is the day of a status, "" where the list has no column for it.
	Day string
	// dayKnown says that an empty Day is a day too: the one that is put back.
	dayKnown bool
	rule     string
}

// Edit stores wishes and returns one edit for each: pending, held where the cell is contested already, or done where the
// contact is not in the list yet or the list is a file. syncID names the step that they are in.
func (o *Outbox) Edit(ctx context.Context, t Target, wishes ...Wish) (list []store.Edit, syncID int64, err error) {
	release, err := o.alone(ctx, t.ConnectionID)
	if err != nil {
		return nil, 0, err
	}
	defer release()
	for _, w := range wishes {
		e, id, err := o.edit(ctx, t, w)
		if err != nil {
			return list, syncID, err
		}
		list, syncID = append(list, e), id
	}
	return list, syncID, nil
}

func (o *Outbox) edit(ctx context.Context, t Target, w Wish) (store.Edit, int64, error) {
	change := store.Change{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, What: "contact edit"}
	waiting, err := o.store.Edits(ctx, store.EditFilter{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, Contact: w.Contact,
		Statuses: []string{store.EditPending, store.EditSending, store.EditHeld}})
	if err != nil {
		return store.Edit{}, 0, err
	}
	rec, known, err := o.store.ContactRecord(ctx, t.CampaignID, t.ConnectionID, w.Contact)
	if err != nil {
		return store.Edit{}, 0, err
	}
	snapshot := map[string]string{}
	if known {
		snapshot = store.ContactFields(rec)
	}
	for _, e := range waiting {
		switch {
		case e.Kind == store.EditAdd && e.Status == store.EditPending && e.Attempts == 0:
			// Never sent: it goes in as it is wished now. One whose answer was lost may be in the list with the old value.
			was := e
			added := withField(*e.New, w.Field, w.Value)
			e.New = &added
			change.Edits, change.Only = []store.Edit{e}, map[string]string{e.ID: was.Status}
			return o.one(ctx, change)
		case e.Kind == store.EditAdd:
			known = true
			snapshot = store.ContactFields(store.NewContactRecord(w.Contact, *e.New, ""))
		case e.Field == w.Field && e.Status == store.EditHeld:
			// The cell is contested: the person's side of it is what they wish now.
			was := e
			e.Value = w.Value
			if e.Day != nil && w.Day != "" {
				day := *e.Day
				day.Mine = w.Day
				e.Day = &day
			}
			change.Edits, change.Only = []store.Edit{e}, map[string]string{e.ID: was.Status}
			return o.one(ctx, change)
		case e.Status != store.EditHeld:
			snapshot[e.Field] = e.Value
			if e.Day != nil {
				snapshot[statusDay] = e.Day.Mine
			}
		}
	}
	if !known {
		return store.Edit{}, 0, apperr.New(apperr.NotFound, "This contact is not in the list any more.", nil)
	}
	e := store.Edit{ID: uuid.NewString(), CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, Kind: store.EditCell, Contact: w.Contact, Field: w.Field,
		Base: snapshot[w.Field], Value: w.Value, Snapshot: snapshot, Status: store.EditPending, Rule: w.rule}
	if w.Day != "" || w.dayKnown {
		e.Day = &store.Day{Base: snapshot[statusDay], Mine: w.Day}
	}
	if t.local() {
		e.Status, e.Merged = store.EditDone, true
		change.Records = []provider.Record{withSide(rec, w.Field, mineOf(e))}
		change.Journal = journal(e, baseOf(e), mineOf(e), baseOf(e), ruleOr(e, ruleEdit))
	}
	change.Edits = []store.Edit{e}
	return o.one(ctx, change)
}

func (o *Outbox) one(ctx context.Context, c store.Change) (store.Edit, int64, error) {
	list, syncID, err := o.store.ChangeContacts(ctx, c)
	if err != nil {
		return store.Edit{}, 0, err
	}
	return list[0], syncID, nil
}

// Add stores contacts to add and returns one edit for each.
func (o *Outbox) Add(ctx context.Context, t Target, contacts ...provider.NewContact) (list []store.Edit, syncID int64, err error) {
	release, err := o.alone(ctx, t.ConnectionID)
	if err != nil {
		return nil, 0, err
	}
	defer release()
	change := store.Change{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, What: "contacts added"}
	for _, c := range contacts {
		e := store.Edit{CampaignID: t.CampaignID, ConnectionID: t.ConnectionID, Kind: store.EditAdd, Contact: idOf(c), New: &c, Status: store.EditPending, Merged: true}
		if t.local() {
			e.Status = store.EditDone
			change.Records = append(change.Records, store.NewContactRecord(e.Contact, c, "added here"))
		}
		change.Edits = append(change.Edits, e)
	}
	if len(change.Edits) == 0 {
		return nil, 0, nil
	}
	return o.store.ChangeContacts(ctx, change)
}

// idOf is the record id that a list gives a contact.
func idOf(c provider.NewContact) string {
	if c.Email != "" {
		return c.Email
	}
	return "row:" + c.Name
}

func withField(c provider.NewContact, field, value string) provider.NewContact {
	switch field {
	case "name":
		c.Name = value
	case "role":
		c.Role = value
	case "outlet":
		c.Outlet = value
	case "status":
		c.Status = value
	case "added":
		c.Added = value
	}
	return c
}

func ruleOr(e store.Edit, rule string) string {
	if e.Rule != "" {
		return e.Rule
	}
	return rule
}

// Undo takes an edit back: one that waits is not sent; the decision of a conflict is open again; one that is in the list is
// changed back by an edit of its own, which it returns. Errors: not_found, busy while it is on its way.
func (o *Outbox) Undo(ctx context.Context, id string) (store.Edit, int64, error) {
	e, release, err := o.editAlone(ctx, id)
	if err != nil {
		return e, 0, err
	}
	defer release()
	change := store.Change{CampaignID: e.CampaignID, ConnectionID: e.ConnectionID, What: "undo", Only: map[string]string{id: e.Status}}
	if e.Before != "" && (e.Status == store.EditPending || e.Status == store.EditDone && e.Rule == ruleTheirs) {
		return o.reopen(ctx, e, change)
	}
	switch e.Status {
	case store.EditPending, store.EditRefused, store.EditHeld:
		later, err := o.rebase(ctx, e)
		if err != nil {
			return e, 0, err
		}
		if e.Status == store.EditHeld {
			change.Journal = journal(e, theirsOf(e), theirsOf(e), mineOf(e), ruleDropped)
		}
		e.Status, e.Message, e.Code = store.EditUndone, "Taken back.", ""
		change.Edits = append([]store.Edit{e}, later...)
		for _, l := range later {
			change.Only[l.ID] = l.Status
		}
		return o.one(ctx, change)
	case store.EditDone:
		return o.flipEdit(ctx, e)
	case store.EditSending:
		return e, 0, apperr.New(apperr.Busy, "This change is on its way right now. Look again after the next sync, and change it back then.", nil)
	}
	return e, 0, apperr.New(apperr.NotFound, "This change was taken back already.", nil)
}

// rebase lets later edits of a cell stand on what the edit stood on that is taken back.
func (o *Outbox) rebase(ctx context.Context, gone store.Edit) ([]store.Edit, error) {
	list, err := o.store.Edits(ctx, store.EditFilter{CampaignID: gone.CampaignID, ConnectionID: gone.ConnectionID, Contact: gone.Contact, Field: gone.Field, Statuses: []string{store.EditPending}})
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if e.Seq > gone.Seq && e.Base == gone.Value {
			e.Base = gone.Base
			if e.Day != nil && gone.Day != nil {
				e.Day = &store.Day{Base: gone.Day.Base, Mine: e.Day.Mine, Theirs: e.Day.Theirs}
			}
			return []store.Edit{e}, nil
		}
	}
	return nil, nil
}

// reopen holds a conflict again as it was before the person decided it.
func (o *Outbox) reopen(ctx context.Context, e store.Edit, change store.Change) (store.Edit, int64, error) {
	var was decided
	if err := json.Unmarshal([]byte(e.Before), &was); err != nil {
		return e, 0, fmt.Errorf("outbox: reopen: %w", err)
	}
	e.Kind, e.New, e.Base, e.Value, e.Gone, e.Day = store.EditCell, nil, was.Base, was.Value, was.Gone, was.Day
	e.Before, e.Rule, e.Status = "", "", store.EditHeld
	change.Edits = []store.Edit{e}
	return o.one(ctx, change)
}

// flipEdit changes a cell back to what an edit replaced.
func (o *Outbox) flipEdit(ctx context.Context, e store.Edit) (store.Edit, int64, error) {
	list, err := o.store.JournalOf(ctx, e.ID)
	if err != nil {
		return e, 0, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].FlippedAt.IsZero() && list[i].Rule != ruleMerge {
			return o.flip(ctx, list[i])
		}
	}
	if e.Kind == store.EditAdd {
		return e, 0, apperr.New(apperr.Invalid, "This contact is in the list now. Remove the row there: Mixdown never deletes one.", nil)
	}
	return e, 0, apperr.New(apperr.NotFound, "There is nothing to take back: the change replaced nothing, or is older than 90 days.", nil)
}

// Flip turns a journal entry round: the value that was lost is wished again.
func (o *Outbox) Flip(ctx context.Context, journalID string) (store.Edit, int64, error) {
	j, err := o.store.JournalEntry(ctx, journalID)
	if err != nil {
		return store.Edit{}, 0, err
	}
	release, err := o.alone(ctx, j.ConnectionID)
	if err != nil {
		return store.Edit{}, 0, err
	}
	defer release()
	if j, err = o.store.JournalEntry(ctx, journalID); err != nil { // as it is now that nobody else changes it
		return store.Edit{}, 0, err
	}
	return o.flip(ctx, j)
}

func (o *Outbox) flip(ctx context.Context, j store.JournalEntry) (store.Edit, int64, error) {
	if !j.FlippedAt.IsZero() {
		return store.Edit{}, 0, apperr.New(apperr.Invalid, "This entry was flipped already. The newer entry can be flipped back.", nil)
	}
	if o.now().Sub(j.At) > store.JournalKept {
		return store.Edit{}, 0, apperr.New(apperr.NotFound, "This entry is older than 90 days. Change the contact by hand.", nil)
	}
	t := Target{j.CampaignID, j.ConnectionID}
	e, _, err := o.edit(ctx, t, flipped(j))
	if err != nil {
		return e, 0, err
	}
	j.FlippedAt = o.now()
	_, syncID, err := o.store.ChangeContacts(ctx, store.Change{CampaignID: j.CampaignID, ConnectionID: j.ConnectionID, What: "flip", Journal: []store.JournalEntry{j}})
	return e, syncID, err
}

// flipped wishes what an entry of the journal lost.
func flipped(j store.JournalEntry) Wish {
	w := Wish{Contact: j.Contact, Field: j.Field, Value: j.Lost, rule: ruleFlip}
	if j.Days != nil {
		w.Day, w.dayKnown = j.Days.Lost, true
	}
	return w
}

// editAlone returns an edit as it is once nobody else changes its list.
func (o *Outbox) editAlone(ctx context.Context, id string) (store.Edit, func(), error) {
	e, err := o.editByID(ctx, id)
	if err != nil {
		return e, nil, err
	}
	release, err := o.alone(ctx, e.ConnectionID)
	if err != nil {
		return e, nil, err
	}
	if e, err = o.editByID(ctx, id); err != nil {
		release()
		return e, nil, err
	}
	return e, release, nil
}

func (o *Outbox) editByID(ctx context.Context, id string) (store.Edit, error) {
	if id == "" {
		return store.Edit{}, noSuchEdit()
	}
	list, err := o.store.Edits(ctx, store.EditFilter{ID: id})
	if err != nil {
		return store.Edit{}, err
	}
	if len(list) == 0 {
		return store.Edit{}, noSuchEdit()
	}
	return list[0], nil
}

func noSuchEdit() error {
	return apperr.New(apperr.NotFound, "There is no such change. `mixdown contacts outbox` and `mixdown contacts conflicts` list those there are.", nil)
}
