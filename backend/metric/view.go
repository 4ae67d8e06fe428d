package metric

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// View is the evidence arranged for the selections: each stream is read once, when it is first asked for. The first error
// stays in err; selections after it return what they have, and the evaluator throws it away.
type View struct {
	ctx context.Context
	in  Input
	ev  Evidence
	loc *time.Location
	err error

	mailView    *mail
	contactView *contactList
	due         []standing
	memo        map[string][]Row
	held        map[string][]provider.Record
}

func newView(ctx context.Context, in Input, ev Evidence) *View {
	return &View{ctx: ctx, in: in, ev: ev, loc: in.Campaign.Rule.Location(), memo: map[string][]Row{}, held: map[string][]provider.Record{}}
}

// records returns the records of a stream, each id once.
func (v *View) records(stream string) []provider.Record {
	if list, ok := v.held[stream]; ok || v.err != nil {
		return list
	}
	var list []provider.Record
	seen := map[string]struct{}{}
	err := v.ev.Records(v.ctx, stream, func(rec provider.Record) error {
		if _, twice := seen[rec.ID]; twice || rec.Gone {
			return nil
		}
		seen[rec.ID] = struct{}{}
		list = append(list, rec)
		return nil
	})
	if err != nil {
		v.err = fmt.Errorf("read %s: %w", stream, err)
		return nil
	}
	v.held[stream] = list
	return list
}

// decode reads a record's data; none is the zero value.
func decode[T any](v *View, rec provider.Record) T {
	var data T
	if len(rec.Data) > 0 && v.err == nil {
		if err := json.Unmarshal(rec.Data, &data); err != nil {
			v.err = fmt.Errorf("data of %s %s: %w", rec.Stream, rec.ID, err)
		}
	}
	return data
}

// once keeps the rows of a selection that several definitions share.
func (v *View) once(name string, make func() []Row) []Row {
	list, ok := v.memo[name]
	if !ok {
		list = make()
		v.memo[name] = list
	}
	return list
}

// day names t's day for a sentence, in the person's zone: "20 Nov", with the year where it is not this one.
func (v *View) day(t time.Time) string {
	t = t.In(v.loc)
	if t.Year() != v.in.Now.In(v.loc).Year() {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan")
}

// today is Now's date in the person's zone, as YYYY-MM-DD.
func (v *View) today() string { return v.in.Now.In(v.loc).Format(time.DateOnly) }

// dayOf names a YYYY-MM-DD date for a sentence; what is no date stays as it is.
func (v *View) dayOf(date string) string {
	t, err := time.ParseInLocation(time.DateOnly, date, v.loc)
	if err != nil {
		return date
	}
	return v.day(t)
}

// daysSince counts the days from t to Now as the campaign's rule counts them.
func (v *View) daysSince(t time.Time) int {
	return campaign.DaysBetween(t, v.in.Now, v.loc, v.in.Campaign.Rule.WorkingDays)
}
