package metric

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mixdown/backend/provider"
)

// contact is one row of the contact sheet.
type contact struct {
	*provider.Record
	status string
	email  string // lower-case, "" where the row has none
	role   string
	outlet string
	added  time.Time // zero where there is none or it cannot be read
	typed  string    // the date as it stands there
	row    int
}

// contactList is the contact sheet arranged.
type contactList struct {
	list    []contact // by row
	columns map[string]int
	sheet   *provider.Record
	data    provider.SheetData
}

func (v *View) contacts() *contactList {
	if v.contactView != nil {
		return v.contactView
	}
	l := &contactList{}
	v.contactView = l
	held := v.records(provider.StreamContacts)
	l.list = make([]contact, 0, len(held))
	for i := range held {
		rec := &held[i]
		data := decode[provider.ContactData](v, *rec)
		c := contact{Record: rec, status: strings.TrimSpace(rec.State), role: strings.TrimSpace(data.Role), outlet: strings.TrimSpace(data.Outlet), typed: strings.TrimSpace(data.Added), row: data.Row}
		if !strings.HasPrefix(rec.ID, "row:") {
			c.email = clean(rec.ID)
		}
		if t, err := time.ParseInLocation(time.DateOnly, c.typed, v.loc); err == nil {
			c.added = t
		}
		l.list = append(l.list, c)
	}
	slices.SortFunc(l.list, func(a, b contact) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.ID, b.ID)) })
	if sheet := v.records(provider.StreamSheet); len(sheet) > 0 {
		l.sheet, l.data = &sheet[0], decode[provider.SheetData](v, sheet[0])
		l.columns = l.data.Columns
	}
	return l
}

// has reports whether the list tells field: it has a column for it, or somebody is held with a value. An imported list need
// not have every column of the one before, nor of what was written here: what it does not say stays known.
func (l *contactList) has(field string) bool {
	if _, ok := l.columns[field]; ok {
		return true
	}
	return slices.ContainsFunc(l.list, func(c contact) bool {
		switch field {
		case "status":
			return c.status != ""
		case "role":
			return c.role != ""
		case "added":
			return c.typed != ""
		}
		return l.columns == nil
	})
}

// column returns an Unknown rule for definitions that need a column of the sheet.
func column(field, title string) func(*View) string {
	return func(v *View) string {
		if v.contacts().has(field) {
			return ""
		}
		return "The sheet has no " + title + " column: map it under Contacts."
	}
}

func (c *contact) as(state, why string) Row {
	who := c.email
	if who == "" {
		who = c.What
	}
	return Row{ID: c.ID, At: c.At.UTC(), Who: who, What: c.What, State: state, Why: why, Link: c.Link}
}

const blank = "(blank)"

func orBlank(name string) string {
	if name == "" {
		return blank
	}
	return name
}
