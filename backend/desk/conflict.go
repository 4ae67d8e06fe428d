package desk

import (
	"context"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/outbox"
	"mixdown/backend/provider/sheets/contactsheet"
	"mixdown/backend/store"
)

// Conflict is a cell that changed on both sides and is held until the person decides. Its JSON is public.
type Conflict struct {
	ID     string    `json:"id"`
	Email  string    `json:"email"`
	Field  string    `json:"field"`
	Base   string    `json:"base"` // what the person saw
	Mine   string    `json:"mine"`
	Theirs string    `json:"theirs"`
	Since  time.Time `json:"since"`
	Name   string    `json:"name"`
	Gone   bool      `json:"gone"` // the contact was removed from the sheet; mine adds it again
	// Days are the days of a status on each side, where the list has a column for them: they move together with it.
	Days *ConflictDays `json:"days,omitempty"`
}

// ConflictDays are the days of a status on each side, "" for none.
type ConflictDays struct {
	Base   string `json:"base"`
	Mine   string `json:"mine"`
	Theirs string `json:"theirs"`
}

func conflictOf(e store.Edit) Conflict {
	c := Conflict{ID: e.ID, Email: e.Email(), Field: e.Field, Base: e.Base, Mine: e.Value, Theirs: e.Theirs, Since: e.HeldAt.UTC(), Name: e.Snapshot["name"], Gone: e.Gone}
	if e.Day != nil {
		c.Days = &ConflictDays{e.Day.Base, e.Day.Mine, e.Day.Theirs}
	}
	if c.Email == "" {
		c.Name = strings.TrimPrefix(e.Contact, "row:")
	}
	return c
}

// Conflicts returns what is to decide in a campaign, the oldest first.
func (d *Desk) Conflicts(ctx context.Context, c campaign.Campaign) ([]Conflict, error) {
	list, err := d.outbox.Conflicts(ctx, c.ID)
	out := []Conflict{}
	for _, e := range list {
		out = append(out, conflictOf(e))
	}
	return out, err
}

// Resolve decides a conflict: "mine", "theirs", or "value" with a third value. What is to be written is tried at once.
func (d *Desk) Resolve(ctx context.Context, id, choice, value string) (StatusAnswer, error) {
	if choice == outbox.ChooseValue && len([]rune(value)) > contactsheet.MaxText {
		return StatusAnswer{}, invalid("That value is too long.")
	}
	e, syncID, err := d.outbox.Resolve(ctx, id, choice, contactsheet.Clean(value))
	if err != nil {
		return StatusAnswer{}, err
	}
	c, err := d.Campaign(ctx, e.CampaignID)
	if err != nil {
		return StatusAnswer{}, err
	}
	who := e.Email()
	if who == "" {
		who = strings.TrimPrefix(e.Contact, "row:")
	}
	message := "Decided: " + who + " has " + e.Field + " “" + e.Value + "”"
	if choice == outbox.ChooseTheirs {
		message = "Decided: " + who + " keeps the sheet's " + e.Field + " “" + e.Theirs + "”"
	}
	return d.after(ctx, c, e, syncID, message)
}

// OutboxRow is a change that is not in the list. Its JSON is public.
type OutboxRow struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"` // edit or add
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Field     string    `json:"field"`
	Base      string    `json:"base"`
	Value     string    `json:"value"`
	Status    string    `json:"status"` // pending, sending, held or refused
	Attempts  int       `json:"attempts"`
	Code      string    `json:"code"`
	Message   string    `json:"message"`
	CreatedAt time.Time `json:"createdAt"`
}

// refusedShown is how long a refused change stays in the list of the outbox; the journal has it longer.
const refusedShown = 30 * 24 * time.Hour

