package provider

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text makes a text from outside fit to keep and to show: valid, on one line, without what could steer a terminal or a page,
// and no longer than most characters.
func Text(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}
