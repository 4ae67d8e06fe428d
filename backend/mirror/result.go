package mirror

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/supabase-community/postgrest-go"

	"mixdown/backend/apperr"
)

// Received is what the project says of a result of another agent.
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
	ChangedAt time.Time // the project's time of the row's last change; zero where it does not say
	// Gone says that the row is deleted, marked as deleted, or has become something that is no result of another agent. Besides the
	// ids only ChangedAt is filled then.
	Gone bool
}

// Results is what is kept here of one campaign's results of other agents.
type Results interface {
	// Changed returns the newest known time of change; the zero time asks for all.
	Changed(ctx context.Context) (time.Time, error)
	// Held returns the ids of the results that came from this project and are not gone; with newest only the newest of each number.
	Held(ctx context.Context, newest bool) ([]string, error)
	// Take keeps what the project says. It takes the same more than once, and in any order.
	Take(ctx context.Context, results []Received) error
}

// Overlap is how far before the newest known change the catching up begins: what others changed at the same instant may become
// visible a little later.
const Overlap = 2 * time.Minute

// Bounds of what is taken from outside.
const (
	maxText     = 200
	maxMetadata = 8 << 10
	pageRows    = 500
	maxPages    = 400
	// askedAtOnce is how many ids one address carries.
	askedAtOnce = 100
)

// otherAgents are the agents whose results come from outside; the Tracker's own are made here.
var otherAgents = []string{"broker", "scout", "coach", "insight"}

const resultColumns = "id,session_id,agent_name,metric_key,metric_value,metric_label,metric_unit,metadata,created_at,updated_at,deleted_at"

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
	ChangedAt string          `json:"updated_at"`
	DeletedAt *string         `json:"deleted_at"`
}

// received checks a row from outside. One that is not another agent's or does not fit is Gone: should it have been one before, that
// one no longer stands. false for what is no row at all.
func (r record) received() (Received, bool) {
	if r.ID == "" || len(r.ID) > maxText {
		return Received{}, false
	}
	gone := Received{ID: r.ID, SessionID: r.SessionID, Gone: true}
	if at, err := parseTime(r.ChangedAt); err == nil {
		gone.ChangedAt = at
	}
	out := gone
	out.Gone, out.Agent, out.Key, out.Label, out.Metadata = false, r.Agent, r.Key, r.Label, r.Metadata
	if r.Unit != nil {
		out.Unit = *r.Unit
	}
	at, err := parseTime(r.CreatedAt)
	if err != nil || !slices.Contains(otherAgents, r.Agent) || r.Key == "" || r.DeletedAt != nil ||
		len(r.Key) > maxText || len(r.Label) > maxText || len(out.Unit) > maxText {
		return gone, true
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
			return gone, true
		}
		out.Value = &v
	}
	return out, true
}

// whole reports whether the live feed gave all that is needed: of a large row, and of what a change left as it was, it may leave
// columns away.
func (r record) whole() bool {
	return r.SessionID != "" && r.Agent != "" && r.Key != "" && r.CreatedAt != "" && r.ChangedAt != "" && r.Value != nil && r.Metadata != nil
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

// CatchUp brings what is kept of a campaign's results up to what the project has: what was written or changed since the newest known
// change, and what is deleted. It costs two requests while nothing is deleted: a deleted row tells nobody, so it is asked whether those
// that stand are still there, and only if one is not, for the ids of all.
func (c *Client) CatchUp(ctx context.Context, sessionID string, kept Results) error {
	since, err := kept.Changed(ctx)
	if err != nil {
		return err
	}
	if !since.IsZero() {
		since = since.Add(-Overlap)
	}
	var list []Received
	err = c.everyResult(ctx, sessionID, resultColumns, since, func(r record) {
		if x, ok := r.received(); ok && x.SessionID == sessionID {
			list = append(list, x)
		}
	})
	if err != nil {
		return err
	}
	if len(list) > 0 {
		if err := kept.Take(ctx, list); err != nil {
			return err
		}
	}
	standing, err := kept.Held(ctx, true)
	if err != nil {
		return err
	}
	if all, err := c.allThere(ctx, sessionID, standing); err != nil || all {
		return err
	}
	held, err := kept.Held(ctx, false)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	if err := c.everyResult(ctx, sessionID, "id", time.Time{}, func(r record) { there[r.ID] = true }); err != nil {
		return err
	}
	var gone []Received
	for _, id := range held {
		if !there[id] {
			gone = append(gone, Received{ID: id, SessionID: sessionID, Gone: true})
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return kept.Take(ctx, gone)
}

// allThere reports whether the project still has all these rows, by the server's own count.
func (c *Client) allThere(ctx context.Context, sessionID string, ids []string) (bool, error) {
	for part := range slices.Chunk(ids, askedAtOnce) {
		rest, l := c.Project.tables(ctx, c.Tables, c.Now)
		_, there, err := rest.From(TableResults).Select("id", "exact", false).Eq("session_id", sessionID).In("agent_name", otherAgents).In("id", part).Execute()
		if err := l.outcome(err); err != nil || there != int64(len(part)) {
			return false, err
		}
	}
	return true, nil
}

// everyResult reads columns (the id among them) of the other agents' rows of a campaign that changed at or after a time. It goes by
// the id, which no change moves from a page to another, and ends when the server's own count says so: a project may give fewer rows at
// once than it is asked for, and what is not seen here counts as gone.
func (c *Client) everyResult(ctx context.Context, sessionID, columns string, since time.Time, each func(record)) error {
	last := ""
	for range maxPages {
		rest, l := c.Project.tables(ctx, c.Tables, c.Now)
		// Each column has one filter: the library would silently replace the first by a second.
		q := rest.From(TableResults).Select(columns, "exact", false).Eq("session_id", sessionID).In("agent_name", otherAgents)
		if last != "" {
			q = q.Gt("id", last)
		}
		if !since.IsZero() {
			q = q.Gte("updated_at", since.UTC().Format(time.RFC3339Nano))
		}
		raw, left, err := q.Order("id", &postgrest.OrderOpts{Ascending: true}).Limit(pageRows, "").Execute()
		if err := l.outcome(err); err != nil {
			return err
		}
		var rows []record
		if err := json.Unmarshal(raw, &rows); err != nil {
			return senseless(err)
		}
		for _, r := range rows {
			each(r)
		}
		if len(rows) == 0 || int64(len(rows)) == left {
			return nil
		}
		if next := rows[len(rows)-1].ID; next > last {
			last = next
			continue
		}
		break
	}
	return senseless(errors.New("mirror: the pages of results have no end"))
}

func senseless(cause error) error {
	return apperr.For(Name, apperr.BadAnswer, "Supabase's answer makes no sense. Nothing is lost; Mixdown tries again by itself.", cause)
}