// Outbox returns what waits, is held or was refused, in the order in which it was made.
func (d *Desk) Outbox(ctx context.Context, c campaign.Campaign) ([]OutboxRow, error) {
	list, err := d.store.Edits(ctx, store.EditFilter{CampaignID: c.ID, Statuses: []string{store.EditPending, store.EditSending, store.EditHeld, store.EditRefused}})
	out := []OutboxRow{}
	for _, e := range list {
		if e.Status == store.EditRefused && d.now().Sub(e.UpdatedAt) > refusedShown {
			continue
		}
		row := OutboxRow{ID: e.ID, Kind: e.Kind, Email: e.Email(), Name: e.Snapshot["name"], Field: e.Field, Base: e.Base, Value: e.Value, Status: e.Status,
			Attempts: e.Attempts, Code: string(e.Code), Message: e.Message, CreatedAt: e.CreatedAt.UTC()}
		if e.New != nil {
			row.Name = e.New.Name
		}
		out = append(out, row)
	}
	return out, err
}

// UndoEdit takes back a change of a contact: one that waits is not sent, a decision is open again, one that is in the list
// is changed back.
func (d *Desk) UndoEdit(ctx context.Context, id string) (StatusAnswer, error) {
	e, syncID, err := d.outbox.Undo(ctx, id)
	if err != nil {
		return StatusAnswer{}, err
	}
	return d.undone(ctx, e, syncID, "Taken back")
}

// FlipJournal turns a journal entry round: the value that was lost is wished again.
func (d *Desk) FlipJournal(ctx context.Context, id string) (StatusAnswer, error) {
	e, syncID, err := d.outbox.Flip(ctx, id)
	if err != nil {
		return StatusAnswer{}, err
	}
	return d.undone(ctx, e, syncID, "Flipped: "+e.Field+" is “"+e.Value+"” again")
}

func (d *Desk) undone(ctx context.Context, e store.Edit, syncID int64, message string) (StatusAnswer, error) {
	c, err := d.Campaign(ctx, e.CampaignID)
	if err != nil {
		return StatusAnswer{}, err
	}
	answer, err := d.after(ctx, c, e, syncID, message)
	if e.Status == store.EditHeld && answer.Conflict != nil { // opened again: that is what was asked for
		answer.Success, answer.Message = true, "The conflict is open again"
	}
	return answer, err
}

// JournalRow is one value that gave way. Its JSON is public.
type JournalRow struct {
	ID        string     `json:"id"`
	At        time.Time  `json:"at"`
	Email     string     `json:"email"`
	Field     string     `json:"field"`
	Base      string     `json:"base"`
	Mine      string     `json:"mine"`
	Theirs    string     `json:"theirs"`
	Kept      string     `json:"kept"`
	Lost      string     `json:"lost"`
	Rule      string     `json:"rule"`
	FlippedAt *time.Time `json:"flippedAt"`
}

// ContactJournal returns what gave way in the last 90 days, newest first.
func (d *Desk) ContactJournal(ctx context.Context, c campaign.Campaign, limit int) ([]JournalRow, error) {
	list, err := d.store.Journal(ctx, c.ID, limit)
	out := []JournalRow{}
	for _, j := range list {
		email := store.EmailOf(j.Contact)
		if email == "" {
			email = strings.TrimPrefix(j.Contact, "row:")
		}
		out = append(out, JournalRow{j.ID, j.At.UTC(), email, j.Field, j.Base, j.Mine, j.Theirs, j.Kept, j.Lost, j.Rule, utc(j.FlippedAt)})
	}
	return out, err
}

// strategy is what is done with a field that both sides changed.
func (s Settings) strategy(field string) string {
	if word := s.ConflictFields[field]; word != "" {
		return word
	}
	return s.ConflictStrategy
}

// undoOther takes back a change that the undo list of this process does not know: one of the outbox.
func (d *Desk) undoOther(ctx context.Context, token string) error {
	_, err := d.UndoEdit(ctx, token)
	if isNotFound(err) {
		return apperr.New(apperr.NotFound, "This change cannot be taken back any more here; change it back by hand.", err)
	}
	return err
}
