package sandbox

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const airtableHost = "api.airtable.com"

var airtableScopes = []string{"data.records:read", "data.records:write", "schema.bases:read", "schema.bases:write", "webhook:manage", "user.email:read"}

func (r *airtableRefusal) body() string {
	var v any = map[string]any{"error": map[string]any{"type": r.kind, "message": r.message}}
	switch {
	case r.list:
		v = map[string]any{"errors": []any{map[string]any{"error": r.kind, "message": r.message}}}
	case r.status == 404 && r.kind == "NOT_FOUND":
		v = map[string]any{"error": "NOT_FOUND"}
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return `{"error":"SERVER_ERROR"}`
	}
	return string(raw)
}

func refuse(status int, kind, message string) *airtableRefusal {
	return &airtableRefusal{status: status, kind: kind, message: message}
}

// airtableCall serves one method; it is called with the account locked.
type airtableCall func(a *Airtable, g *airtableGrant, r *http.Request) (any, *airtableRefusal)

// airtableAPI answers for https://api.airtable.com.
// https://airtable.com/developers/web/api/introduction
func (s *Server) airtableAPI() http.Handler {
	mux := http.NewServeMux()
	for pattern, m := range map[string]struct {
		scope string
		query []string
		serve airtableCall
	}{
		"GET /v0/meta/whoami":                           {"", nil, airtableWhoami},
		"GET /v0/meta/bases":                            {"schema.bases:read", []string{"offset"}, airtableBases},
		"GET /v0/meta/bases/{base}/tables":              {"schema.bases:read", nil, airtableTables},
		"GET /v0/{base}/{table}":                        {"data.records:read", []string{"pageSize", "offset", "fields[]", "returnFieldsByFieldId"}, airtableRecords},
		"POST /v0/bases/{base}/webhooks":                {"webhook:manage", nil, airtableMakeHook},
		"DELETE /v0/bases/{base}/webhooks/{hook}":       {"webhook:manage", nil, airtableDropHook},
		"GET /v0/bases/{base}/webhooks/{hook}/payloads": {"webhook:manage", []string{"cursor", "limit"}, airtablePayloads},
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			answer, refused := s.World.airtable.serve(r, m.scope, m.query, m.serve)
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			if refused != nil {
				w.WriteHeader(refused.status)
				_, _ = w.Write([]byte(refused.body()))
				return
			}
			_ = json.NewEncoder(w).Encode(answer)
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"error":"NOT_FOUND"}`))
	})
	return mux
}

// serve checks a request as Airtable does: token, month, pace, scope, parameters.
func (a *Airtable) serve(r *http.Request, scope string, params []string, serve airtableCall) (any, *airtableRefusal) {
	g := a.grantOf(r)
	if g == nil {
		return nil, refuse(401, "AUTHENTICATION_REQUIRED", "Authentication required")
	}
	if refused := a.allow(r.PathValue("base")); refused != nil {
		return nil, refused
	}
	if scope != "" && !slices.Contains(g.scopes, scope) {
		return nil, refuse(403, "INVALID_PERMISSIONS", "You are not permitted to perform this operation")
	}
	for name := range r.URL.Query() {
		if !slices.Contains(params, name) {
			return nil, refuse(422, "INVALID_REQUEST_UNKNOWN", "Invalid request: parameter validation failed. Check your request data.")
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return serve(a, g, r)
}

func (a *Airtable) grantOf(r *http.Request) *airtableGrant {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	a.mu.Lock()
	defer a.mu.Unlock()
	switch g := a.access[token]; {
	case !ok || token == "":
		return nil
	case token == a.story.Token && a.story.TokenScopes == nil:
		return &airtableGrant{scopes: airtableScopes}
	case token == a.story.Token:
		return &airtableGrant{scopes: a.story.TokenScopes}
	case g == nil || g.family.revoked || !a.now().Before(g.expires):
		return nil
	default:
		return g
	}
}

func airtableWhoami(a *Airtable, g *airtableGrant, _ *http.Request) (any, *airtableRefusal) {
	who := map[string]any{"id": a.story.UserID, "scopes": g.scopes}
	if slices.Contains(g.scopes, "user.email:read") {
		who["email"] = a.story.Email
	}
	return who, nil
}

func airtableBases(a *Airtable, _ *airtableGrant, _ *http.Request) (any, *airtableRefusal) {
	list := []any{}
	for _, b := range a.story.Bases {
		level := "create"
		if a.story.Editor {
			level = "edit"
		}
		list = append(list, map[string]any{"id": b.ID, "name": b.Name, "permissionLevel": level})
	}
	return map[string]any{"bases": list}, nil
}

func noModel() *airtableRefusal {
	return refuse(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND", "Invalid permissions, or the requested model was not found. Check that both your user and your token have the required permissions, and that the model names and/or ids are correct.")
}

func airtableTables(a *Airtable, _ *airtableGrant, r *http.Request) (any, *airtableRefusal) {
	b := a.story.base(r.PathValue("base"))
	if b == nil {
		return nil, noModel()
	}
	list := []any{}
	for _, t := range b.Tables {
		fields := []any{}
		for _, f := range t.Fields {
			fields = append(fields, map[string]any{"id": f.ID, "name": f.Name, "type": f.Type})
		}
		list = append(list, map[string]any{"id": t.ID, "name": t.Name, "primaryFieldId": t.Fields[0].ID, "fields": fields, "views": []any{}})
	}
	return map[string]any{"tables": list}, nil
}

func airtableRecords(a *Airtable, _ *airtableGrant, r *http.Request) (any, *airtableRefusal) {
	q := r.URL.Query()
	t := a.story.table(r.PathValue("base"), r.PathValue("table"))
	if t == nil {
		return nil, noModel()
	}
	fields, refused := t.asked(q["fields[]"])
	if refused != nil {
		return nil, refused
	}
	size := 100
	if text := q.Get("pageSize"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return nil, refuse(422, "INVALID_REQUEST_UNKNOWN", "pageSize must be between 1 and 100.")
		}
		size = n
	}
	from := 0
	if text := q.Get("offset"); text != "" {
		var epoch int
		if _, err := fmt.Sscanf(text, "itr%d/rec%d", &epoch, &from); err != nil || epoch != a.epoch || from > len(t.Records) {
			return nil, refuse(422, "LIST_RECORDS_ITERATOR_NOT_AVAILABLE", "The iterator is no longer available. Start listing from the beginning.")
		}
	}
	to := min(from+size, len(t.Records))
	list := []any{}
	for _, rec := range t.Records[from:to] {
		cells := map[string]any{}
		for _, f := range fields {
			if v, ok := rec.Cells[f.ID]; ok {
				if q.Get("returnFieldsByFieldId") == "true" {
					cells[f.ID] = v
				} else {
					cells[f.Name] = v
				}
			}
		}
		list = append(list, map[string]any{"id": rec.ID, "createdTime": airtableTime(rec.Created), "fields": cells})
	}
	answer := map[string]any{"records": list}
	if to < len(t.Records) {
		answer["offset"] = fmt.Sprintf("itr%d/rec%d", a.epoch, to)
	}
	return answer, nil
}

// asked are the fields that a list names, all where it names none.
func (t *AirtableTable) asked(names []string) ([]AirtableField, *airtableRefusal) {
	if len(names) == 0 {
		return t.Fields, nil
	}
	var fields []AirtableField
	for _, name := range names {
		i := slices.IndexFunc(t.Fields, func(f AirtableField) bool { return f.ID == name || f.Name == name })
		if i < 0 {
			return nil, refuse(422, "UNKNOWN_FIELD_NAME", "Unknown field name: \""+name+"\"")
		}
		fields = append(fields, t.Fields[i])
	}
	return fields, nil
}

func airtableMakeHook(a *Airtable, _ *airtableGrant, r *http.Request) (any, *airtableRefusal) {
	var body struct {
		URL           *string `json:"notificationUrl"`
		Specification struct {
			Options struct {
				Filters struct {
					DataTypes []string `json:"dataTypes"`
					Scope     string   `json:"recordChangeScope"`
				} `json:"filters"`
			} `json:"options"`
		} `json:"specification"`
	}
	base := r.PathValue("base")
	err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 64<<10)).Decode(&body)
	filters := body.Specification.Options.Filters
	switch {
	case a.story.base(base) == nil:
		return nil, noModel()
	case a.story.Editor:
		return nil, refuse(403, "INVALID_PERMISSIONS", "You are not permitted to perform this operation")
	case err != nil || len(filters.DataTypes) == 0 || body.URL != nil && !strings.HasPrefix(*body.URL, "https://"):
		return nil, refuse(422, "INVALID_REQUEST_UNKNOWN", "Invalid request: parameter validation failed.")
	case a.story.table(base, filters.Scope) == nil:
		return nil, refuse(422, "INVALID_WEBHOOK_SPECIFICATION", "recordChangeScope names no table.")
	}
	n := 0
	for id, h := range a.hooks {
		if a.now().Sub(h.read) > hookLife {
			delete(a.hooks, id)
		} else if h.base == base {
			n++
		}
	}
	if n >= 10 {
		return nil, refuse(422, "TOO_MANY_WEBHOOKS_IN_BASE", "The base has its ten webhooks already.")
	}
	a.made++
	id := fmt.Sprintf("ach%014d", a.made)
	h := &airtableHook{id: id, base: base, table: filters.Scope, read: a.now(), secret: []byte(rand.Text())}
	if body.URL != nil {
		h.address = *body.URL
	}
	a.hooks[id] = h
	return map[string]any{"id": id, "macSecretBase64": base64.StdEncoding.EncodeToString(h.secret), "expirationTime": airtableTime(a.now().Add(hookLife))}, nil
}

// ping tells a webhook's address that there is something to read. The lock is held.
// https://airtable.com/developers/web/api/webhooks-overview#webhook-notification-delivery
func (a *Airtable) ping(h *airtableHook) {
	if h.address == "" {
		return
	}
	body, err := json.Marshal(map[string]any{"base": map[string]string{"id": h.base}, "webhook": map[string]string{"id": h.id}, "timestamp": a.now().UTC().Format(time.RFC3339Nano)})
	if err != nil {
		return
	}
	mac := hmac.New(sha256.New, h.secret)
	mac.Write(body)
	a.tunnels.tell(h.address, map[string]string{"Content-Type": "application/json", "X-Airtable-Content-MAC": "hmac-sha256=" + hex.EncodeToString(mac.Sum(nil))}, body)
}

// hookLife is how long a webhook lives after it was made or read.
const hookLife = 7 * 24 * time.Hour

func (a *Airtable) hook(r *http.Request) *airtableHook {
	h := a.hooks[r.PathValue("hook")]
	if h == nil || h.base != r.PathValue("base") || a.now().Sub(h.read) > hookLife {
		return nil
	}
	return h
}

func airtableDropHook(a *Airtable, _ *airtableGrant, r *http.Request) (any, *airtableRefusal) {
	if a.hook(r) == nil {
		return nil, refuse(404, "NOT_FOUND", "")
	}
	delete(a.hooks, r.PathValue("hook"))
	return map[string]any{}, nil
}

func airtablePayloads(a *Airtable, _ *airtableGrant, r *http.Request) (any, *airtableRefusal) {
	h := a.hook(r)
	if h == nil {
		return nil, refuse(404, "NOT_FOUND", "")
	}
	h.read = a.now()
	at, limit, refused := payloadPlace(r.URL.Query(), len(h.payloads))
	if refused != nil {
		return nil, refused
	}
	to := min(at-1+limit, len(h.payloads))
	return map[string]any{"payloads": append([]map[string]any{}, h.payloads[at-1:to]...), "cursor": to + 1, "mightHaveMore": to < len(h.payloads)}, nil
}

// payloadPlace reads the cursor, from 1, and the limit, 50 at most.
func payloadPlace(q url.Values, held int) (at, limit int, refused *airtableRefusal) {
	at, limit = 1, 50
	for name, to := range map[string]*int{"cursor": &at, "limit": &limit} {
		if q.Get(name) == "" {
			continue
		}
		n, err := strconv.Atoi(q.Get(name))
		if err != nil || n < 1 || name == "limit" && n > 50 || name == "cursor" && n > held+1 {
			return 0, 0, refuse(422, "INVALID_REQUEST_UNKNOWN", name+" is not valid.")
		}
		*to = n
	}
	return at, limit, nil
}
