package metric

import (
	"cmp"
	"slices"
	"time"

	"mixdown/backend/provider"
)

// PastPoint is a value that a source itself tells of a time, which may be long before it was connected.
type PastPoint struct {
	At    time.Time
	Value float64
}

// Past returns what the source tells of a number's past, oldest first; nothing for most numbers.
func (a *Answer) Past(key string) []PastPoint { return slices.Clone(a.past[key]) }

// truncatedMonths is how many months of growth mean that there were more before.
const truncatedMonths = 24

// subscribersPast adds the audiences up at the end of each month that is over. A month of which an audience does not tell,
// or before what is known of one, is left out: a sum of some is not the sum of all.
func (v *View) subscribersPast() []PastPoint {
	growing := map[string][]provider.Record{}
	for _, r := range v.records(provider.StreamGrowth) {
		growing[r.Group] = append(growing[r.Group], r)
	}
	for _, audience := range v.records(StreamAudiences) {
		if len(growing[audience.ID]) == 0 {
			return nil
		}
	}
	var from time.Time
	sums, unknown := map[time.Time]float64{}, map[time.Time]bool{}
	for _, months := range growing {
		slices.SortFunc(months, func(a, b provider.Record) int { return a.At.Compare(b.At) })
		if len(months) >= truncatedMonths && months[0].At.After(from) {
			from = months[0].At
		}
		for _, m := range months {
			if data := decode[provider.GrowthData](v, m); data.Subscribed != nil {
				sums[m.At] += float64(*data.Subscribed)
			} else {
				unknown[m.At] = true
			}
		}
	}
	var points []PastPoint
	for month, sum := range sums {
		end := month.AddDate(0, 1, 0)
		if !unknown[month] && !month.Before(from) && end.Before(v.in.Now) {
			points = append(points, PastPoint{At: end, Value: sum})
		}
	}
	slices.SortFunc(points, func(a, b PastPoint) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) })
	return points
}
