//go:build unix

package mirror

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mixdown/backend/sandbox"
)

// statement is one request to the tables, as PostgREST takes it.
type statement struct {
	name   string
	as     string // alice or bob
	method string
	table  string
	query  string // "id=eq.…": the filter of a change
	body   string // a JSON array for POST, an object for PATCH
}

const (
	stranger = "5e000000-0000-4000-8000-00000000ffff"
	extra    = "4e000000-0000-4000-8000-000000000002"
)

// statements are what a push, a stale device, another agent, and somebody else may send. Each runs on what the ones before
// left behind.
var statements = []statement{
	{"a session", alice, "POST", TableSessions, "", `[{"id":"` + session + `","name":"Spring radio","observed_at":"2026-11-22T10:00:00Z"}]`},
	{"the same again", alice, "POST", TableSessions, "", `[{"id":"` + session + `","name":"Spring radio","observed_at":"2026-11-22T10:00:00Z"}]`},
	{"a newer name", alice, "POST", TableSessions, "", `[{"id":"` + session + `","name":"Spring radio 2","observed_at":"2026-11-22T12:00:00Z"}]`},
	{"a stale name", alice, "POST", TableSessions, "", `[{"id":"` + session + `","name":"Spring radio 1","observed_at":"2026-11-22T11:00:00Z"}]`},
	{"a session without a name", alice, "POST", TableSessions, "", `[{"id":"5e000000-0000-4000-8000-000000000002"}]`},
	{"somebody else's session", bob, "POST", TableSessions, "", `[{"id":"` + session + `","name":"Mine now","observed_at":"2026-11-23T10:00:00Z"}]`},
	{"planted for somebody else", bob, "POST", TableSessions, "", `[{"id":"` + stranger + `","user_id":"` + alice + `","name":"planted"}]`},
	{"a connection", alice, "POST", TableConnections, "", `[{"id":"c0000000-0000-4000-8000-000000000001","provider":"gmail","status":"active","observed_at":"2026-11-22T10:00:00Z"}]`},
	{"a service that is none", alice, "POST", TableConnections, "", `[{"id":"c0000000-0000-4000-8000-000000000002","provider":"myspace","status":"active"}]`},
	{"no service", alice, "POST", TableConnections, "", `[{"id":"c0000000-0000-4000-8000-000000000002","status":"active"}]`},
	{"a log", alice, "POST", TableLogs, "", `[{"id":"10000000-0000-4000-8000-000000000001","session_id":"` + session + `","integration_type":"gmail","status":"success","records_synced":3,"observed_at":"2026-11-22T10:00:00Z"}]`},
	{"a log of nobody's session", alice, "POST", TableLogs, "", `[{"id":"10000000-0000-4000-8000-000000000002","session_id":"` + stranger + `","status":"success"}]`},
	{"a log of somebody else's session", bob, "POST", TableLogs, "", `[{"id":"10000000-0000-4000-8000-000000000003","session_id":"` + session + `","status":"success"}]`},
	{"a result", alice, "POST", TableResults, "", `[{"id":"` + result + `","session_id":"` + session + `","agent_name":"tracker","metric_key":"emails_sent","metric_value":23,"metric_label":"Mails sent","observed_at":"2026-11-22T10:00:00Z"}]`},
	{"two results, one newer, one stale", alice, "POST", TableResults, "", `[{"id":"` + result + `","session_id":"` + session + `","agent_name":"tracker","metric_key":"emails_sent","metric_value":22,"metric_label":"Mails sent","observed_at":"2026-11-22T09:00:00Z"},
		{"id":"` + extra + `","session_id":"` + session + `","agent_name":"tracker","metric_key":"email_replies","metric_value":null,"metric_label":"Replies","observed_at":"2026-11-22T09:00:00Z"}]`},
	{"one good, one bad: none", alice, "POST", TableResults, "", `[{"id":"` + result + `","session_id":"` + session + `","agent_name":"tracker","metric_key":"emails_sent","metric_value":99,"metric_label":"Mails sent","observed_at":"2026-11-22T13:00:00Z"},
		{"id":"` + stranger + `","session_id":"` + session + `","agent_name":"intruder","metric_key":"x","metric_value":1,"metric_label":"x","observed_at":"2026-11-22T13:00:00Z"}]`},
	{"a result without a label", alice, "POST", TableResults, "", `[{"id":"` + stranger + `","session_id":"` + session + `","agent_name":"scout","metric_key":"x"}]`},
	{"a result of somebody else's session", bob, "POST", TableResults, "", `[{"id":"` + stranger + `","session_id":"` + session + `","agent_name":"scout","metric_key":"x","metric_label":"x"}]`},
	{"a column that is none", alice, "POST", TableResults, "", `[{"id":"` + stranger + `","subject":"Re: hello"}]`},
	{"an id that is none", alice, "POST", TableSessions, "", `[{"id":"mine","name":"x"}]`},
	{"marked as gone", alice, "PATCH", TableConnections, "id=eq.c0000000-0000-4000-8000-000000000001", `{"deleted_at":"2026-11-22T12:00:00Z","observed_at":"2026-11-22T12:00:00Z"}`},
	{"marked by a stale device", alice, "PATCH", TableConnections, "id=eq.c0000000-0000-4000-8000-000000000001", `{"deleted_at":null,"observed_at":"2026-11-22T11:00:00Z"}`},
	{"marked by somebody else", bob, "PATCH", TableConnections, "id=eq.c0000000-0000-4000-8000-000000000001", `{"deleted_at":null,"observed_at":"2026-11-23T11:00:00Z"}`},
	{"given away", alice, "PATCH", TableSessions, "id=eq." + session, `{"user_id":"` + bob + `","observed_at":"2026-11-23T11:00:00Z"}`},
	{"a table that is none", alice, "POST", "agent_secrets", "", `[{"id":"` + session + `"}]`},
	{"the version of the tables", alice, "PATCH", "mixdown_schema", "version=eq.1", `{"version":99}`},
}

