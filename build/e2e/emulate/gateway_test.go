//go:build e2e

package emulate_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// gateway stands between the program and the other Gmail. It turns /HOST/PATH into the other's paths, makes its 21-digit
// history ids fit into 64 bits, answers for the profile, which it has not, and, where whole is set, gives the mails with all
// headers and parts that they came with: by itself the other one gives ten headers and the text.
type gateway struct {
	other string // http://127.0.0.1:PORT
	whole bool
	base  *big.Int

	mu    sync.Mutex
	asked map[string]int // by method and path
	wrong []string       // what the other one has not
}

func newGateway(t *testing.T, other string, whole bool) (*gateway, string) {
	t.Helper()
	g := &gateway{other: other, whole: whole, asked: map[string]int{}}
	g.base = new(big.Int).Mul(big.NewInt(time.Now().Add(-24*time.Hour).UnixMilli()), big.NewInt(1e8))
	front := httptest.NewServer(g)
	t.Cleanup(front.Close)
	return g, front.URL
}

var digits = regexp.MustCompile(`("(?:historyId|id)"\s*:\s*")(\d{18,})"`)

func (g *gateway) shorten(body []byte) []byte {
	return digits.ReplaceAllFunc(body, func(m []byte) []byte {
		parts := digits.FindSubmatch(m)
		n, _ := new(big.Int).SetString(string(parts[2]), 10)
		return []byte(string(parts[1]) + n.Sub(n, g.base).String() + `"`)
	})
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	path = "/" + path
	g.mu.Lock()
	g.asked[r.Method+" "+host+path]++
	g.mu.Unlock()
	query := r.URL.Query()
	if n, ok := new(big.Int).SetString(query.Get("startHistoryId"), 10); ok {
		query.Set("startHistoryId", n.Add(n, g.base).String())
	}
	switch {
	case host == "oauth2.googleapis.com":
		path = "/oauth2" + path
	case strings.HasSuffix(path, "/userinfo"):
		path = "/oauth2/v2/userinfo"
	case path == "/gmail/v1/users/me/profile":
		g.profile(w, r)
		return
	}
	status, header, body := g.ask(r, path, query)
	if status == http.StatusNotFound {
		g.mu.Lock()
		g.wrong = append(g.wrong, r.Method+" "+host+path)
		g.mu.Unlock()
	}
	if g.whole && status == http.StatusOK && r.Method == http.MethodGet && query.Get("format") != "raw" && query.Get("format") != "minimal" {
		body = g.enrich(r, path, query, body)
	}
	for _, name := range []string{"Content-Type", "Location"} {
		if v := header.Get(name); v != "" {
			w.Header().Set(name, v)
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(g.shorten(body))
}

func (g *gateway) ask(r *http.Request, path string, query url.Values) (int, http.Header, []byte) {
	req, err := http.NewRequestWithContext(r.Context(), r.Method, g.other+path+"?"+query.Encode(), r.Body)
	if err != nil {
		return http.StatusBadGateway, http.Header{}, nil
	}
	for _, name := range []string{"Authorization", "Content-Type"} {
		req.Header.Set(name, r.Header.Get(name))
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return http.StatusBadGateway, http.Header{}, nil
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return http.StatusBadGateway, http.Header{}, nil
	}
	return resp.StatusCode, resp.Header, body
}

// profile puts together what the other one knows of the mailbox.
func (g *gateway) profile(w http.ResponseWriter, r *http.Request) {
	status, _, history := g.ask(r, "/gmail/v1/users/me/history", url.Values{"startHistoryId": {"1"}, "maxResults": {"1"}})
	if status != http.StatusOK {
		w.WriteHeader(status)
		_, _ = w.Write(history)
		return
	}
	_, _, list := g.ask(r, "/gmail/v1/users/me/messages", url.Values{"maxResults": {"1"}, "includeSpamTrash": {"true"}})
	var h struct{ HistoryID string }
	var l struct{ ResultSizeEstimate int }
	if json.Unmarshal(history, &h) != nil || json.Unmarshal(list, &l) != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	body, _ := json.Marshal(map[string]any{"emailAddress": owner, "messagesTotal": l.ResultSizeEstimate, "historyId": h.HistoryID})
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(g.shorten(body))
}

type field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type part struct {
	PartID   string   `json:"partId"`
	MimeType string   `json:"mimeType"`
	Filename string   `json:"filename"`
	Headers  []field  `json:"headers"`
	Body     partBody `json:"body"`
	Parts    []part   `json:"parts,omitempty"`
}

type partBody struct {
	Size int    `json:"size"`
	Data string `json:"data,omitempty"`
}

// enrich gives a mail, or the mails of a thread, the headers and parts that they came with.
func (g *gateway) enrich(r *http.Request, path string, query url.Values, body []byte) []byte {
	var m map[string]any
	if json.Unmarshal(body, &m) != nil {
		return body
	}
	switch {
	case strings.HasPrefix(path, "/gmail/v1/users/me/messages/"):
		g.dress(r, m, query)
	case strings.HasPrefix(path, "/gmail/v1/users/me/threads/"):
		list, _ := m["messages"].([]any)
		for _, one := range list {
			if one, ok := one.(map[string]any); ok {
				g.dress(r, one, query)
			}
		}
	default:
		return body
	}
	out, err := json.Marshal(m)
	if err != nil {
		return body
	}
	return out
}

// dress replaces the payload of one mail.
func (g *gateway) dress(r *http.Request, m map[string]any, query url.Values) {
	id, _ := m["id"].(string)
	status, _, answer := g.ask(r, "/gmail/v1/users/me/messages/"+id, url.Values{"format": {"raw"}})
	var raw struct{ Raw string }
	if status != http.StatusOK || json.Unmarshal(answer, &raw) != nil {
		return
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(raw.Raw, "="))
	if err != nil {
		return
	}
	p := parse(text)
	if query.Get("format") == "metadata" {
		p.Parts, p.Body.Data = nil, ""
		if want := query["metadataHeaders"]; len(want) > 0 {
			p.Headers = slices.DeleteFunc(p.Headers, func(f field) bool {
				return !slices.ContainsFunc(want, func(name string) bool { return strings.EqualFold(name, f.Name) })
			})
		}
	}
	m["payload"] = p
}

// parse reads a mail, or a part of one, as far as it can be read.
func parse(text []byte) part {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	head, rest, _ := bytes.Cut(text, []byte("\n\n"))
	p := part{MimeType: "text/plain", Headers: []field{}}
	for _, line := range strings.Split(string(head), "\n") {
		if n := len(p.Headers); (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) && n > 0 {
			p.Headers[n-1].Value += " " + strings.TrimSpace(line)
		} else if name, value, ok := strings.Cut(line, ":"); ok {
			p.Headers = append(p.Headers, field{name, strings.TrimSpace(value)})
		}
	}
	get := func(name string) string {
		for _, f := range p.Headers {
			if strings.EqualFold(f.Name, name) {
				return f.Value
			}
		}
		return ""
	}
	kind, params, err := mime.ParseMediaType(get("Content-Type"))
	if err == nil {
		p.MimeType, p.Filename = kind, params["name"]
	}
	switch {
	case strings.HasPrefix(p.MimeType, "multipart/") && params["boundary"] != "":
		reader := multipart.NewReader(bytes.NewReader(rest), params["boundary"])
		for {
			next, err := reader.NextRawPart()
			if err != nil {
				return p
			}
			content, _ := io.ReadAll(next) // a part that is cut off is read as far as it goes
			var head strings.Builder
			for name, values := range next.Header {
				for _, v := range values {
					head.WriteString(name + ": " + v + "\n")
				}
			}
			p.Parts = append(p.Parts, parse([]byte(head.String()+"\n"+string(content))))
		}
	case p.MimeType == "message/rfc822":
		p.Parts = []part{parse(rest)}
		return p
	}
	switch strings.ToLower(get("Content-Transfer-Encoding")) {
	case "base64":
		if b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(rest))); err == nil {
			rest = b
		}
	case "quoted-printable":
		if b, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(rest))); err == nil {
			rest = b
		}
	}
	p.Body = partBody{len(rest), base64.URLEncoding.EncodeToString(rest)}
	return p
}
