package sheets

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// google is one spreadsheet behind the few methods that are used, with a hook before each answer: it is how a test edits
// the sheet between two requests.
type google struct {
	mu       sync.Mutex
	tab      string
	locale   string
	rows     [][]any
	grid     int // rows of the grid; no fewer than rows
	version  int64
	modified time.Time
	trashed  bool
	noDrive  bool
	readOnly bool
	calls    []string
	before   func(g *google, call string) // with mu held
	answer   func(call string) (status int, body string)
}

func newGoogle(rows ...[]any) *google {
	return &google{tab: "Contacts", locale: "en_GB", rows: rows, version: 7, modified: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
}

func row(cells ...any) []any { return cells }

func header() []any { return row("Name", "Email", "Role", "Status", "Added") }

// edit changes the sheet as a person does.
func (g *google) edit(do func()) {
	do()
	g.version++
	g.modified = g.modified.Add(time.Minute)
}

func (g *google) count(prefix string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, c := range g.calls {
		if strings.HasPrefix(c, prefix) {
			n++
		}
	}
	return n
}

// client returns a client whose every request the stand-in answers.
func (g *google) client() *http.Client { return &http.Client{Transport: g} }

// RoundTrip serves without a network.
func (g *google) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.serve(w, r)
	res := w.Result()
	res.Request = r
	return res, nil
}

var a1Form = regexp.MustCompile(`^'(.*)'!([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?$`)

func (g *google) serve(w http.ResponseWriter, r *http.Request) {
	path, _ := url.PathUnescape(r.URL.EscapedPath())
	var call string
	switch {
	case r.URL.Host == "www.googleapis.com":
		call = "drive " + path
	case strings.HasSuffix(path, "/values:batchGet"):
		call = "batchGet " + r.URL.Query().Get("valueRenderOption")
	case strings.HasSuffix(path, ":batchUpdate"):
		call = "batchUpdate"
	case strings.HasSuffix(path, ":append"):
		call = "append"
	case r.Method == "PUT":
		call = "update"
	case strings.Contains(path, "/values/"):
		call = "get " + r.URL.Query().Get("valueRenderOption")
	case r.Method == "POST":
		call = "create"
	default:
		call = "spreadsheet"
	}
	g.calls = append(g.calls, call)
	if g.before != nil {
		g.before(g, call)
	}
	if g.answer != nil {
		if status, body := g.answer(call); status != 0 {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprint(w, body)
			return
		}
	}
	name, _, _ := strings.Cut(call, " ")
	switch name {
	case "batchUpdate": // a service that knows no conditional write
		w.WriteHeader(http.StatusNotImplemented)
	case "drive":
		g.drive(w, path)
	case "spreadsheet":
		reply(w, map[string]any{"properties": map[string]any{"title": "Spring radio", "locale": g.locale}, "sheets": []any{
			map[string]any{"properties": map[string]any{"sheetId": 3, "title": g.tab, "sheetType": "GRID",
				"gridProperties": map[string]any{"rowCount": max(g.grid, len(g.rows), 1), "columnCount": 26}}}}})
	case "batchGet":
		var ranges []any
		for _, name := range r.URL.Query()["ranges"] {
			values, ok := g.values(name, r.URL.Query().Get("valueRenderOption"))
			if !ok {
				refuse(w, 400, "badRequest", "Unable to parse range: "+name)
				return
			}
			ranges = append(ranges, map[string]any{"range": name, "values": values})
		}
		reply(w, map[string]any{"valueRanges": ranges})
	default:
		g.write(w, r, name, path)
	}
}

func (g *google) drive(w http.ResponseWriter, path string) {
	switch {
	case path == "/oauth2/v2/userinfo":
		reply(w, map[string]any{"email": "you@example.com", "name": "You"})
	case g.noDrive:
		refuse(w, 403, "insufficientPermissions", "Request had insufficient authentication scopes.")
	default:
		reply(w, map[string]any{"id": "sheet1", "name": "Spring radio", "version": strconv.FormatInt(g.version, 10), "trashed": g.trashed,
			"modifiedTime": g.modified.Format(time.RFC3339), "capabilities": map[string]any{"canEdit": !g.readOnly}})
	}
}

