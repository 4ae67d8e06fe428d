package desk

import (
	"context"
	"strings"

	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Contact is a row of the contact list. Its JSON is public.
type Contact struct {
	Name      string `json:"name"`
	Email     string `json:"email"`
	Role      string `json:"role"`
	Status    string `json:"status"`
	AddedDate string `json:"addedDate"`
	Row       int    `json:"row"`     // 0 for one that was added here and not read back yet
	Pending   bool   `json:"pending"` // it shows a change that waits to be sent
	Outlet    string `json:"outlet,omitempty"`
	// StatusDate is the day of the status, where the list has a column for it.
	StatusDate string `json:"statusDate,omitempty"`
	Valid      bool   `json:"valid"` // it has an email that mail can be sent to
	Problem    string `json:"problem,omitempty"`
	Why        string `json:"why,omitempty"` // about the problem
	Link       string `json:"link,omitempty"`
}

// ContactFilter narrows a list of contacts: every field that is not empty must match. Each word of Text is looked for in all
// fields; Name and Email are parts; role and status whole values, "(blank)" for none. Problem lists the rows of the sheet
// that have it, also those that are no contact of their own.
type ContactFilter struct {
	Text    string `json:"text"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Role    string `json:"role"`
	Status  string `json:"status"`
	Problem string `json:"problem"`
	Offset  int    `json:"offset"`
	Limit   int    `json:"limit"` // 0 for all
}

// ContactList is a part of the contacts that match.
type ContactList struct {
	Rows     []Contact      `json:"rows"`
	Total    int            `json:"total"`    // that match
	Problems map[string]int `json:"problems"` // of the whole sheet, by kind
}

// Contacts returns the contacts of the campaign that match, in the order of the sheet, from what was last read and what
// waits to be sent.
func (d *Desk) Contacts(ctx context.Context, c campaign.Campaign, f ContactFilter) (ContactList, error) {
	out := ContactList{Rows: []Contact{}, Problems: map[string]int{}}
	ev, err := d.evidence(ctx, c, 0)
	if err != nil {
		return out, err
	}
	if out.Problems, err = d.store.ContactProblems(ctx, c.ID, ev.without); err != nil {
		return out, err
	}
	if f.Problem != "" {
		err := d.troubled(ctx, c, ev, f, &out)
		return out, err
	}
	rows, total, err := d.store.Contacts(ctx, store.ContactQuery{CampaignID: c.ID, Without: ev.without, Text: f.Text, Name: f.Name, Email: f.Email,
		Role: f.Role, Status: f.Status, Offset: f.Offset, Limit: f.Limit})
	if err != nil {
		return out, err
	}
	out.Total = total
	problems, err := d.problemsOf(ctx, c, ev, rows, out.Problems)
	if err != nil {
		return out, err
	}
	for _, row := range rows {
		out.Rows = append(out.Rows, contactOf(row, problems[row.Row]))
	}
	return out, nil
}

// problemsOf returns the problems of contacts, by their row in the sheet.
func (d *Desk) problemsOf(ctx context.Context, c campaign.Campaign, ev evidence, rows []store.ContactRow, kinds map[string]int) (map[int]provider.Record, error) {
	if len(rows) == 0 || len(kinds) == 0 {
		return nil, nil
	}
	places := make([]int, len(rows))
	for i, row := range rows {
		places[i] = row.Row
	}
	problems := map[int]provider.Record{}
	err := d.store.ProblemsOfRows(ctx, c.ID, ev.without, places, func(r provider.Record) error {
		data, err := decode[provider.ContactData](r)
		problems[data.Row] = r
		return err
	})
	return problems, err
}

func contactOf(row store.ContactRow, problem provider.Record) Contact {
	c := Contact{Name: row.Name, Email: row.Email, Role: row.Role, Status: row.Status, AddedDate: row.Added, Row: row.Row, Pending: row.Pending,
		Outlet: row.Outlet, StatusDate: row.StatusDate, Link: row.Link, Valid: row.Email != ""}
	if row.Row > 0 && problem.State != "" {
		c.Problem, c.Why = problem.State, problem.Why
	}
	return c
}

// troubled fills in the rows of the sheet that have a problem: as a contact where they count as one.
func (d *Desk) troubled(ctx context.Context, c campaign.Campaign, ev evidence, f ContactFilter, out *ContactList) error {
	kind := f.Problem
	f.Problem = ""
	all, _, err := d.store.Contacts(ctx, store.ContactQuery{CampaignID: c.ID, Without: ev.without, Text: f.Text, Name: f.Name, Email: f.Email, Role: f.Role, Status: f.Status})
	if err != nil {
		return err
	}
	byRow := map[int]store.ContactRow{}
	for _, row := range all {
		byRow[row.Row] = row
	}
	narrowed := f.Text != "" || f.Name != "" || f.Email != "" || f.Role != "" || f.Status != ""
	return d.store.ProblemsOfKind(ctx, c.ID, ev.without, kind, func(r provider.Record) error {
		data, err := decode[provider.ContactData](r)
		if err != nil {
			return err
		}
		row, counts := byRow[data.Row]
		contact := contactOf(row, r)
		if !counts {
			if narrowed && !strings.Contains(store.FoldText(r.What+"\n"+r.Who), store.FoldText(strings.TrimSpace(f.Text))) {
				return nil
			}
			contact = Contact{Name: r.What, Email: r.Who, Role: data.Role, Outlet: data.Outlet, Row: data.Row, Link: r.Link, Valid: r.Who != "", Problem: r.State, Why: r.Why}
		}
		if out.Total >= f.Offset && (f.Limit <= 0 || len(out.Rows) < f.Limit) {
			out.Rows = append(out.Rows, contact)
		}
		out.Total++
		return nil
	})
}

// ContactStats are the sheet's figures. Its JSON is public.
type ContactStats struct {
	Total         *float64       `json:"total"`
	ByStatus      map[string]int `json:"byStatus"`
	ByRole        map[string]int `json:"byRole"`
	AddedThisWeek *float64       `json:"addedThisWeek"`
	// UnknownReason says why a figure is null.
	UnknownReason *string `json:"unknownReason"`
}

// ContactStats returns the figures of the sheet: the very numbers of the metrics.
func (d *Desk) ContactStats(ctx context.Context, c campaign.Campaign) (ContactStats, error) {
	a, err := d.answerAt(ctx, c, "")
	if err != nil {
		return ContactStats{}, err
	}
	var out ContactStats
	take := func(key string) metric.Metric {
		m, _ := a.Metric(key)
		if m.UnknownReason != nil && out.UnknownReason == nil {
			out.UnknownReason = m.UnknownReason
		}
		return m
	}
	out.Total = take("total_contacts").Value
	out.ByStatus, out.ByRole = orEmpty(take("contacts_by_status").Groups), orEmpty(take("contacts_by_role").Groups)
	out.AddedThisWeek = take("added_this_week").Value
	return out, nil
}

func orEmpty(m map[string]int) map[string]int {
	if m == nil {
		return map[string]int{}
	}
	return m
}

// TimelineEntry is one thing that happened with a person, in any campaign.
type TimelineEntry struct {
	At       *string `json:"at"`
	Campaign string  `json:"campaign"`
	State    string  `json:"state"`
	What     string  `json:"what"`
	Why      string  `json:"why"`
	Link     string  `json:"link"`
}

// timelineLength is how many entries of a person are shown.
const timelineLength = 500

// ContactTimeline returns what happened with a person over all campaigns, newest first.
func (d *Desk) ContactTimeline(ctx context.Context, email string) ([]TimelineEntry, error) {
	campaigns, err := d.store.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, c := range campaigns {
		names[c.ID] = c.Name
	}
	rows, err := d.store.Timeline(ctx, strings.ToLower(strings.TrimSpace(email)), timelineLength)
	out := []TimelineEntry{}
	for _, t := range rows {
		e := TimelineEntry{Campaign: names[t.CampaignID], State: t.Record.State, What: t.Record.What, Why: t.Record.Why, Link: t.Record.Link}
		if at := utc(t.Record.At); at != nil {
			s := at.Format("2006-01-02T15:04:05Z")
			e.At = &s
		}
		out = append(out, e)
	}
	return out, err
}
