package sandbox

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Defaults of a stand-in Supabase project.
const (
	SupabaseHost      = "sandbox.supabase.co"
	SupabaseKey       = "sb_publishable_sandbox_0123456789"
	supabaseTokenLife = time.Hour
)

// supabaseColumns are the tables that the mirror's SQL makes. Row security, the rules of the tables and "the newest
// observation wins" are kept as there.
var supabaseColumns = map[string][]string{
	"agent_sessions":          {"id", "user_id", "name", "archived_at", "created_at", "updated_at", "observed_at", "deleted_at"},
	"integration_connections": {"id", "user_id", "provider", "account", "status", "auto_sync_enabled", "metadata", "connected_at", "last_sync_at", "updated_at", "observed_at", "deleted_at"},
	"integration_sync_logs":   {"id", "user_id", "session_id", "integration_type", "status", "records_synced", "sync_duration_ms", "error_message", "synced_at", "updated_at", "observed_at", "deleted_at"},
	"campaign_results":        {"id", "user_id", "session_id", "agent_name", "metric_key", "metric_value", "metric_label", "metric_unit", "metadata", "created_at", "updated_at", "observed_at", "deleted_at"},
	"mixdown_schema":          {"one", "version", "installed_at"},
}

// Supabase stands in for one project: its sign-in (GoTrue), its tables (PostgREST) and its live updates (Realtime), as far as
// the mirror uses them.
type Supabase struct {
	host, key string
	now       func() time.Time
	secret    []byte

	mu       sync.Mutex
	version  int // of the tables; 0: they are not there
	users    map[string]string
	codes    map[string]string // by address
	links    map[string]mailLink
	flows    map[string]*flow  // by the code that the browser brings
	services map[string]string // that people may sign in with, and as whom
	sessions map[string]string // refresh token → user id
	rows     map[string][]supabaseRow
	sockets  map[*socket]bool
	noUsers  bool
	maxRows  int // of one answer; 0 for no limit
}

type supabaseRow map[string]any

// AddSupabase puts a project behind the gateway: SupabaseHost where host is "".
func (s *Server) AddSupabase(host string) *Supabase {
	if host == "" {
		host = SupabaseHost
	}
	b := NewSupabase(host, s.now)
	s.Handle(host, b)
	return b
}

// NewSupabase returns a project as a handler of its own, with the mirror's tables in it.
func NewSupabase(host string, now func() time.Time) *Supabase {
	return &Supabase{host: host, key: SupabaseKey, now: now, secret: []byte(rand.Text()), version: 1, users: map[string]string{}, codes: map[string]string{},
		links: map[string]mailLink{}, flows: map[string]*flow{}, services: map[string]string{}, sessions: map[string]string{}, rows: map[string][]supabaseRow{}, sockets: map[*socket]bool{}}
}

// URL is the project's address.
func (b *Supabase) URL() string { return "https://" + b.host }

// AddUser makes a user with a given id.
func (b *Supabase) AddUser(email, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.users[strings.ToLower(email)] = id
}

// TokenOf returns an access token of a user, by their id.
func (b *Supabase) TokenOf(id string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sign(id, b.now().Add(supabaseTokenLife))
}

// Code returns the code that was last mailed to an address, "" where none was.
func (b *Supabase) Code(email string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.codes[strings.ToLower(email)]
}

// SetSchema says which version of the tables the project has; 0 for none.
func (b *Supabase) SetSchema(version int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.version = version
}

// SetMaxRows bounds how many rows one answer has, whatever was asked for, as a project's own setting does.
func (b *Supabase) SetMaxRows(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.maxRows = n
}

// CloseSignups lets no new user in.
func (b *Supabase) CloseSignups() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.noUsers = true
}

// EndSessions makes every sign-in end, as when the person signs out everywhere.
func (b *Supabase) EndSessions() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.sessions)
	b.secret = []byte(rand.Text()) // tokens that are out stop working at once
}

// ExpireTokens makes every access token that is out stop working; sessions go on.
func (b *Supabase) ExpireTokens() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.secret = []byte(rand.Text())
}

// Rows returns the rows of a table, of all users.
func (b *Supabase) Rows(table string) []map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []map[string]any
	for _, r := range b.rows[table] {
		out = append(out, maps.Clone(r))
	}
	return out
}

// AgentResult is a result that another agent writes.
type AgentResult struct {
	Session, Agent, Key, Label, Unit string
	Value                            *float64
}

