package contactsheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEmails(t *testing.T) {
	for cell, want := range map[string][]string{
		"Ann@Radio.Example":                          {"ann@radio.example"},
		"Ann <ann@b.example>":                        {"ann@b.example"},
		"“Ann” <ann@b.example>, Bo <bo@c.example>":   {"ann@b.example", "bo@c.example"},
		"mailto:ann@b.example?subject=Hi":            {"ann@b.example"},
		"MAILTO:ann%2Bx@b.example":                   {"ann+x@b.example"},
		"ann@b.example / bo@c.example":               {"ann@b.example", "bo@c.example"},
		"ann@b.example;ann@b.example; ANN@b.example": {"ann@b.example"},
		"ann+promo.x@b.co.uk.":                       {"ann+promo.x@b.co.uk"},
		"jörg@büro.example":                          {"jörg@büro.example"},
		"ann@localhost":                              nil,
		"ann@@b.example":                             nil,
		"ann at b.example":                           nil,
		"@b.example":                                 nil,
		"ann@-b.example":                             nil,
		"ann@b..example":                             nil,
		"a..nn@b.example":                            nil,
		strings.Repeat("a", 65) + "@b.example":       nil,
		"n/a":                                        nil,
		"":                                           nil,
	} {
		if diff := cmp.Diff(want, Emails(cell)); diff != "" {
			t.Errorf("Emails(%q): %s", cell, diff)
		}
	}
}

func TestTextIsPlain(t *testing.T) {
	for in, want := range map[string]string{
		"  a \u00a0\t\n b ":     "a b",
		"safe\u202egpj.exe":     "safegpj.exe",
		"zero\u200bwidth\ufeff": "zerowidth",
		"bad\xffbytes\x00":      "badbytes",
		"👩‍👩‍👧":                 "👩‍👩‍👧",
		"e\u0301":               "é",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
	if got := len([]rune(Clean(strings.Repeat("語", 50000)))); got != MaxText {
		t.Errorf("a cell of 50,000 characters keeps %d, want %d", got, MaxText)
	}
	if got := Text(95.8); got != "95.8" {
		t.Errorf("Text(95.8) = %q", got)
	}
}
