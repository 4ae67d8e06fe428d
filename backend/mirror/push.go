package mirror

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"mixdown/backend/apperr"
)

// batchRows is how many rows one request carries.
const batchRows = 200

// Client talks to the tables of one project as the signed-in person. It is safe for concurrent use.
type Client struct {
	Project Project
	Tables  http.RoundTripper // the transport's full stack for the project, with the sign-in
	Now     func() time.Time
}

// Outbox remembers what the project has acknowledged.
type Outbox interface {
	// Acknowledge keeps that these rows need not be sent again. refused is why the project will never take them, or "".
	Acknowledge(ctx context.Context, table string, rows []Row, refused string) error
}

// Pushed is what a push did.
type Pushed struct {
	Sent    map[string]int `json:"sent"`    // rows by table
	Refused int            `json:"refused"` // rows that a rule of the project's tables does not take
}

// SchemaState reads the version of the project's tables. Errors say when they are missing or older.
func (c *Client) SchemaState(ctx context.Context) (int, error) {
	rest, l := c.Project.tables(ctx, c.Tables, c.Now)
	raw, _, err := rest.From("mixdown_schema").Select("version", "", false).Execute()
	if err := l.outcome(err); err != nil {
		return 0, err
	}
	var rows []struct {
		Version int `json:"version"`
	}
	if json.Unmarshal(raw, &rows) != nil || len(rows) == 0 {
		return 0, refusal{status: http.StatusNotFound, body: []byte(`{"code":"PGRST205"}`)}.judge()
	}
	if rows[0].Version < SchemaVersion {
		return rows[0].Version, refusal{status: http.StatusBadRequest, body: []byte(`{"code":"PGRST204"}`)}.judge()
	}
	return rows[0].Version, nil
}

// Push sends rows of one table in batches, and acknowledges each batch as soon as the project has it: a push that breaks off
// goes on where it was. A row that the project will never take is set aside, so that it holds up no other.
func (c *Client) Push(ctx context.Context, table string, rows []Row, box Outbox) (sent, refused int, err error) {
	for len(rows) > 0 {
		n := min(len(rows), batchRows)
		s, r, err := c.batch(ctx, table, rows[:n], box)
		sent, refused = sent+s, refused+r
		if err != nil {
			return sent, refused, err
		}
		rows = rows[n:]
	}
	return sent, refused, nil
}

func (c *Client) batch(ctx context.Context, table string, rows []Row, box Outbox) (sent, refused int, err error) {
	err = c.upsert(ctx, table, rows)
	switch {
	case err == nil:
		return len(rows), 0, box.Acknowledge(ctx, table, rows, "")
	case StateOf(err) != StateRowRefused:
		return 0, 0, err
	case len(rows) == 1:
		return 0, 1, box.Acknowledge(ctx, table, rows, apperr.From(err).Message)
	}
	for _, part := range [][]Row{rows[:len(rows)/2], rows[len(rows)/2:]} {
		s, r, err := c.batch(ctx, table, part, box)
		sent, refused = sent+s, refused+r
		if err != nil {
			return sent, refused, err
		}
	}
	return sent, refused, nil
}

func (c *Client) upsert(ctx context.Context, table string, rows []Row) error {
	bodies := make([]any, len(rows))
	for i, r := range rows {
		bodies[i] = r.Body
	}
	rest, l := c.Project.tables(ctx, c.Tables, c.Now)
	_, _, err := rest.From(table).Upsert(bodies, "id", "minimal", "").Execute()
	return l.outcome(err)
}

// Remove marks a row as deleted.
func (c *Client) Remove(ctx context.Context, table string, row RemovedRow) error {
	rest, l := c.Project.tables(ctx, c.Tables, c.Now)
	_, _, err := rest.From(table).Update(map[string]time.Time{"deleted_at": row.DeletedAt, "observed_at": row.ObservedAt}, "minimal", "").Eq("id", row.ID).Execute()
	return l.outcome(err)
}
