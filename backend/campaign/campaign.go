// Package campaign says what a campaign is and what belongs to it. It imports nothing of ours.
package campaign

import "time"

// Campaign is one piece of outreach: a name and the rule that says which mail, contacts and results belong to it.
// It is a row of the table agent_sessions.
type Campaign struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Rule       Rule       `json:"rule"`
	CreatedAt  time.Time  `json:"createdAt"`
	ArchivedAt *time.Time `json:"archivedAt"`
	// Goals are what is aimed for, by the key of a metric, in its unit.
	Goals map[string]float64 `json:"goals,omitempty"`
}

// Rule decides what belongs to a campaign.
type Rule struct {
	// Tag must stand in the subject as a whole token; see MatchesTag.
	Tag string `json:"tag"`
	// DaysBack is how many days before its creation the campaign began.
	DaysBack int `json:"daysBack"`
	// Since is the first instant of the campaign: the start of a day in Zone.
	Since time.Time `json:"since"`
	// Until is the first instant after the campaign; nil while it runs.
	Until *time.Time `json:"until"`
	// Zone is the IANA name of the person's time zone; days are counted in it. Empty means the system's.
	Zone string `json:"zone"`

	Spreadsheet string `json:"spreadsheet"` // the spreadsheet's id, or ""
	Sheet       string `json:"sheet"`       // the tab, "Contacts" unless told
	NewMarker   string `json:"newMarker"`   // the status of a new contact, "NEW" unless told
	// Columns says which column of the sheet holds a field, by its header, where the person said so; "" for none.
	Columns map[string]string `json:"columns,omitempty"`

	FollowUpDays int  `json:"followUpDays"` // days of silence after which a follow-up is due; 7 unless told
	WorkingDays  bool `json:"workingDays"`  // count Monday to Friday only
	MaxChases    int  `json:"maxChases"`    // a person chased more often than this is left alone; 2 unless told
	CountCc      bool `json:"countCc"`      // people in Cc count as contacted

	Audience  string   `json:"audience"`  // Mailchimp audience id, "" for all
	Airtable  string   `json:"airtable"`  // BASE/TABLE[:STATUS_FIELD]
	Playlists []string `json:"playlists"` // Spotify playlist ids
}

// Defaults of a rule, as the reference has them; MaxChases is METRICS.md's.
const (
	DefaultDaysBack     = 30
	DefaultFollowUpDays = 7
	DefaultMaxChases    = 2
	DefaultSheet        = "Contacts"
	DefaultNewMarker    = "NEW"
)

// Location returns the zone in which the campaign's days are counted; the system's where Zone is empty or unknown here.
func (r Rule) Location() *time.Location {
	if r.Zone != "" {
		if loc, err := time.LoadLocation(r.Zone); err == nil {
			return loc
		}
	}
	return time.Local
}

// StartOfDay returns the first instant of t's day in loc.
func StartOfDay(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc)
}

// Within reports whether t lies in the campaign's days.
func (r Rule) Within(t time.Time) bool {
	return !t.Before(r.Since) && (r.Until == nil || t.Before(*r.Until))
}

// DaysBetween returns the calendar days from a to b in loc, or with working the Mondays to Fridays after a's day up to b's.
func DaysBetween(a, b time.Time, loc *time.Location, working bool) int {
	ay, am, ad := a.In(loc).Date()
	by, bm, bd := b.In(loc).Date()
	from := time.Date(ay, am, ad, 0, 0, 0, 0, time.UTC)
	to := time.Date(by, bm, bd, 0, 0, 0, 0, time.UTC)
	days := int(to.Sub(from) / (24 * time.Hour))
	if !working || days <= 0 {
		return days
	}
	n := days / 7 * 5
	for d := from.AddDate(0, 0, days/7*7+1); !d.After(to); d = d.AddDate(0, 0, 1) {
		if wd := d.Weekday(); wd != time.Saturday && wd != time.Sunday {
			n++
		}
	}
	return n
}
