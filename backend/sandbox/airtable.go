package sandbox

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"
)

// AirtableStory is an Airtable account and the bases that it reaches.
type AirtableStory struct {
	Token       string   // the personal access token
	TokenScopes []string // of the token; nil for all
	UserID      string
	Email       string
	// Clients are the registered apps: public ones, without a secret.
	Clients []string
	Bases   []AirtableBase
	// Editor is a role that may not make webhooks.
	Editor bool
	// PerSecond and PerMonth are the bounds that are enforced; 0 for none.
	PerSecond, PerMonth int
}

// AirtableBase is a base.
type AirtableBase struct {
	ID, Name string
	Tables   []AirtableTable
}

// AirtableTable is a table. The first field is its primary one.
type AirtableTable struct {
	ID, Name string
	Fields   []AirtableField
	Records  []AirtableRecord
}

// AirtableField is a column.
type AirtableField struct{ ID, Name, Type string }

// AirtableRecord is a row: its cells by field id. A cell that is empty is left out.
type AirtableRecord struct {
	ID      string
	Created time.Time
	Cells   map[string]any
}

// Airtable is the account that the stand-in serves. It is safe for concurrent use.
type Airtable struct {
	now     func() time.Time
	tunnels *tunnels

	mu      sync.Mutex
	story   AirtableStory
	codes   map[string]airtableCode
	access  map[string]*airtableGrant
	refresh map[string]*airtableGrant
	spent   map[string]airtableSpent // refresh tokens that were used
	hooks   map[string]*airtableHook
	made    int
	epoch   int // grows when iterators expire
	month   string
	calls   int
	recent  map[string][]time.Time // by base
	outTill map[string]time.Time
}

type airtableCode struct {
	client, redirect, challenge string
	scopes                      []string
	expires                     time.Time
}

type airtableGrant struct {
	scopes  []string
	revoked bool
	expires time.Time // of an access token
	family  *airtableGrant
}

type airtableSpent struct {
	grant *airtableGrant
	at    time.Time
}

type airtableHook struct {
	id          string
	base, table string
	address     string // "" for one that is only read
	secret      []byte
	read        time.Time
	payloads    []map[string]any
}

func newAirtable(now func() time.Time, t *tunnels) *Airtable {
	return &Airtable{tunnels: t, now: now, codes: map[string]airtableCode{}, access: map[string]*airtableGrant{}, refresh: map[string]*airtableGrant{},
		spent: map[string]airtableSpent{}, hooks: map[string]*airtableHook{}, recent: map[string][]time.Time{}, outTill: map[string]time.Time{}}
}

// Change edits the account; webhooks tell what changed. edit must not change maps of cells in place.
func (a *Airtable) Change(edit func(*AirtableStory)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	before := a.story.clone()
	edit(&a.story)
	for _, h := range a.hooks {
		if p := moved(before.table(h.base, h.table), a.story.table(h.base, h.table), h.table); p != nil {
			p["timestamp"], p["baseTransactionNumber"], p["payloadFormat"] = a.now().UTC().Format(time.RFC3339), len(h.payloads)+1, "v0"
			h.payloads = append(h.payloads, p)
			a.ping(h)
		}
	}
}

// ExpireIterators makes every page token of a list worthless.
func (a *Airtable) ExpireIterators() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.epoch++
}

// ExpireAccess ends every access token now; refresh tokens stay good.
func (a *Airtable) ExpireAccess() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.access)
}

// Revoke takes back the token and every sign-in.
func (a *Airtable) Revoke() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.story.Token = ""
	clear(a.access)
	clear(a.refresh)
}

// DropHooks ends every webhook.
func (a *Airtable) DropHooks() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.hooks)
}

// Hooks returns how many webhooks there are.
func (a *Airtable) Hooks() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.hooks)
}

// Calls returns how many calls this month were counted.
func (a *Airtable) Calls() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.calls
}

func (st AirtableStory) clone() AirtableStory {
	st.Bases = slices.Clone(st.Bases)
	for i := range st.Bases {
		st.Bases[i].Tables = slices.Clone(st.Bases[i].Tables)
		for j := range st.Bases[i].Tables {
			t := &st.Bases[i].Tables[j]
			t.Fields, t.Records = slices.Clone(t.Fields), slices.Clone(t.Records)
			for k := range t.Records {
				t.Records[k].Cells = maps.Clone(t.Records[k].Cells)
			}
		}
	}
	return st
}

// base finds a base by id, nil where there is none.
func (st *AirtableStory) base(id string) *AirtableBase {
	for i := range st.Bases {
		if st.Bases[i].ID == id {
			return &st.Bases[i]
		}
	}
	return nil
}

// table finds a table by id or name, nil where there is none.
func (st *AirtableStory) table(base, idOrName string) *AirtableTable {
	b := st.base(base)
	for i := 0; b != nil && i < len(b.Tables); i++ {
		if b.Tables[i].ID == idOrName || b.Tables[i].Name == idOrName {
			return &b.Tables[i]
		}
	}
	return nil
}

