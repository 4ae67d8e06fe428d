package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// How a version of another agent's result ended.
const (
	EndedCorrected = "corrected"
	EndedWithdrawn = "withdrawn"
)

// AgentResult is one version of a result that another agent wrote into the mirror.
type AgentResult struct {
	ID         string // of the project's row
	CampaignID string
	Agent      string // broker, scout, coach or insight
	Key        string
	Value      *float64
	Label      string
	Unit       string
	Metadata   json.RawMessage
	CreatedAt  time.Time // when the agent says that it wrote it
	ChangedAt  time.Time // the project's time of the row's last change; zero where it is not known

	Version int64     // of this kept version
	From    time.Time // since when it stood: CreatedAt for the first version, then when the change was noticed
	Until   time.Time // zero while it stands
	Ended   string    // "" while it stands
}

// StandsAt reports whether this version stood at a time; the zero time is now.
func (r AgentResult) StandsAt(at time.Time) bool {
	if at.IsZero() {
		return r.Until.IsZero()
	}
	return !r.From.After(at) && (r.Until.IsZero() || r.Until.After(at))
}

const agentColumns = "version, id, session_id, agent_name, metric_key, metric_value, metric_label, metric_unit, metadata, created_at, changed_at, held_from, held_until, ended"

func scanAgentResult(row scanner) (r AgentResult, err error) {
	var metadata string
	var created, changed, from, until sql.NullString
	err = row.Scan(&r.Version, &r.ID, &r.CampaignID, &r.Agent, &r.Key, &r.Value, &r.Label, &r.Unit, &metadata, &created, &changed, &from, &until, &r.Ended)
	r.Metadata, r.CreatedAt, r.ChangedAt, r.From, r.Until = json.RawMessage(metadata), parseStamp(created), parseStamp(changed), parseStamp(from), parseStamp(until)
	return r, err
}

// SaveAgentResults keeps what the project at target now says of results of a campaign, and returns those that are new, corrected or
// withdrawn. A result with Ended EndedWithdrawn is no longer there; of it only ID and ChangedAt matter. What is older than what is
// known of the same row changes nothing: the ways on which results come overtake each other.
func (s *Store) SaveAgentResults(ctx context.Context, target, campaignID string, results []AgentResult) (moved []AgentResult, err error) {
	if known, err := s.concernsAny(ctx, results); err != nil || !known {
		return nil, err
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		moved = nil
		for _, r := range results {
			r.CampaignID = campaignID
			m, err := s.saveAgentResult(ctx, tx, target, r)
			if err != nil {
				return fmt.Errorf("store: agent result: %w", err)
			}
			moved = append(moved, m...)
		}
		return nil
	})
	return moved, err
}

// concernsAny reports whether results may change anything. Deletions are told of every row of the project's table, and most are
// not held here: they need no transaction.
func (s *Store) concernsAny(ctx context.Context, results []AgentResult) (bool, error) {
	for _, r := range results {
		if r.Ended != EndedWithdrawn {
			return true, nil
		}
		if n, err := s.count(ctx, "SELECT count(*) FROM agent_results WHERE id = ? AND held_until IS NULL", r.ID); n > 0 || err != nil {
			return true, err
		}
	}
	return false, nil
}

