package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"mixdown/backend/desk"
)

type contactsCmd struct {
	List        contactsListCmd      `cmd:"" help:"List the contacts, as last read, with what waits to be sent."`
	Search      contactsSearchCmd    `cmd:"" help:"Find contacts."`
	Stats       contactsStatsCmd     `cmd:"" help:"Show the sheet's figures."`
	Timeline    contactsTimelineCmd  `cmd:"" help:"Show what happened with a person, over all campaigns."`
	Problems    contactsProblemsCmd  `cmd:"" help:"List the rows that are no contact, or have a cell that cannot be read."`
	Add         contactsAddCmd       `cmd:"" help:"Add contacts: rows as JSON on standard input."`
	SetStatus   contactsSetStatusCmd `cmd:"" help:"Change a contact's status in the sheet."`
	Set         contactsSetCmd       `cmd:"" help:"Change a contact's name, role, outlet, status or added date in the sheet."`
	Import      contactsImportCmd    `cmd:"" help:"Take a CSV or XLSX file in place of a sheet."`
	Conflicts   contactsConflictsCmd `cmd:"" help:"List the cells that changed on both sides."`
	Resolve     contactsResolveCmd   `cmd:"" help:"Decide a conflict."`
	Outbox      contactsOutboxCmd    `cmd:"" help:"List the changes that wait, are held or were refused."`
	Undo        contactsUndoCmd      `cmd:"" help:"Take back a change, or open a decided conflict again."`
	Journal     contactsJournalCmd   `cmd:"" help:"List the values that gave way in the last 90 days, and why."`
	Flip        contactsFlipCmd      `cmd:"" help:"Turn a journal entry round: the lost value is wished again."`
	Strategy    contactsStrategyCmd  `cmd:"" help:"Show or choose what is done with a cell that changed on both sides."`
	Suggestions contactsSuggestCmd   `cmd:"" help:"Suggest statuses by what the mailbox says; apply those you choose."`
	Columns     contactsColumnsCmd   `cmd:"" help:"Show or choose which column of the sheet holds what."`
	Look        contactsLookCmd      `cmd:"" help:"Read a contact sheet before it is used: its columns, contacts and problems."`
	Starter     contactsStarterCmd   `cmd:"" name:"starter-sheet" help:"Make a new, empty contact sheet in the expected format."`
}

type contactsListCmd struct{}

func (contactsListCmd) Run(x *session) error { return x.printContacts(desk.ContactFilter{}) }

type contactsSearchCmd struct {
	Text   []string `arg:"" optional:"" help:"Words looked for in every field."`
	Name   string   `help:"Part of the name."`
	Email  string   `help:"Part of the address."`
	Role   string   `help:"The role, whole; (blank) for none."`
	Status string   `help:"The status, whole; (blank) for none."`
}

func (c *contactsSearchCmd) Run(x *session) error {
	return x.printContacts(desk.ContactFilter{Text: strings.Join(c.Text, " "), Name: c.Name, Email: c.Email, Role: c.Role, Status: c.Status})
}

func (x *session) printContacts(f desk.ContactFilter) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.Contacts(x.ctx, camp, f)
	if err != nil {
		return err
	}
	return x.result(list.Rows, func(w io.Writer) {
		line(w, "NAME", "EMAIL", "ROLE", "STATUS", "ADDED", "ROW", "")
		for _, c := range list.Rows {
			mark := ""
			if c.Pending {
				mark = "waits to be sent"
			}
			line(w, c.Name, c.Email, dash(c.Role), dash(c.Status), dash(c.AddedDate), c.Row, mark)
		}
	})
}

type contactsStatsCmd struct{}

func (contactsStatsCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	s, err := d.ContactStats(x.ctx, camp)
	if err != nil {
		return err
	}
	return x.result(s, func(w io.Writer) {
		line(w, "Contacts", number(s.Total, ""))
		line(w, "Added this week", number(s.AddedThisWeek, ""))
		if s.UnknownReason != nil {
			line(w, "", *s.UnknownReason)
		}
		for _, name := range slices.Sorted(maps.Keys(s.ByStatus)) {
			line(w, "Status "+name, s.ByStatus[name])
		}
		for _, name := range slices.Sorted(maps.Keys(s.ByRole)) {
			line(w, "Role "+name, s.ByRole[name])
		}
	})
}

type contactsTimelineCmd struct {
	Email string `arg:"" help:"The person's address."`
}

func (c *contactsTimelineCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	list, err := d.ContactTimeline(x.ctx, c.Email)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "Nothing is known of "+c.Email+".")
		}
		for _, e := range list {
			at := "—"
			if e.At != nil {
				at = *e.At
			}
			line(w, at, e.Campaign, e.State, e.What, e.Why)
		}
	})
}

type contactsProblemsCmd struct {
	Kind string `help:"Only this kind: duplicate, invalid_email, unreadable_date, …"`
}

func (c *contactsProblemsCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	all, err := d.Contacts(x.ctx, camp, desk.ContactFilter{Limit: 1})
	if err != nil {
		return err
	}
	rows := []desk.Contact{}
	for _, kind := range slices.Sorted(maps.Keys(all.Problems)) {
		if c.Kind != "" && c.Kind != kind {
			continue
		}
		list, err := d.Contacts(x.ctx, camp, desk.ContactFilter{Problem: kind})
		if err != nil {
			return err
		}
		rows = append(rows, list.Rows...)
	}
	return x.result(rows, func(w io.Writer) {
		if len(rows) == 0 {
			line(w, "No row has a problem.")
		}
		for _, r := range rows {
			line(w, fmt.Sprintf("row %d", r.Row), r.Problem, r.Name, r.Email, r.Why)
		}
	})
}
