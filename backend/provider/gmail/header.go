package gmail

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// maxSubject bounds a subject, in characters.
const maxSubject = 500

var encodedWord = pattern(`=\?([^?\s*]{1,40})(?:\*[^?\s]*)?\?([bBqQ])\?([^?\s]*)\?=`)

// decodeHeader decodes RFC 2047 words in any charset the web knows. Neighbouring words of one charset are joined before
// they are decoded: many mailers cut a character in two. What cannot be decoded stays as it is.
func decodeHeader(s string) string {
	s = unfold(s)
	if !strings.Contains(s, "=?") {
		return validText(s)
	}
	var out strings.Builder
	var pending []byte
	charset := ""
	flush := func() {
		if pending != nil {
			out.WriteString(fromCharset(charset, pending))
			pending = nil
		}
	}
	at := 0
	for _, m := range encodedWord().FindAllStringSubmatchIndex(s, -1) {
		between := s[at:m[0]]
		raw, ok := wordBytes(s[m[4]:m[5]], s[m[6]:m[7]])
		if !ok {
			continue
		}
		set := strings.ToLower(s[m[2]:m[3]])
		if pending == nil || strings.TrimSpace(between) != "" || set != charset {
			neighbours := pending != nil && strings.TrimSpace(between) == ""
			flush()
			if !neighbours {
				out.WriteString(validText(between))
			}
		}
		charset = set
		pending = append(pending, raw...)
		if pending == nil {
			pending = []byte{}
		}
		at = m[1]
	}
	flush()
	out.WriteString(validText(s[at:]))
	return out.String()
}

func wordBytes(encoding, text string) ([]byte, bool) {
	if encoding == "b" || encoding == "B" {
		b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
		return b, err == nil
	}
	var b []byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '_':
			b = append(b, ' ')
		case c == '=' && i+2 < len(text):
			u, err := url.PathUnescape("%" + text[i+1:i+3])
			if err != nil {
				return nil, false
			}
			b = append(b, u...)
			i += 2
		default:
			b = append(b, c)
		}
	}
	return b, true
}

var folding = pattern(`\r?\n[ \t]*`)

func unfold(s string) string { return folding().ReplaceAllString(s, " ") }

// fromCharset decodes b, replacing what is not valid. An unknown charset is taken for UTF-8, or Latin 1 where it cannot be.
func fromCharset(charset string, b []byte) string {
	enc, err := htmlindex.Get(strings.TrimSpace(charset))
	if err != nil {
		return validText(string(b))
	}
	out, _, err := transform.Bytes(enc.NewDecoder(), b)
	if err != nil {
		return validText(string(b))
	}
	return string(out)
}

func charsetReader(charset string, r io.Reader) (io.Reader, error) {
	b, err := io.ReadAll(io.LimitReader(r, 64<<10))
	if err != nil {
		return nil, err
	}
	return bytes.NewReader([]byte(fromCharset(charset, b))), nil
}

// validText takes bytes that are not UTF-8 for Windows-1252, as mail software of the time did.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	enc, err := htmlindex.Get("windows-1252")
	if err != nil {
		return strings.ToValidUTF8(s, "�")
	}
	out, err := enc.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "�")
	}
	return out
}

// clean makes text from outside fit to show: one line, no control characters, none that turn the direction of what
// follows, at most max characters.
func clean(s string, max int) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r), turns(r), r == utf8.RuneError, r == '\uFEFF':
			continue
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		if n >= max {
			break
		}
		b.WriteRune(r)
		n++
	}
	return strings.TrimSpace(b.String())
}

// turns reports whether r changes the writing direction: embeddings, overrides, isolates and marks.
func turns(r rune) bool {
	return (r >= '\u202A' && r <= '\u202E') || (r >= '\u2066' && r <= '\u2069') || r == '\u200E' || r == '\u200F' || r == '\u061C'
}

// subjectOf decodes a subject for showing and for the tag.
func subjectOf(header string) string { return clean(decodeHeader(header), maxSubject) }

var messageID = pattern(`<[^<>\s]{1,990}>`)

// messageIDs returns the ids of headers like References, at most max: the first ones name the root, the last ones the mail
// that is answered, so the middle is left out.
func messageIDs(max int, headers ...string) []string {
	var ids []string
	seen := map[string]bool{}
	for _, h := range headers {
		if h = strings.TrimSpace(h); h != "" && !strings.ContainsAny(h, "<> \t") && strings.Contains(h, "@") {
			h = "<" + h + ">" // some mailers forget the brackets
		}
		for _, id := range messageID().FindAllString(unfold(h), 1000) {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	if len(ids) > max {
		ids = append(ids[:max/2:max/2], ids[len(ids)-(max-max/2):]...)
	}
	return ids
}
