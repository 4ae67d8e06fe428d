package sandbox

import (
	"fmt"
	"strings"
	"time"
)

var (
	springHeader = []string{"Name", "Email", "Role", "Outlet", "Status", "Added Date"}
	firstNames   = []string{"Alba", "Bruno", "Cleo", "Dana", "Emil", "Freya", "Gus", "Hana", "Ivo", "Jade", "Kofi"}
	lastNames    = []string{"Amsel", "Boateng", "Castell", "Dahl", "Eriksen", "Fontaine", "Grau", "Holm", "Iversen"}
	outlets      = []string{"Radio Meridian", "Static Hours", "Low Tide", "City Pulse", "Second Side", "Attic FM", "Moss & Wire", "Longwave"}
	roles        = []string{"Producer", "DJ", "Blog editor", "Playlist", "DJ", ""}
	statuses     = []string{"CONTACTED", "RENEWED", "", "PASSED", "not new", "REPLIED", "CONTACTED"}
)

// springRows is the contact sheet: 120 contacts, five of them new, and rows that are none.
func springRows(now time.Time) [][]string {
	added := func(days int) string { return now.AddDate(0, 0, -days).Format("2006-01-02") }
	rows := [][]string{springHeader}
	for i, p := range springPeople {
		rows = append(rows, []string{p.name, p.email, p.role, p.outlet, p.status, added(40 + i)})
	}
	for i := range 5 {
		c := springContact(i)
		rows = append(rows, []string{c[0], c[1], c[2], c[3], "NEW", added(i + 2)})
	}
	rows[len(rows)-1][4] = "NEW " // typed with a space: still new
	for i := 5; i < 99; i++ {
		c := springContact(i)
		row := []string{c[0], c[1], c[2], c[3], statuses[i%len(statuses)], added(60 + i*3)}
		switch i {
		case 40:
			row[1] = "" // a name is enough to be a contact
		case 41:
			row[5] = "mid-October"
		}
		rows = append(rows, row)
		switch i {
		case 30:
			rows = append(rows, []string{})
		case 50: // the same people again
			again := springContact(0)
			rows = append(rows, []string{again[0], strings.ToUpper(again[1]), again[2], again[3], "NEW", added(2)},
				[]string{"Mira Okafor", " mira.okafor@northfm.example", "DJ", "North FM", "REPLIED", added(39)})
		case 70:
			rows = append(rows, springHeader)
		}
	}
	return rows
}

// springContact is one of 99 people who were not mailed: name, address, role, outlet.
func springContact(i int) [4]string {
	first, last := firstNames[i%len(firstNames)], lastNames[i%len(lastNames)]
	outlet := outlets[i%len(outlets)]
	host := strings.ToLower(strings.NewReplacer(" ", "", "&", "and").Replace(outlet))
	return [4]string{first + " " + last, strings.ToLower(fmt.Sprintf("%s.%s@%s.example", first, last, host)), roles[i%len(roles)], outlet}
}
