package sandbox

import (
	"fmt"
	"time"
)

// Names of the sample campaign's Airtable account.
const (
	SpringAirtableToken  = "patSpringSample00.5ad0c0ffee5ad0c0ffee5ad0c0ffee5ad0c0ffee5ad0c0ffee5ad0c0ffee5ad0"
	SpringAirtableClient = "sample-airtable-integration"
	SpringAirtableTable  = "Bookings/Spring outreach:Status"
	SpringAirtableBase   = "appSpringBooking0"
)

// springAirtable is the label's bookings base: 46 records in the table of the campaign, five of them of this week.
func springAirtable(now time.Time) *AirtableStory {
	status := []string{"Confirmed", "Pitched", "Pitched", "Waiting", "Passed", "Pitched", ""}
	outreach := AirtableTable{ID: "tblSpringOutreach", Name: "Spring outreach", Fields: []AirtableField{
		{"fldSpringName0001", "Name", "singleLineText"}, {"fldSpringStatus01", "Status", "singleSelect"}, {"fldSpringFee00001", "Fee", "currency"}, {"fldSpringNotes001", "Notes", "multilineText"}}}
	for i := range 46 {
		at := now.AddDate(0, 0, -8-i)
		if i < 5 {
			at = weekOf(now).Add(time.Duration(i) * time.Minute)
		}
		cells := map[string]any{"fldSpringName0001": outlets[i%len(outlets)] + " session", "fldSpringFee00001": 120 + i}
		if s := status[i%len(status)]; s != "" {
			cells["fldSpringStatus01"] = s
		}
		if i == 45 {
			cells = nil // an empty record counts
		}
		outreach.Records = append(outreach.Records, AirtableRecord{ID: fmt.Sprintf("recSpring%08d", i), Created: at, Cells: cells})
	}
	return &AirtableStory{Token: SpringAirtableToken, UserID: "usrSpringRobin000", Email: SpringOwner, Clients: []string{SpringAirtableClient}, PerSecond: 5, PerMonth: 1000,
		Bases: []AirtableBase{
			{ID: SpringAirtableBase, Name: "Bookings", Tables: []AirtableTable{outreach,
				{ID: "tblSpringVenues00", Name: "Venues", Fields: []AirtableField{{"fldVenueName00001", "Name", "singleLineText"}}}}},
			{ID: "appOtherThings000", Name: "Other things", Tables: []AirtableTable{{ID: "tblOther000000000", Name: "Ideas", Fields: []AirtableField{{"fldIdea0000000001", "Idea", "singleLineText"}}}}},
		}}
}

// weekOf is the first instant of now's week, which begins on Monday, or a little before now where that is later.
func weekOf(now time.Time) time.Time {
	y, m, d := now.Date()
	monday := time.Date(y, m, d-(int(now.Weekday())+6)%7, 0, 0, 0, 0, now.Location())
	if now.Sub(monday) < time.Hour {
		return monday
	}
	return monday.Add(time.Hour / 2)
}

// AirtableAccount is a story with one table of so many records, without bounds.
func AirtableAccount(now time.Time, records int) *Story {
	st := springAirtable(now)
	st.PerSecond, st.PerMonth = 0, 0
	t := &st.Bases[0].Tables[0]
	t.Records = nil
	for i := range records {
		t.Records = append(t.Records, AirtableRecord{ID: fmt.Sprintf("recLarge%09d", i), Created: now.AddDate(0, 0, -i%300).Add(-time.Hour),
			Cells: map[string]any{"fldSpringStatus01": statuses[i%2*5]}})
	}
	return &Story{Name: "Airtable", Airtable: st}
}
