package desk

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
)

// Contact is a row of the contact sheet. Its JSON is public.
type Contact struct {
	Name      string `json:"name"`
	Email     string `json:"email"`
	Role      string `json:"role"`
	Status    string `json:"status"`
	AddedDate string `json:"addedDate"`
	Row       int    `json:"row"`
	Pending   bool   `json:"pending"` // an edit of it waits to be sent
	Outlet    string `json:"outlet,omitempty"`
	Problem   string `json:"problem,omitempty"`
	Link      string `json:"link,omitempty"`
}

// ContactFilter narrows a list of contacts: every field that is not empty must match. Text is looked for in all fields;
// the others in their own; status and role as whole values, "(blank)" for none.
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

const blank = "(blank)"

// Contacts returns the contacts of the campaign that match, in the order of the sheet, from what was last read.
func (d *Desk) Contacts(ctx context.Context, c campaign.Campaign, f ContactFilter) (ContactList, error) {
	all, err := d.allContacts(ctx, c)
	if err != nil {
		return ContactList{}, err
	}
	out := ContactList{Rows: []Contact{}, Problems: map[string]int{}}
	problems := map[int]string{}
	err = d.store.Evidence(ctx, c.ID, "", provider.StreamContactProblems, 0, func(r provider.Record) error {
		data, err := decode[provider.ContactData](r)
		out.Problems[r.State]++
		problems[data.Row] = r.State
		return err
	})
	if err != nil {
		return out, err
	}
	for _, row := range all {
		row.Problem = problems[row.Row]
		if !f.match(row) {
			continue
		}
		if out.Total >= f.Offset && (f.Limit <= 0 || len(out.Rows) < f.Limit) {
			out.Rows = append(out.Rows, row)
		}
		out.Total++
	}
	return out, nil
}

func (d *Desk) allContacts(ctx context.Context, c campaign.Campaign) ([]Contact, error) {
	list := []Contact{}
	err := d.store.Evidence(ctx, c.ID, "", provider.StreamContacts, 0, func(r provider.Record) error {
		data, err := decode[provider.ContactData](r)
		list = append(list, Contact{Name: r.What, Email: r.Who, Role: data.Role, Status: r.State, AddedDate: data.Added, Row: data.Row, Outlet: data.Outlet, Link: r.Link})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("desk: contacts: %w", err)
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Row < list[j].Row })
	return list, nil
}

func (f ContactFilter) match(c Contact) bool {
	has := func(field, part string) bool {
		return part == "" || strings.Contains(strings.ToLower(field), strings.ToLower(strings.TrimSpace(part)))
	}
	is := func(field, want string) bool {
		want = strings.TrimSpace(want)
		return want == "" || strings.EqualFold(field, want) || want == blank && field == ""
	}
	return has(strings.Join([]string{c.Name, c.Email, c.Role, c.Status, c.Outlet, c.AddedDate}, "\x00"), f.Text) &&
		has(c.Name, f.Name) && has(c.Email, f.Email) && is(c.Role, f.Role) && is(c.Status, f.Status) && (f.Problem == "" || f.Problem == c.Problem)
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
