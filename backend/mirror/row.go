package mirror

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"mixdown/backend/transport"
)

// Tables in the order in which they are sent: a result belongs to a session.
const (
	TableSessions    = "agent_sessions"
	TableConnections = "integration_connections"
	TableLogs        = "integration_sync_logs"
	TableResults     = "campaign_results"

	tableHints = "mixdown_hints" // read alone: the project writes it
)

// Tables returns all tables in the order in which they are sent.
func Tables() []string { return []string{TableSessions, TableConnections, TableLogs, TableResults} }

// Row is one row to send: exactly what leaves, under the names of the table. ID and Mark are for the outbox.
type Row struct {
	ID   string // the local row's id
	Mark string // what of the row was sent: another mark is sent again
	Body any    // SessionRow, ConnectionRow, LogRow or ResultRow
}

// SessionRow is a campaign. Its rule stays here: it names mailboxes and files.
type SessionRow struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	CreatedAt  time.Time  `json:"created_at"`
	ArchivedAt *time.Time `json:"archived_at"`
	ObservedAt time.Time  `json:"observed_at"`
	DeletedAt  *time.Time `json:"deleted_at"`
}

// ConnectionRow is a signed-in account, without any sign-in. Account is null unless addresses were chosen.
type ConnectionRow struct {
	ID          string     `json:"id"`
	Provider    string     `json:"provider"`
	Account     *string    `json:"account"`
	Status      string     `json:"status"`
	AutoSync    bool       `json:"auto_sync_enabled"`
	ConnectedAt time.Time  `json:"connected_at"`
	LastSyncAt  *time.Time `json:"last_sync_at"`
	ObservedAt  time.Time  `json:"observed_at"`
	DeletedAt   *time.Time `json:"deleted_at"`
}

// RemovedRow marks a row as deleted. The row itself goes with the project's retention.
type RemovedRow struct {
	ID         string    `json:"id"`
	ObservedAt time.Time `json:"observed_at"`
	DeletedAt  time.Time `json:"deleted_at"`
}

// LogRow is one run of one connection.
type LogRow struct {
	ID              string    `json:"id"`
	SessionID       string    `json:"session_id"`
	IntegrationType string    `json:"integration_type"`
	Status          string    `json:"status"`
	RecordsSynced   int       `json:"records_synced"`
	SyncDurationMs  int64     `json:"sync_duration_ms"`
	ErrorMessage    *string   `json:"error_message"`
	SyncedAt        time.Time `json:"synced_at"`
	ObservedAt      time.Time `json:"observed_at"`
}

// ResultRow is the value of one metric; null where it is not known.
type ResultRow struct {
	ID         string          `json:"id"`
	SessionID  string          `json:"session_id"`
	Agent      string          `json:"agent_name"`
	Key        string          `json:"metric_key"`
	Value      *float64        `json:"metric_value"`
	Label      string          `json:"metric_label"`
	Unit       string          `json:"metric_unit"`
	Metadata   json.RawMessage `json:"metadata"`
	CreatedAt  time.Time       `json:"created_at"`
	ObservedAt time.Time       `json:"observed_at"`
}

// UUID returns id where it is one already, and else one that follows from it and from this computer's own: the same row has
// the same id in every push.
func UUID(computer, kind, id string) string {
	if u, err := uuid.Parse(id); err == nil {
		return u.String()
	}
	space, err := uuid.Parse(computer)
	if err != nil {
		space = uuid.NewSHA1(uuid.NameSpaceOID, []byte(computer))
	}
	return uuid.NewSHA1(space, []byte(kind+"\x00"+id)).String()
}

// address finds mail addresses in free text, also written in the encoded form of links.
var address = regexp.MustCompile(`(?i)[\p{L}\p{N}.!#$%&'*+/=?^_{|}~-]+(?:@|%40)[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*`)

// HideAddresses takes the mail addresses out of a text that people typed.
func HideAddresses(s string) string { return address.ReplaceAllString(s, "…") }

// HideSecrets is for texts that may quote what a service said.
func HideSecrets(s string) string { return HideAddresses(transport.Redact(s)) }

// CleanMetadata takes the mail addresses out of a result's metadata, names of groups included: a sheet may have an address
// in its status column.
func CleanMetadata(raw json.RawMessage) json.RawMessage {
	if !strings.ContainsAny(string(raw), "@%") {
		return raw
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return json.RawMessage(`{}`)
	}
	out, err := json.Marshal(cleanValue(v))
	if err != nil {
		return json.RawMessage(`{}`)
	}
	return out
}

func cleanValue(v any) any {
	switch x := v.(type) {
	case string:
		return HideAddresses(x)
	case []any:
		for i := range x {
			x[i] = cleanValue(x[i])
		}
	case map[string]any:
		out := map[string]any{}
		for k, e := range x {
			k = HideAddresses(k)
			if a, ok := out[k].(float64); ok { // two groups that differ in the address alone
				if b, ok := e.(float64); ok {
					out[k] = a + b
					continue
				}
			}
			out[k] = cleanValue(e)
		}
		return out
	}
	return v
}
