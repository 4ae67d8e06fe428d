package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets"
	"mixdown/backend/provider/sheets/contactsheet"
	"mixdown/backend/store"
)

// Columns says which column of the contact list holds what. Its JSON is public.
type Columns struct {
	Source    string   `json:"source"` // "sheet" or "file"
	Title     string   `json:"title"`
	Tab       string   `json:"tab"`
	HeaderRow int      `json:"headerRow"` // from 1
	Headers   []string `json:"headers"`   // every header of that row, "" for none
	// Fields is every field that a column can hold, with its column; null where there is none.
	Fields []ColumnField `json:"fields"`
	// Chosen is what the person said: field to header, "" for no column. Empty: all was found by its name.
	Chosen map[string]string `json:"chosen"`
	// Changed is how the columns differ from those that were last agreed on. While it is not empty, nothing is written.
	Changed []provider.ColumnChange `json:"changed"`
	// Said is Changed in words, "" for nothing.
	Said    string `json:"said"`
	Waiting int    `json:"waiting"` // changes of contacts that wait for the answer, or to be sent
}

// ColumnField is a field and its column.
type ColumnField struct {
	Field  string           `json:"field"`
	Column *provider.Column `json:"column"`
}

// Columns returns how the columns of the campaign's list are understood, as last read. Errors: not_connected where there is no
// list, not_found where it was not read yet.
func (d *Desk) Columns(ctx context.Context, c campaign.Campaign) (Columns, error) {
	conn, _, data, err := d.heldList(ctx, c)
	if err != nil {
		return Columns{}, err
	}
	out := Columns{Source: "sheet", Title: data.Title, Tab: data.Tab, HeaderRow: data.HeaderRow, Headers: data.Headers, Fields: []ColumnField{}, Chosen: c.Rule.Columns,
		Changed: data.Changed, Said: sheets.Told(data.Changed)}
	if conn.ID == store.FileConnection {
		out.Source = "file"
	}
	if out.Chosen == nil {
		out.Chosen = map[string]string{}
	}
	if out.Changed == nil {
		out.Changed = []provider.ColumnChange{}
	}
	out.Fields = fieldsOf(data)
	list, err := d.store.Edits(ctx, store.EditFilter{CampaignID: c.ID, ConnectionID: conn.ID, Statuses: []string{store.EditPending, store.EditSending}})
	out.Waiting = len(list)
	return out, err
}

func fieldsOf(data provider.SheetData) []ColumnField {
	out := []ColumnField{}
	for _, field := range contactsheet.Fields() {
		f := ColumnField{Field: field}
		if i, ok := data.Columns[field]; ok && i < len(data.Headers) {
			f.Column = &provider.Column{Index: i, Header: data.Headers[i]}
		}
		out = append(out, f)
	}
	return out
}

// heldList returns the connection of the campaign's list, and what is held of that list itself.
func (d *Desk) heldList(ctx context.Context, c campaign.Campaign) (store.Connection, provider.Record, provider.SheetData, error) {
	conn, err := d.listFor(ctx, c)
	if err != nil {
		return conn, provider.Record{}, provider.SheetData{}, err
	}
	rec, data, err := d.heldSheet(ctx, c, conn.ID)
	return conn, rec, data, err
}

// heldSheet returns what is held of a list itself.
func (d *Desk) heldSheet(ctx context.Context, c campaign.Campaign, connectionID string) (rec provider.Record, data provider.SheetData, err error) {
	found := false
	err = d.store.Evidence(ctx, c.ID, connectionID, provider.StreamSheet, 0, func(r provider.Record) error {
		var err error
		rec, found = r, true
		data, err = decode[provider.SheetData](r)
		return err
	})
	if err == nil && !found {
		err = apperr.For(metric.Sheets, apperr.NotFound, "The sheet was not read yet. Run `mixdown sync --only sheets` or press Sync now first.", nil)
	}
	return rec, data, err
}

// columnsQuestion says that the columns of the campaign's sheet changed and wait for an answer, "" where they do not.
func (d *Desk) columnsQuestion(ctx context.Context, c campaign.Campaign) (string, error) {
	out, err := d.Columns(ctx, c)
	switch code := apperr.CodeOf(err); {
	case code == apperr.NotFound || code == apperr.NotConnected:
		return "", nil
	case err != nil || out.Said == "":
		return "", err
	}
	return out.Said, nil
}

