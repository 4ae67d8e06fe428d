package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// How much goes to the list in one call, and how often an edit is tried again because the cell keeps changing under it.
const (
	editsAtOnce = 100
	addsAtOnce  = 500
	maxRetries  = 3
	maxRefusals = 2 // calls in a row that the list refuses as a whole: more would only cost requests
)

// Send sends what waits for the list, in order, and returns how many changes are in it now. What cannot be sent keeps its
// place with the reason; a cell that changed there too is held, and everything else goes on. The error is the last one of
// the list itself; it carries an apperr code.
func (o *Outbox) Send(ctx context.Context, d Delivery) (done int, err error) {
	s := &sending{o: o, d: d, tried: map[string]int{}}
	for {
		batch, err := s.next(ctx)
		if err != nil || len(batch) == 0 {
			return s.done, firstOf(err, s.err)
		}
		if batch, err = o.store.BeginSending(ctx, batch); err != nil {
			return s.done, err
		}
		if len(batch) == 0 {
			continue
		}
		for _, e := range batch {
			s.tried[e.ID]++
		}
		if batch[0].Kind == store.EditAdd {
			err = s.adds(ctx, batch)
		} else {
			err = s.edits(ctx, batch)
		}
		if err == nil {
			s.refusals = 0
			continue
		}
		s.err = err
		if s.refusals++; !goesOn(err) || s.refusals >= maxRefusals || ctx.Err() != nil {
			return s.done, err
		}
	}
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// goesOn reports whether after this error another change may be taken all the same.
func goesOn(err error) bool {
	switch apperr.CodeOf(err) {
	case apperr.ReadOnly, apperr.Conflict, apperr.BadAnswer, apperr.Invalid:
		return true
	}
	return false
}

// sending is one Send.
type sending struct {
	o        *Outbox
	d        Delivery
	tried    map[string]int
	done     int
	refusals int
	err      error
}

// next returns the next edits that go in one call: of one kind, no cell twice, nothing that was tried and left.
func (s *sending) next(ctx context.Context) ([]store.Edit, error) {
	waiting, err := s.o.store.Edits(ctx, store.EditFilter{CampaignID: s.d.CampaignID, ConnectionID: s.d.ConnectionID,
		Statuses: []string{store.EditPending, store.EditSending, store.EditHeld}})
	if err != nil {
		return nil, err
	}
	held := map[[2]string]store.Edit{}
	stuck := map[string]bool{} // contacts whose earlier change was left
	var batch []store.Edit
	inBatch := map[[2]string]bool{}
	for _, e := range waiting {
		cell := [2]string{e.Contact, e.Field}
		switch {
		case e.Status == store.EditHeld:
			held[cell] = e
			continue
		case s.left(e) || stuck[e.Contact]:
			stuck[e.Contact] = true
			continue
		}
		if h, ok := held[cell]; ok && e.Kind == store.EditCell {
			if err := s.join(ctx, h, e); err != nil {
				return nil, err
			}
			h.Value = e.Value
			held[cell] = h
			continue
		}
		if len(batch) > 0 && (batch[0].Kind != e.Kind || inBatch[cell]) || len(batch) >= most(e.Kind) {
			break
		}
		batch = append(batch, e)
		inBatch[cell] = true
	}
	return batch, nil
}

// left reports whether an edit is not tried again in this Send.
func (s *sending) left(e store.Edit) bool {
	n := s.tried[e.ID]
	return n > maxRetries || n > 0 && (e.Code != "" || e.Rule == "")
}

// reason says why a change still waits. A list that did not answer in the time given for it is as good as not reached.
func reason(ctx context.Context, err error) (apperr.Code, string) {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return apperr.Offline, "The sheet did not answer in time. The next sync tries again."
	}
	known := apperr.From(err)
	return known.Code, known.Message
}

func most(kind string) int {
	if kind == store.EditAdd {
		return addsAtOnce
	}
	return editsAtOnce
}

