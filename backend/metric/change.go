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
