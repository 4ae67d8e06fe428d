package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"mixdown/backend/provider"
)

// StreamContactEdits holds, under the connection that they are for, the changes of contacts that wait to be sent: id is
// the contact's, data is PendingContact. It is evidence like any other, so that every face at every moment shows the same.
const StreamContactEdits = "contact_edits"

// FileConnection is the connection id of contacts that were imported from a file.
const FileConnection = "file"

// PendingContact is what waits to be sent of one contact.
type PendingContact struct {
	Fields map[string]string    `json:"fields,omitempty"`
	New    *provider.NewContact `json:"new,omitempty"` // to be added
}

// waits is said of a contact that shows what is not sent yet.
const waits = "your change waits to be sent"

// Apply returns the contact as it will be. r is the zero Record where the list does not have it; ok is then false unless
// it is to be added.
func (p PendingContact) Apply(id string, r provider.Record) (_ provider.Record, ok bool) {
	var data provider.ContactData
	if r.ID != "" {
		if len(r.Data) > 0 && json.Unmarshal(r.Data, &data) != nil {
			return r, true
		}
		r.Why += "; " + waits
	} else if p.New != nil {
		r = NewContactRecord(id, *p.New, "added here; "+waits)
		data = provider.ContactData{Role: p.New.Role, Outlet: p.New.Outlet, Added: p.New.Added}
	} else {
		return r, false
	}
	for _, field := range slices.Sorted(maps.Keys(p.Fields)) {
		setField(&r, &data, field, p.Fields[field])
	}
	r.Data = mustContactData(data)
	return r, true
}

// NewContactRecord is the record of a contact that was added here and not read back yet.
func NewContactRecord(id string, c provider.NewContact, why string) provider.Record {
	return provider.Record{Stream: provider.StreamContacts, ID: id, Who: c.Email, What: c.Name, State: c.Status, Why: why,
		Data: mustContactData(provider.ContactData{Role: c.Role, Outlet: c.Outlet, Added: c.Added})}
}

// WithField returns a contact's record with one field changed.
func WithField(r provider.Record, field, value string) provider.Record {
	var data provider.ContactData
	if len(r.Data) > 0 && json.Unmarshal(r.Data, &data) != nil {
		return r
	}
	setField(&r, &data, field, value)
	r.Data = mustContactData(data)
	return r
}

func setField(r *provider.Record, data *provider.ContactData, field, value string) {
	switch field {
	case "name":
		r.What = value
	case "status":
		r.State = value
	case "role":
		data.Role = value
	case "outlet":
		data.Outlet = value
	case "added":
		data.Added = value
	case "status_date":
		data.StatusDate = value
	}
}

// ContactFields returns the fields of a contact's record that can be changed; the day of the status changes with it alone.
func ContactFields(r provider.Record) map[string]string {
	var data provider.ContactData
	if len(r.Data) > 0 {
		_ = json.Unmarshal(r.Data, &data) // damaged data has no fields
	}
	return map[string]string{"name": r.What, "status": r.State, "role": data.Role, "outlet": data.Outlet, "added": data.Added, "status_date": data.StatusDate}
}

func mustContactData(d provider.ContactData) json.RawMessage {
	raw, err := json.Marshal(d)
	if err != nil {
		panic(err) // strings and an int always marshal
	}
	return raw
}

// contactIndex keeps contacts_now and its text index in step with the evidence of one connection and campaign, in the
// transaction that writes it. A row keeps its rid while the contact lives: a row that only moves costs no new text.
type contactIndex struct {
	run                                                Run
	pending                                            map[string]PendingContact
	held, find, insert, update, remove, write, unwrite *sql.Stmt
	shown                                              map[string]shownContact // nil: asked for one by one
}

// shownContact is where a contact stands in contacts_now, with its words.
type shownContact struct {
	rid  int64
	text string
}

// recall reads where all contacts stand: one query in the place of one a contact, for a list that is replaced.
func (x *contactIndex) recall(ctx context.Context, tx *sql.Tx) error {
	x.shown = map[string]shownContact{}
	return queryRows(ctx, tx, func(r *sql.Rows) error {
		var id string
		var c shownContact
		if err := r.Scan(&id, &c.rid, &c.text); err != nil {
			return fmt.Errorf("store: contacts: %w", err)
		}
		x.shown[id] = c
		return nil
	}, "SELECT id, rid, text FROM contacts_now WHERE campaign_id = ? AND connection_id = ?", x.run.CampaignID, x.run.ConnectionID)
}

// lookUp returns where a contact stands.
func (x *contactIndex) lookUp(ctx context.Context, id string) (c shownContact, found bool, err error) {
	if x.shown != nil {
		c, found = x.shown[id]
		return c, found, nil
	}
	err = x.find.QueryRowContext(ctx, x.run.CampaignID, x.run.ConnectionID, id).Scan(&c.rid, &c.text)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, err
}