// join makes a later edit of a contested cell the person's side of the conflict.
func (s *sending) join(ctx context.Context, held, later store.Edit) error {
	held.Value = later.Value
	if held.Day != nil && later.Day != nil {
		held.Day = &store.Day{Base: held.Day.Base, Mine: later.Day.Mine, Theirs: held.Day.Theirs}
	}
	was := map[string]string{held.ID: held.Status, later.ID: later.Status}
	later.Status, later.Message, later.Merged = store.EditUndone, "Joined the conflict of this cell.", true
	err := s.write(ctx, store.Change{Edits: []store.Edit{held, later}, Only: was})
	if apperr.CodeOf(err) == apperr.Busy {
		return nil // decided or taken back just now: the next look tells
	}
	return err
}

// write stores what came of a call, whatever happens to ctx: the list has changed already.
func (s *sending) write(ctx context.Context, c store.Change) error {
	c.CampaignID, c.ConnectionID, c.RunID, c.What = s.d.CampaignID, s.d.ConnectionID, s.d.RunID, "contacts sent"
	_, _, err := s.o.store.ChangeContacts(context.WithoutCancel(ctx), c)
	return err
}

func (s *sending) edits(ctx context.Context, batch []store.Edit) error {
	wanted := make([]provider.ContactEdit, len(batch))
	for i, e := range batch {
		wanted[i] = provider.ContactEdit{ID: e.Contact, Field: e.Field, Base: e.Base, Value: e.Value}
		if e.Day != nil {
			wanted[i].Day = &provider.StatusDay{Base: e.Day.Base, Value: e.Day.Mine}
		}
	}
	scope := s.d.Scope
	scope.Seen = func(ctx context.Context, contacts []provider.Record) error { return s.look(ctx, batch, contacts) }
	results, callErr := s.d.Writer.EditContacts(ctx, s.d.Client, s.d.Account, scope, wanted)
	if len(results) > len(batch) || callErr == nil && len(results) < len(batch) {
		return fmt.Errorf("outbox: %d results for %d edits", len(results), len(batch))
	}
	var change store.Change
	records := map[string]provider.Record{}
	for i, r := range results {
		e, err := s.settle(ctx, &change, batch[i], r)
		if err != nil {
			return err
		}
		change.Edits = append(change.Edits, e)
		if r.State == provider.EditApplied || r.State == provider.EditConflict {
			if err := s.seen(ctx, records, e, side{r.Theirs, r.TheirsDay}); err != nil {
				return err
			}
		}
	}
	for i, e := range batch[len(results):] {
		e.Status = store.EditPending
		if callErr != nil && (i == 0 || !goesOn(callErr)) {
			e.Code, e.Message = reason(ctx, callErr)
		} else {
			s.tried[e.ID]-- // it was not its turn
		}
		change.Edits = append(change.Edits, e)
	}
	for _, r := range records {
		change.Records = append(change.Records, r)
	}
	if err := s.write(ctx, change); err != nil {
		return err
	}
	return callErr
}

// seen notes what the list holds of a cell now.
func (s *sending) seen(ctx context.Context, records map[string]provider.Record, e store.Edit, holds side) error {
	contact := e.Contact
	rec, ok := records[contact]
	if !ok {
		var err error
		if rec, ok, err = s.o.store.ContactRecord(ctx, s.d.CampaignID, s.d.ConnectionID, contact); err != nil {
			return err
		}
	}
	if ok {
		rec = store.WithField(rec, e.Field, holds.value)
		if e.Day != nil {
			rec = store.WithField(rec, statusDay, holds.day)
		}
		records[contact] = rec
	}
	return nil
}

// settle says what a result means for its edit.
func (s *sending) settle(ctx context.Context, change *store.Change, e store.Edit, r provider.EditResult) (store.Edit, error) {
	e.Code, e.Message = "", ""
	switch r.State {
	case provider.EditApplied:
		theirs := side{r.Theirs, r.TheirsDay}
		e = withTheirs(e, theirs)
		e.Status = store.EditDone
		if e.Day == nil {
			theirs.day = ""
		}
		change.Journal = append(change.Journal, journal(e, baseOf(e), theirs, baseOf(e), ruleOr(e, ruleEdit))...)
		s.done++
	case provider.EditConflict:
		return s.conflict(ctx, change, e, side{r.Theirs, r.TheirsDay})
	case provider.EditGone:
		e = withTheirs(e, side{})
		e.Status, e.Gone, e.HeldAt = store.EditHeld, true, s.o.now()
		e.Message = "The contact is not in the list any more."
	default:
		e = withTheirs(e, side{r.Theirs, r.TheirsDay})
		e.Status, e.Code, e.Message, e.Merged = store.EditRefused, r.Code, r.Message, true
		if e.Code == "" {
			e.Code = apperr.ReadOnly
		}
		change.Journal = append(change.Journal, journal(e, theirsOf(e), theirsOf(e), mineOf(e), ruleRefused)...)
	}
	return e, nil
}

