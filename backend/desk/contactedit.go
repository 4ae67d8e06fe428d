package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

// sendWait is how long a person waits for a change to be sent, another sync of the same list and a network that does not
// answer included. Then it is left to the next sync.
const sendWait = 15 * time.Second

// StatusAnswer is what came of a change. Its JSON is public.
type StatusAnswer struct {
	Success  bool      `json:"success"`
	Message  string    `json:"message"`
	Pending  bool      `json:"pending"`            // it waits to be sent
	Conflict *Conflict `json:"conflict,omitempty"` // the cell changed there too
	Kept     string    `json:"kept,omitempty"`     // what the sheet has and keeps in place of the change
	Undo     string    `json:"undo,omitempty"`     // the token to give to Desk.Undo
}

// newOutbox wires the outbox to the desk's store and settings.
func (d *Desk) newOutbox() *outbox.Outbox {
	return outbox.New(outbox.Config{Store: d.store, Log: d.log, Now: d.now, Strategy: func(ctx context.Context, field string) (string, error) {
		s, err := d.Settings(ctx)
		return s.strategy(field), err
	}})
}

// deliveries lets the tracker send what waits, before it reads.
type deliveries struct{ d *Desk }

func (x deliveries) Send(ctx context.Context, conn store.Connection, p provider.Provider, client *http.Client, scope provider.Scope, runID int64) error {
	w, ok := p.(provider.Writer)
	if !ok {
		return nil
	}
	_, err := x.d.outbox.Send(ctx, outbox.Delivery{ConnectionID: conn.ID, CampaignID: scope.Campaign.ID, Writer: w, Client: client,
		Account: conn.ServiceAccount(), Scope: scope, RunID: runID})
	return err
}

func (x deliveries) Read(ctx context.Context, conn store.Connection, campaignID string, runID int64) error {
	return x.d.outbox.Read(ctx, outbox.Target{CampaignID: campaignID, ConnectionID: conn.ID}, runID)
}

// SetStatus changes the status of a contact. The change is stored first and tried at once; offline it waits. Errors:
// not_found for an unknown contact, not_connected, needs_sign_in, sheet_shape where the sheet has no column for it,
// read_only; after the last three the change waits all the same.
func (d *Desk) SetStatus(ctx context.Context, c campaign.Campaign, email, status string) (StatusAnswer, error) {
	return d.SetField(ctx, c, email, contactsheet.FieldStatus, status)
}

// SetField is SetStatus for any field that can be changed: name, role, outlet, status or added.
func (d *Desk) SetField(ctx context.Context, c campaign.Campaign, email, field, value string) (StatusAnswer, error) {
	if utf8.RuneCountInString(strings.TrimSpace(value)) > contactsheet.MaxText {
		return StatusAnswer{}, invalid(fmt.Sprintf("That is too long for a %s: %d characters are enough.", field, contactsheet.MaxText))
	}
	if !slices.Contains(contactFields(), field) {
		return StatusAnswer{}, invalid("A contact's " + field + " is changed in the sheet itself.")
	}
	value = contactsheet.Clean(value)
	row, err := d.contact(ctx, c, email)
	if err != nil {
		return StatusAnswer{}, err
	}
	if err := d.hasColumn(ctx, c, row.ConnectionID, field); err != nil {
		return StatusAnswer{}, err
	}
	target := outbox.Target{CampaignID: c.ID, ConnectionID: row.ConnectionID}
	wish := outbox.Wish{Contact: row.ID, Field: field, Value: value}
	if field == contactsheet.FieldStatus {
		if wish.Day, err = d.statusDay(ctx, c, row.ConnectionID); err != nil {
			return StatusAnswer{}, err
		}
	}
	list, syncID, err := d.outbox.Edit(ctx, target, wish)
	if err != nil {
		return StatusAnswer{}, err
	}
	return d.after(ctx, c, list[0], syncID, "Updated "+nameOf(row)+" "+field+" to "+cmp.Or(value, "(blank)"))
}

// statusDay is the day that a status gets that is changed now, "" where the list has no column for it.
func (d *Desk) statusDay(ctx context.Context, c campaign.Campaign, connectionID string) (string, error) {
	_, data, err := d.heldSheet(ctx, c, connectionID)
	if err != nil && !isNotFound(err) {
		return "", err
	}
	if !has(data.Columns, contactsheet.FieldStatusDate) {
		return "", nil
	}
	return d.now().In(c.Rule.Location()).Format(time.DateOnly), nil
}

func contactFields() []string {
	return []string{contactsheet.FieldName, contactsheet.FieldRole, contactsheet.FieldOutlet, contactsheet.FieldStatus, contactsheet.FieldAdded}
}

func nameOf(row store.ContactRow) string {
	if row.Email != "" {
		return row.Email
	}
	return row.Name
}

