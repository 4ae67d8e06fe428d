package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// serveRest is PostgREST as far as the mirror uses it: reading with filters, upserts, changes of single rows.
func (b *Supabase) serveRest(w http.ResponseWriter, r *http.Request) {
	table := strings.TrimPrefix(r.URL.Path, "/rest/v1/")
	b.mu.Lock()
	defer b.mu.Unlock()
	user, ok := b.userOf(r)
	if !ok {
		if strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") && r.Header.Get("Authorization") != "Bearer "+b.key {
			restError(w, http.StatusUnauthorized, "PGRST301", "JWT expired")
			return
		}
		restError(w, http.StatusUnauthorized, "42501", "permission denied for table "+table)
		return
	}
	columns := supabaseColumns[table]
	if columns == nil || b.version == 0 {
		restError(w, http.StatusNotFound, "PGRST205", "Could not find the table 'public."+table+"' in the schema cache")
		return
	}
	if table == "mixdown_schema" {
		if r.Method != http.MethodGet {
			restError(w, http.StatusForbidden, "42501", "permission denied for table mixdown_schema")
			return
		}
		writeSupabase(w, http.StatusOK, []any{map[string]any{"version": b.version}})
		return
	}
	q := r.URL.Query()
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		b.read(w, q, table, columns, user, strings.Contains(r.Header.Get("Prefer"), "count=exact"))
	case http.MethodPost:
		b.upsert(w, r, q, table, columns, user)
	case http.MethodPatch:
		b.patch(w, r, q, table, columns, user)
	default:
		restError(w, http.StatusMethodNotAllowed, "PGRST117", "Unsupported HTTP method")
	}
}

func restError(w http.ResponseWriter, status int, code, message string) {
	writeSupabase(w, status, map[string]any{"code": code, "message": message, "details": nil, "hint": nil})
}

// filter returns whether a row passes the filters of a query, or which parameter is none that is known here.
func filter(q url.Values, columns []string) (func(supabaseRow) bool, string) {
	var tests []func(supabaseRow) bool
	for name, values := range q {
		switch name {
		case "select", "order", "limit", "offset", "on_conflict", "columns":
			continue
		}
		if !slices.Contains(columns, name) {
			return nil, name
		}
		for _, v := range values {
			op, arg, _ := strings.Cut(v, ".")
			switch op {
			case "eq":
				tests = append(tests, func(r supabaseRow) bool { return r[name] != nil && fmt.Sprint(r[name]) == arg })
			case "gte":
				tests = append(tests, func(r supabaseRow) bool { return r[name] != nil && compareText(fmt.Sprint(r[name]), arg) >= 0 })
			case "gt":
				tests = append(tests, func(r supabaseRow) bool { return r[name] != nil && compareText(fmt.Sprint(r[name]), arg) > 0 })
			case "in":
				list := strings.Split(strings.Trim(arg, "()"), ",")
				tests = append(tests, func(r supabaseRow) bool { return slices.Contains(list, strings.Trim(fmt.Sprint(r[name]), `"`)) })
			default:
				return nil, name
			}
		}
	}
	return func(r supabaseRow) bool {
		for _, t := range tests {
			if !t(r) {
				return false
			}
		}
		return true
	}, ""
}

// compareText compares two values as times where both are, else as text.
func compareText(a, b string) int {
	x, errX := time.Parse(time.RFC3339Nano, a)
	y, errY := time.Parse(time.RFC3339Nano, b)
	if errX == nil && errY == nil {
		return x.Compare(y)
	}
	return cmp.Compare(a, b)
}