// WriteResult lets another agent of the session's owner write a result; the live feeds are told. It returns the row's id.
func (b *Supabase) WriteResult(r AgentResult) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	id, at := uuid.NewString(), b.stamp()
	var owner any
	for _, s := range b.rows["agent_sessions"] {
		if s["id"] == r.Session {
			owner = s["user_id"]
		}
	}
	row := supabaseRow{"id": id, "user_id": owner, "session_id": r.Session, "agent_name": r.Agent, "metric_key": r.Key, "metric_label": r.Label,
		"metric_unit": r.Unit, "metric_value": nil, "metadata": map[string]any{}, "created_at": at, "updated_at": at, "observed_at": at, "deleted_at": nil}
	if r.Value != nil {
		row["metric_value"] = *r.Value
	}
	b.rows["campaign_results"] = append(b.rows["campaign_results"], row)
	b.tell("INSERT", "campaign_results", row)
	return id
}

// ChangeResult lets another agent change columns of a result, such as metric_value or deleted_at; the live feeds are told.
func (b *Supabase) ChangeResult(id string, columns map[string]any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	rows := slices.Clone(b.rows["campaign_results"])
	for i, row := range rows {
		if row["id"] == id {
			rows[i] = maps.Clone(row)
			maps.Copy(rows[i], columns)
			b.changed("campaign_results", row, rows[i])
		}
	}
	b.rows["campaign_results"] = rows
}

// DeleteResult lets another agent delete a result's row altogether; the live feeds are told its id.
func (b *Supabase) DeleteResult(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rows["campaign_results"] = slices.DeleteFunc(slices.Clone(b.rows["campaign_results"]), func(row supabaseRow) bool {
		if row["id"] == id {
			b.tell("DELETE", "campaign_results", row)
		}
		return row["id"] == id
	})
}

// changed notes when a row was changed, as the tables' trigger does, and tells the live feeds, unless nothing was. The lock is held.
func (b *Supabase) changed(table string, old, row supabaseRow) {
	row["updated_at"] = old["updated_at"]
	if maps.EqualFunc(old, row, func(x, y any) bool { return fmt.Sprint(x) == fmt.Sprint(y) }) {
		return
	}
	row["updated_at"] = b.stamp()
	b.tell("UPDATE", table, row)
}

// Hint tells every live connection of a user that a source changed, as the project's function does.
func (b *Supabase) Hint(email, provider string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tell("INSERT", "mixdown_hints", supabaseRow{"id": 1, "user_id": b.users[strings.ToLower(email)], "provider": provider, "created_at": b.stamp()})
}

// Quietly does something while the live feed is down: nobody is told.
func (b *Supabase) Quietly(do func()) {
	b.mu.Lock()
	live := b.sockets
	b.sockets = map[*socket]bool{}
	b.mu.Unlock()
	do()
	b.mu.Lock()
	b.sockets = live
	b.mu.Unlock()
}

func (b *Supabase) stamp() string { return b.now().UTC().Format("2006-01-02T15:04:05.000000+00:00") }

// ServeHTTP implements http.Handler.
func (b *Supabase) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", b.now().UTC().Format(http.TimeFormat))
	w.Header().Set("Access-Control-Allow-Origin", "*")
	key := r.Header.Get("apikey")
	if key == "" {
		key = r.URL.Query().Get("apikey")
	}
	switch {
	case strings.HasPrefix(r.URL.Path, "/auth/v1/") && r.Method == http.MethodGet && forBrowsers(r.URL.Path):
		b.serveAuth(w, r)
	case key == "":
		writeSupabase(w, http.StatusUnauthorized, map[string]any{"message": "No API key found in request", "hint": "No `apikey` request header or url param was found."})
	case key != b.key:
		writeSupabase(w, http.StatusUnauthorized, map[string]any{"message": "Invalid API key", "hint": "Double check your Supabase `anon` or `service_role` API key."})
	case strings.HasPrefix(r.URL.Path, "/auth/v1/"):
		b.serveAuth(w, r)
	case strings.HasPrefix(r.URL.Path, "/rest/v1/"):
		b.serveRest(w, r)
	case r.URL.Path == "/realtime/v1/websocket":
		b.serveRealtime(w, r)
	default:
		writeSupabase(w, http.StatusNotFound, map[string]any{"error": "requested path is invalid"})
	}
}

func writeSupabase(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		status, raw = http.StatusInternalServerError, []byte(`{}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

// Close ends all live connections, as a restart of the service does.
func (b *Supabase) Close() {
	b.mu.Lock()
	list := slices.Collect(maps.Keys(b.sockets))
	b.mu.Unlock()
	for _, s := range list {
		s.end()
	}
}

// Listeners is how many live connections follow a table.
func (b *Supabase) Listeners() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for s := range b.sockets {
		n += len(s.joined)
	}
	return n
}
