package sheets

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"encoding/json"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets/contactsheet"
)

// heldSheet returns what is stored of the sheet; its HeaderRow is 0 where nothing is.
func heldSheet(ctx context.Context, scope provider.Scope) (data provider.SheetData, err error) {
	if scope.Held == nil {
		return data, nil
	}
	err = scope.Held.Records(ctx, provider.StreamSheet, nil, func(r provider.Record) error {
		if r.ID != scope.Campaign.Rule.Spreadsheet {
			return nil
		}
		return json.Unmarshal(r.Data, &data)
	})
	if err != nil {
		return data, fmt.Errorf("sheets: held sheet: %w", err)
	}
	return data, nil
}

// columnsOf returns where each field stands.
func columnsOf(m contactsheet.Mapping) map[string]provider.Column {
	columns := map[string]provider.Column{}
	for field, i := range m.Columns {
		columns[field] = provider.Column{Index: i, Header: m.Headers[i]}
	}
	return columns
}

// shapeOf compares the columns with those that were last agreed on. What the person says of the columns, another tab and a
// first reading are agreed on by themselves; a column for a field that had none takes nothing from anybody.
func shapeOf(t *table, rule campaign.Rule, held provider.SheetData) (agreed map[string]provider.Column, changed []provider.ColumnChange) {
	now := columnsOf(t.mapping)
	if held.HeaderRow == 0 || held.Tab != t.tab || !maps.Equal(held.Chosen, rule.Columns) && len(held.Chosen)+len(rule.Columns) > 0 {
		return now, nil
	}
	agreed = maps.Clone(held.Agreed)
	if agreed == nil { // read by a version that kept no agreement
		agreed = map[string]provider.Column{}
		for field, i := range held.Columns {
			if i < len(held.Headers) {
				agreed[field] = provider.Column{Index: i, Header: held.Headers[i]}
			}
		}
	}
	for _, field := range slices.Sorted(maps.Keys(agreed)) {
		was := agreed[field]
		is, there := now[field]
		switch {
		case !there:
			changed = append(changed, provider.ColumnChange{Field: field, Was: was})
		case is != was:
			changed = append(changed, provider.ColumnChange{Field: field, Was: was, Now: &is})
		}
	}
	if len(changed) == 0 {
		maps.Copy(agreed, now)
	}
	return agreed, changed
}

// agreed refuses to write where the columns of the sheet, as just read, are not those that were agreed on.
func agreed(ctx context.Context, scope provider.Scope, t *table) error {
	held, err := heldSheet(ctx, scope)
	if err != nil {
		return err
	}
	_, changed := shapeOf(t, scope.Campaign.Rule, held)
	if len(changed) == 0 {
		return nil
	}
	return apperr.For("sheets", apperr.SheetShape, "The columns of the sheet changed: "+Told(changed)+
		". Nothing is written until you say which is which: under Contacts, or with `mixdown contacts columns`.", nil)
}

// Told says in words how columns changed.
func Told(changed []provider.ColumnChange) string {
	var words []string
	for _, c := range changed {
		was := fmt.Sprintf("“%s”", short(c.Was.Header))
		switch {
		case c.Now == nil:
			words = append(words, fmt.Sprintf("%s (%s) is not there any more", was, column(c.Was.Index+1)))
		case c.Now.Header == c.Was.Header:
			words = append(words, fmt.Sprintf("%s moved from %s to %s", was, column(c.Was.Index+1), column(c.Now.Index+1)))
		case c.Now.Index == c.Was.Index:
			words = append(words, fmt.Sprintf("%s is called “%s” now", was, short(c.Now.Header)))
		default:
			words = append(words, fmt.Sprintf("in the place of %s stands “%s” (%s)", was, short(c.Now.Header), column(c.Now.Index+1)))
		}
	}
	return strings.Join(words, ", ")
}

func short(header string) string {
	if r := []rune(header); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return header
}