func (b *Supabase) read(w http.ResponseWriter, q url.Values, table string, columns []string, user string, counted bool) {
	pass, bad := filter(q, columns)
	if pass == nil {
		restError(w, http.StatusBadRequest, "42703", "column "+table+"."+bad+" does not exist")
		return
	}
	wanted := columns
	if s := q.Get("select"); s != "" && s != "*" {
		wanted = strings.Split(s, ",")
		for _, name := range wanted {
			if !slices.Contains(columns, name) {
				restError(w, http.StatusBadRequest, "42703", "column "+table+"."+name+" does not exist")
				return
			}
		}
	}
	list := []supabaseRow{}
	for _, row := range b.rows[table] {
		if row["user_id"] == user && pass(row) {
			list = append(list, row)
		}
	}
	for _, order := range slices.Backward(strings.Split(q.Get("order"), ",")) {
		name, rest, _ := strings.Cut(order, ".")
		if name == "" {
			continue
		}
		slices.SortStableFunc(list, func(x, y supabaseRow) int {
			c := compareText(fmt.Sprint(x[name]), fmt.Sprint(y[name]))
			if strings.HasPrefix(rest, "desc") {
				c = -c
			}
			return c
		})
	}
	all, first := len(list), 0
	if n, err := strconv.Atoi(q.Get("offset")); err == nil {
		first = min(n, len(list))
		list = list[first:]
	}
	if n, err := strconv.Atoi(q.Get("limit")); err == nil {
		list = list[:min(n, len(list))]
	}
	if b.maxRows > 0 {
		list = list[:min(b.maxRows, len(list))]
	}
	span, total := "*", "*"
	if len(list) > 0 {
		span = fmt.Sprintf("%d-%d", first, first+len(list)-1)
	}
	if counted {
		total = strconv.Itoa(all)
	}
	w.Header().Set("Content-Range", span+"/"+total)
	out := make([]map[string]any, len(list))
	for i, row := range list {
		out[i] = map[string]any{}
		for _, name := range wanted {
			out[i][name] = row[name]
		}
	}
	writeSupabase(w, http.StatusOK, out)
}

