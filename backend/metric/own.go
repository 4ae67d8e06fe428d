package metric

import (
	"fmt"
	"time"
)

// ownRows returns a row a connection with what value gives; connections without one have a row without a value.
func ownRows(value func(*View, OwnConnection) (v, of *float64, why string)) Selection {
	return func(v *View) []Row {
		list := make([]Row, 0, len(v.in.Own.Connections))
		for _, c := range v.in.Own.Connections {
			val, of, why := value(v, c)
			list = append(list, Row{ID: c.ID, At: c.LastGoodAt.UTC(), Who: c.Account, What: c.Provider, State: "", Why: why, Value: val, Of: of})
		}
		return list
	}
}

// ages: minutes since the last fully good run of each connection.
var ages = ownRows(func(v *View, c OwnConnection) (*float64, *float64, string) {
	if c.LastGoodAt.IsZero() {
		return nil, nil, "no run was fully good yet"
	}
	minutes := float64(max(v.in.Now.Sub(c.LastGoodAt), 0) / time.Minute)
	return &minutes, nil, "the last fully good run"
})

// Oldest: the value of the stalest connection; one that was never fully read makes it unknown.
func Oldest(_ *View, r *result) {
	if len(r.counted) == 0 {
		r.unknown = "Not yet: no source is connected."
		return
	}
	oldest := 0.0
	for i := range r.counted {
		if r.counted[i].Value == nil {
			r.unknown = fmt.Sprintf("Not yet: %s was never fully read.", orElse(sourceTexts[r.counted[i].What].title, r.counted[i].What))
			return
		}
		oldest = max(oldest, *r.counted[i].Value)
	}
	r.set(oldest)
}

var rowsSynced = ownRows(func(_ *View, c OwnConnection) (*float64, *float64, string) {
	return ptr(float64(c.RecordsSynced)), nil, "rows taken over by the latest run"
})

var unitsSpent = ownRows(func(_ *View, c OwnConnection) (*float64, *float64, string) {
	return ptr(float64(c.QuotaUnits)), nil, "units spent by the latest run"
})

var itemsRead = ownRows(func(_ *View, c OwnConnection) (*float64, *float64, string) {
	return ptr(float64(c.Read)), ptr(float64(c.Known)), fmt.Sprintf("%d read of %d known", c.Read, c.Known)
})
