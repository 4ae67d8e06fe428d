package desktop

import "time"

// tillTomorrow is the time from now to six in the morning of the next day, by the person's clock: late at night a pause
// till midnight would be no pause.
func tillTomorrow(now time.Time) time.Duration {
	return time.Date(now.Year(), now.Month(), now.Day()+1, 6, 0, 0, 0, now.Location()).Sub(now)
}
