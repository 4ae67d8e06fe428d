package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
)

// maxContactsJSON bounds what is read from standard input: far above the ten thousand contacts that are taken at once.
const maxContactsJSON = 16 << 20

type contactsAddCmd struct{}

func (contactsAddCmd) Run(x *session) error {
	rows, err := readContacts(x.host.Stdin)
	if err != nil {
		return err
	}
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	added, err := d.AddContacts(x.ctx, camp, rows)
	if err != nil {
		return err
	}
	switch {
	case added.Added == 0:
		x.code = exitFailed
	case len(added.Errors) > 0:
		x.code = exitPartial
	}
	return x.result(added, func(w io.Writer) {
		words := fmt.Sprintf("Added %d of %d.", added.Added, len(rows))
		if added.Pending {
			words += " They wait here and are sent with the next sync."
		}
		line(w, words)
		for _, e := range added.Errors {
			line(w, fmt.Sprintf("  row %d", e.Index+1), dash(e.Email), e.Message)
		}
		for _, f := range added.NoColumn {
			line(w, "  The sheet has no column for "+f+": it was left out.")
		}
	})
}

// readContacts reads an array of contacts, or one.
func readContacts(r io.Reader) ([]desk.NewContact, error) {
	wrong := func(err error) error {
		return apperr.New(apperr.Invalid, `Standard input must be JSON: [{"name": "…", "email": "…", "role": "…", "status": "…"}].`, err)
	}
	if r == nil {
		return nil, wrong(nil)
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxContactsJSON+1))
	if err != nil {
		return nil, wrong(err)
	}
	if len(raw) > maxContactsJSON {
		return nil, apperr.New(apperr.Invalid, "That is too much at once: add the contacts in parts.", nil)
	}
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))
	var rows []desk.NewContact
	if len(raw) > 0 && raw[0] == '{' {
		var one desk.NewContact
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, wrong(err)
		}
		return []desk.NewContact{one}, nil
	}
	if err := json.Unmarshal(raw, &rows); err != nil {
		return nil, wrong(err)
	}
	return rows, nil
}

type contactsSetStatusCmd struct {
	Email  string `arg:"" help:"The contact's address."`
	Status string `arg:"" help:"The new status."`
}

func (c *contactsSetStatusCmd) Run(x *session) error {
	return x.change(func(d *desk.Desk, camp campaign.Campaign) (desk.StatusAnswer, error) {
		return d.SetStatus(x.ctx, camp, c.Email, c.Status)
	})
}

type contactsSetCmd struct {
	Email string `arg:"" help:"The contact's address."`
	Field string `arg:"" help:"name, role, outlet, status or added."`
	Value string `arg:"" help:"What it shall be."`
}

func (c *contactsSetCmd) Run(x *session) error {
	return x.change(func(d *desk.Desk, camp campaign.Campaign) (desk.StatusAnswer, error) {
		return d.SetField(x.ctx, camp, c.Email, c.Field, c.Value)
	})
}

// change runs a change of a contact and prints what came of it: exit code 3 where it became a conflict.
func (x *session) change(do func(*desk.Desk, campaign.Campaign) (desk.StatusAnswer, error)) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	answer, err := do(d, camp)
	if err != nil {
		return err
	}
	if answer.Conflict != nil && !answer.Success {
		x.code = exitPartial
	}
	return x.result(answer, func(w io.Writer) { _, _ = fmt.Fprintln(w, answer.Message) })
}

type contactsConflictsCmd struct{}

func (contactsConflictsCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.Conflicts(x.ctx, camp)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "Nothing is contested.")
			return
		}
		line(w, "WHO", "FIELD", "WAS", "YOURS", "SHEET", "SINCE", "ID")
		for _, c := range list {
			who, theirs := c.Email, c.Theirs
			if who == "" {
				who = c.Name
			}
			if c.Gone {
				theirs = "(row removed)"
			}
			line(w, who, c.Field, dash(c.Base), dash(c.Mine), dash(theirs), when(&c.Since), c.ID)
		}
	})
}

type contactsResolveCmd struct {
	ID     string `arg:"" name:"id" help:"The conflict, as mixdown contacts conflicts lists it."`
	Choice string `arg:"" help:"mine, theirs, or a value of your own."`
	Value  bool   `help:"The choice is a value, even if it says mine or theirs."`
}

func (c *contactsResolveCmd) Run(x *session) error {
	choice, value := c.Choice, ""
	if c.Value || choice != "mine" && choice != "theirs" {
		choice, value = "value", c.Choice
	}
	return x.change(func(d *desk.Desk, _ campaign.Campaign) (desk.StatusAnswer, error) {
		return d.Resolve(x.ctx, c.ID, choice, value)
	})
}

type contactsOutboxCmd struct{}

func (contactsOutboxCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.Outbox(x.ctx, camp)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "Nothing waits.")
			return
		}
		line(w, "WHO", "FIELD", "WAS", "SHALL BE", "STATUS", "WHY", "ID")
		for _, e := range list {
			who := e.Email
			if who == "" {
				who = e.Name
			}
			line(w, who, dash(e.Field), dash(e.Base), dash(e.Value), e.Status, dash(e.Message), e.ID)
		}
	})
}

type contactsUndoCmd struct {
	ID string `arg:"" name:"id" help:"The change: the undo key of its answer, or an id of the outbox."`
}

func (c *contactsUndoCmd) Run(x *session) error {
	return x.change(func(d *desk.Desk, _ campaign.Campaign) (desk.StatusAnswer, error) { return d.UndoEdit(x.ctx, c.ID) })
}

type contactsJournalCmd struct {
	Limit int `help:"At most so many, newest first." default:"0"`
}

func (c *contactsJournalCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.ContactJournal(x.ctx, camp, c.Limit)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		line(w, "WHEN", "WHO", "FIELD", "KEPT", "LOST", "RULE", "ID")
		for _, j := range list {
			line(w, when(&j.At), j.Email, j.Field, dash(j.Kept), dash(j.Lost), j.Rule, j.ID)
		}
	})
}

type contactsFlipCmd struct {
	ID string `arg:"" name:"id" help:"The entry, as mixdown contacts journal lists it."`
}

func (c *contactsFlipCmd) Run(x *session) error {
	return x.change(func(d *desk.Desk, _ campaign.Campaign) (desk.StatusAnswer, error) { return d.FlipJournal(x.ctx, c.ID) })
}

type contactsStrategyCmd struct {
	Strategy string `arg:"" optional:"" help:"ask, sheet, mine or newest (by when each was seen here)."`
	Field    string `help:"Only for this field: name, role, outlet, status or added."`
}

func (c *contactsStrategyCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	s, err := d.Settings(x.ctx)
	if err != nil {
		return err
	}
	switch {
	case c.Strategy != "" && c.Field != "":
		s.ConflictFields[c.Field] = c.Strategy
		s, err = d.SaveSetting(x.ctx, "conflictFields", s.ConflictFields)
	case c.Strategy != "":
		s, err = d.SaveSetting(x.ctx, "conflictStrategy", c.Strategy)
	}
	if err != nil {
		return err
	}
	return x.result(map[string]any{"strategy": s.ConflictStrategy, "fields": s.ConflictFields}, func(w io.Writer) {
		line(w, "A cell that changed on both sides: "+s.ConflictStrategy)
		for field, word := range s.ConflictFields {
			line(w, "  "+field+": "+word)
		}
	})
}