func newContactIndex(ctx context.Context, tx *sql.Tx, run Run) (*contactIndex, error) {
	x := &contactIndex{run: run}
	for _, p := range []struct {
		stmt  **sql.Stmt
		query string
	}{
		{&x.held, "SELECT " + evidenceColumns + " FROM evidence WHERE campaign_id = ? AND connection_id = ? AND stream = 'contacts' AND external_id = ? AND until_run IS NULL"},
		{&x.find, "SELECT rid, text FROM contacts_now WHERE campaign_id = ? AND connection_id = ? AND id = ?"},
		{&x.insert, "INSERT INTO contacts_now (name, email, role, status, outlet, added, status_date, row, link, pending, text, campaign_id, connection_id, id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"},
		{&x.update, "UPDATE contacts_now SET name = ?, email = ?, role = ?, status = ?, outlet = ?, added = ?, status_date = ?, row = ?, link = ?, pending = ?, text = ? WHERE rid = ?"},
		{&x.remove, "DELETE FROM contacts_now WHERE rid = ?"},
		{&x.write, "INSERT INTO contacts_fts (rowid, text) VALUES (?, ?)"},
		{&x.unwrite, "DELETE FROM contacts_fts WHERE rowid = ?"},
	} {
		var err error
		if *p.stmt, err = tx.PrepareContext(ctx, p.query); err != nil {
			x.close()
			return nil, fmt.Errorf("store: prepare: %w", err)
		}
	}
	var err error
	if x.pending, err = pendingContacts(ctx, tx, run.CampaignID, run.ConnectionID); err != nil {
		x.close()
		return nil, err
	}
	return x, nil
}

func (x *contactIndex) close() {
	for _, st := range []*sql.Stmt{x.held, x.find, x.insert, x.update, x.remove, x.write, x.unwrite} {
		if st != nil {
			_ = st.Close()
		}
	}
}

// pendingContacts reads the current contact_edits of one connection.
func pendingContacts(ctx context.Context, q querier, campaignID, connectionID string) (map[string]PendingContact, error) {
	list := map[string]PendingContact{}
	err := queryRows(ctx, q, func(r *sql.Rows) error {
		rec, err := scanRecord(r)
		if err != nil {
			return fmt.Errorf("store: contact edits: %w", err)
		}
		var p PendingContact
		if err := json.Unmarshal(rec.Data, &p); err != nil {
			return fmt.Errorf("store: contact edits: %w", err)
		}
		list[rec.ID] = p
		return nil
	}, "SELECT "+evidenceColumns+" FROM evidence WHERE campaign_id = ? AND connection_id = ? AND stream = ? AND until_run IS NULL", campaignID, connectionID, StreamContactEdits)
	return list, err
}

// note takes over a record of contacts or contact_edits that was just written; a gone one has only its stream and id.
func (x *contactIndex) note(ctx context.Context, r *provider.Record) error {
	contact := *r
	switch {
	case r.Stream == StreamContactEdits:
		delete(x.pending, r.ID)
		if !r.Gone {
			var p PendingContact
			if err := json.Unmarshal(r.Data, &p); err != nil {
				return fmt.Errorf("store: contact edits: %w", err)
			}
			x.pending[r.ID] = p
		}
		var err error
		contact, err = scanRecord(x.held.QueryRowContext(ctx, x.run.CampaignID, x.run.ConnectionID, r.ID))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	case r.Gone:
		contact = provider.Record{}
	}
	p, pending := x.pending[r.ID]
	ok := contact.ID != ""
	if pending {
		contact, ok = p.Apply(r.ID, contact)
	}
	return x.put(ctx, r.ID, contact, ok, pending)
}

// put writes what is shown of a contact; keep is false where it is not there any more.
func (x *contactIndex) put(ctx context.Context, id string, r provider.Record, keep, pending bool) error {
	was, found, err := x.lookUp(ctx, id)
	if err != nil {
		return err
	}
	rid := was.rid
	if !keep {
		if !found {
			return nil
		}
		delete(x.shown, id)
		if _, err := x.unwrite.ExecContext(ctx, rid); err != nil {
			return err
		}
		_, err := x.remove.ExecContext(ctx, rid)
		return err
	}
	var data provider.ContactData
	if len(r.Data) > 0 {
		if err := json.Unmarshal(r.Data, &data); err != nil {
			return fmt.Errorf("store: contact: %w", err)
		}
	}
	text := FoldText(strings.Join([]string{r.What, r.Who, data.Role, r.State, data.Outlet, data.Added}, "\n"))
	cells := []any{r.What, r.Who, data.Role, r.State, data.Outlet, data.Added, data.StatusDate, data.Row, r.Link, pending, text}
	if found {
		if _, err := x.update.ExecContext(ctx, append(cells, rid)...); err != nil || was.text == text {
			return err
		}
		if _, err := x.unwrite.ExecContext(ctx, rid); err != nil {
			return err
		}
	} else {
		res, err := x.insert.ExecContext(ctx, append(cells, x.run.CampaignID, x.run.ConnectionID, id)...)
		if err != nil {
			return err
		}
		if rid, err = res.LastInsertId(); err != nil {
			return err
		}
	}
	if x.shown != nil {
		x.shown[id] = shownContact{rid, text}
	}
	_, err = x.write.ExecContext(ctx, rid, text)
	return err
}

// FoldText is how contacts are searched: any case, one form of every letter.
func FoldText(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return cases.Fold().String(norm.NFKC.String(s))
		}
	}
	return strings.ToLower(s) // what folding does to plain letters
}
