package campaign

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// MatchesTag reports whether subject (already decoded) carries tag as a whole token: any case, punctuation ignored. A tag
// of several words must stand there in the same order with nothing between them. A tag without a letter, digit or symbol
// matches nothing.
func MatchesTag(tag, subject string) bool {
	want := Tokens(tag)
	if len(want) == 0 {
		return false
	}
	have := Tokens(subject)
	for i := 0; i+len(want) <= len(have); i++ {
		if equal(have[i:i+len(want)], want) {
			return true
		}
	}
	return false
}

// Tokens splits s at everything that is not a letter, digit, mark or symbol, after Unicode compatibility folding, so that
// "[Spring]", "SPRING:" and "ｓｐｒｉｎｇ" are one token.
func Tokens(s string) []string {
	folded := cases.Fold().String(norm.NFKC.String(s))
	return strings.FieldsFunc(folded, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.S)
	})
}

func equal(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
