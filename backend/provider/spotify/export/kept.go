package export

import (
	"encoding/json"
	"fmt"

	"mixdown/backend/provider"
)

// Kept joins a line that is held with the same line of another file: a figure that the new file leaves blank stays. same
// says that the new file tells nothing new, so that the held line stays with the file that it came from.
func Kept(held, read provider.Record) (kept provider.Record, same bool, err error) {
	var old, fresh provider.ExportData
	for raw, to := range map[*json.RawMessage]*provider.ExportData{&held.Data: &old, &read.Data: &fresh} {
		if err := json.Unmarshal(*raw, to); err != nil {
			return read, false, fmt.Errorf("spotify: held line %s: %w", held.ID, err)
		}
	}
	same = true
	before := false
	for _, name := range figures() {
		was, now := *figure(&old, name), *figure(&fresh, name)
		switch {
		case now == nil && was != nil:
			*figure(&fresh, name), before = was, true
		case now != nil && (was == nil || *was != *now):
			same = false
		}
	}
	for _, p := range []struct{ was, now *string }{{&old.Author, &fresh.Author}, {&old.Released, &fresh.Released}, {&old.Added, &fresh.Added}, {&old.Artist, &fresh.Artist}} {
		switch {
		case *p.now == "":
			*p.now = *p.was
		case *p.now != *p.was:
			same = false
		}
	}
	if same {
		return held, true, nil
	}
	if before {
		fresh.Before = old.File
	}
	kept, err = record(read.Stream, line{id: read.ID, what: read.What, data: fresh})
	return kept, false, err
}

// figures are the columns with figures.
func figures() []string {
	return []string{colListeners, colMonthly, colActive, colSuper, colStreams, colAdds, colSaves, colFollowers}
}