// ConfirmColumns agrees on the columns as they are now: what waits is sent from then on.
func (d *Desk) ConfirmColumns(ctx context.Context, c campaign.Campaign) (Columns, error) {
	conn, rec, data, err := d.heldList(ctx, c)
	if err != nil {
		return Columns{}, err
	}
	if len(data.Changed) > 0 {
		data.Changed, data.Agreed = nil, map[string]provider.Column{}
		for field, i := range data.Columns {
			data.Agreed[field] = provider.Column{Index: i, Header: data.Headers[i]}
		}
		rec.Data = mustMarshal(data)
		if _, _, err := d.store.ChangeContacts(ctx, store.Change{CampaignID: c.ID, ConnectionID: conn.ID, What: "columns agreed on", Records: []provider.Record{rec}}); err != nil {
			return Columns{}, err
		}
		d.sendWaiting(ctx, c, conn)
	}
	return d.Columns(ctx, c)
}

// ChooseColumns says which column holds a field, by its header; "" for no column, and fields that are not named are found by
// their names, as all are where chosen is empty. It is kept with the campaign, and the list is read anew.
func (d *Desk) ChooseColumns(ctx context.Context, c campaign.Campaign, chosen map[string]string) (Columns, error) {
	conn, _, data, err := d.heldList(ctx, c)
	if err != nil {
		return Columns{}, err
	}
	if err = validColumns(chosen, data.Headers); err != nil && conn.ID != store.FileConnection { // the column may be new
		if err := d.readList(ctx, c, conn); err != nil {
			return Columns{}, err
		}
		if _, data, err = d.heldSheet(ctx, c, conn.ID); err == nil {
			err = validColumns(chosen, data.Headers)
		}
	}
	if err != nil {
		return Columns{}, err
	}
	if c, err = d.SaveCampaign(ctx, Draft{ID: c.ID, Columns: &chosen}); err != nil {
		return Columns{}, err
	}
	if conn.ID != store.FileConnection {
		if err := d.readList(ctx, c, conn); err != nil {
			return Columns{}, err
		}
		d.sendWaiting(ctx, c, conn)
	}
	return d.Columns(ctx, c)
}

// sendWaiting sends what waited for an answer. What cannot be sent now is sent with the next sync, and says why.
func (d *Desk) sendWaiting(ctx context.Context, c campaign.Campaign, conn store.Connection) {
	if conn.ID == store.FileConnection {
		return
	}
	if err := d.sendNow(ctx, c, conn.ID); err != nil {
		d.log.Warn("changes not sent after the columns were agreed on", "code", apperr.CodeOf(err))
	}
}

// validColumns refuses fields and headers that there are not, a header twice, and a list without anybody's name or address.
func validColumns(chosen map[string]string, headers []string) error {
	used := map[string]string{}
	nobody := 0
	for field, header := range chosen {
		if !slices.Contains(contactsheet.Fields(), field) {
			return invalid("“" + contactsheet.Clean(field) + "” is no field of a contact. There are: " + strings.Join(contactsheet.Fields(), ", ") + ".")
		}
		if header == "" {
			if field == contactsheet.FieldEmail || field == contactsheet.FieldName || field == contactsheet.FieldFirstName || field == contactsheet.FieldLastName {
				nobody++
			}
			continue
		}
		key := contactsheet.Fold(header)
		if !slices.ContainsFunc(headers, func(h string) bool { return contactsheet.Fold(h) == key }) {
			return invalid(fmt.Sprintf("There is no column “%s”. The header line has: %s.", contactsheet.Clean(header), strings.Join(slices.DeleteFunc(slices.Clone(headers), func(h string) bool { return h == "" }), ", ")))
		}
		if other, twice := used[key]; twice {
			return invalid(fmt.Sprintf("The column “%s” cannot hold both %s and %s.", contactsheet.Clean(header), min(field, other), max(field, other)))
		}
		used[key] = field
	}
	if nobody == 4 {
		return invalid("A list needs a column for a name or an email.")
	}
	return nil
}
