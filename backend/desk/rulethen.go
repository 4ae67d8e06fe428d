package desk

import (
	"context"
	"maps"
	"reflect"

	"mixdown/backend/campaign"
	"mixdown/backend/metric"
)

// ruleThen marks the sources that a past sync read by another rule than today's: what it read is as it was, and is counted by
// the rule as it is now.
func (d *Desk) ruleThen(ctx context.Context, c campaign.Campaign, syncID int64, sources map[string]metric.SourceState) error {
	then, known, err := d.store.RuleAt(ctx, c.ID, syncID)
	if err != nil || !known {
		return err
	}
	for name, state := range sources {
		if !reflect.DeepEqual(rulePart(then, name), rulePart(c.Rule, name)) {
			state.RuleThen = true
			sources[name] = state
		}
	}
	return nil
}

// rulePart is what the numbers of a source depend on, made alike where two ways of writing it mean the same.
func rulePart(r campaign.Rule, source string) any {
	since, until := r.Since.Unix(), int64(0)
	if r.Until != nil {
		until = r.Until.Unix()
	}
	days := []any{since, until, r.Zone}
	switch source {
	case metric.Gmail:
		return append(days, r.Tag, r.FollowUpDays, r.WorkingDays, r.MaxChases, r.CountCc)
	case metric.Sheets:
		columns := map[string]string{}
		maps.Copy(columns, r.Columns)
		return []any{r.Zone, r.Spreadsheet, r.Sheet, r.NewMarker, columns}
	case metric.Mailchimp:
		return append(days, r.Audience)
	case metric.Airtable:
		return []any{r.Zone, r.Airtable}
	case metric.Spotify:
		return append(days, append([]string{}, r.Playlists...))
	}
	return nil
}
