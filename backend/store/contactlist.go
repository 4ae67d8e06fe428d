package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"mixdown/backend/provider"
)

// ContactRow is a contact as it is now, what waits to be sent already in it.
type ContactRow struct {
	ConnectionID                             string
	ID                                       string // the record id: the email, or "row:NAME"
	Name, Email, Role, Status, Outlet, Added string
	StatusDate                               string // the day of the status, "" where it is not known
	Row                                      int
	Link                                     string
	Pending                                  bool
}

// ContactQuery picks contacts of a campaign; every field that is not empty must match. Text, Name and Email are parts in any
// case (each word of Text anywhere in the contact), the others whole values; "(blank)" stands for an empty one.
type ContactQuery struct {
	CampaignID    string
	Without       string // a connection whose contacts are not meant
	Text          string
	Name, Email   string
	Role, Status  string
	Offset, Limit int // Limit 0 is all
}

// fewHits is up to how many hits the text index is asked for their ids. Words that more contacts have are found sooner by
// going through the contacts in their order.
const fewHits = 2000

const contactColumns = "connection_id, id, name, email, role, status, outlet, added, status_date, row, link, pending"

// Contacts returns the contacts that match in the order of the list, and how many there are in all.
func (s *Store) Contacts(ctx context.Context, q ContactQuery) (rows []ContactRow, total int, err error) {
	where, args, err := s.contactsWhere(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM contacts_now n"+countBy(q, where)+" WHERE "+where, args...).Scan(&total); err != nil {
		return nil, 0, translate(fmt.Errorf("store: count contacts: %w", err))
	}
	rows = []ContactRow{}
	if total == 0 {
		return rows, 0, nil
	}
	limit := q.Limit
	if limit <= 0 {
		limit = -1
	}
	err = s.rows(ctx, func(r *sql.Rows) error {
		c, err := scanContact(r)
		rows = append(rows, c)
		return err
	}, "SELECT "+contactColumns+" FROM contacts_now n WHERE "+where+" ORDER BY (row = 0), row, rid LIMIT ? OFFSET ?", append(args, limit, max(q.Offset, 0))...)
	return rows, total, err
}

// countBy names the index that holds all that a search of every contact looks at; the planner would read the table itself.
func countBy(q ContactQuery, where string) string {
	if q.Role+q.Status+q.Name+q.Email == "" && strings.HasPrefix(where, "n.") && strings.Contains(where, "instr(") {
		return " INDEXED BY contacts_by_row"
	}
	return ""
}

func scanContact(r *sql.Rows) (ContactRow, error) {
	var c ContactRow
	err := r.Scan(&c.ConnectionID, &c.ID, &c.Name, &c.Email, &c.Role, &c.Status, &c.Outlet, &c.Added, &c.StatusDate, &c.Row, &c.Link, &c.Pending)
	if err != nil {
		return c, fmt.Errorf("store: contact: %w", err)
	}
	return c, nil
}

func (s *Store) contactsWhere(ctx context.Context, q ContactQuery) (string, []any, error) {
	where, args := "n.campaign_id = ?", []any{q.CampaignID}
	add := func(condition string, values ...any) {
		where, args = where+" AND "+condition, append(args, values...)
	}
	if q.Without != "" {
		add("n.connection_id <> ?", q.Without)
	}
	for _, c := range []struct{ column, value string }{{"role", q.Role}, {"status", q.Status}} {
		switch value := strings.TrimSpace(c.value); value {
		case "":
		case "(blank)":
			add("n." + c.column + " = ''")
		default:
			add("n."+c.column+" COLLATE NOCASE = ?", value)
		}
	}
	for _, c := range []struct{ column, value string }{{"name", q.Name}, {"email", q.Email}} {
		if part := FoldText(strings.TrimSpace(c.value)); part != "" {
			// The folded text holds the part too: the index narrows it down, the column decides.
			add("n."+c.column+" LIKE ? ESCAPE '\\'", "%"+escapeLike(strings.TrimSpace(c.value))+"%")
			q.Text += " " + part
		}
	}
	return s.searchWhere(ctx, strings.Fields(FoldText(q.Text)), where, args)
}

