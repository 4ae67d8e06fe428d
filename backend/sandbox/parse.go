package sandbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// maxDepth bounds how deep parts may stand in parts.
const maxDepth = 12

// ParseMessage reads a mail as it comes from a file or a server: header lines in their order and with their encoded words,
// the body as a tree with its transfer encoding undone. Its date is that of the Date header, zero where there is none. The
// lines may end in LF alone, and a first "From " line of a mailbox file is skipped.
func ParseMessage(raw []byte) (Message, error) {
	text := strings.ReplaceAll(string(raw), "\r\n", "\n")
	if strings.HasPrefix(text, "From ") {
		_, text, _ = strings.Cut(text, "\n")
	}
	headers, body, err := cutHeaders(text)
	if err != nil {
		return Message{}, fmt.Errorf("sandbox: parse mail: %w", err)
	}
	m := Message{Headers: headers, Body: parsePart(headers, body, 0)}
	m.Body.Headers = nil // the root's lines are the mail's
	for _, layout := range []string{time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700 (MST)", "2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 -0700"} {
		if at, err := time.Parse(layout, m.Get("Date")); err == nil {
			m.Date = at
			break
		}
	}
	return m, nil
}

// cutHeaders reads header lines up to the empty line; folded lines are joined as they are.
func cutHeaders(text string) ([]Header, string, error) {
	var headers []Header
	for {
		line, rest, more := strings.Cut(text, "\n")
		if line == "" {
			return headers, rest, nil
		}
		if (line[0] == ' ' || line[0] == '\t') && len(headers) > 0 {
			headers[len(headers)-1].Value += " " + strings.TrimSpace(line)
		} else {
			name, value, ok := strings.Cut(line, ":")
			if !ok {
				return nil, "", fmt.Errorf("no header line: %q", line[:min(len(line), 60)])
			}
			headers = append(headers, Header{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
		if !more {
			return headers, "", nil
		}
		text = rest
	}
}

func parsePart(headers []Header, body string, depth int) Part {
	get := func(name string) string {
		for _, h := range headers {
			if strings.EqualFold(h.Name, name) {
				return h.Value
			}
		}
		return ""
	}
	p := Part{Type: get("Content-Type"), Headers: headers}
	if p.Type == "" {
		p.Type = "text/plain; charset=US-ASCII"
	}
	kind, params, _ := mime.ParseMediaType(p.Type)
	if _, disposition, err := mime.ParseMediaType(get("Content-Disposition")); err == nil {
		p.Filename = disposition["filename"]
	}
	switch {
	case depth < maxDepth && strings.HasPrefix(kind, "multipart/") && params["boundary"] != "":
		r := multipart.NewReader(strings.NewReader(body), params["boundary"])
		for {
			sub, err := r.NextRawPart()
			if err != nil {
				break // what follows a broken part is lost, as with any mail program
			}
			content, err := io.ReadAll(sub)
			if err != nil {
				break
			}
			p.Parts = append(p.Parts, parsePart(headerLines(sub.Header), string(content), depth+1))
		}
	case depth < maxDepth && kind == "message/rfc822":
		if inner, rest, err := cutHeaders(body); err == nil {
			p.Parts = []Part{parsePart(inner, rest, depth+1)}
		}
	default:
		p.Body = undo(get("Content-Transfer-Encoding"), body)
	}
	return p
}

// headerLines lists the lines of a part by name: the reader does not keep their order.
func headerLines(h textproto.MIMEHeader) []Header {
	var out []Header
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			out = append(out, Header{name, v})
		}
	}
	return out
}

// undo takes a transfer encoding off; what does not decode stays as it is.
func undo(encoding, body string) string {
	var r io.Reader
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, strings.NewReader(strings.Join(strings.Fields(body), "")))
	case "quoted-printable":
		r = quotedprintable.NewReader(strings.NewReader(body))
	default:
		return body
	}
	var out bytes.Buffer
	if _, err := io.Copy(&out, r); err != nil {
		return body
	}
	return out.String()
}
