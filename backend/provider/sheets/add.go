package sheets

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"google.golang.org/api/sheets/v4"

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

var cornerForm = regexp.MustCompile(`!\$?([A-Z]{1,3})\$?([0-9]{1,8})`)

// appendRows appends rows to the table. Google begins to write at the table's own first column, which it finds by itself:
// where that is another one than expected, the new rows are written once more, each cell to its place.
func (a *api) appendRows(ctx context.Context, id string, t *table, rows [][]any) error {
	start := t.firstColumn()
	width := t.mapping.Width()
	cut := make([][]any, len(rows))
	for i, cells := range rows {
		cut[i] = cells[start:]
	}
	answer, err := a.sheets.Spreadsheets.Values.Append(id, a1(t.tab, start+1, t.mapping.Row+1, width, max(t.last, t.mapping.Row+1)),
		&sheets.ValueRange{MajorDimension: "ROWS", Values: cut}).
		ValueInputOption("RAW").InsertDataOption("INSERT_ROWS").Context(ctx).Fields("updates(updatedRange,updatedRows)").Do()
	if err != nil {
		return translateWrite(err, "values.append", a.address)
	}
	if answer.Updates == nil {
		return badAnswer("values.append", fmt.Errorf("no updates"))
	}
	m := cornerForm.FindStringSubmatch(answer.Updates.UpdatedRange)
	if m == nil {
		return badAnswer("values.append", fmt.Errorf("range %q", answer.Updates.UpdatedRange))
	}
	column, row := columnOf(m[1]), rowOf(m[2])
	t.last = max(t.last, row+len(rows)-1)
	if column == start+1 {
		return nil
	}
	whole := make([][]any, len(rows))
	for i, cells := range rows {
		whole[i] = make([]any, max(width, column-1+width-start))
		for j := range whole[i] {
			whole[i][j] = ""
			if j < len(cells) && cells[j] != nil {
				whole[i][j] = cells[j]
			}
		}
	}
	return a.update(ctx, id, a1(t.tab, 1, row, len(whole[0]), row+len(rows)-1), whole)
}

// firstColumn is where the table begins, from 0: left of the first mapped column as far as there are headers.
func (t *table) firstColumn() int {
	first := len(t.mapping.Headers)
	for _, c := range t.mapping.Columns {
		first = min(first, c)
	}
	for first > 0 && t.mapping.Headers[first-1] != "" {
		first--
	}
	return first
}

// update writes cells RAW. A nil cell is left as it is, an empty string clears one.
func (a *api) update(ctx context.Context, id, where string, rows [][]any) error {
	_, err := a.sheets.Spreadsheets.Values.Update(id, where, &sheets.ValueRange{MajorDimension: "ROWS", Values: rows}).
		ValueInputOption("RAW").Context(ctx).Fields("updatedRange").Do()
	return translateWrite(err, "values.update", a.address)
}

// translateWrite is translate for a write: who may read and not write is told so.
func translateWrite(err error, call, address string) error {
	err = translate(err, call, address)
	if err != nil && apperr.CodeOf(err) == apperr.Forbidden {
		return apperr.For("sheets", apperr.ReadOnly, "You may read this spreadsheet and not change it. Ask its owner for the right to edit; until then the change waits here.", err)
	}
	return err
}
