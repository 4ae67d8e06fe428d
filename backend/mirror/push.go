package mirror

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/supabase-community/postgrest-go"

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

// Received is a result that another agent wrote.
type Received struct {
	ID        string
	SessionID string
	Agent     string
	Key       string
	Value     *float64
	Label     string
	Unit      string
	Metadata  json.RawMessage
	CreatedAt time.Time
}

// Bounds of what is taken from outside.
const (
	maxText     = 200
	maxMetadata = 8 << 10
	pageRows    = 500
)

// otherAgents are the agents whose results come from outside; the Tracker's own are made here.
var otherAgents = map[string]bool{"broker": true, "scout": true, "coach": true, "insight": true}

// record is a row of campaign_results as the REST server and the live feed give it.
type record struct {
	ID        string          `json:"id"`
	SessionID string          `json:"session_id"`
	Agent     string          `json:"agent_name"`
	Key       string          `json:"metric_key"`
	Value     json.RawMessage `json:"metric_value"`
	Label     string          `json:"metric_label"`
	Unit      *string         `json:"metric_unit"`
	Metadata  json.RawMessage `json:"metadata"`
	CreatedAt string          `json:"created_at"`
	DeletedAt *string         `json:"deleted_at"`
}

// received checks a row from outside; false for one that is not another agent's or does not fit.
func (r record) received() (Received, bool) {
	out := Received{ID: r.ID, SessionID: r.SessionID, Agent: r.Agent, Key: r.Key, Label: r.Label, Metadata: r.Metadata}
	if r.Unit != nil {
		out.Unit = *r.Unit
	}
	at, err := parseTime(r.CreatedAt)
	if err != nil || !otherAgents[r.Agent] || r.ID == "" || r.Key == "" || r.DeletedAt != nil ||
		len(r.ID) > maxText || len(r.Key) > maxText || len(r.Label) > maxText || len(out.Unit) > maxText {
		return out, false
	}
	out.CreatedAt = at
	if len(r.Metadata) > maxMetadata || !json.Valid(r.Metadata) || string(r.Metadata) == "null" {
		out.Metadata = json.RawMessage(`{}`)
	}
	text := string(r.Value)
	if s := ""; json.Unmarshal(r.Value, &s) == nil && s != "" { // numerics may come as text
		text = s
	}
	if text != "" && text != "null" {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || v-v != 0 { // no number, or not a finite one
			return out, false
		}
		out.Value = &v
	}
	return out, true
}

// parseTime reads a time as PostgreSQL writes it into JSON.
func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999-07"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("mirror: no time")
}

// Since returns the other agents' results of a campaign written at or after a time, oldest first: what the live feed may have
// missed.
func (c *Client) Since(ctx context.Context, sessionID string, since time.Time) ([]Received, error) {
	var out []Received
	oldestFirst := &postgrest.OrderOpts{Ascending: true}
	for offset := 0; ; offset += pageRows {
		rest, l := c.Project.tables(ctx, c.Tables, c.Now)
		q := rest.From(TableResults).Select("id,session_id,agent_name,metric_key,metric_value,metric_label,metric_unit,metadata,created_at,deleted_at", "", false).
			Eq("session_id", sessionID).In("agent_name", []string{"broker", "scout", "coach", "insight"})
		if !since.IsZero() {
			q = q.Gte("created_at", since.UTC().Format(time.RFC3339Nano))
		}
		// By the time and then the id, so that pages do not overlap. Each column has one filter: the library would silently
		// replace the first by a second.
		raw, _, err := q.Order("created_at", oldestFirst).Order("id", oldestFirst).Range(offset, offset+pageRows-1, "").Execute()
		if err := l.outcome(err); err != nil {
			return out, err
		}
		var rows []record
		if err := json.Unmarshal(raw, &rows); err != nil {
			return out, apperr.For(Name, apperr.BadAnswer, "Supabase's answer makes no sense. Nothing is lost; Mixdown tries again by itself.", err)
		}
		for _, r := range rows {
			if x, ok := r.received(); ok && x.SessionID == sessionID {
				out = append(out, x)
			}
		}
		if len(rows) < pageRows || offset > 100*pageRows {
			return out, nil
		}
	}
}
