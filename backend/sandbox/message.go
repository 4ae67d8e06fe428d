package sandbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"
)

// Header is one header line as it is in the mail; Value may hold encoded words, and is served as it is.
type Header struct{ Name, Value string }

// Message is a mail as it goes into a mailbox.
type Message struct {
	// ID and Thread are 16 hex digits; made up, and found as Gmail does, where they are empty.
	ID, Thread string
	// Date is when Gmail took it; now where it is zero.
	Date time.Time
	// Labels are Gmail's label ids; INBOX and UNREAD for delivered mail, SENT for sent mail, where they are empty.
	Labels []string
	// Headers in order. Date, Message-ID and MIME-Version are added where they are missing.
	Headers []Header
	Body    Part
}

// Part is a node of the body. One with Parts is a container (multipart/* or message/*), else Body is its decoded content.
type Part struct {
	Type     string // the whole Content-Type: "text/plain; charset=UTF-8"; plain UTF-8 text where it is empty
	Headers  []Header
	Filename string
	Body     string
	Parts    []Part
}

// Mail makes a message of plain text.
func Mail(from, to, subject, text string) Message {
	return Message{Headers: []Header{{"From", from}, {"To", to}, {"Subject", subject}}, Body: Part{Body: text}}
}

// At returns the message with another date.
func (m Message) At(t time.Time) Message {
	m.Date = t
	return m
}

// With returns the message with one header more, or with another value of a header that it has.
func (m Message) With(name, value string) Message {
	headers := make([]Header, 0, len(m.Headers)+1)
	found := false
	for _, h := range m.Headers {
		if strings.EqualFold(h.Name, name) {
			h.Value, found = value, true
		}
		headers = append(headers, h)
	}
	if !found {
		headers = append(headers, Header{name, value})
	}
	m.Headers = headers
	return m
}

// InReplyTo returns the message with the headers that make it an answer to parent, which needs a Message-ID.
func (m Message) InReplyTo(parent Message) Message {
	id := parent.Get("Message-ID")
	refs := strings.TrimSpace(parent.Get("References") + " " + id)
	return m.With("In-Reply-To", id).With("References", refs)
}

// Labelled returns the message with these labels and no others.
func (m Message) Labelled(labels ...string) Message {
	m.Labels = labels
	return m
}

// Get returns the first header of this name, "" for none.
func (m Message) Get(name string) string {
	for _, h := range m.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// DeliveryReport makes the notice by which a mail server says what became of original: status "5.1.1" with action "failed",
// or "4.4.1" with "delayed" (RFC 3464).
func DeliveryReport(reporter string, original Message, recipient, action, status, diagnostic string) Message {
	subject := "Delivery Status Notification (Failure)"
	if action == "delayed" {
		subject = "Delivery Status Notification (Delay)"
	}
	to := original.Get("From")
	m := Mail("Mail Delivery Subsystem <mailer-daemon@"+reporter+">", to, subject, "").
		With("Return-Path", "<>").With("Auto-Submitted", "auto-replied").InReplyTo(original)
	if action == "failed" {
		m = m.With("X-Failed-Recipients", recipient)
	}
	m.Body = Part{Type: "multipart/report; report-type=delivery-status", Parts: []Part{
		{Body: "Your message to " + recipient + " could not be delivered yet, or not at all.\r\n\r\n" + diagnostic + "\r\n"},
		{Type: "message/delivery-status", Body: "Reporting-MTA: dns; " + reporter + "\r\n\r\nFinal-Recipient: rfc822; " + recipient +
			"\r\nAction: " + action + "\r\nStatus: " + status + "\r\nDiagnostic-Code: smtp; " + diagnostic + "\r\n"},
		{Type: "message/rfc822", Parts: []Part{{Headers: original.Headers, Type: "text/plain; charset=UTF-8", Body: original.Body.Body}}},
	}}
	return m
}

// complete adds what every mail has.
func (m Message) complete(owner string, seq uint64) Message {
	if m.Get("Date") == "" {
		m = m.With("Date", m.Date.Format(time.RFC1123Z))
	}
	if m.Get("Message-ID") == "" {
		m = m.With("Message-ID", fmt.Sprintf("<%x.%x@%s>", m.Date.UnixNano(), seq, domainOf(owner)))
	}
	if m.Get("MIME-Version") == "" {
		m = m.With("MIME-Version", "1.0")
	}
	if m.Body.Type == "" {
		m.Body.Type = m.Get("Content-Type")
	}
	m.Body = m.Body.complete()
	if m.Get("Content-Type") == "" {
		m = m.With("Content-Type", m.Body.Type)
	}
	return m
}

func (p Part) complete() Part {
	if p.Type == "" {
		p.Type = "text/plain; charset=UTF-8"
		if len(p.Parts) > 0 {
			p.Type = "multipart/mixed"
		}
	}
	if kind, params, err := mime.ParseMediaType(p.Type); err == nil && strings.HasPrefix(kind, "multipart/") && params["boundary"] == "" {
		params["boundary"] = boundary(p)
		p.Type = mime.FormatMediaType(kind, params)
	}
	if len(p.Parts) > 0 {
		parts := make([]Part, len(p.Parts))
		for i, sub := range p.Parts {
			parts[i] = sub.complete()
		}
		p.Parts = parts
	}
	return p
}

// boundary is made from the content, so that the same mail is the same each time.
func boundary(p Part) string {
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, p)
	return fmt.Sprintf("=_sandbox_%016x", h.Sum64())
}

// mimeType is the type without its parameters.
func (p Part) mimeType() string {
	kind, _, err := mime.ParseMediaType(p.Type)
	if err != nil {
		kind, _, _ = strings.Cut(p.Type, ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
	}
	return kind
}

// raw is the whole mail as RFC 5322 text.
func (m Message) raw() []byte {
	var b bytes.Buffer
	for _, h := range m.Headers {
		fmt.Fprintf(&b, "%s: %s\r\n", h.Name, h.Value)
	}
	b.WriteString("\r\n")
	m.Body.write(&b, m.Get("Content-Transfer-Encoding"))
	return b.Bytes()
}

// header returns the part's own header lines, with its type.
func (p Part) header() []Header {
	out := append([]Header(nil), p.Headers...)
	for _, h := range out {
		if strings.EqualFold(h.Name, "Content-Type") {
			return out
		}
	}
	out = append(out, Header{"Content-Type", p.Type})
	if p.Filename != "" {
		out = append(out, Header{"Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": p.Filename})})
	}
	return out
}

func (p Part) write(b *bytes.Buffer, encoding string) {
	if len(p.Parts) == 0 {
		switch strings.ToLower(encoding) {
		case "base64":
			b.WriteString(base64.StdEncoding.EncodeToString([]byte(p.Body)))
		case "quoted-printable":
			q := quotedprintable.NewWriter(b)
			_, _ = q.Write([]byte(p.Body))
			_ = q.Close()
		default:
			b.WriteString(p.Body)
		}
		return
	}
	_, params, _ := mime.ParseMediaType(p.Type)
	edge := params["boundary"]
	for _, sub := range p.Parts {
		if edge != "" {
			fmt.Fprintf(b, "--%s\r\n", edge)
		}
		transfer := ""
		for _, h := range sub.header() {
			fmt.Fprintf(b, "%s: %s\r\n", h.Name, h.Value)
			if strings.EqualFold(h.Name, "Content-Transfer-Encoding") {
				transfer = h.Value
			}
		}
		b.WriteString("\r\n")
		sub.write(b, transfer)
		b.WriteString("\r\n")
	}
	if edge != "" {
		fmt.Fprintf(b, "--%s--\r\n", edge)
	}
}
