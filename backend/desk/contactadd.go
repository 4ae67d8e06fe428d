package desk

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"mixdown/backend/campaign"
	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
	"mixdown/backend/store"
)

// NewContact is a person to add, in the words of the public JSON.
type NewContact struct {
	Name      string `json:"name"`
	Email     string `json:"email"`
	Role      string `json:"role"`
	Outlet    string `json:"outlet"`
	Status    string `json:"status"`    // empty: the campaign's marker of new contacts
	AddedDate string `json:"addedDate"` // YYYY-MM-DD; empty: today
}

// AddAnswer is what came of contacts to add. Its JSON is public.
type AddAnswer struct {
	Success bool       `json:"success"` // at least one is in, or waits
	Added   int        `json:"added"`
	Pending bool       `json:"pending"` // they wait to be sent
	Errors  []AddError `json:"errors"`
	// NoColumn names what was given and not written, because the sheet has no column for it; the journal has the values.
	NoColumn []string `json:"noColumn,omitempty"`
}

// AddError is a contact that was not added.
type AddError struct {
	Index   int    `json:"index"` // in what was given, from 0
	Email   string `json:"email"`
	Message string `json:"message"`
}

// addMost is how many contacts are taken at once; more come as a file.
const addMost = 10_000

// AddContacts adds people to the campaign's list: no address twice, nothing overwritten. Those that cannot be added are
// named; the others go in. Errors: not_connected, and those of the list (needs_sign_in, read_only, sheet_shape, …), after
// which the contacts wait.
func (d *Desk) AddContacts(ctx context.Context, c campaign.Campaign, given []NewContact) (AddAnswer, error) {
	out := AddAnswer{Errors: []AddError{}}
	if len(given) == 0 {
		return out, invalid("There is nobody to add: give at least one contact.")
	}
	if len(given) > addMost {
		return out, invalid(fmt.Sprintf("That is more than %d contacts at once: add them in parts.", addMost))
	}
	conn, err := d.listFor(ctx, c)
	if err != nil {
		return out, err
	}
	contacts, index, err := d.addable(ctx, c, given, &out)
	if err != nil || len(contacts) == 0 {
		return out, err
	}
	list, syncID, err := d.outbox.Add(ctx, outbox.Target{CampaignID: c.ID, ConnectionID: conn.ID}, contacts...)
	if err != nil {
		return out, err
	}
	sendErr := error(nil)
	if conn.ID != store.FileConnection {
		sendErr = d.sendAdded(ctx, c, conn)
	}
	if err := d.resettle(ctx, c, syncID); err != nil {
		return out, err
	}
	return d.added(ctx, c, list, index, sendErr, out)
}

// sendAdded sends the new contacts and reads the list, which alone tells where they stand. A list that took them and cannot
// be read is no failure: the next sync reads it.
func (d *Desk) sendAdded(ctx context.Context, c campaign.Campaign, conn store.Connection) error {
	if err := d.sendNow(ctx, c, conn.ID); err != nil {
		return err
	}
	res, err := d.syncList(ctx, c, conn)
	if err == nil && len(res.Runs) > 0 && res.Runs[0].Error != nil {
		d.log.Warn("list not read after contacts were added", "code", res.Runs[0].Error.Code)
	}
	return err
}

// added counts what came of the edits.
func (d *Desk) added(ctx context.Context, c campaign.Campaign, list []store.Edit, index map[string]int, sendErr error, out AddAnswer) (AddAnswer, error) {
	var stopped error
	for _, e := range list {
		now, err := d.store.Edits(ctx, store.EditFilter{ID: e.ID})
		if err != nil || len(now) == 0 {
			return out, err
		}
		e := now[0]
		switch e.Status {
		case store.EditRefused:
			out.Errors = append(out.Errors, AddError{index[e.Contact], e.Email(), e.Message})
			continue
		case store.EditPending, store.EditSending:
			out.Pending = true
			if err := stops(e, sendErr); err != nil {
				stopped = err
			}
		}
		out.Added++
	}
	missing, err := d.store.Journal(ctx, c.ID, 0)
	if err != nil {
		return out, err
	}
	seen := map[string]bool{}
	for _, j := range missing {
		for _, e := range list {
			if j.EditID == e.ID && !seen[j.Field] {
				seen[j.Field] = true
				out.NoColumn = append(out.NoColumn, j.Field)
			}
		}
	}
	out.Success = out.Added > 0
	return out, stopped
}

// addable cleans what was given and sorts out who cannot be added. index is where each stands in what was given.
func (d *Desk) addable(ctx context.Context, c campaign.Campaign, given []NewContact, out *AddAnswer) ([]provider.NewContact, map[string]int, error) {
	ev, err := d.evidence(ctx, c, 0)
	if err != nil {
		return nil, nil, err
	}
	var contacts []provider.NewContact
	index := map[string]int{}
	for i, g := range given {
		n, refusal := d.cleaned(c, g)
		id := n.Email
		if id == "" {
			id = "row:" + n.Name
		}
		if refusal == "" {
			if _, twice := index[id]; twice {
				refusal = "The same contact stands earlier in this list."
			} else if row, found, err := d.store.ContactBy(ctx, c.ID, ev.without, id); err != nil {
				return nil, nil, err
			} else if found {
				refusal = "Already in the list."
				if row.Row == 0 && row.Pending {
					refusal = "Already added; it waits to be sent."
				}
			}
		}
		if refusal != "" {
			out.Errors = append(out.Errors, AddError{i, contactsheet.Clean(g.Email), refusal})
			continue
		}
		index[id] = i
		contacts = append(contacts, n)
	}
	return contacts, index, nil
}

// cleaned is a contact as it is written, or why it cannot be.
func (d *Desk) cleaned(c campaign.Campaign, g NewContact) (provider.NewContact, string) {
	for _, f := range []struct{ what, text string }{{"name", g.Name}, {"email", g.Email}, {"role", g.Role}, {"outlet", g.Outlet}, {"status", g.Status}, {"added date", g.AddedDate}} {
		if utf8.RuneCountInString(f.text) > contactsheet.MaxText {
			return provider.NewContact{}, fmt.Sprintf("The %s is too long: %d characters are enough.", f.what, contactsheet.MaxText)
		}
	}
	n := provider.NewContact{Name: contactsheet.Clean(g.Name), Role: contactsheet.Clean(g.Role), Outlet: contactsheet.Clean(g.Outlet),
		Status: contactsheet.Clean(g.Status), Added: contactsheet.Clean(g.AddedDate)}
	if email := contactsheet.Clean(g.Email); email != "" {
		address, ok := contactsheet.Email(email)
		if !ok {
			return n, "Not an email address."
		}
		n.Email = address
	}
	if n.Email == "" && n.Name == "" {
		return n, "A contact needs a name or an email."
	}
	if n.Status == "" {
		n.Status = strings.TrimSpace(c.Rule.NewMarker)
		if n.Status == "" {
			n.Status = campaign.DefaultNewMarker
		}
	}
	if n.Added == "" {
		n.Added = d.now().In(c.Rule.Location()).Format(time.DateOnly)
	} else if day, ok := contactsheet.Date(n.Added, ""); ok {
		n.Added = day.Format(time.DateOnly)
	} else {
		return n, "The added date must be written as YYYY-MM-DD."
	}
	return n, ""
}