// contact finds a contact by its email (or "row:NAME"). One that is not held is looked for in the list itself.
func (d *Desk) contact(ctx context.Context, c campaign.Campaign, email string) (store.ContactRow, error) {
	email = strings.TrimSpace(email)
	ev, err := d.evidence(ctx, c, 0)
	if err != nil {
		return store.ContactRow{}, err
	}
	if email != "" {
		row, found, err := d.store.ContactBy(ctx, c.ID, ev.without, email)
		if found || err != nil {
			return row, err
		}
	}
	conn, err := d.listFor(ctx, c)
	if err != nil {
		return store.ContactRow{}, err
	}
	if email != "" && conn.ID != store.FileConnection {
		if err := d.readList(ctx, c, conn); err != nil {
			return store.ContactRow{}, err
		}
		row, found, err := d.store.ContactBy(ctx, c.ID, ev.without, email)
		if found || err != nil {
			return row, err
		}
	}
	return store.ContactRow{}, apperr.New(apperr.NotFound, "There is no contact with the address “"+contactsheet.Clean(email)+"”. `mixdown contacts search` finds those there are; `mixdown contacts add` adds one.", nil)
}

// readList reads a list anew; where it was read before, a failure only means that what is held is all that is known.
func (d *Desk) readList(ctx context.Context, c campaign.Campaign, conn store.Connection) error {
	known, err := d.store.Cursor(ctx, conn.ID, c.ID)
	if err != nil {
		return err
	}
	res, err := d.syncList(ctx, c, conn)
	if err != nil {
		return err
	}
	if run := res.Runs[0]; run.Error != nil && (!known.Known || run.Error.Code == apperr.NeedsSignIn) {
		return apperr.For(run.Provider, run.Error.Code, run.Error.Message, nil)
	}
	return nil
}

// syncList is a sync of one list: what waits is sent, then it is read.
func (d *Desk) syncList(ctx context.Context, c campaign.Campaign, conn store.Connection) (tracker.Result, error) {
	ctx, done := d.live.begin(ctx)
	defer done()
	res, err := d.tracker.Sync(ctx, tracker.Request{Campaign: c, Connections: []string{conn.ID}, Trigger: "contacts"})
	return res, d.flush(err)
}

// listFor returns the connection that holds the campaign's contacts: a connected list, or the imported file.
func (d *Desk) listFor(ctx context.Context, c campaign.Campaign) (store.Connection, error) {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return store.Connection{}, err
	}
	for _, conn := range conns {
		if _, _, ok := d.writer(c, conn); ok {
			return conn, nil
		}
	}
	imported := false
	err = d.store.Evidence(ctx, c.ID, store.FileConnection, provider.StreamSheet, 0, func(provider.Record) error { imported = true; return nil })
	if err != nil {
		return store.Connection{}, err
	}
	if imported {
		return store.Connection{ID: store.FileConnection}, nil
	}
	if c.Rule.Spreadsheet == "" {
		return store.Connection{}, apperr.For(metric.Sheets, apperr.NotConnected, "This campaign has no contact list yet: choose a sheet with `mixdown campaign edit NAME --spreadsheet ADDRESS`, or import one with `mixdown contacts import FILE`.", nil)
	}
	return store.Connection{}, apperr.For(metric.Sheets, apperr.NotConnected, "Google Sheets is not connected. Connect it with `mixdown connect sheets` or under Connections.", nil)
}

// hasColumn refuses a field that the list has no column for; the list is read again before, it may have one since.
func (d *Desk) hasColumn(ctx context.Context, c campaign.Campaign, connectionID, field string) error {
	for try := 0; ; try++ {
		columns, known := map[string]int(nil), false
		err := d.store.Evidence(ctx, c.ID, connectionID, provider.StreamSheet, 0, func(r provider.Record) error {
			data, err := decode[provider.SheetData](r)
			columns, known = data.Columns, true
			return err
		})
		if err != nil {
			return err
		}
		if _, ok := columns[field]; ok || !known || connectionID == store.FileConnection {
			return nil
		}
		if field == contactsheet.FieldName && (has(columns, contactsheet.FieldFirstName) || has(columns, contactsheet.FieldLastName)) {
			return apperr.For(metric.Sheets, apperr.ReadOnly, "The name stands in two columns. Change it in the sheet.", nil)
		}
		if try > 0 {
			return apperr.For(metric.Sheets, apperr.SheetShape, fmt.Sprintf("The sheet has no column for %s. Add one with that name, then try again; nothing was changed.", field), nil)
		}
		conn, err := d.listFor(ctx, c)
		if err != nil {
			return err
		}
		if err := d.readList(ctx, c, conn); err != nil {
			return err
		}
	}
}

func has(columns map[string]int, field string) bool { _, ok := columns[field]; return ok }

// after tries to send an edit that was just stored, works the numbers out again and says what came of it.
func (d *Desk) after(ctx context.Context, c campaign.Campaign, e store.Edit, syncID int64, message string) (StatusAnswer, error) {
	sendErr := error(nil)
	if e.Status == store.EditPending {
		if sendErr = d.sendNow(ctx, c, e.ConnectionID); sendErr != nil {
			d.log.Warn("change not sent", "code", apperr.CodeOf(sendErr), "cause", sendErr.Error())
		}
		if isNeedsRead(e) {
			if conn, err := d.listFor(ctx, c); err == nil && sendErr == nil && conn.ID == e.ConnectionID {
				_, sendErr = d.syncList(ctx, c, conn)
			}
		}
	}
	if err := d.resettle(ctx, c, syncID); err != nil {
		return StatusAnswer{}, err
	}
	list, err := d.store.Edits(ctx, store.EditFilter{ID: e.ID})
	if err != nil || len(list) == 0 {
		return StatusAnswer{}, errors.Join(err, sendErr)
	}
	return d.answerOf(list[0], sendErr, message)
}