// conflict decides a cell that both sides changed, by the person's strategy.
func (s *sending) conflict(ctx context.Context, change *store.Change, e store.Edit, theirs side) (store.Edit, error) {
	e = withTheirs(e, theirs)
	word, err := s.o.strategy(ctx, e.Field)
	if err != nil {
		return e, err
	}
	rule := map[string]string{Mine: ruleMine, Sheet: ruleSheet}[word]
	if word == Newest {
		rule = ruleNewest
		since, err := s.o.store.FieldSeen(ctx, e.CampaignID, e.ConnectionID, e.Contact, e.Field, theirs.value)
		if err != nil {
			return e, err
		}
		word = Sheet // seen just now: later than the edit
		if !since.IsZero() && since.Before(e.CreatedAt) {
			word = Mine
		}
	}
	switch {
	case word == Mine && s.tried[e.ID] <= maxRetries:
		e = onTheirs(e)
		e.Status, e.Rule = store.EditPending, rule
	case word == Sheet:
		e.Status, e.Rule, e.Merged = store.EditDone, rule, true
		change.Journal = append(change.Journal, journal(e, theirsOf(e), theirsOf(e), mineOf(e), rule)...)
	default:
		e.Status, e.HeldAt = store.EditHeld, s.o.now()
		e.Message = "The cell changed in the sheet too."
	}
	return e, nil
}

func (s *sending) adds(ctx context.Context, batch []store.Edit) error {
	contacts := make([]provider.NewContact, len(batch))
	for i, e := range batch {
		contacts[i] = *e.New
	}
	added, callErr := s.d.Writer.AddContacts(ctx, s.d.Client, s.d.Account, s.d.Scope, contacts)
	refused := map[int]provider.RefusedContact{}
	for _, r := range added.Refused {
		refused[r.Index] = r
	}
	in := len(added.IDs)
	var change store.Change
	for i, e := range batch {
		r, no := refused[i]
		e.Code, e.Message = "", ""
		switch {
		case no && r.Exists && e.Attempts > 1:
			// The answer to an earlier attempt was lost, and it had worked; or somebody else was quicker. Read tells.
			e.Status, e.Merged = store.EditDone, false
			s.done++
		case no:
			// What was given for somebody who is there already is not dropped in silence: Read tells what differs.
			e.Status, e.Code, e.Message, e.Merged = store.EditRefused, apperr.Invalid, r.Message, !r.Exists
		case in > 0:
			in--
			e.Status = store.EditDone
			s.done++
			change.Records = append(change.Records, store.NewContactRecord(e.Contact, *e.New, "added here; its row is not read yet"))
			change.Journal = append(change.Journal, s.leftOut(e, added.NoColumn)...)
		default:
			e.Status = store.EditPending
			if callErr != nil {
				e.Code, e.Message = reason(ctx, callErr)
			}
		}
		change.Edits = append(change.Edits, e)
	}
	change.Records = slices.DeleteFunc(change.Records, func(r provider.Record) bool {
		_, there, err := s.o.store.ContactRecord(ctx, s.d.CampaignID, s.d.ConnectionID, r.ID)
		return there || err != nil
	})
	if err := s.write(ctx, change); err != nil {
		return err
	}
	return callErr
}

// leftOut tells of what was given with a new contact and has no column.
func (s *sending) leftOut(e store.Edit, fields []string) []store.JournalEntry {
	var list []store.JournalEntry
	values := store.ContactFields(store.NewContactRecord(e.Contact, *e.New, ""))
	for _, field := range fields {
		if values[field] != "" {
			list = append(list, store.JournalEntry{CampaignID: e.CampaignID, ConnectionID: e.ConnectionID, Contact: e.Contact, Field: field,
				Mine: values[field], Lost: values[field], Rule: ruleNoColumn, EditID: e.ID})
		}
	}
	return list
}
