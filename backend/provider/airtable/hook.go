package airtable

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// A webhook without an address notifies nobody. Airtable keeps its payloads for seven days, and reading them renews it: it
// is a cursor. It needs the scope webhook:manage and the role Creator.
// https://airtable.com/developers/web/api/webhooks-overview

// payload is what changed in one transaction.
type payload struct {
	Format    string              `json:"payloadFormat"`
	Error     bool                `json:"error"`
	Tables    map[string]movement `json:"changedTablesById"`
	Destroyed []string            `json:"destroyedTableIds"`
}

// movement is what changed in one table.
type movement struct {
	Created map[string]struct {
		Created string                     `json:"createdTime"`
		Cells   map[string]json.RawMessage `json:"cellValuesByFieldId"`
	} `json:"createdRecordsById"`
	Changed map[string]struct {
		Current struct {
			Cells map[string]json.RawMessage `json:"cellValuesByFieldId"`
		} `json:"current"`
	} `json:"changedRecordsById"`
	Destroyed       []string                   `json:"destroyedRecordIds"`
	ChangedFields   map[string]json.RawMessage `json:"changedFieldsById"`
	DestroyedFields []string                   `json:"destroyedFieldIds"`
}

// makeHook makes a webhook for the table. ok is false where Airtable refuses one to this account.
func (a *api) makeHook(ctx context.Context, c choice) (id string, ok bool, err error) {
	specification := map[string]any{"options": map[string]any{"filters": map[string]any{
		"dataTypes": []string{"tableData", "tableFields"}, "recordChangeScope": c.Table}}}
	var answer struct {
		ID string `json:"id"`
	}
	err = a.send(ctx, "make webhook", http.MethodPost, "/v0/bases/"+url.PathEscape(c.Base)+"/webhooks", nil, map[string]any{"specification": specification}, &answer)
	switch {
	case provider.IsRefused(err, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity):
		return "", false, nil
	case err != nil:
		return "", false, err
	case answer.ID == "":
		return "", false, source().BadAnswer("make webhook", fmt.Errorf("no id"))
	}
	return answer.ID, true, nil
}

// dropHook ends a webhook that is not asked any more. It ends by itself after seven days, so a failure costs nothing.
func (a *api) dropHook(ctx context.Context, base, hook string) error {
	err := a.send(ctx, "drop webhook", http.MethodDelete, "/v0/bases/"+url.PathEscape(base)+"/webhooks/"+url.PathEscape(hook), nil, nil, nil)
	if ctx.Err() != nil || apperr.CodeOf(err) == apperr.NeedsSignIn || apperr.CodeOf(err) == apperr.QuotaSpent {
		return err
	}
	return nil
}

// payloads reads what changed since next. ok is false where the webhook is gone.
func (a *api) payloads(ctx context.Context, c cursor) (list []payload, next int, ok bool, err error) {
	next = c.Next
	for {
		var answer struct {
			Payloads *[]payload `json:"payloads"`
			Cursor   *int       `json:"cursor"`
			More     bool       `json:"mightHaveMore"`
		}
		err := a.get(ctx, "payloads", "/v0/bases/"+url.PathEscape(c.Base)+"/webhooks/"+url.PathEscape(c.Hook)+"/payloads",
			url.Values{"cursor": {strconv.Itoa(next)}}, &answer)
		switch {
		case provider.IsRefused(err, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusBadRequest, http.StatusGone):
			return nil, 0, false, nil
		case err != nil:
			return nil, 0, false, err
		case answer.Payloads == nil || answer.Cursor == nil || *answer.Cursor < next:
			return nil, 0, false, source().BadAnswer("payloads", fmt.Errorf("no payloads or cursor"))
		}
		list = append(list, *answer.Payloads...)
		if !answer.More || *answer.Cursor == next {
			return list, *answer.Cursor, true, nil
		}
		next = *answer.Cursor
	}
}

// changes works out the records that payloads change, each once. whole says that they do not tell enough, and the table is
// to be read.
func (c choice) changes(list []payload, held func(id string) (provider.Record, bool)) (records []provider.Record, whole bool, err error) {
	moved := map[string]provider.Record{}
	var order []string
	put := func(r provider.Record) {
		if _, again := moved[r.ID]; !again {
			order = append(order, r.ID)
		}
		moved[r.ID] = r
	}
	for _, p := range list {
		if p.Error || p.Format != "v0" || slices.Contains(p.Destroyed, c.Table) {
			return nil, true, nil
		}
		m, ok := p.Tables[c.Table]
		if !ok {
			continue
		}
		if _, renamed := m.ChangedFields[c.Field]; renamed || c.Field != "" && slices.Contains(m.DestroyedFields, c.Field) {
			return nil, true, nil // its choices may have other names now
		}
		for id, made := range m.Created {
			rec, err := c.record(id, made.Created, made.Cells[c.Field])
			if err != nil {
				return nil, false, err
			}
			put(rec)
		}
		for id, changed := range m.Changed {
			cell, ok := changed.Current.Cells[c.Field]
			if c.Field == "" || !ok {
				continue
			}
			rec, known := moved[id]
			if !known {
				rec, known = held(id)
			}
			if !known || rec.Gone {
				return nil, true, nil
			}
			rec.State = status(cell)
			put(rec)
		}
		for _, id := range m.Destroyed {
			put(provider.Record{Stream: provider.StreamTableRecords, ID: id, Gone: true})
		}
	}
	for _, id := range order {
		records = append(records, moved[id])
	}
	return records, false, nil
}
