package gmail

import (
	"encoding/base64"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	gapi "google.golang.org/api/gmail/v1"
)

// Bounds of what is looked at in one mail. Bodies are read in memory only, for bounce reports and the end of an absence.
const (
	maxHeaders   = 400
	maxHeaderLen = 16 << 10
	maxParts     = 200
	maxDepth     = 12
	maxBody      = 64 << 10
)

// Mail is one mail as the rules see it.
type Mail struct {
	ID, Thread string
	At         time.Time
	Labels     []string
	Headers    []Field
	Parts      []Part // every part of the tree in reading order, the whole first
	Snippet    string
	// FromOwn says that an address the mailbox sends as stands in From.
	FromOwn bool
	// Echo says that its Message-ID is that of one of our own mails.
	Echo bool
}

// Field is one header line, as it came.
type Field struct{ Name, Value string }

// Part is one MIME part: its type in lower case, its parameters, its fields and its text.
type Part struct {
	Type   string
	Params map[string]string
	Fields []Field
	Text   string
	// Within says that it stands inside an included mail.
	Within bool
}

// Header returns the first header of that name, any case; "" where there is none.
func (m Mail) Header(name string) string { v, _ := field(m.Headers, name); return v }

// Has returns the value of a header and whether it is there at all.
func (m Mail) Has(name string) (string, bool) { return field(m.Headers, name) }

func field(fields []Field, name string) (string, bool) {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value, true
		}
	}
	return "", false
}

// Label reports whether the mail carries Gmail's label.
func (m Mail) Label(label string) bool { return slices.Contains(m.Labels, label) }

// From returns the sender; the zero address where there is none.
func (m Mail) From() address {
	if list := parseAddresses(m.Header("From")); len(list) > 0 {
		return list[0]
	}
	return address{}
}

// Subject returns the subject, decoded and fit to show.
func (m Mail) Subject() string { return subjectOf(m.Header("Subject")) }

// References are the Message-IDs that the mail says it answers, the one answered first.
func (m Mail) References() []string {
	refs := messageIDs(maxReferences, m.Header("References"))
	slices.Reverse(refs)
	ids := messageIDs(4, m.Header("In-Reply-To"))
	for _, id := range refs {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// maxReferences bounds the ids kept of a mail.
const maxReferences = 24

// Text is what the sender wrote as far as it is plain text, or the words of the HTML.
func (m Mail) Text() string {
	var page string
	for _, p := range m.Parts {
		if p.Within || p.Text == "" {
			continue
		}
		if p.Type == "text/plain" || p.Type == "" {
			return p.Text
		}
		if p.Type == "text/html" && page == "" {
			page = p.Text
		}
	}
	return htmlText(page)
}

// mailOf turns Gmail's message into a Mail.
func mailOf(g *gapi.Message) Mail {
	m := Mail{ID: g.Id, Thread: g.ThreadId, Labels: g.LabelIds, Snippet: clean(html.UnescapeString(g.Snippet), 200)}
	if g.InternalDate > 0 {
		m.At = time.UnixMilli(g.InternalDate).UTC()
	}
	if g.Payload == nil {
		return m
	}
	m.Headers = fieldsOf(g.Payload.Headers)
	if m.At.IsZero() {
		if t, err := mail.ParseDate(m.Header("Date")); err == nil {
			m.At = t.UTC()
		}
	}
	m.walk(g.Payload, 0, false)
	return m
}

func (m *Mail) walk(g *gapi.MessagePart, depth int, within bool) {
	if g == nil || depth > maxDepth || len(m.Parts) >= maxParts {
		return
	}
	p := Part{Type: strings.ToLower(g.MimeType), Fields: fieldsOf(g.Headers), Within: within}
	if ct, ok := field(p.Fields, "Content-Type"); ok {
		kind, params, err := mime.ParseMediaType(unfold(ct))
		if err == nil || params != nil {
			p.Params = params
		}
		if kind != "" && p.Type == "" {
			p.Type = kind
		}
		if p.Params == nil {
			p.Params = looseParams(ct)
		}
	}
	p.Text = bodyOf(g, p)
	m.Parts = append(m.Parts, p)
	within = within || p.Type == "message/rfc822"
	for _, sub := range g.Parts {
		m.walk(sub, depth+1, within)
	}
}

// looseParams reads the parameters of a Content-Type that mime refuses.
func looseParams(ct string) map[string]string {
	params := map[string]string{}
	for _, piece := range strings.Split(ct, ";")[1:] {
		if k, v, ok := strings.Cut(piece, "="); ok {
			params[strings.ToLower(strings.TrimSpace(k))] = strings.Trim(strings.TrimSpace(v), `"`)
		}
	}
	return params
}

func fieldsOf(headers []*gapi.MessagePartHeader) []Field {
	out := make([]Field, 0, min(len(headers), maxHeaders))
	for _, h := range headers {
		if h == nil || len(out) >= maxHeaders {
			continue
		}
		v := h.Value
		if len(v) > maxHeaderLen {
			v = v[:maxHeaderLen]
		}
		out = append(out, Field{Name: h.Name, Value: v})
	}
	return out
}

// bodyOf decodes the text of a part; other kinds are not looked at. Gmail has undone the transfer encoding.
func bodyOf(g *gapi.MessagePart, p Part) string {
	if g.Body == nil || g.Body.Data == "" || !isText(p.Type) {
		return ""
	}
	data := g.Body.Data
	if limit := maxBody / 3 * 4; len(data) > limit {
		data = data[:limit]
	}
	data = strings.TrimRight(data, "=")
	if strings.ContainsAny(data, "+/") {
		data = strings.NewReplacer("+", "-", "/", "_").Replace(data)
	}
	b, err := base64.RawURLEncoding.DecodeString(data)
	if err != nil && len(b) == 0 {
		return ""
	}
	return strings.ReplaceAll(fromCharset(p.Params["charset"], b), "\r\n", "\n")
}

func isText(kind string) bool {
	return kind == "" || strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "message/")
}

// htmlText returns the words of a page, a line for each block.
func htmlText(page string) string {
	if page == "" {
		return ""
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	skip := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		tag, _ := z.TagName()
		switch name := string(tag); {
		case name == "script" || name == "style" || name == "head":
			switch kind {
			case html.StartTagToken:
				skip++
			case html.EndTagToken:
				skip = max(0, skip-1)
			}
		case kind == html.TextToken && skip == 0:
			b.WriteString(html.UnescapeString(string(z.Raw())))
		case kind != html.TextToken && has(" br p div tr li h1 h2 h3 td blockquote ", " "+name+" "):
			b.WriteByte('\n')
		}
	}
}