// values are the cells of a range as Google gives them: trailing blanks are left out.
func (g *google) values(name, render string) ([][]any, bool) {
	m := a1Form.FindStringSubmatch(name)
	if m == nil || m[1] != g.tab {
		return nil, false
	}
	fromColumn, fromRow := columnNumber(m[2]), number(m[3])
	toColumn, toRow := fromColumn, fromRow
	if m[4] != "" {
		toColumn, toRow = columnNumber(m[4]), number(m[5])
	}
	var values [][]any
	for i := fromRow; i <= min(toRow, len(g.rows)); i++ {
		cells := []any{}
		for c := fromColumn; c <= min(toColumn, len(g.rows[i-1])); c++ {
			cells = append(cells, rendered(g.rows[i-1][c-1], render))
		}
		for len(cells) > 0 && (cells[len(cells)-1] == nil || cells[len(cells)-1] == "") {
			cells = cells[:len(cells)-1]
		}
		values = append(values, cells)
	}
	for len(values) > 0 && len(values[len(values)-1]) == 0 {
		values = values[:len(values)-1]
	}
	return values, true
}

// formula is a cell with a formula: what was typed and what it shows.
type formula struct{ typed, shows string }

// money is a number that is shown in a form of its own.
type money struct {
	value float64
	shows string
}

func rendered(cell any, render string) any {
	switch v := cell.(type) {
	case formula:
		if render == "FORMULA" {
			return v.typed
		}
		return v.shows
	case money:
		if render == "FORMATTED_VALUE" {
			return v.shows
		}
		return v.value
	}
	return cell
}

func (g *google) write(w http.ResponseWriter, r *http.Request, name, path string) {
	path = path[strings.LastIndex(path, "/values/")+len("/values/"):]
	if name == "get" {
		values, _ := g.values(path, r.URL.Query().Get("valueRenderOption"))
		reply(w, map[string]any{"range": path, "values": values})
		return
	}
	var body struct {
		Values [][]any `json:"values"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.URL.Query().Get("valueInputOption") != "RAW" {
		refuse(w, 400, "badRequest", "not RAW")
		return
	}
	if g.readOnly {
		refuse(w, 403, "forbidden", "The caller does not have permission")
		return
	}
	m := a1Form.FindStringSubmatch(strings.TrimSuffix(path, ":append"))
	if m == nil {
		refuse(w, 400, "badRequest", "Unable to parse range: "+path)
		return
	}
	column, at := columnNumber(m[2]), number(m[3])
	if name == "append" {
		if r.URL.Query().Get("insertDataOption") != "INSERT_ROWS" {
			refuse(w, 400, "badRequest", "would overwrite")
			return
		}
		at = len(g.rows) + 1
		for column = 1; column <= len(g.rows[0]) && (g.rows[0][column-1] == nil || g.rows[0][column-1] == ""); {
			column++
		}
	}
	g.edit(func() {
		for i, cells := range body.Values {
			for len(g.rows) < at+i {
				g.rows = append(g.rows, nil)
			}
			for j, cell := range cells {
				for len(g.rows[at+i-1]) < column+j {
					g.rows[at+i-1] = append(g.rows[at+i-1], nil)
				}
				if cell != nil {
					g.rows[at+i-1][column+j-1] = cell
				}
			}
		}
	})
	updated := map[string]any{"updatedRange": a1(g.tab, column, at, column+len(body.Values[0])-1, at+len(body.Values)-1), "updatedRows": len(body.Values)}
	if name == "append" {
		reply(w, map[string]any{"updates": updated})
		return
	}
	reply(w, updated)
}

func columnNumber(letters string) int {
	n := 0
	for _, l := range letters {
		n = n*26 + int(l-'A') + 1
	}
	return n
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, code int, reason, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"code": code, "message": message,
		"errors": []any{map[string]any{"reason": reason, "message": message}}}})
}

// testScope is a campaign on the sheet, at a fixed moment.
func testScope() provider.Scope {
	return provider.Scope{
		Campaign: campaign.Campaign{ID: "c1", Name: "Spring", Rule: campaign.Rule{Spreadsheet: "sheet1", Zone: "Europe/London", NewMarker: "NEW"}},
		Now:      func() time.Time { return time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC) },
	}
}

// syncOnce syncs and returns the batches.
func syncOnce(t *testing.T, g *google, scope provider.Scope, cursor provider.Cursor) ([]provider.Batch, error) {
	t.Helper()
	var batches []provider.Batch
	err := New().Sync(t.Context(), g.client(), provider.Account{Address: "you@example.com"}, scope, cursor, func(b provider.Batch) error {
		batches = append(batches, b)
		return nil
	})
	return batches, err
}
