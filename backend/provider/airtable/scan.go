package airtable

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"mixdown/backend/provider"
)

const (
	// pageSize is the most that Airtable gives at once.
	pageSize = 100
	// maxScans is how often a table is begun anew because Airtable lost the place.
	maxScans = 3
)

// item is one record. Cells that are empty are not there.
type item struct {
	ID      string                     `json:"id"`
	Created string                     `json:"createdTime"`
	Fields  map[string]json.RawMessage `json:"fields"`
}

// scan reads the whole table, a call of each for every page, and returns the ids that it has.
func (a *api) scan(ctx context.Context, c choice, each func(records []provider.Record, seen int, last bool) error) (map[string]bool, error) {
	for try := 1; ; try++ {
		seen, err := a.scanOnce(ctx, c, each)
		if provider.IsWord(err, wordIterator) && try < maxScans {
			continue
		}
		return seen, err
	}
}

func (a *api) scanOnce(ctx context.Context, c choice, each func(records []provider.Record, seen int, last bool) error) (map[string]bool, error) {
	query := url.Values{"pageSize": {strconv.Itoa(pageSize)}, "returnFieldsByFieldId": {"true"}}
	if wanted := c.wanted(); wanted != "" {
		query.Set("fields[]", wanted)
	}
	seen := map[string]bool{}
	for {
		var answer struct {
			Records *[]item `json:"records"`
			Offset  string  `json:"offset"`
		}
		if err := a.get(ctx, "records", "/v0/"+url.PathEscape(c.Base)+"/"+url.PathEscape(c.Table), query, &answer); err != nil {
			return nil, err
		}
		if answer.Records == nil {
			return nil, source().BadAnswer("records", fmt.Errorf("no records"))
		}
		var records []provider.Record
		for _, it := range *answer.Records {
			if seen[it.ID] {
				continue
			}
			rec, err := c.record(it.ID, it.Created, it.Fields[c.Field])
			if err != nil {
				return nil, err
			}
			seen[it.ID] = true
			records = append(records, rec)
		}
		last := answer.Offset == ""
		if !last && (answer.Offset == query.Get("offset") || len(*answer.Records) == 0) {
			return nil, source().BadAnswer("records", fmt.Errorf("a page without an end"))
		}
		if err := each(records, len(seen), last); err != nil || last {
			return seen, err
		}
		query.Set("offset", answer.Offset)
	}
}

// wanted is the one field that is asked for.
func (c choice) wanted() string {
	if c.Field != "" {
		return c.Field
	}
	return c.Primary
}

// record is one row of the table. cell is of the status field, empty where there is none.
func (c choice) record(id, created string, cell json.RawMessage) (provider.Record, error) {
	at, err := time.Parse(time.RFC3339, created)
	if id == "" || len(id) > maxText || err != nil {
		return provider.Record{}, source().BadAnswer("records", fmt.Errorf("a record without id or createdTime: %w", err))
	}
	rec := provider.Record{
		Stream: provider.StreamTableRecords, ID: id, At: at.UTC(), What: "Record of " + c.TableName, Group: c.Table,
		Why: "in the table; no status field is chosen", Link: "https://airtable.com/" + c.Base + "/" + c.Table + "/" + id,
	}
	if c.Field != "" {
		rec.State, rec.Why = status(cell), "the field “"+c.FieldName+"”"
	}
	return rec, nil
}

// tableRecord describes the table itself.
func (c choice) tableRecord() (provider.Record, error) {
	raw, err := json.Marshal(provider.TableData{Base: c.BaseName, Field: c.FieldName})
	if err != nil {
		return provider.Record{}, fmt.Errorf("airtable: table: %w", err)
	}
	return provider.Record{Stream: provider.StreamTable, ID: c.Table, What: c.TableName, Group: c.Base, Why: "the campaign's table",
		Link: "https://airtable.com/" + c.Base + "/" + c.Table, Data: raw}, nil
}
