package sheets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"google.golang.org/api/drive/v3"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// maxReads is how often a sheet is read again because somebody changed it meanwhile.
const maxReads = 3

// Sync reads the campaign's contact sheet. Where Drive tells that it did not move since cursor, that is one request in
// all; else the whole sheet is read and its three streams are replaced in one batch. Its errors carry apperr codes:
// NotFound (no such spreadsheet or tab, or in the bin), Forbidden, SheetShape, and the network's.
func (p Provider) Sync(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope, raw provider.Cursor, emit provider.Emit) error {
	rule, held := scope.Campaign.Rule, readCursor(raw)
	if rule.Spreadsheet == "" {
		return forget(held, emit)
	}
	a, err := open(ctx, client, account)
	if err != nil {
		return err
	}
	next := cursor{Spreadsheet: rule.Spreadsheet, Tab: tabOf(rule), Zone: rule.Zone, Columns: chosenOf(rule)}
	var before *drive.File
	if held.driveShut(rule, scope.Now()) {
		next.Shut = held.Shut
	} else if before, err = a.fileIfShown(ctx, rule.Spreadsheet); err != nil {
		return err
	} else if before == nil {
		next.Shut = scope.Now().UTC().Truncate(time.Second)
	}
	if before != nil && held.covers(rule) && held.Version != 0 && held.Version == before.Version && held.ModifiedTime == before.ModifiedTime {
		return emit(provider.Batch{Progress: rowsRead(held.Rows)})
	}
	progress := func(done, known int) error {
		return emit(provider.Batch{Progress: provider.Progress{Phase: "rows", Done: done, Known: known}})
	}
	t, before, settled, err := a.readSettled(ctx, rule, before, progress)
	if err != nil {
		return err
	}
	was, err := heldSheet(ctx, scope)
	if err != nil {
		return err
	}
	return p.hand(rule, t, before, settled, held, next, was, emit)
}

// hand emits what was read.
func (Provider) hand(rule campaign.Rule, t *table, file *drive.File, settled bool, held, next cursor, was provider.SheetData, emit provider.Emit) error {
	records, err := recordsOf(rule, t, file, was)
	if err != nil {
		return err
	}
	next.Rows = t.rows.Rows()
	if file != nil {
		next.Version, next.ModifiedTime = file.Version, file.ModifiedTime
	} else if next.Sum, err = sumOf(records); err != nil {
		return err
	}
	batch := provider.Batch{Progress: rowsRead(next.Rows)}
	batch.Progress.Complete = settled
	if next.Sum == "" || next.Sum != held.Sum || !held.covers(rule) {
		batch.Records = records
		batch.Replace = []string{provider.StreamContacts, provider.StreamContactProblems, provider.StreamSheet}
	} else if next == held {
		return emit(batch)
	}
	if batch.Cursor, err = next.raw(); err != nil {
		return err
	}
	return emit(batch)
}

// readSettled reads the sheet, again where it changed meanwhile: rows that move between two requests could be read twice
// or not at all. file is Drive's word from before, nil where Drive does not answer; the one returned is from before the
// reading that counts. settled is false where it would not hold still: the next sync reads it again.
func (a *api) readSettled(ctx context.Context, rule campaign.Rule, file *drive.File, progress func(done, known int) error) (t *table, before *drive.File, settled bool, err error) {
	sum := ""
	for try := 1; ; try++ {
		if t, err = a.read(ctx, rule, progress); err != nil {
			return nil, nil, false, err
		}
		var after *drive.File
		if file != nil {
			if after, err = a.fileIfShown(ctx, rule.Spreadsheet); err != nil {
				return nil, nil, false, err
			}
			settled = after != nil && after.Version == file.Version && after.ModifiedTime == file.ModifiedTime
		} else {
			// One answer is one moment. Several are compared with a second reading.
			last := sum
			if sum, err = sumOf(slices.Concat(t.rows.Contacts(), t.rows.Problems())); err != nil {
				return nil, nil, false, err
			}
			settled = !t.several || sum == last
		}
		if settled || try == maxReads {
			return t, file, settled, nil
		}
		if after != nil {
			file = after
		}
	}
}

// fileIfShown asks Drive about the file. It returns nil where Drive knows nothing of it for this sign-in (it was not
// picked, or only the permission for spreadsheets was given): Sheets may still read it.
func (a *api) fileIfShown(ctx context.Context, id string) (*drive.File, error) {
	file, err := a.file(ctx, id)
	if err == nil {
		if file.Trashed {
			return nil, apperr.For("sheets", apperr.NotFound, fmt.Sprintf("The spreadsheet “%s” is in the bin. Restore it in Google Drive, or choose another sheet for the campaign.", file.Name), nil)
		}
		return file, nil
	}
	err = translate(err, "drive files.get", a.address)
	switch apperr.CodeOf(err) {
	case apperr.Forbidden, apperr.ScopeMissing, apperr.NotFound:
		return nil, nil
	}
	return nil, err
}

// recordsOf returns the three streams: contacts, problems and the sheet itself.
func recordsOf(rule campaign.Rule, t *table, file *drive.File, was provider.SheetData) ([]provider.Record, error) {
	data := provider.SheetData{
		Title: t.title, Tab: t.tab, HeaderRow: t.mapping.Row + 1, Columns: t.mapping.Columns, Headers: t.mapping.Headers, Rows: t.rows.Rows(), Chosen: rule.Columns,
	}
	data.Agreed, data.Changed = shapeOf(t, rule, was)
	sheet := provider.Record{
		Stream: provider.StreamSheet, ID: rule.Spreadsheet, What: t.title, Group: rule.Spreadsheet,
		Link: rowLink(rule.Spreadsheet, t.gid, t.mapping.Row+1),
		Why:  "Google Drive does not say when this sheet was last changed: pick the sheet when connecting, and it does",
	}
	if file != nil {
		at, err := time.Parse(time.RFC3339, file.ModifiedTime)
		if err != nil {
			return nil, source().BadAnswer("drive files.get", fmt.Errorf("modifiedTime: %w", err))
		}
		sheet.At, sheet.Why = at.UTC(), "last changed, as Google Drive has it"
		data.Version = fmt.Sprint(file.Version)
		data.ReadOnly = file.Capabilities != nil && !file.Capabilities.CanEdit
	}
	var err error
	if sheet.Data, err = json.Marshal(data); err != nil {
		return nil, fmt.Errorf("sheets: sheet record: %w", err)
	}
	records := make([]provider.Record, 0, len(t.rows.Contacts())+len(t.rows.Problems())+1)
	records = append(records, t.rows.Contacts()...)
	records = append(records, t.rows.Problems()...)
	return append(records, sheet), nil
}

// forget closes what was read of a sheet that the campaign does not name any more.
func forget(held cursor, emit provider.Emit) error {
	if held.Spreadsheet == "" {
		return nil
	}
	return emit(provider.Batch{
		Replace:  []string{provider.StreamContacts, provider.StreamContactProblems, provider.StreamSheet},
		Cursor:   provider.Cursor("{}"),
		Progress: rowsRead(0),
	})
}

func rowsRead(rows int) provider.Progress {
	return provider.Progress{Phase: "rows", Done: rows, Known: rows, Complete: true}
}

func sumOf(records []provider.Record) (string, error) {
	raw, err := json.Marshal(records)
	if err != nil {
		return "", fmt.Errorf("sheets: sum: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}