// shown are the columns that are compared: what was sent, and whose it is.
var shown = map[string][]string{
	TableSessions: {"id", "user_id", "name"}, TableConnections: {"id", "user_id", "provider", "status", "deleted_at"},
	TableLogs: {"id", "user_id", "session_id", "integration_type", "status", "records_synced"}, TableResults: {"id", "user_id", "session_id", "agent_name", "metric_key", "metric_value", "metric_label"},
}

// sql is what PostgREST makes of a statement.
func (s statement) sql() string {
	quoted := "'" + strings.ReplaceAll(s.body, "'", "''") + "'"
	if s.method == http.MethodPatch {
		var set map[string]any
		_ = json.Unmarshal([]byte(s.body), &set)
		var parts []string
		for name := range set {
			parts = append(parts, fmt.Sprintf("%q = b.%q", name, name))
		}
		column, value, _ := strings.Cut(s.query, "=eq.")
		return fmt.Sprintf("update public.%q t set %s from json_populate_record(null::public.%q, %s) b where t.%q = '%s'", s.table, strings.Join(parts, ", "), s.table, quoted, column, value)
	}
	var rows []map[string]any
	_ = json.Unmarshal([]byte(s.body), &rows)
	var names, sets []string
	for name := range rows[0] {
		names = append(names, fmt.Sprintf("%q", name))
		sets = append(sets, fmt.Sprintf("%q = excluded.%q", name, name))
	}
	return fmt.Sprintf("insert into public.%q (%s) select %s from json_populate_recordset(null::public.%q, %s) on conflict (id) do update set %s",
		s.table, strings.Join(names, ", "), strings.Join(names, ", "), s.table, quoted, strings.Join(sets, ", "))
}

var sqlstate = regexp.MustCompile(`ERROR:  ([0-9A-Z]{5}):`)

// real runs a statement on PostgreSQL and returns its code, "" for success.
func (d *database) real(s statement) string {
	_, err := d.run(s.as, `\set VERBOSITY verbose`+"\n"+s.sql())
	if err == nil {
		return ""
	}
	if m := sqlstate.FindStringSubmatch(err.Error()); m != nil {
		return m[1]
	}
	return err.Error()
}

// standIn runs a statement on the sandbox and returns its code.
func standIn(t *testing.T, project *sandbox.Supabase, s statement) string {
	t.Helper()
	address := "https://" + sandbox.SupabaseHost + "/rest/v1/" + s.table + "?" + s.query
	if s.method == http.MethodPost {
		address += "on_conflict=id"
	}
	req, err := http.NewRequestWithContext(t.Context(), s.method, address, bytes.NewReader([]byte(s.body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Apikey", sandbox.SupabaseKey)
	req.Header.Set("Authorization", "Bearer "+project.TokenOf(s.as))
	req.Header.Set("Prefer", "resolution=merge-duplicates,return=minimal")
	w := httptest.NewRecorder()
	project.ServeHTTP(w, req)
	if w.Code < 300 {
		return ""
	}
	var e struct{ Code string }
	if json.Unmarshal(w.Body.Bytes(), &e) != nil {
		return w.Body.String()
	}
	switch e.Code { // PostgREST finds these before it asks the database, which has codes of its own for them
	case "PGRST205":
		return "42P01"
	case "PGRST204":
		return "42703"
	}
	return e.Code
}

// TestStandInAgreesWithPostgreSQL holds the sandbox's tables to a real PostgreSQL with the mirror's SQL: the same statements
// have the same outcome, and leave the same rows.
func TestStandInAgreesWithPostgreSQL(t *testing.T) {
	d := newDatabase(t)
	d.must("", "insert into auth.users values ('"+alice+"', 'alice@label.example'), ('"+bob+"', 'bob@label.example')")
	d.must("", Schema())
	server := sandbox.New(sandbox.Options{})
	project := server.AddSupabase("")
	project.AddUser("alice@label.example", alice)
	project.AddUser("bob@label.example", bob)
	for _, s := range statements {
		if got, want := standIn(t, project, s), d.real(s); got != want {
			t.Errorf("%s: the stand-in answers %q, PostgreSQL %q", s.name, got, want)
		}
		var parts []string
		for _, table := range Tables() {
			parts = append(parts, fmt.Sprintf("'%s', (select coalesce(json_agg(r), '[]') from (select %s from %s) r)", table, strings.Join(shown[table], ","), table))
		}
		var held map[string][]map[string]any
		if err := json.Unmarshal([]byte(d.must("", "select json_build_object("+strings.Join(parts, ", ")+")")), &held); err != nil {
			t.Fatal(err)
		}
		for _, table := range Tables() {
			if got, want := told(project.Rows(table), shown[table]), told(held[table], shown[table]); !slices.Equal(got, want) {
				t.Errorf("after %q %s holds\n%s\nPostgreSQL\n%s", s.name, table, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// told writes rows down so that they can be compared, whatever the form of a time.
func told(rows []map[string]any, columns []string) []string {
	out := []string{}
	for _, r := range rows {
		var line []string
		for _, c := range columns {
			v := r[c]
			if s, ok := v.(string); ok {
				if at, err := parseTime(s); err == nil {
					v = at.UTC()
				}
			}
			line = append(line, fmt.Sprint(v))
		}
		out = append(out, strings.Join(line, " | "))
	}
	slices.Sort(out)
	return out
}