// moved is the payload of a webhook for what changed in a table, nil for nothing.
func moved(before, after *AirtableTable, id string) map[string]any {
	switch {
	case before == nil:
		return nil
	case after == nil:
		return map[string]any{"destroyedTableIds": []string{id}}
	}
	made, changed, gone, fields := map[string]any{}, map[string]any{}, []string{}, map[string]any{}
	old := map[string]AirtableRecord{}
	for _, r := range before.Records {
		old[r.ID] = r
	}
	for _, r := range after.Records {
		was, ok := old[r.ID]
		delete(old, r.ID)
		if !ok {
			made[r.ID] = map[string]any{"createdTime": airtableTime(r.Created), "cellValuesByFieldId": hookCells(after, r.Cells, nil)}
		} else if !reflect.DeepEqual(was.Cells, r.Cells) {
			changed[r.ID] = map[string]any{"current": map[string]any{"cellValuesByFieldId": hookCells(after, r.Cells, was.Cells)}}
		}
	}
	for id := range old {
		gone = append(gone, id)
	}
	for i, f := range after.Fields {
		if i < len(before.Fields) && before.Fields[i].ID == f.ID && before.Fields[i] != f {
			fields[f.ID] = map[string]any{"current": map[string]any{"name": f.Name, "type": f.Type}}
		}
	}
	m := map[string]any{}
	for name, part := range map[string]map[string]any{"createdRecordsById": made, "changedRecordsById": changed, "changedFieldsById": fields} {
		if len(part) > 0 {
			m[name] = part
		}
	}
	if len(gone) > 0 {
		m["destroyedRecordIds"] = gone
	}
	if len(m) == 0 {
		return nil
	}
	return map[string]any{"changedTablesById": map[string]any{id: m}}
}

// hookCells are cells as webhooks tell them: a choice is an object there, and only cells that differ from was are told.
func hookCells(t *AirtableTable, cells, was map[string]any) map[string]any {
	out := map[string]any{}
	for _, f := range t.Fields {
		v, ok := cells[f.ID]
		old, had := was[f.ID]
		switch {
		case was != nil && ok == had && reflect.DeepEqual(v, old):
		case !ok && had:
			out[f.ID] = nil
		case ok && f.Type == "singleSelect":
			out[f.ID] = map[string]any{"id": "sel" + fmt.Sprint(v), "name": v, "color": "blueLight2"}
		case ok:
			out[f.ID] = v
		}
	}
	return out
}

func airtableTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// allow counts a call and refuses it where a bound is met; the answer is the refusal, nil for none.
func (a *Airtable) allow(base string) *airtableRefusal {
	a.mu.Lock()
	defer a.mu.Unlock()
	if month := a.now().UTC().Format("2006-01"); month != a.month {
		a.month, a.calls = month, 0
	}
	if a.story.PerMonth > 0 && a.calls >= a.story.PerMonth {
		return &airtableRefusal{429, "PUBLIC_API_BILLING_LIMIT_EXCEEDED", "Your workspace has exceeded its API call limit for the month.", a.calls%2 == 0}
	}
	a.calls++
	if a.story.PerSecond > 0 && base != "" {
		now := time.Now() // a pace is kept in real time
		keep := slices.DeleteFunc(a.recent[base], func(t time.Time) bool { return now.Sub(t) >= time.Second })
		a.recent[base] = append(keep, now)
		if len(a.recent[base]) > a.story.PerSecond {
			a.outTill[base] = now.Add(30 * time.Second)
		}
		if now.Before(a.outTill[base]) {
			return &airtableRefusal{429, "RATE_LIMIT_REACHED", "Rate limit exceeded. Please try again later.", true}
		}
	}
	return nil
}

// airtableRefusal is an answer that is no success, in one of Airtable's two shapes.
type airtableRefusal struct {
	status        int
	kind, message string
	list          bool // {"errors":[…]}
}

// AirtableBilling is the refusal of a spent month, in the list's shape or the object's.
func AirtableBilling(list bool) Fault {
	return airtableFault(&airtableRefusal{429, "PUBLIC_API_BILLING_LIMIT_EXCEEDED", "Your workspace has exceeded its API call limit for the month.", list})
}

// AirtableTooFast is the refusal of more than five requests a second, in the list's shape or the object's.
func AirtableTooFast(list bool) Fault {
	return airtableFault(&airtableRefusal{429, "RATE_LIMIT_REACHED", "Rate limit exceeded. Please try again later.", list})
}

func airtableFault(r *airtableRefusal) Fault {
	return Fault{Host: airtableHost, Status: r.status, Header: map[string][]string{"Content-Type": {"application/json; charset=utf-8"}}, Body: r.body()}
}
