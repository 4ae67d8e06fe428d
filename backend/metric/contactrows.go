package metric

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

func byRow(a, b Row) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) }

// allContacts: every contact of the sheet, with its status.
func allContacts(v *View) []Row {
	return v.once("allContacts", func() []Row {
		return contactRows(v, func(c *contact) (string, string, bool) {
			return c.State, "row " + strconv.Itoa(c.row) + " has a name or an email", true
		})
	})
}

func contactRows(v *View, pick func(*contact) (state, why string, ok bool)) []Row {
	l := v.contacts()
	list := make([]Row, 0, len(l.list))
	for i := range l.list {
		if state, why, ok := pick(&l.list[i]); ok {
			list = append(list, l.list[i].as(state, why))
		}
	}
	return list
}

// byStatus: every contact, its state being the status or "(blank)".
func byStatus(v *View) []Row {
	return contactRows(v, func(c *contact) (string, string, bool) { return orBlank(c.State), "the status column", true })
}

// byRole: every contact, its state being the role or "(blank)".
func byRole(v *View) []Row {
	return contactRows(v, func(c *contact) (string, string, bool) { return orBlank(c.role), "the role column", true })
}

func (v *View) marker() string {
	return orElse(strings.TrimSpace(v.in.Campaign.Rule.NewMarker), campaign.DefaultNewMarker)
}

// newContacts: contacts whose status is the marker of the campaign, in any case.
func newContacts(v *View) []Row {
	marker := v.marker()
	return contactRows(v, func(c *contact) (string, string, bool) {
		return c.State, "its status is " + marker, strings.EqualFold(c.State, marker)
	})
}

// almostNew: contacts whose status holds the marker among other letters or words.
func almostNew(v *View) []Row {
	marker := v.marker()
	return contactRows(v, func(c *contact) (string, string, bool) {
		near := !strings.EqualFold(c.State, marker) && strings.Contains(strings.ToLower(c.State), strings.ToLower(marker))
		return c.State, "its status holds " + marker + " and is not that word", near
	})
}

// week returns the first instants of this week and of the next; a week begins on Monday.
func (v *View) week() (from, to time.Time) {
	y, m, d := v.in.Now.In(v.loc).Date()
	monday := d - (int(v.in.Now.In(v.loc).Weekday())+6)%7
	return time.Date(y, m, monday, 0, 0, 0, 0, v.loc), time.Date(y, m, monday+7, 0, 0, 0, 0, v.loc)
}

// addedThisWeek: contacts whose added date lies in this week.
func addedThisWeek(v *View) []Row {
	from, to := v.week()
	return contactRows(v, func(c *contact) (string, string, bool) {
		in := !c.added.IsZero() && !c.added.Before(from) && c.added.Before(to)
		return c.State, "added on " + v.day(c.added), in
	})
}

// addedUnknown: contacts without an added date, or with one that cannot be read.
func addedUnknown(v *View) []Row {
	return contactRows(v, func(c *contact) (string, string, bool) {
		if c.typed == "" {
			return c.State, "has no added date", true
		}
		return c.State, "the added date “" + c.typed + "” cannot be read", c.added.IsZero()
	})
}

// notContacts: rows of the sheet that are no contact of their own.
func notContacts(v *View) []Row {
	var list []Row
	for _, rec := range v.records(provider.StreamContactProblems) {
		why := ""
		switch rec.State {
		case provider.ProblemDuplicate:
			why = "the same address stands in an earlier row"
		case provider.ProblemHeaderAgain:
			why = "the header line again"
		case "blank":
			why = "the row has neither a name nor an email"
		default:
			continue // counted, with a cell that could not be read
		}
		list = append(list, Row{ID: rec.ID, At: rec.At.UTC(), Who: clean(rec.Who), What: rec.What, State: rec.State, Why: orElse(rec.Why, why), Link: rec.Link})
	}
	slices.SortFunc(list, byRow)
	return list
}

// theSheet: the sheet itself, with the days since somebody last changed it.
func theSheet(v *View) []Row {
	s := v.contacts().sheet
	if s == nil || s.At.IsZero() {
		return nil
	}
	age := round(max(v.in.Now.Sub(s.At).Hours()/24, 0), 1)
	state, _ := v.sheetHealth()
	return []Row{{ID: s.ID, At: s.At.UTC(), Who: s.Who, What: orElse(s.What, v.contacts().data.Title), State: state,
		Why: "last changed on " + v.day(s.At), Link: s.Link, Value: &age}}
}

// Health of the sheet by the days since it was last changed: over a week is an error, over three days a warning.
const (
	Healthy = "healthy"
	Warning = "warning"
	Error   = "error"
)

// sheetHealth returns the health and when the sheet was last changed; "" and nil where that is not known.
func (v *View) sheetHealth() (string, *time.Time) {
	if !v.known(Sheets) {
		return "", nil
	}
	s := v.contacts().sheet
	if s == nil || s.At.IsZero() {
		return "", nil
	}
	age := v.in.Now.Sub(s.At)
	switch {
	case age > 7*24*time.Hour:
		return Error, instant(s.At)
	case age > 3*24*time.Hour:
		return Warning, instant(s.At)
	}
	return Healthy, instant(s.At)
}

// Health: the days since the sheet was changed, shown as the word for it.
func Health(v *View, r *result) {
	Latest("When the sheet was last changed is not known: sync again, or check the permission for it under Connections.")(v, r)
	if r.unknown == "" {
		r.display, _ = v.sheetHealth()
	}
}
