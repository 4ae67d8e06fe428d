package metric

import (
	"slices"
	"strconv"
)

// Change is one number that moved between two answers, with the rows that made it move.
type Change struct {
	Key     string   `json:"key"`
	Label   string   `json:"label"`
	Unit    string   `json:"unit"`
	From    *float64 `json:"from"`
	To      *float64 `json:"to"`
	Added   []Row    `json:"added"`
	Removed []Row    `json:"removed"`
	// Definition says that the definition changed in between, so that the number may have moved by that alone.
	Definition bool `json:"definitionChanged,omitempty"`
}

// Changes compares two answers of one campaign. Numbers that only move with the clock or the run are left out. from may be
// nil: then everything known is new.
func Changes(from, to *Answer) []Change {
	list := []Change{}
	for _, now := range to.results {
		if now.def.Quiet {
			continue
		}
		before := &result{def: now.def}
		if from != nil {
			if r := from.byKey[now.def.Key]; r != nil {
				before = r
			}
		}
		c := Change{
			Key: now.def.Key, Label: now.def.Label, Unit: now.def.Unit, From: before.metric().Value, To: now.metric().Value,
			Added: missing(now, before), Removed: missing(before, now),
			Definition: from != nil && before.def.Version != now.def.Version,
		}
		if len(c.Added)+len(c.Removed) > 0 || !same(c.From, c.To) {
			list = append(list, c)
		}
	}
	return list
}

// briefRows is how many rows of a change the window shows.
const briefRows = 50

// BriefChange is a change as the window says it: the first rows of each kind, and how many there are. Of the day on which a list of
// 50,000 contacts was taken in, all rows would be 30 MB to read for a line of four names.
type BriefChange struct {
	Change
	AddedCount   int `json:"addedCount"`
	RemovedCount int `json:"removedCount"`
	// People is how many the rows of both kinds name.
	People int `json:"people"`
}

// Brief shortens changes.
func Brief(list []Change) []BriefChange {
	brief := make([]BriefChange, 0, len(list))
	for _, c := range list {
		b := BriefChange{Change: c, AddedCount: len(c.Added), RemovedCount: len(c.Removed)}
		people := map[string]struct{}{}
		for _, rows := range [][]Row{c.Added, c.Removed} {
			for i := range rows {
				if who := rows[i].Person(); who != "" {
					people[who] = struct{}{}
				}
			}
		}
		b.People = len(people)
		b.Added = c.Added[:min(len(c.Added), briefRows)]
		b.Removed = c.Removed[:min(len(c.Removed), briefRows)]
		brief = append(brief, b)
	}
	return brief
}

// news are the rows that a change may name: those of a value that is known.
func (r *result) news() []Row {
	if r.value == nil || r.unknown != "" {
		return nil
	}
	return r.counted
}

// missing returns the rows of a that are not in b.
func missing(a, b *result) []Row {
	seen := map[string]struct{}{}
	for _, row := range b.news() {
		seen[a.identity(&row)] = struct{}{}
	}
	return slices.DeleteFunc(rows(a.news()), func(row Row) bool {
		_, ok := seen[a.identity(&row)]
		return ok
	})
}

// identity tells rows apart: the item, whom it is about, what it gives, and in a split the group it is in.
func (r *result) identity(row *Row) string {
	id := row.ID + "\x00" + row.Person()
	if r.def.Split {
		id += "\x00" + row.State
	}
	if row.Value != nil {
		id += "\x00" + strconv.FormatFloat(*row.Value, 'g', -1, 64)
	}
	return id
}

func same(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
