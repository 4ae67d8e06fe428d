package sheets

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
)

// addAtOnce is how many contacts go into one request.
const addAtOnce = 500

// AddContacts appends contacts below the sheet's table. Cells are written RAW: what looks like a formula stays text.
func (Provider) AddContacts(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope, contacts []provider.NewContact) (provider.Added, error) {
	var done provider.Added
	rule := scope.Campaign.Rule
	a, t, err := openTable(ctx, client, account, rule)
	if err != nil {
		return done, err
	}
	if err := agreed(ctx, scope, t); err != nil {
		return done, err
	}
	there := map[string]bool{}
	for _, r := range t.rows.Contacts() {
		there[strings.ToLower(r.ID)] = true
	}
	var rows [][]any
	var ids []string
	missing := map[string]bool{}
	refuse := func(i int, c provider.NewContact, message string, exists bool) {
		done.Refused = append(done.Refused, provider.RefusedContact{Index: i, Email: c.Email, Message: message, Exists: exists})
	}
	for i, given := range contacts {
		c, id, refusal := checked(given, rule, scope.Now())
		if refusal != "" {
			refuse(i, c, refusal, false)
			continue
		}
		if there[strings.ToLower(id)] {
			refuse(i, c, "Already in the sheet.", true)
			continue
		}
		cells, left := t.cells(c)
		if cells == nil {
			refuse(i, c, "The sheet has no column that this contact would be found by.", false)
			continue
		}
		there[strings.ToLower(id)] = true
		for _, field := range left {
			missing[field] = true
		}
		rows, ids = append(rows, cells), append(ids, id)
	}
	done.NoColumn = slices.Sorted(maps.Keys(missing))
	for len(rows) > 0 {
		n := min(addAtOnce, len(rows))
		if err := a.appendRows(ctx, rule.Spreadsheet, t, rows[:n]); err != nil {
			return done, err
		}
		done.IDs = append(done.IDs, ids[:n]...)
		rows, ids = rows[n:], ids[n:]
	}
	return done, nil
}

// openTable opens the services and reads the campaign's sheet as it is now.
func openTable(ctx context.Context, client *http.Client, account provider.Account, rule campaign.Rule) (*api, *table, error) {
	if rule.Spreadsheet == "" {
		return nil, nil, apperr.For("sheets", apperr.NotFound, "The campaign has no contact sheet. Choose one: `mixdown campaign edit NAME --spreadsheet ADDRESS`.", nil)
	}
	a, err := open(ctx, client, account)
	if err != nil {
		return nil, nil, err
	}
	t, err := a.read(ctx, rule, func(int, int) error { return ctx.Err() })
	if err != nil {
		return nil, nil, err
	}
	return a, t, nil
}

// checked cleans a contact, fills in what is not given and says why it cannot be added, "" where it can.
func checked(c provider.NewContact, rule campaign.Rule, now time.Time) (clean provider.NewContact, id, refusal string) {
	given := contactsheet.Clean(c.Email)
	clean = provider.NewContact{
		Name: contactsheet.Clean(c.Name), Role: contactsheet.Clean(c.Role), Outlet: contactsheet.Clean(c.Outlet),
		Status: cmp.Or(contactsheet.Clean(c.Status), rule.NewMarker, campaign.DefaultNewMarker), Added: contactsheet.Clean(c.Added), Email: given,
	}
	if given != "" {
		email, ok := contactsheet.Email(given)
		if !ok {
			return clean, "", "Not an email address."
		}
		clean.Email = email
	}
	if clean.Added == "" {
		clean.Added = now.In(rule.Location()).Format(time.DateOnly)
	} else if day, ok := contactsheet.Date(clean.Added, ""); ok {
		clean.Added = day.Format(time.DateOnly)
	} else {
		return clean, "", "The added date must be written as YYYY-MM-DD."
	}
	switch {
	case clean.Email != "":
		return clean, clean.Email, ""
	case clean.Name != "":
		return clean, "row:" + clean.Name, ""
	}
	return clean, "", "A contact needs a name or an email."
}

// cells lays a contact out by the sheet's columns, from the first. left names the fields that have no column. It is nil
// where the contact could not be found again: its email, or its name where it has no email, has no column.
func (t *table) cells(c provider.NewContact) (cells []any, left []string) {
	columns := t.mapping.Columns
	values := map[string]string{
		contactsheet.FieldEmail: c.Email, contactsheet.FieldRole: c.Role, contactsheet.FieldOutlet: c.Outlet,
		contactsheet.FieldStatus: c.Status, contactsheet.FieldAdded: c.Added,
		contactsheet.FieldStatusDate: c.Added, // a new contact has its status since that day
	}
	first, last, split := cutName(c.Name)
	switch {
	case t.mapping.Has(contactsheet.FieldFirstName) && t.mapping.Has(contactsheet.FieldLastName):
		values[contactsheet.FieldFirstName], values[contactsheet.FieldLastName] = first, last
		if t.mapping.Has(contactsheet.FieldName) {
			values[contactsheet.FieldName] = c.Name
		}
	case t.mapping.Has(contactsheet.FieldName) && t.mapping.Has(contactsheet.FieldLastName) && split: // Nombre, Apellidos
		values[contactsheet.FieldName], values[contactsheet.FieldLastName] = first, last
	case t.mapping.Has(contactsheet.FieldName) && t.mapping.Has(contactsheet.FieldFirstName) && split: // Vorname, Name
		values[contactsheet.FieldFirstName], values[contactsheet.FieldName] = first, last
	case t.mapping.Has(contactsheet.FieldName):
		values[contactsheet.FieldName] = c.Name
	case t.mapping.Has(contactsheet.FieldLastName):
		values[contactsheet.FieldLastName] = c.Name
	default:
		values[contactsheet.FieldFirstName] = c.Name
	}
	cells = make([]any, t.mapping.Width())
	for field, value := range values {
		column, ok := columns[field]
		switch {
		case ok && value != "":
			cells[column] = value
		case !ok && value != "" && field == contactsheet.FieldEmail:
			return nil, nil
		case !ok && value != "" && field == contactsheet.FieldFirstName:
			if c.Email == "" {
				return nil, nil
			}
			left = append(left, contactsheet.FieldName)
		case !ok && value != "" && (field == contactsheet.FieldRole || field == contactsheet.FieldOutlet):
			left = append(left, field) // a status or a date that was filled in here is no loss
		}
	}
	return cells, left
}

// cutName cuts a name before its last word.
func cutName(name string) (first, last string, ok bool) {
	if i := strings.LastIndexByte(name, ' '); i > 0 {
		return name[:i], name[i+1:], true
	}
	return name, "", false
}
