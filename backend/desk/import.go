package desk

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/spotify/export"
	"mixdown/backend/store"
)

// importPrefix begins the connection id under which imported files are held: they belong to no signed-in account.
const importPrefix = "import:"

// ImportRequest names files to import into a campaign.
type ImportRequest struct {
	Provider string
	Campaign campaign.Campaign
	Files    []provider.ImportFile // Period and Artist of those below are taken where a file has none
	Period   string                // "2026-10-01..2026-10-28", "all" or ""
	Artist   string
	Preview  bool // say what would come of it, and store nothing
}

// ImportResult is what came of one file. Its JSON is public.
type ImportResult struct {
	File      string   `json:"file"`   // base name
	Kind      *string  `json:"kind"`   // null where the file could not be read
	Artist    *string  `json:"artist"` // null where nobody said
	Rows      int      `json:"rows"`
	From      *string  `json:"from"` // YYYY-MM-DD; null where not known, or all time
	To        *string  `json:"to"`
	All       bool     `json:"all"`       // the figures are of all time
	Period    string   `json:"period"`    // "needed" or "optional" where the file does not say its own, else ""
	Imported  int      `json:"imported"`  // rows that are new, or tell something new
	Unchanged int      `json:"unchanged"` // rows that were held already
	Errors    []string `json:"errors"`    // why the file was refused
}

// Refused reports whether nothing of the file went in because it does not fit.
func (r ImportResult) Refused() bool { return len(r.Errors) > 0 }

// Import reads files that the person got from a service by hand. Each goes in as a whole or not at all; one that does not
// fit is told in its result and stops no other. An error means that nothing more could be stored.
func (d *Desk) Import(ctx context.Context, req ImportRequest) ([]ImportResult, error) {
	p, ok := d.byName(req.Provider)
	importer, can := p.(provider.Importer)
	if !ok || !can {
		return nil, invalid("There is nothing to import from “" + req.Provider + "”.")
	}
	if _, _, _, err := export.Period(req.Period); err != nil {
		return nil, err
	}
	release, err := d.store.Lock(ctx, store.RunLock(importPrefix+req.Provider))
	if err != nil {
		return nil, err
	}
	defer release()
	out := []ImportResult{}
	for _, file := range req.Files {
		file.Name = filepath.Base(file.Name)
		if file.Period == "" {
			file.Period = req.Period
		}
		if file.Artist == "" {
			file.Artist = req.Artist
		}
		res, err := d.importFile(ctx, p.Info(), importer, req, file)
		if code := apperr.CodeOf(err); code == apperr.Invalid {
			res.Errors, res.Imported, res.Unchanged, err = []string{apperr.From(err).Message}, 0, 0, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, res)
	}
	return out, nil
}

// importFile reads one file, compares it with what is held, and stores what is new in one transaction.
func (d *Desk) importFile(ctx context.Context, info provider.Info, importer provider.Importer, req ImportRequest, file provider.ImportFile) (ImportResult, error) {
	res := ImportResult{File: file.Name, Errors: []string{}}
	read, err := importer.ReadImport(file)
	res.Kind, res.Artist, res.Rows = orNull(read.Kind), orNull(read.Artist), read.Rows
	res.From, res.To, res.All, res.Period = orNull(read.From), orNull(read.To), read.All, string(read.Period)
	if err != nil {
		return res, err
	}
	id := importPrefix + info.Name
	fresh, err := d.compare(ctx, req.Campaign.ID, id, importer, read)
	if err != nil {
		return res, err
	}
	res.Imported, res.Unchanged = len(fresh), read.Rows-len(fresh)
	if req.Preview || len(fresh) == 0 {
		return res, nil
	}
	return res, d.storeImport(ctx, req.Campaign, store.Run{CampaignID: req.Campaign.ID, ConnectionID: id, IntegrationType: info.Table, Account: file.Name}, fresh)
}

// compare returns the records of a file that tell something new.
func (d *Desk) compare(ctx context.Context, campaignID, id string, importer provider.Importer, read provider.Imported) ([]provider.Record, error) {
	held, known := map[string]provider.Record{}, false
	stream := read.Records[0].Stream
	err := d.store.Held(id, campaignID).Records(ctx, stream, nil, func(r provider.Record) error {
		data, err := decode[provider.ExportData](r)
		if err != nil {
			return err
		}
		if data.Artist != "" && read.Artist != "" && !strings.EqualFold(data.Artist, read.Artist) {
			return invalid("This campaign holds exports of the artist “" + data.Artist + "”, and this file is of “" + read.Artist + "”. Two artists would be one number: make a campaign for each.")
		}
		known = known || data.Sum == read.Sum
		held[r.ID] = r
		return nil
	})
	if err != nil {
		return nil, err
	}
	if read.Whole && known {
		return nil, nil
	}
	var fresh []provider.Record
	for _, rec := range read.Records {
		if was, ok := held[rec.ID]; ok {
			kept, same, err := importer.Kept(was, rec)
			if err != nil {
				return nil, err
			}
			if same {
				continue
			}
			rec = kept
		}
		fresh = append(fresh, rec)
	}
	return fresh, nil
}

// storeImport writes records as an edit of its own, so that no state before it shows them, and works the numbers out again.
func (d *Desk) storeImport(ctx context.Context, c campaign.Campaign, run store.Run, records []provider.Record) error {
	y, err := d.store.BeginSync(ctx, c.ID, store.KindEdit, "import")
	if err != nil {
		return err
	}
	run.SyncID = y.ID
	if run, err = d.store.BeginRun(ctx, run); err != nil {
		return err
	}
	run.RecordsChanged, err = d.store.Put(ctx, run, records)
	run.Status, run.RecordsSynced, run.Complete = store.StatusSuccess, len(records), err == nil
	if err != nil {
		run.Status = store.StatusError
	}
	done := context.WithoutCancel(ctx) // what is in is to be seen as in
	if err := errors.Join(err, d.store.FinishRun(done, run), d.store.FinishSync(done, y.ID, run.Status, "")); err != nil {
		return err
	}
	a, err := d.answer(done, c, moment{})
	if err != nil {
		return err
	}
	_, err = d.keep(done, c, y.ID, a)
	return err
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// importedProvider returns the provider word in the id under which imported files are held, "" for another id.
func importedProvider(id string) string {
	name, ok := strings.CutPrefix(id, importPrefix)
	if !ok {
		return ""
	}
	return name
}
