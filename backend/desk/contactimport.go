package desk

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/contactfile"
	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
	"mixdown/backend/store"
)

// LargestContactFile is how many bytes a list may have.
const LargestContactFile = contactfile.LargestFile

// ContactFile is a list of contacts to import.
type ContactFile struct {
	Name     string // its base name
	Data     []byte
	Modified time.Time // when it was last changed; zero where that is not known
	Locale   string    // how its typed dates are to be read, "" for not known
	// Columns says which column holds a field, by its header, "" for none; it is kept. Nil: as it was said before, else by name.
	Columns map[string]string
	// Preview looks at the file and stores nothing.
	Preview bool
}

// ContactImport is what came of a list. Its JSON is public.
type ContactImport struct {
	File      string          `json:"file"`
	Rows      int             `json:"rows"`     // below the header that hold anything
	Imported  int             `json:"imported"` // new contacts
	Updated   int             `json:"updated"`
	Unchanged int             `json:"unchanged"`
	Conflicts int             `json:"conflicts"` // cells that differ from what was changed here
	Problems  []ImportProblem `json:"problems"`
	Errors    []string        `json:"errors"`
	// Headers and Fields say how the columns were understood.
	Headers []string      `json:"headers"`
	Fields  []ColumnField `json:"fields"`
	Preview bool          `json:"preview"` // nothing was stored
}

// ImportProblem is a row that is no contact of its own, or has a cell that cannot be read.
type ImportProblem struct {
	Row     int    `json:"row"`
	Kind    string `json:"kind"`
	Email   string `json:"email"`
	Message string `json:"message"`
}

// ImportContacts takes a file in place of a sheet: the same mapping, the same problems. A contact that is known by its email
// (or, without one, by its name) is updated, never doubled; what was changed here and not in the file stays; what changed on
// both sides is decided by the person's strategy. Contacts that the file does not have stay. Errors: sheet_shape where the
// file is no list, invalid where it is too large or the campaign has a sheet.
func (d *Desk) ImportContacts(ctx context.Context, c campaign.Campaign, f ContactFile) (ContactImport, error) {
	f.Name = contactsheet.Clean(filepath.Base(f.Name))
	out := ContactImport{File: f.Name, Problems: []ImportProblem{}, Errors: []string{}, Headers: []string{}, Fields: []ColumnField{}, Preview: f.Preview}
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return out, err
	}
	if d.hasSheet(c, conns) {
		return out, invalid("This campaign reads its contacts from a sheet. Add people there with `mixdown contacts add`, or import the file into a campaign without a sheet.")
	}
	rows, err := contactfile.Rows(f.Name, f.Data, c.Rule.Sheet)
	if err != nil {
		return out, err
	}
	chosen := f.Columns
	if chosen == nil {
		chosen = c.Rule.Columns
	}
	table, err := contactsheet.Read(rows, "The file “"+f.Name+"”", contactsheet.Options{Locale: f.Locale, Zone: c.Rule.Location(), Group: f.Name, Columns: chosen})
	if err != nil {
		return out, err
	}
	out.Headers, out.Fields = table.Mapping.Headers, fieldsOf(provider.SheetData{Columns: table.Mapping.Columns, Headers: table.Mapping.Headers})
	if f.Columns != nil {
		if err := validColumns(f.Columns, table.Mapping.Headers); err != nil {
			return out, err
		}
	}
	out.Rows = table.Rows
	for _, p := range table.Problems {
		data, err := decode[provider.ContactData](p)
		if err != nil {
			return out, err
		}
		out.Problems = append(out.Problems, ImportProblem{data.Row, p.State, p.Who, p.Why})
	}
	release, err := d.store.Lock(ctx, store.RunLock(store.FileConnection))
	if err != nil {
		return out, err
	}
	defer release()
	if f.Preview {
		_, err := d.mergeFile(ctx, c, table, &out)
		return out, err
	}
	if f.Columns != nil {
		if c, err = d.SaveCampaign(ctx, Draft{ID: c.ID, Columns: &f.Columns}); err != nil {
			return out, err
		}
	}
	return out, d.storeContacts(ctx, c, f, table, &out)
}

// mergeFile lays a list over what is held and counts what comes of it.
func (d *Desk) mergeFile(ctx context.Context, c campaign.Campaign, table contactsheet.Table, out *ContactImport) (outbox.Merged, error) {
	merge, err := d.outbox.Merge(ctx, outbox.Target{CampaignID: c.ID, ConnectionID: store.FileConnection}, table.Contacts, func(field string) bool {
		return table.Mapping.Has(field) || field == contactsheet.FieldName && (table.Mapping.Has(contactsheet.FieldFirstName) || table.Mapping.Has(contactsheet.FieldLastName))
	})
	if err != nil {
		return merge, err
	}
	out.Imported, out.Updated, out.Unchanged = merge.Added, merge.Updated, merge.Unchanged
	for _, e := range merge.Held {
		if e.Status == store.EditHeld {
			out.Conflicts++
		}
	}
	return merge, nil
}

// storeContacts merges a list with what is held and stores it as a sync of its own.
func (d *Desk) storeContacts(ctx context.Context, c campaign.Campaign, f ContactFile, table contactsheet.Table, out *ContactImport) (err error) {
	merge, err := d.mergeFile(ctx, c, table, out)
	if err != nil {
		return err
	}
	sheet := provider.Record{Stream: provider.StreamSheet, ID: "file", What: f.Name, At: f.Modified, Group: f.Name, Why: "imported; last changed, as the file says",
		Data: mustMarshal(provider.SheetData{Title: f.Name, HeaderRow: table.Mapping.Row + 1, Columns: table.Mapping.Columns, Headers: table.Mapping.Headers, Rows: table.Rows, ReadOnly: true, Chosen: c.Rule.Columns})}
	y, err := d.store.BeginSync(ctx, c.ID, store.KindSync, "import")
	if err != nil {
		return err
	}
	run, err := d.store.BeginRun(ctx, store.Run{SyncID: y.ID, CampaignID: c.ID, ConnectionID: store.FileConnection, IntegrationType: store.FileConnection, Account: f.Name})
	if err != nil {
		return errors.Join(err, d.store.FinishSync(ctx, y.ID, store.StatusError, ""))
	}
	finish := context.WithoutCancel(ctx)
	defer func() {
		run.Duration, run.Complete, run.Status = d.now().Sub(run.StartedAt), err == nil, store.StatusSuccess
		if err != nil {
			e := apperr.From(err)
			run.Status, run.ErrorCode, run.ErrorMessage = store.StatusError, string(e.Code), e.Message
		}
		err = errors.Join(err, d.store.FinishRun(finish, run))
		message := ""
		if err == nil {
			settled, serr := d.Settle(finish, c, y.ID)
			message, err = settled.Message, serr
		}
		err = errors.Join(err, d.store.FinishSync(finish, y.ID, run.Status, message))
	}()
	records := append(merge.Records, table.Problems...)
	run.RecordsSynced = len(table.Contacts)
	run.RecordsChanged, err = d.store.Commit(ctx, run, store.Batch{Batch: provider.Batch{Records: append(records, sheet), Replace: []string{provider.StreamContactProblems, provider.StreamSheet},
		Progress: provider.Progress{Phase: "rows", Done: table.Rows, Known: table.Rows, Complete: true}}, Edits: merge.Held, Journal: merge.Journal})
	if err != nil {
		return fmt.Errorf("desk: import contacts: %w", err)
	}
	return nil
}
