package metric

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// byRow is the order of rows as they are shown: newest first, and always the same.
func byRow(a, b Row) int {
	if c := b.At.Compare(a.At); c != 0 {
		return c
	}
	if c := strings.Compare(a.ID, b.ID); c != 0 {
		return c
	}
	return strings.Compare(a.Person(), b.Person())
}

// allContacts: every contact of the sheet, with its status.
func allContacts(v *View) []Row {
	return v.once("allContacts", func() []Row {
		return contactRows(v, every, func(c *contact) (string, string) {
			return c.status, "row " + strconv.Itoa(c.row) + ": " + orElse(c.Why, "a name or an email")
		})
	})
}

func every(*contact) bool { return true }

// contactRows renders the contacts that keep picks; say gives the state shown and the reason.
func contactRows(v *View, keep func(*contact) bool, say func(*contact) (state, why string)) []Row {
	l := v.contacts()
	n := 0
	for i := range l.list {
		if keep(&l.list[i]) {
			n++
		}
	}
	list := make([]Row, 0, n) // counted first: a row is large and a sheet long
	for i := range l.list {
		if c := &l.list[i]; keep(c) {
			state, why := say(c)
			list = append(list, c.as(state, why))
		}
	}
	return list
}

// byStatus: every contact, its state being the status or "(blank)".
func byStatus(v *View) []Row {
	return contactRows(v, every, func(c *contact) (string, string) { return orBlank(c.status), "the status column" })
}

// byRole: every contact, its state being the role or "(blank)".
func byRole(v *View) []Row {
	return contactRows(v, every, func(c *contact) (string, string) { return orBlank(c.role), "the role column" })
}

func (v *View) marker() string {
	return orElse(strings.TrimSpace(v.in.Campaign.Rule.NewMarker), campaign.DefaultNewMarker)
}

// newContacts: contacts whose status is the marker of the campaign, in any case.
func newContacts(v *View) []Row {
	marker := v.marker()
	why := "its status is " + marker
	return contactRows(v, func(c *contact) bool { return strings.EqualFold(c.status, marker) },
		func(c *contact) (string, string) { return c.status, why })
}

// almostNew: contacts whose status holds the marker among other letters or words.
func almostNew(v *View) []Row {
	marker := v.marker()
	lower, why := strings.ToLower(marker), "its status holds "+marker+" and is not that word"
	return contactRows(v,
		func(c *contact) bool {
			return !strings.EqualFold(c.status, marker) && strings.Contains(strings.ToLower(c.status), lower)
		},
		func(c *contact) (string, string) { return c.status, why })
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
	return contactRows(v,
		func(c *contact) bool { return !c.added.IsZero() && !c.added.Before(from) && c.added.Before(to) },
		func(c *contact) (string, string) { return c.status, "added on " + v.day(c.added) })
}

// addedUnknown: contacts without an added date, or with one that cannot be read.
func addedUnknown(v *View) []Row {
	return contactRows(v, func(c *contact) bool { return c.added.IsZero() }, func(c *contact) (string, string) {
		if c.typed == "" {
			return c.status, "has no added date"
		}
		return c.status, "the added date “" + c.typed + "” cannot be read"
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
		case provider.ProblemTotals:
			why = "a line of totals"
		case provider.ProblemNobody:
			why = "the row has neither a name nor an email"
		case provider.ProblemInvalidEmail:
			if rec.What != "" {
				continue // counted by its name
			}
			why = "the row has no name, and what stands for an email is none"
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
