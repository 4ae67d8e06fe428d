package contactsheet

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// MaxText is how many characters of one cell are kept. A Google cell holds up to 50,000.
const MaxText = 500

// Text returns a cell as one line of plain text: control, bidirectional and invisible characters are dropped, white space
// is one blank, and no more than MaxText characters are kept. Numbers stand as short as they are exact.
func Text(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return Clean(v)
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case int:
		return strconv.Itoa(v)
	}
	return ""
}

// Clean is Text for a string.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	// No more than four bytes a character: what lies behind cannot be kept, so it is not looked at.
	if limit := 8 * MaxText * utf8.UTFMax; len(s) > limit {
		s = s[:limit]
	}
	var b strings.Builder
	kept, blank := 0, false
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "")) {
		if unicode.IsSpace(r) || r == '\u2028' || r == '\u2029' {
			blank = b.Len() > 0
			continue
		}
		if invisible(r) {
			continue
		}
		if blank {
			kept++
		}
		if kept >= MaxText {
			break
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
		kept++
	}
	return b.String()
}

// plain reports whether a text is clean as it stands, as nearly all are: printable ASCII with single blanks inside.
func plain(s string) bool {
	if len(s) > MaxText || s != "" && (s[0] == ' ' || s[len(s)-1] == ' ') {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && s[i-1] == ' ' {
			return false
		}
	}
	return true
}

// invisible names characters that can hide or reorder text. The joiners U+200C and U+200D stay: names and emoji need them.
func invisible(r rune) bool {
	switch {
	case r == '\u200c' || r == '\u200d':
		return false
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Noncharacter_Code_Point, r):
		return true
	}
	return r == utf8.RuneError
}

// Fold is how words of a header, a month or a totals line are compared: lower case, without accents, letters and digits
// only, one blank between words.
func Fold(s string) string {
	var b strings.Builder
	blank := false
	for _, r := range norm.NFKD.String(cases.Fold().String(Clean(s))) {
		switch {
		case unicode.Is(unicode.M, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			blank = b.Len() > 0
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		switch r { // letters that Unicode does not take apart
		case 'ø':
			b.WriteByte('o')
		case 'ł':
			b.WriteByte('l')
		case 'æ':
			b.WriteString("ae")
		case 'œ':
			b.WriteString("oe")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isError reports whether a cell shows a spreadsheet's error value, or a formula that is still being computed.
func isError(text string) bool {
	switch text {
	case "#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!", "#CALC!",
		"#BLOCKED!", "#CONNECT!", "#GETTING_DATA", "Loading...":
		return true
	}
	return false
}
