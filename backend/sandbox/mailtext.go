package sandbox

import (
	"html"
	"io"
	"mime"
	"net/mail"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// decodeHeader turns encoded words into text; what cannot be decoded stays as it is.
func decodeHeader(value string) string {
	dec := mime.WordDecoder{CharsetReader: func(charset string, in io.Reader) (io.Reader, error) {
		enc, err := htmlindex.Get(charset)
		if err != nil {
			return nil, err
		}
		return enc.NewDecoder().Reader(in), nil
	}}
	text, err := dec.DecodeHeader(value)
	if err != nil {
		return value
	}
	return text
}

// addressesOf are the bare lower-case addresses of a header; a header that does not parse gives none.
func addressesOf(value string) []string {
	list, err := mail.ParseAddressList(value)
	if err != nil {
		return nil
	}
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = canonical(a.Address)
	}
	return out
}

var replyPrefix = regexp.MustCompile(`(?i)^\s*(?:\[[^\]]*\]\s*)*(?:(?:re|fwd?|aw|wg|sv|vs|antw|res|enc|tr|rif|odp)\s*(?:\[\d+\])?\s*[:：]\s*)`)

var leadingBlob = regexp.MustCompile(`^\s*\[[^\]]*\]\s*`)

// baseSubject is the subject by which threads are told: without "Re:" in its languages and without a leading "[…]", which
// many mail programs drop or add (the base subject of RFC 5256, 2.1).
func baseSubject(subject string) string {
	s := strings.Join(strings.Fields(decodeHeader(subject)), " ")
	for {
		cut := replyPrefix.ReplaceAllString(s, "")
		if short := leadingBlob.ReplaceAllString(cut, ""); short != "" {
			cut = short
		}
		if cut == s {
			return strings.ToLower(s)
		}
		s = cut
	}
}

var tags = regexp.MustCompile(`(?s)<(?:style|script)[^>]*>.*?</(?:style|script)>|<[^>]*>`)

// plainText is what a person reads of a part: its text, the first of several versions.
func (p Part) plainText() string {
	switch kind := p.mimeType(); {
	case kind == "text/plain" || kind == "" && len(p.Parts) == 0:
		return p.Body
	case kind == "text/html":
		return html.UnescapeString(tags.ReplaceAllString(p.Body, " "))
	case kind == "multipart/alternative" && len(p.Parts) > 0:
		return p.Parts[0].plainText()
	case strings.HasPrefix(kind, "multipart/"):
		var b strings.Builder
		for _, sub := range p.Parts {
			if sub.Filename == "" {
				b.WriteString(sub.plainText())
				b.WriteByte('\n')
			}
		}
		return b.String()
	}
	return ""
}

// snippet is Gmail's: the start of the text on one line, escaped for HTML.
func (m Message) snippet() string {
	const most = 200
	text := strings.Join(strings.Fields(m.Body.plainText()), " ")
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most])
		if i := strings.LastIndexByte(text, ' '); i > 0 {
			text = text[:i]
		}
	}
	return html.EscapeString(text)
}

// attachments are the names of the attached files.
func (p Part) attachments() []string {
	var out []string
	if p.Filename != "" {
		out = append(out, p.Filename)
	}
	for _, sub := range p.Parts {
		out = append(out, sub.attachments()...)
	}
	return out
}
