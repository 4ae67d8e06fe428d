package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/api/gmail/v1"
)

func messagesGet(c *call) (any, error) {
	b, err := c.mailbox()
	if err != nil {
		return nil, err
	}
	format, err := c.format("full", "metadata", "minimal", "raw")
	if err != nil {
		return nil, err
	}
	if _, ok := parseID(c.vars["id"]); !ok {
		return nil, badRequest("Invalid id value")
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	e := b.find(c.vars["id"])
	if e == nil || e.hidden {
		return nil, gone()
	}
	return b.answer(e, format, c.query["metadataHeaders"]), nil
}

func threadsGet(c *call) (any, error) {
	b, err := c.mailbox()
	if err != nil {
		return nil, err
	}
	format, err := c.format("full", "metadata", "minimal")
	if err != nil {
		return nil, err
	}
	id, ok := parseID(c.vars["id"])
	if !ok {
		return nil, badRequest("Invalid id value")
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	list := slices.Clone(b.threads[id])
	if len(list) == 0 {
		return nil, gone()
	}
	slices.SortFunc(list, func(a, o *entry) int {
		if a.before(o) {
			return -1
		}
		return 1
	})
	answer := &gmail.Thread{Id: hexID(id), HistoryId: b.threadHistory(id)}
	for _, e := range list {
		if !e.hidden {
			answer.Messages = append(answer.Messages, b.answer(e, format, c.query["metadataHeaders"]))
		}
	}
	return answer, nil
}

// format reads the format; the first allowed one is the usual.
func (c *call) format(allowed ...string) (string, error) {
	format := c.query.Get("format")
	if format == "" {
		format = allowed[0]
	}
	format = strings.ToLower(format)
	if !slices.Contains(allowed, format) {
		return "", badRequest("Invalid value at 'format' (TYPE_ENUM), " + strconv.Quote(format))
	}
	if c.metadataOnly() && !slices.ContainsFunc(gmailFull, c.grant.has) && (format == "full" || format == "raw") {
		return "", &apiError{code: http.StatusForbidden, status: "PERMISSION_DENIED", reason: "forbidden", message: "Metadata scope doesn't allow format " + strings.ToUpper(format)}
	}
	return format, nil
}

// answer is a mail in one of the four formats.
func (b *Mailbox) answer(e *entry, format string, only []string) *gmail.Message {
	m := b.message(e)
	raw := m.raw()
	out := &gmail.Message{Id: hexID(e.id), ThreadId: hexID(e.thread), LabelIds: b.labelIDs(e.labels), Snippet: m.snippet(),
		HistoryId: e.historyID, InternalDate: e.date, SizeEstimate: int64(len(raw)), ForceSendFields: []string{"Snippet"}}
	switch format {
	case "raw":
		out.Raw = encodeBody(raw)
	case "metadata":
		out.Payload = &gmail.MessagePart{MimeType: m.Body.mimeType()}
		for _, h := range m.Headers {
			if len(only) == 0 || slices.ContainsFunc(only, func(n string) bool { return strings.EqualFold(n, h.Name) }) {
				out.Payload.Headers = append(out.Payload.Headers, &gmail.MessagePartHeader{Name: h.Name, Value: h.Value, ForceSendFields: []string{"Value"}})
			}
		}
	case "full":
		out.Payload = payload(m.Body, "", m.Headers)
	}
	return out
}

// payload is the tree of a body. Its root has the id "", its parts "0", "1", and theirs "1.0".
func payload(p Part, id string, headers []Header) *gmail.MessagePart {
	out := &gmail.MessagePart{PartId: id, MimeType: p.mimeType(), Filename: p.Filename, ForceSendFields: []string{"PartId", "Filename"},
		Body: &gmail.MessagePartBody{ForceSendFields: []string{"Size"}}}
	for _, h := range headers {
		out.Headers = append(out.Headers, &gmail.MessagePartHeader{Name: h.Name, Value: h.Value, ForceSendFields: []string{"Value"}})
	}
	switch {
	case len(p.Parts) > 0:
	case p.Filename != "":
		out.Body.AttachmentId = "ANGjdJ_" + hexID(hashText(id+p.Filename))
		out.Body.Size = int64(len(p.Body))
	default:
		out.Body.Size = int64(len(p.Body))
		out.Body.Data = encodeBody([]byte(p.Body))
	}
	for i, sub := range p.Parts {
		name := strconv.Itoa(i)
		if id != "" {
			name = id + "." + name
		}
		out.Parts = append(out.Parts, payload(sub, name, sub.header()))
	}
	return out
}
