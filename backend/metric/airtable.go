package metric

import (
	"slices"
	"strings"

	"mixdown/backend/provider"
)

// Streams of Airtable, as its provider emits them.
const (
	StreamTable        = provider.StreamTable
	StreamTableRecords = provider.StreamTableRecords
)

var airtableDefinitions = []Definition{
	{
		Key: "at_records", Label: "Airtable records", Unit: "records", Agent: tracker, Source: Airtable, Version: 1,
		Words:   "Records of the campaign's table, empty ones included.",
		Counted: tableRecords, Value: Count, Partial: SoFar,
	}, {
		Key: "at_new_week", Label: "New this week", Unit: "records", Agent: tracker, Source: Airtable, Version: 1,
		Words:   "Records of the campaign's table created this week, Monday to Sunday.",
		Counted: newRecords, Base: tableRecords, Value: Count, Partial: SoFar,
	}, {
		Key: "at_by_status", Label: "Records by status", Unit: "records", Agent: tracker, Source: Airtable, Version: 1,
		Words:   "Every record once, by the status field that you chose. Those without one stand under (blank).",
		Counted: recordsByStatus, Value: Groups, Split: true, Partial: SoFar, Unknown: noStatusField,
	},
}

func tableRecords(v *View) []Row {
	return v.once("tableRecords", func() []Row {
		return tableRows(v, func(rec provider.Record) (string, string, bool) { return rec.State, "in the campaign's table", true })
	})
}

func newRecords(v *View) []Row {
	from, to := v.week()
	return tableRows(v, func(rec provider.Record) (string, string, bool) {
		return rec.State, "created this week", !rec.At.Before(from) && rec.At.Before(to)
	})
}

func recordsByStatus(v *View) []Row {
	return tableRows(v, func(rec provider.Record) (string, string, bool) {
		return orBlank(strings.TrimSpace(rec.State)), "the status field", true
	})
}

func tableRows(v *View, pick func(provider.Record) (state, why string, ok bool)) []Row {
	var list []Row
	for _, rec := range v.records(StreamTableRecords) {
		if state, why, ok := pick(rec); ok {
			row := recordRow(rec.ID, rec, why)
			row.State = state
			list = append(list, row)
		}
	}
	slices.SortFunc(list, byRow)
	return list
}

// noStatusField says that the campaign names no status field.
func noStatusField(v *View) string {
	if strings.Contains(v.in.Campaign.Rule.Airtable, ":") {
		return ""
	}
	for _, rec := range v.records(StreamTableRecords) {
		if rec.State != "" {
			return ""
		}
	}
	return "The campaign names no status field: choose one under Campaigns."
}

// recordRow renders a record of any stream as evidence. value is what it gives, where it gives something.
func recordRow(id string, rec provider.Record, why string, value ...float64) Row {
	row := Row{ID: id, At: rec.At.UTC(), Who: rec.Who, Contact: rec.Contact, What: rec.What, State: rec.State, Why: orElse(why, rec.Why), Link: rec.Link}
	if len(value) > 0 {
		row.Value = &value[0]
	}
	return row
}