// searchWhere adds the words of a search. Where few contacts have all of them, the text index names those; else the contacts
// are gone through in their order, which ends as soon as a page is full.
func (s *Store) searchWhere(ctx context.Context, words []string, where string, args []any) (string, []any, error) {
	var known []string
	for _, word := range words {
		if utf8.RuneCountInString(word) >= 3 { // shorter ones are not in the index
			known = append(known, `"`+strings.ReplaceAll(word, `"`, `""`)+`"`)
		}
	}
	few := false
	match := strings.Join(known, " AND ")
	if len(known) > 0 {
		var hits int
		if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT rowid FROM contacts_fts WHERE contacts_fts MATCH ? LIMIT ?)", match, fewHits+1).Scan(&hits); err != nil {
			return "", nil, translate(fmt.Errorf("store: search contacts: %w", err))
		}
		few = hits <= fewHits
	}
	if few {
		// The plus keeps the planner from another index: the few ids are the best way in.
		where = strings.Replace(where, "n.campaign_id", "+n.campaign_id", 1) + " AND n.rid IN (SELECT rowid FROM contacts_fts WHERE contacts_fts MATCH ?)"
		args = append(args, match)
	}
	for _, word := range words {
		if !few || utf8.RuneCountInString(word) < 3 {
			where, args = where+" AND instr(n.text, ?) > 0", append(args, word)
		}
	}
	return where, args, nil
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// ContactBy returns the contact of a campaign with this email, or with this record id.
func (s *Store) ContactBy(ctx context.Context, campaignID, without, emailOrID string) (c ContactRow, found bool, err error) {
	err = s.rows(ctx, func(r *sql.Rows) (err error) {
		c, err = scanContact(r)
		found = true
		return err
	}, "SELECT "+contactColumns+" FROM contacts_now n WHERE campaign_id = ?1 AND connection_id <> ?2 AND (email = ?3 OR id = ?4) ORDER BY row LIMIT 1",
		campaignID, without, strings.ToLower(emailOrID), emailOrID)
	return c, found, err
}

// ContactRecord returns the record of one contact as the list was last seen, without what waits to be sent.
func (s *Store) ContactRecord(ctx context.Context, campaignID, connectionID, id string) (r provider.Record, found bool, err error) {
	r, err = scanRecord(s.read.QueryRowContext(ctx, "SELECT "+evidenceColumns+" FROM evidence WHERE campaign_id = ? AND connection_id = ? AND stream = ? AND external_id = ? AND until_run IS NULL",
		campaignID, connectionID, provider.StreamContacts, id))
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	r.Stream = provider.StreamContacts
	return r, err == nil, translate(err)
}

// FieldSeen returns since when a contact's field is known to hold value; the zero time where it does not hold it.
func (s *Store) FieldSeen(ctx context.Context, campaignID, connectionID, id, field, value string) (time.Time, error) {
	var since time.Time
	done := false
	err := s.rows(ctx, func(r *sql.Rows) error {
		var at sql.NullString
		rec, err := scanRecord(r, &at)
		if err != nil || done {
			return err
		}
		if ContactFields(rec)[field] != value {
			done = true
			return nil
		}
		since = parseStamp(at)
		return nil
	}, `SELECT l.started_at, e.`+strings.ReplaceAll(evidenceColumns, ", ", ", e.")+` FROM evidence e JOIN integration_sync_logs l ON l.id = e.from_run
		WHERE e.campaign_id = ? AND e.connection_id = ? AND e.stream = ? AND e.external_id = ? ORDER BY e.version DESC`, campaignID, connectionID, provider.StreamContacts, id)
	return since, err
}

// TurnedInto returns the contacts whose field became value in a run, with what it was before.
func (s *Store) TurnedInto(ctx context.Context, campaignID, connectionID, field, value string, runID int64) (map[string]string, error) {
	list := map[string]string{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var now provider.Record
		var data sql.NullString
		was, err := scanRecord(r, &now.What, &now.State, &data)
		if err != nil {
			return fmt.Errorf("store: contact: %w", err)
		}
		if data.Valid {
			now.Data = []byte(data.String)
		}
		if before := ContactFields(was)[field]; ContactFields(now)[field] == value && before != value {
			list[was.ID] = before
		}
		return nil
	}, `SELECT n.what, n.state, n.data, e.`+strings.ReplaceAll(evidenceColumns, ", ", ", e.")+` FROM evidence e
		JOIN evidence n ON n.campaign_id = e.campaign_id AND n.connection_id = e.connection_id AND n.stream = e.stream AND n.external_id = e.external_id
			AND n.from_run = e.until_run AND n.until_run IS NULL
		WHERE e.campaign_id = ? AND e.connection_id = ? AND e.stream = ? AND e.until_run = ?`, campaignID, connectionID, provider.StreamContacts, runID)
	return list, err
}
