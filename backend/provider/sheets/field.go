package sheets

import (
	"encoding/json"
	"fmt"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
)

// refusal says why the sheet cannot take a value in field; its State is "" where it can.
func (e *editor) refusal(field, value string) provider.EditResult {
	refused := func(code apperr.Code, message string) provider.EditResult {
		return provider.EditResult{State: provider.EditRefused, Code: code, Message: message}
	}
	switch field {
	case contactsheet.FieldName, contactsheet.FieldRole, contactsheet.FieldOutlet, contactsheet.FieldStatus, contactsheet.FieldStatusDate:
	case contactsheet.FieldAdded:
		if day, ok := contactsheet.Date(value, ""); value != "" && (!ok || day.Format(time.DateOnly) != value) {
			return refused(apperr.Invalid, "The added date must be written as YYYY-MM-DD.")
		}
	default:
		return refused(apperr.Invalid, fmt.Sprintf("The field “%s” is changed in the sheet itself.", field))
	}
	if !e.table.mapping.Has(field) {
		return refused(apperr.SheetShape, fmt.Sprintf("The sheet has no column for %s. Add one with that name.", field))
	}
	if field == contactsheet.FieldName && (e.table.mapping.Has(contactsheet.FieldFirstName) || e.table.mapping.Has(contactsheet.FieldLastName)) {
		return refused(apperr.ReadOnly, "The name stands in two columns. Change it in the sheet.")
	}
	return provider.EditResult{}
}

// find returns the row of a contact.
func (t *table) find(id string) (int, bool) {
	for _, r := range t.rows.Contacts() {
		if r.ID == id {
			return rowNumber(r), true
		}
	}
	return 0, false
}

func rowNumber(r provider.Record) int {
	var data provider.ContactData
	if json.Unmarshal(r.Data, &data) != nil {
		return 0
	}
	return data.Row
}

// fieldOf returns what a contact's record holds of a field.
func fieldOf(r provider.Record, field string) string {
	var data provider.ContactData
	if len(r.Data) > 0 && json.Unmarshal(r.Data, &data) != nil {
		return ""
	}
	switch {
	case r.ID == "": // a row that is no contact: its only text is the cell's
		return r.State
	case field == contactsheet.FieldName:
		return r.What
	case field == contactsheet.FieldRole:
		return data.Role
	case field == contactsheet.FieldOutlet:
		return data.Outlet
	case field == contactsheet.FieldAdded:
		return data.Added
	case field == contactsheet.FieldStatusDate:
		return data.StatusDate
	}
	return r.State
}
