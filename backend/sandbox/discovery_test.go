package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The discovery documents are Google's own description of the services; they come with the module of the client library.

type document struct {
	ID         string              `json:"id"`
	RootURL    string              `json:"rootUrl"`
	Service    string              `json:"servicePath"`
	Parameters map[string]any      `json:"parameters"`
	Schemas    map[string]schema   `json:"schemas"`
	Resources  map[string]resource `json:"resources"`
	methods    map[string]method
}

type resource struct {
	Methods   map[string]method   `json:"methods"`
	Resources map[string]resource `json:"resources"`
}

type method struct {
	ID         string           `json:"id"`
	Path       string           `json:"path"`
	HTTPMethod string           `json:"httpMethod"`
	Parameters map[string]param `json:"parameters"`
	Response   schema           `json:"response"`
	Scopes     []string         `json:"scopes"`
}

type param struct {
	Location string `json:"location"`
}

type schema struct {
	Ref        string            `json:"$ref"`
	Type       string            `json:"type"`
	Format     string            `json:"format"`
	Enum       []string          `json:"enum"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
	Additional *schema           `json:"additionalProperties"`
}

func documents(t *testing.T) map[string]*document {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string]*document{}
	for prefix, file := range map[string]string{"gmail": "gmail/v1/gmail-api.json", "sheets": "sheets/v4/sheets-api.json",
		"drive": "drive/v3/drive-api.json", "pubsub": "pubsub/v1/pubsub-api.json", "oauth2": "oauth2/v2/oauth2-api.json"} {
		raw, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), file))
		if err != nil {
			t.Fatal(err)
		}
		d := &document{methods: map[string]method{}}
		if err := json.Unmarshal(raw, d); err != nil {
			t.Fatal(err)
		}
		var walk func(map[string]resource)
		walk = func(rs map[string]resource) {
			for _, r := range rs {
				for _, m := range r.Methods {
					d.methods[m.ID] = m
				}
				walk(r.Resources)
			}
		}
		walk(d.Resources)
		docs[prefix] = d
	}
	return docs
}

func TestRoutesAreInTheDiscoveryDocuments(t *testing.T) {
	docs := documents(t)
	seen := 0
	for host, routes := range googleRoutes() {
		for _, rt := range routes {
			prefix, _, _ := strings.Cut(rt.id, ".")
			d := docs[prefix]
			if prefix == "openid" { // OpenID Connect, described by its own standard
				continue
			}
			m, ok := d.methods[rt.id]
			if !ok {
				t.Errorf("%s: no such method", rt.id)
				continue
			}
			seen++
			// A "+" takes whole names: projects/…/subscriptions/…
			path := strings.Replace(m.Path, "{+subscription}", "projects/{project}/subscriptions/{subscription}", 1)
			if want := d.RootURL + d.Service + path; want != "https://"+host+rt.path {
				t.Errorf("%s: https://%s%s, want %s", rt.id, host, rt.path, want)
			}
			if m.HTTPMethod != rt.method {
				t.Errorf("%s: %s, want %s", rt.id, rt.method, m.HTTPMethod)
			}
			for _, q := range rt.query {
				if m.Parameters[q].Location != "query" {
					t.Errorf("%s: no query parameter %q", rt.id, q)
				}
			}
			for _, s := range fullScopes(rt.scopes) {
				if !slices.Contains(m.Scopes, s) {
					t.Errorf("%s: scope %s does not open it", rt.id, s)
				}
			}
			for _, s := range m.Scopes {
				if slices.Contains(knownScopes, s) && !slices.Contains(fullScopes(rt.scopes), s) && s != scopeBase+"gmail.compose" {
					t.Errorf("%s: scope %s would open it, and does not here", rt.id, s)
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("%d routes compared", seen)
	}
	for _, p := range commonParams {
		if _, ok := docs["gmail"].Parameters[p]; !ok {
			t.Errorf("%q is no common parameter", p)
		}
	}
}

// fits reports how v differs from a schema; "" when it does not.
func (d *document) fits(v any, s schema, at string) string {
	if s.Ref != "" {
		s = d.Schemas[s.Ref]
	}
	kind := fmt.Sprintf("%T", v)
	switch s.Type {
	case "any", "":
		return ""
	case "object":
		m, ok := v.(map[string]any)
		if !ok {
			return at + ": " + kind + " in place of an object"
		}
		for name, value := range m {
			sub, known := s.Properties[name]
			if !known && s.Additional != nil {
				sub, known = *s.Additional, true
			}
			if !known {
				return at + "." + name + ": unknown"
			}
			if why := d.fits(value, sub, at+"."+name); why != "" {
				return why
			}
		}
	case "array":
		list, ok := v.([]any)
		if !ok {
			return at + ": " + kind + " in place of an array"
		}
		for i, value := range list {
			if why := d.fits(value, *s.Items, fmt.Sprintf("%s[%d]", at, i)); why != "" {
				return why
			}
		}
	case "string":
		text, ok := v.(string)
		if !ok {
			return at + ": " + kind + " in place of a string"
		}
		if s.Enum != nil && !slices.Contains(s.Enum, text) {
			return at + ": " + text + " is not in the enumeration"
		}
		if (s.Format == "int64" || s.Format == "uint64") && strings.Trim(text, "-0123456789") != "" {
			return at + ": " + text + " is no number"
		}
	case "integer", "number":
		if _, ok := v.(float64); !ok {
			return at + ": " + kind + " in place of a number"
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			return at + ": " + kind + " in place of a boolean"
		}
	}
	return ""
}

func TestAnswersFitTheSchemas(t *testing.T) {
	docs := documents(t)
	now := time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)
	s, base := started(t, Options{Now: func() time.Time { return now }, Story: SpringRadio(now)})
	b := s.Mailbox(SpringOwner)
	start := b.HistoryID()
	id := b.Deliver(DeliveryReport("mx.example", Mail("a@b.example", "c@d.example", "x", "y").With("Message-ID", "<q@b.example>"), "c@d.example", "failed", "5.1.1", "no"))
	b.Relabel(id, []string{"STARRED"}, []string{"UNREAD"})
	b.Trash(id)
	b.Delete(b.IDs("subject:digest OR spring")[0])
	s.PubSub().AddTopic("projects/p/topics/t", "projects/p/subscriptions/s-1", true)
	client := s.Client(SpringOwner, "gmail.readonly", "spreadsheets", "drive", "pubsub", "openid", "userinfo.email", "userinfo.profile")
	m, _ := b.Message(id)
	gm, sh := "https://gmail.googleapis.com/gmail/v1/users/me", "https://sheets.googleapis.com/v4/spreadsheets"
	one, ps := sh+"/"+SpringSheet, "https://pubsub.googleapis.com/v1/projects/p/subscriptions/s-1"
	answered := map[string]bool{}
	for _, tc := range []struct{ id, method, address, body string }{
		{"gmail.users.getProfile", "GET", gm + "/profile", ""},
		{"gmail.users.messages.list", "GET", gm + "/messages?q=in:sent&maxResults=3&labelIds=SENT&includeSpamTrash=false", ""},
		{"gmail.users.messages.get", "GET", gm + "/messages/" + id, ""},
		{"gmail.users.messages.get", "GET", gm + "/messages/" + id + "?format=raw&prettyPrint=false", ""},
		{"gmail.users.messages.get", "GET", gm + "/messages/" + id + "?format=metadata&metadataHeaders=From&alt=json", ""},
		{"gmail.users.messages.get", "GET", gm + "/messages/" + id + "?format=minimal", ""},
		{"gmail.users.threads.list", "GET", gm + "/threads?maxResults=5", ""},
		{"gmail.users.threads.get", "GET", gm + "/threads/" + m.Thread, ""},
		{"gmail.users.history.list", "GET", fmt.Sprintf("%s/history?startHistoryId=%d", gm, start), ""},
		{"gmail.users.labels.list", "GET", gm + "/labels", ""},
		{"gmail.users.settings.sendAs.list", "GET", gm + "/settings/sendAs", ""},
		{"gmail.users.watch", "POST", gm + "/watch", `{"topicName":"projects/p/topics/t"}`},
		{"pubsub.projects.subscriptions.get", "GET", ps, ""},
		{"pubsub.projects.subscriptions.pull", "POST", ps + ":pull", `{"maxMessages":1,"returnImmediately":true}`},
		{"pubsub.projects.subscriptions.acknowledge", "POST", ps + ":acknowledge", `{"ackIds":["x"]}`},
		{"gmail.users.stop", "POST", gm + "/stop", ""},
		{"sheets.spreadsheets.get", "GET", one + "?ranges=Contacts", ""},
		{"sheets.spreadsheets.values.get", "GET", one + "/values/Contacts!A1:F?majorDimension=COLUMNS", ""},
		{"sheets.spreadsheets.values.batchGet", "GET", one + "/values:batchGet?ranges=A1:B2&ranges=Contacts!F2:F9&valueRenderOption=UNFORMATTED_VALUE", ""},
		{"sheets.spreadsheets.values.update", "PUT", one + "/values/Contacts!E2?valueInputOption=RAW&includeValuesInResponse=true", `{"values":[["SEEN"]]}`},
		{"sheets.spreadsheets.values.append", "POST", one + "/values/Contacts!A1:F:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS", `{"values":[["Zoe","zoe@x.example"]]}`},
		{"sheets.spreadsheets.values.batchUpdate", "POST", one + "/values:batchUpdate", `{"valueInputOption":"RAW","data":[{"range":"Contacts!E3","values":[["SEEN"]]}]}`},
		{"sheets.spreadsheets.values.clear", "POST", one + "/values/Budget!A3:B3:clear", `{}`},
		{"sheets.spreadsheets.batchUpdate", "POST", one + ":batchUpdate", `{"requests":[{"addSheet":{"properties":{"title":"More"}}}]}`},
		{"sheets.spreadsheets.create", "POST", sh, `{"properties":{"title":"Mine"},"sheets":[{"properties":{"title":"Contacts"}}]}`},
		{"drive.files.get", "GET", "https://www.googleapis.com/drive/v3/files/" + SpringSheet + "?fields=*", ""},
		{"drive.files.list", "GET", "https://www.googleapis.com/drive/v3/files?pageSize=10&q=" + "trashed%3Dfalse", ""},
		{"drive.files.watch", "POST", "https://www.googleapis.com/drive/v3/files/" + SpringSheet + "/watch", `{"id":"c1","type":"web_hook","address":"https://a.example","token":"t"}`},
		{"drive.channels.stop", "POST", "https://www.googleapis.com/drive/v3/channels/stop", `{"id":"c1","resourceId":"res-` + SpringSheet + `"}`},
		{"oauth2.userinfo.get", "GET", "https://www.googleapis.com/oauth2/v2/userinfo", ""},
		{"oauth2.userinfo.v2.me.get", "GET", "https://www.googleapis.com/userinfo/v2/me", ""},
	} {
		req, err := http.NewRequest(tc.method, tc.address, strings.NewReader(tc.body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		answered[tc.id] = true
		if resp.StatusCode == http.StatusNoContent {
			continue
		}
		var v any
		if err := json.Unmarshal(raw, &v); resp.StatusCode != 200 || err != nil {
			t.Errorf("%s: %d %s", tc.id, resp.StatusCode, raw)
			continue
		}
		prefix, _, _ := strings.Cut(tc.id, ".")
		if why := docs[prefix].fits(v, docs[prefix].methods[tc.id].Response, tc.id); why != "" {
			t.Errorf("%s: %s", tc.address, why)
		}
	}
	for _, routes := range googleRoutes() {
		for _, rt := range routes {
			if !answered[rt.id] && rt.id != "openid.userinfo" {
				t.Errorf("%s is never asked", rt.id)
			}
		}
	}
	for id := range answered {
		if s.Requests().CountID(id) == 0 {
			t.Errorf("%s: another method answered", id)
		}
	}
	_ = base
}

func TestUnknownAddressesAndParameters(t *testing.T) {
	s, _ := started(t, Options{})
	client := s.Client("you@label.example", "gmail.readonly", "drive.readonly")
	for address, want := range map[string]int{
		"https://gmail.googleapis.com/gmail/v1/users/me/message":                   404,
		"https://gmail.googleapis.com/gmail/v2/users/me/messages":                  404,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages/":                 404,
		"https://elsewhere.example/":                                               404,
		"https://gmail.googleapis.com/gmail/v1/users/me/stop":                      405,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages?query=x":          400,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages?maxResults=many":  400,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages?maxResults=-1":    400,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages?pageToken=x":      400,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages?labelIds=Nope":    400,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages?fields=mails":     400,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages?fields=messages(": 400,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages/zz":               400,
		"https://gmail.googleapis.com/gmail/v1/users/me/messages/18c0000000000000": 404,
		"https://gmail.googleapis.com/gmail/v1/users/else@label.example/profile":   403,
		"https://sheets.googleapis.com/v4/spreadsheets/none":                       404,
		"https://www.googleapis.com/drive/v3/files/none":                           404,
	} {
		resp, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		if status, _, body := answered(t, resp); status != want {
			t.Errorf("%s: %d, want %d: %s", address, status, want, body)
		}
	}
}
