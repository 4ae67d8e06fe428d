package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// ImportedFile is a file whose figures a campaign holds. Its JSON is public.
type ImportedFile struct {
	Provider string     `json:"provider"`
	File     string     `json:"file"` // base name
	Kind     string     `json:"kind"`
	Artist   *string    `json:"artist"` // null where nobody said
	From     *string    `json:"from"`   // YYYY-MM-DD; null where not known, or all time
	To       *string    `json:"to"`
	All      bool       `json:"all"`
	Rows     int        `json:"rows"` // rows that are held as this file told them; a later file may have told others anew
	Sum      string     `json:"sha256"`
	At       *time.Time `json:"at"` // when it came in
}

// Imports lists the files whose figures a campaign holds, newest first.
func (d *Desk) Imports(ctx context.Context, c campaign.Campaign) ([]ImportedFile, error) {
	out := []ImportedFile{}
	for _, p := range d.providers {
		if _, ok := p.(provider.Importer); !ok {
			continue
		}
		files, err := d.importsOf(ctx, c, p.Info())
		if err != nil {
			return nil, err
		}
		out = append(out, files...)
	}
	slices.SortStableFunc(out, func(a, b ImportedFile) int {
		if a.At != nil && b.At != nil && !a.At.Equal(*b.At) {
			return b.At.Compare(*a.At)
		}
		return cmp.Compare(a.File, b.File)
	})
	return out, nil
}

// importsOf gathers the held rows of one service's exports by the file that they came from.
func (d *Desk) importsOf(ctx context.Context, c campaign.Campaign, info provider.Info) ([]ImportedFile, error) {
	id := importPrefix + info.Name
	runs, err := d.store.RunsFrom(ctx, id, c.ID)
	if err != nil {
		return nil, err
	}
	came := map[string]time.Time{} // by the file's name; the newest
	for _, r := range slices.Backward(runs) {
		came[r.Account] = r.SyncedAt
	}
	var out []ImportedFile
	for _, stream := range info.Streams {
		if stream.Import == "" {
			continue
		}
		at := map[string]int{} // in out, by the content's sum and the period
		err := d.store.Held(id, c.ID).Records(ctx, stream.Name, nil, func(r provider.Record) error {
			data, err := decode[provider.ExportData](r)
			if err != nil {
				return err
			}
			from, to := cmp.Or(data.Since, data.From), cmp.Or(data.Until, data.To)
			key := data.Sum + " " + from + " " + to
			i, ok := at[key]
			if !ok {
				i = len(out)
				at[key] = i
				out = append(out, ImportedFile{Provider: info.Name, File: data.File, Kind: stream.Import, Artist: orNull(data.Artist), From: orNull(from), To: orNull(to),
					All: data.All, Sum: data.Sum, At: utc(came[data.File])})
			}
			out[i].Rows++
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
