package contactsheet

import (
	"testing"
	"time"
)

func TestDate(t *testing.T) {
	for _, c := range []struct {
		cell   any
		locale string
		want   string // "" where it must not be read
	}{
		{45945.0, "en_US", "2025-10-15"},
		{45945.75, "de_DE", "2025-10-15"}, // with a time of day
		{2025.0, "en_GB", ""},             // a year is no day
		{-3.0, "en_GB", ""},
		{"2025-10-15", "en_US", "2025-10-15"},
		{"2025-10-15T14:00:00Z", "", "2025-10-15"},
		{"2025-10-15 14:00", "", "2025-10-15"},
		{"2025/10/15", "", "2025-10-15"},
		{"2025-13-15", "en_US", ""},
		{"2025-02-30", "en_US", ""},
		{"03/04/2025", "en_GB", "2025-04-03"},
		{"03/04/2025", "en_US", "2025-03-04"},
		{"3/4/25", "en_US", "2025-03-04"},
		{"03/04/2025", "", ""}, // two days are possible
		{"13/04/2025", "", "2025-04-13"},
		{"04/13/2025", "", "2025-04-13"},
		{"13/04/2025", "en_US", ""}, // the sheet's locale cannot read it
		{"03.04.2025", "de_DE", "2025-04-03"},
		{"15. 10. 2025", "de_DE", ""},
		{"15 Oct 2025", "en_US", "2025-10-15"},
		{"Oct 15th, 2025", "en_US", "2025-10-15"},
		{"1st March 2025", "en_GB", "2025-03-01"},
		{"15. Oktober 2025", "de_DE", "2025-10-15"},
		{"15 de octubre de 2025", "es_ES", "2025-10-15"},
		{"1er février 2025", "fr_FR", "2025-02-01"},
		{"15. lokakuuta 2025", "fi_FI", "2025-10-15"},
		{"15 października 2025", "pl_PL", "2025-10-15"},
		{"15 Oct", "en_GB", ""}, // no year: never guessed
		{"last week", "en_GB", ""},
		{"soon", "en_GB", ""},
		{"", "en_GB", ""},
		{true, "en_GB", ""},
		{"1/2/1850", "en_GB", ""},
		{"99999999999999999999/1/2025", "en_GB", ""},
	} {
		got, ok := Date(c.cell, c.locale)
		text := ""
		if ok {
			text = got.Format(time.DateOnly)
		}
		if text != c.want {
			t.Errorf("Date(%v, %q) = %q, want %q", c.cell, c.locale, text, c.want)
		}
	}
}

func TestMonthNamesMeanOneMonth(t *testing.T) {
	if n := len(monthNames()); n < 150 {
		t.Fatalf("%d names of months", n)
	}
	for word, month := range monthNames() {
		if Fold(word) != word {
			t.Errorf("%q (%v) is not folded", word, month)
		}
	}
}