func (b *Supabase) upsert(w http.ResponseWriter, r *http.Request, q url.Values, table string, columns []string, user string) {
	rows, ok := bodyRows(w, r, columns, table)
	if !ok {
		return
	}
	merge := strings.Contains(r.Header.Get("Prefer"), "resolution=merge-duplicates")
	// One statement: all rows or none.
	next := slices.Clone(b.rows[table])
	var added []supabaseRow
	var changes [][2]supabaseRow // before and after
	for _, in := range rows {
		i := slices.IndexFunc(next, func(have supabaseRow) bool { return have["id"] == in["id"] })
		if i >= 0 && (!merge || q.Get("on_conflict") != "id") {
			restError(w, http.StatusConflict, "23505", "duplicate key value violates unique constraint \""+table+"_pkey\"")
			return
		}
		row := supabaseRow{"user_id": user, "observed_at": b.stamp(), "created_at": b.stamp(), "updated_at": b.stamp()}
		if table == "agent_sessions" {
			row["name"] = ""
		}
		if i >= 0 {
			if next[i]["user_id"] != user {
				restError(w, http.StatusForbidden, "42501", "new row violates row-level security policy (USING expression) for table \""+table+"\"")
				return
			}
			row = maps.Clone(next[i])
			if at, ok := in["observed_at"]; ok && compareText(fmt.Sprint(at), fmt.Sprint(next[i]["observed_at"])) < 0 {
				continue
			}
		}
		maps.Copy(row, in)
		for _, name := range columns {
			if _, ok := row[name]; !ok {
				row[name] = nil
			}
		}
		if status, code, message := b.check(table, row, user); code != "" {
			restError(w, status, code, message)
			return
		}
		if i >= 0 {
			changes = append(changes, [2]supabaseRow{next[i], row})
			next[i] = row
		} else {
			next = append(next, row)
			added = append(added, row)
		}
	}
	b.rows[table] = next
	for _, row := range added {
		b.tell("INSERT", table, row)
	}
	for _, c := range changes {
		b.changed(table, c[0], c[1])
	}
	if strings.Contains(r.Header.Get("Prefer"), "return=representation") {
		writeSupabase(w, http.StatusCreated, rows)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func (b *Supabase) patch(w http.ResponseWriter, r *http.Request, q url.Values, table string, columns []string, user string) {
	pass, bad := filter(q, columns)
	if pass == nil {
		restError(w, http.StatusBadRequest, "42703", "column "+table+"."+bad+" does not exist")
		return
	}
	rows, ok := bodyRows(w, r, columns, table)
	if !ok {
		return
	}
	next := slices.Clone(b.rows[table]) // one statement: all rows or none
	var changes [][2]supabaseRow
	for i, row := range next {
		if row["user_id"] != user || !pass(row) {
			continue
		}
		changed := maps.Clone(row)
		maps.Copy(changed, rows[0])
		if compareText(fmt.Sprint(changed["observed_at"]), fmt.Sprint(row["observed_at"])) < 0 {
			continue
		}
		if status, code, message := b.check(table, changed, user); code != "" {
			restError(w, status, code, message)
			return
		}
		next[i] = changed
		changes = append(changes, [2]supabaseRow{row, changed})
	}
	b.rows[table] = next
	for _, c := range changes {
		b.changed(table, c[0], c[1])
	}
	w.WriteHeader(http.StatusNoContent)
}

func bodyRows(w http.ResponseWriter, r *http.Request, columns []string, table string) ([]supabaseRow, bool) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	var rows []supabaseRow
	if err == nil {
		if err = json.Unmarshal(raw, &rows); err != nil {
			var one supabaseRow
			err = json.Unmarshal(raw, &one)
			rows = []supabaseRow{one}
		}
	}
	if err != nil || len(rows) == 0 {
		restError(w, http.StatusBadRequest, "PGRST102", "Empty or invalid json")
		return nil, false
	}
	names := slices.Sorted(maps.Keys(rows[0]))
	for _, row := range rows {
		if !slices.Equal(slices.Sorted(maps.Keys(row)), names) {
			restError(w, http.StatusBadRequest, "PGRST102", "All object keys must match")
			return nil, false
		}
	}
	for _, name := range names {
		if !slices.Contains(columns, name) {
			restError(w, http.StatusBadRequest, "PGRST204", "Could not find the '"+name+"' column of '"+table+"' in the schema cache")
			return nil, false
		}
	}
	return rows, true
}

// supabaseNeeded are the columns that may not be null.
var supabaseNeeded = map[string][]string{
	"agent_sessions": {"id", "user_id", "name"}, "integration_connections": {"id", "user_id", "provider"}, "integration_sync_logs": {"id", "user_id"},
	"campaign_results": {"id", "session_id", "agent_name", "metric_key", "metric_label"},
}

// check keeps the rules of the tables and their policies, in the order in which PostgreSQL does: what a value is, the
// policies, what may be missing, what the tables check. It is held against PostgreSQL itself.
func (b *Supabase) check(table string, row supabaseRow, user string) (status int, code, message string) {
	for _, name := range []string{"id", "user_id", "session_id"} {
		if text, ok := row[name].(string); ok {
			if _, err := uuid.Parse(text); err != nil {
				return http.StatusBadRequest, "22P02", "invalid input syntax for type uuid: \"" + text + "\""
			}
		}
	}
	if status, code, message := b.policy(table, row, user); code != "" {
		return status, code, message
	}
	for _, name := range supabaseNeeded[table] {
		if row[name] == nil {
			return http.StatusBadRequest, "23502", "null value in column \"" + name + "\" of relation \"" + table + "\" violates not-null constraint"
		}
	}
	word := func(name string, allowed ...string) bool { return slices.Contains(allowed, fmt.Sprint(row[name])) }
	violated := func(name string) (int, string, string) {
		return http.StatusBadRequest, "23514", "new row for relation \"" + table + "\" violates check constraint \"" + table + "_" + name + "_check\""
	}
	switch {
	case table == "integration_connections" && !word("provider", "gmail", "google_sheets", "airtable", "mailchimp", "spotify"):
		return violated("provider")
	case table == "campaign_results" && !word("agent_name", "broker", "scout", "coach", "tracker", "insight"):
		return violated("agent_name")
	}
	return 0, "", ""
}

// policy keeps row security: one's own rows, in one's own sessions.
func (b *Supabase) policy(table string, row supabaseRow, user string) (status int, code, message string) {
	own := row["user_id"] == user
	if own && row["session_id"] != nil && (table == "campaign_results" || table == "integration_sync_logs") {
		own = slices.ContainsFunc(b.rows["agent_sessions"], func(s supabaseRow) bool { return s["id"] == row["session_id"] && s["user_id"] == user })
	}
	if own {
		return 0, "", ""
	}
	return http.StatusForbidden, "42501", "new row violates row-level security policy for table \"" + table + "\""
}
