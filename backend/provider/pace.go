package provider

import "time"

// Month returns the calendar month of now in UTC, by which services count a month's calls: its first instant and the first
// after it.
func Month(now time.Time) (begins, ends time.Time) {
	y, m, _ := now.UTC().Date()
	begins = time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	return begins, begins.AddDate(0, 1, 0)
}