// isNeedsRead reports whether the list must be read to know what came of an edit: a new row has no place before.
func isNeedsRead(e store.Edit) bool { return e.Kind == store.EditAdd }

// answerOf says what an edit came to.
func (d *Desk) answerOf(e store.Edit, sendErr error, message string) (StatusAnswer, error) {
	out := StatusAnswer{Success: true, Message: message, Undo: e.ID}
	switch e.Status {
	case store.EditHeld:
		conflict := conflictOf(e)
		out.Success, out.Conflict = false, &conflict
		out.Message = fmt.Sprintf("The sheet changed meanwhile: it says “%s” now. Your “%s” is kept as a conflict; decide it with `mixdown contacts resolve %s mine|theirs`.", e.Theirs, e.Value, e.ID)
		if e.Gone {
			out.Message = fmt.Sprintf("The contact is not in the sheet any more. Your “%s” is kept as a conflict; decide it with `mixdown contacts resolve %s mine|theirs`.", e.Value, e.ID)
		}
	case store.EditRefused:
		return out, apperr.For(metric.Sheets, e.Code, e.Message, nil)
	case store.EditPending, store.EditSending:
		out.Pending = true
		if err := stops(e, sendErr); err != nil {
			return out, err
		}
		out.Message += ". It waits here and is sent with the next sync."
	case store.EditDone:
		if e.Value != e.Theirs && e.Theirs != "" && e.Rule != "" && e.Kind == store.EditCell && e.ConnectionID != store.FileConnection {
			out.Kept = e.Theirs
			out.Message = fmt.Sprintf("The sheet changed meanwhile and keeps its “%s” (%s). The journal has yours.", e.Theirs, e.Rule)
		}
	}
	return out, nil
}

// stops returns the error that the person must know of because waiting alone does not help; nil where it does.
func stops(e store.Edit, sendErr error) error {
	code, message := e.Code, e.Message
	if sendErr != nil && code == "" {
		known := apperr.From(sendErr)
		code, message = known.Code, known.Message
	}
	switch code {
	case "", apperr.Offline, apperr.ServiceDown, apperr.RateLimited, apperr.QuotaSpent, apperr.BadAnswer, apperr.Busy, apperr.Canceled, apperr.Conflict, apperr.DatabaseBusy:
		return nil
	}
	if !strings.Contains(message, "waits") {
		message = strings.TrimSuffix(message, ".") + ". The change waits here until then."
	}
	return apperr.For(metric.Sheets, code, message, sendErr)
}

// sendNow sends what waits for a list, unless a sync of it goes on for long: that sends it too.
func (d *Desk) sendNow(ctx context.Context, c campaign.Campaign, connectionID string) error {
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(conns, func(x store.Connection) bool { return x.ID == connectionID })
	if i < 0 {
		return apperr.For(metric.Sheets, apperr.NotConnected, "Google Sheets is not connected any more. Connect it with `mixdown connect sheets`.", nil)
	}
	conn := conns[i]
	p, w, ok := d.writer(c, conn)
	if !ok {
		return apperr.For(metric.Sheets, apperr.NotConnected, "The campaign names another list now.", nil)
	}
	if conn.Status == "needs_sign_in" {
		return apperr.For(p.Info().Name, apperr.NeedsSignIn, "The sign-in to "+p.Info().Title+" has ended. Sign in again with `mixdown connect "+p.Info().Name+"` or under Connections. The change waits here until then.", nil)
	}
	waiting, cancel := context.WithTimeout(ctx, sendWait)
	defer cancel()
	release, err := d.store.Lock(waiting, store.RunLock(conn.ID))
	if err != nil {
		return err
	}
	defer release()
	client, _, err := d.Client(ctx, conn, p.Info(), 0)
	if err != nil {
		return err
	}
	scope := provider.Scope{Campaign: c, Now: d.now, Held: d.store.Held(conn.ID, c.ID)}
	_, err = d.outbox.Send(waiting, outbox.Delivery{ConnectionID: conn.ID, CampaignID: c.ID, Writer: w, Client: client,
		Account: conn.ServiceAccount(), Scope: scope})
	return d.flush(d.noteSignIn(ctx, conn, err))
}

// resettle works the numbers out again after a change by the person.
func (d *Desk) resettle(ctx context.Context, c campaign.Campaign, syncID int64) error {
	if syncID == 0 {
		return nil
	}
	a, err := d.answer(ctx, c, moment{})
	if err != nil {
		return err
	}
	_, err = d.keep(ctx, c, syncID, a)
	return err
}