func (s *Store) saveAgentResult(ctx context.Context, tx *sql.Tx, target string, r AgentResult) (moved []AgentResult, err error) {
	var newest string // the last change of the row that is known
	var versions int
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(changed_at), ''), count(*) FROM agent_results WHERE id = ?", r.ID).Scan(&newest, &versions); err != nil {
		return nil, err
	}
	changed := ""
	if !r.ChangedAt.IsZero() {
		changed = stamp(r.ChangedAt)
		if changed < newest {
			return nil, nil
		}
	}
	have, err := scanAgentResult(tx.QueryRowContext(ctx, "SELECT "+agentColumns+" FROM agent_results WHERE id = ? AND held_until IS NULL", r.ID))
	held := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	now := s.now()
	end := func(how string) error {
		_, err := tx.ExecContext(ctx, "UPDATE agent_results SET held_until = ?, ended = ?, changed_at = max(changed_at, ?) WHERE version = ?", stamp(now), how, changed, have.Version)
		return err
	}
	switch {
	case r.Ended == EndedWithdrawn && (!held || have.CampaignID != r.CampaignID):
		return nil, nil
	case r.Ended == EndedWithdrawn:
		have.Ended, have.Until = EndedWithdrawn, now
		return []AgentResult{have}, end(EndedWithdrawn)
	case held && sameResult(have, r):
		_, err := tx.ExecContext(ctx, "UPDATE agent_results SET target = ?, changed_at = max(changed_at, ?) WHERE version = ?", target, changed, have.Version)
		return nil, err
	case held:
		if err := end(EndedCorrected); err != nil {
			return nil, err
		}
	}
	r.From = r.CreatedAt
	if versions > 0 {
		r.From = now
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO agent_results (id, target, session_id, agent_name, metric_key, metric_value, metric_label, metric_unit, metadata, created_at, changed_at, received_at, held_from)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)`, r.ID, target, r.CampaignID, r.Agent, r.Key, r.Value, r.Label, r.Unit, string(r.Metadata), stamp(r.CreatedAt), changed, stamp(now), stamp(r.From))
	return []AgentResult{r}, err
}

// sameResult reports whether two versions say the same.
func sameResult(a, b AgentResult) bool {
	return a.CampaignID == b.CampaignID && a.Agent == b.Agent && a.Key == b.Key && equalValue(a.Value, b.Value) && a.Label == b.Label && a.Unit == b.Unit &&
		stamp(a.CreatedAt) == stamp(b.CreatedAt) && sameJSON(a.Metadata, b.Metadata)
}

// sameJSON compares by meaning: the REST server and the live feed write one value with other spaces and another order.
func sameJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	p, errP := json.Marshal(x)
	q, errQ := json.Marshal(y)
	return errP == nil && errQ == nil && bytes.Equal(p, q)
}

// AgentResults returns all versions of other agents' results for a campaign, by when they were written.
func (s *Store) AgentResults(ctx context.Context, campaignID string) ([]AgentResult, error) {
	list := []AgentResult{}
	err := s.rows(ctx, func(rows *sql.Rows) error {
		r, err := scanAgentResult(rows)
		if err != nil {
			return fmt.Errorf("store: agent result: %w", err)
		}
		list = append(list, r)
		return nil
	}, "SELECT "+agentColumns+" FROM agent_results WHERE session_id = ? ORDER BY created_at, id, version", campaignID)
	return list, err
}

// AgentResultsChanged returns the target's newest known time of change of a campaign's results; the zero time asks for all. A time
// in the future is none: what comes before it would be missed.
func (s *Store) AgentResultsChanged(ctx context.Context, target, campaignID string) (time.Time, error) {
	var newest sql.NullString
	err := s.read.QueryRowContext(ctx, "SELECT max(changed_at) FROM agent_results WHERE session_id = ? AND target = ? AND changed_at <= ?", campaignID, target, stamp(s.now().Add(time.Minute))).Scan(&newest)
	if err != nil || newest.String == "" {
		return time.Time{}, translate(err)
	}
	return parseStamp(newest), nil
}

// HeldAgentResults returns the ids of the target's results of a campaign that are not withdrawn; with newest those alone that are
// the newest of their number.
func (s *Store) HeldAgentResults(ctx context.Context, target, campaignID string, newest bool) ([]string, error) {
	ids := []string{}
	err := s.rows(ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY agent_name, metric_key ORDER BY created_at DESC, id DESC) AS place
		FROM agent_results WHERE session_id = ? AND target = ? AND held_until IS NULL) WHERE place = 1 OR NOT ? ORDER BY id`, campaignID, target, newest)
	return ids, err
}
