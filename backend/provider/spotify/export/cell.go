package export

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mixdown/backend/provider"
)

const (
	textLength = 500 // of a song's or playlist's name
	maxFigure  = 1 << 53
	maxDigits  = 16
)

// text cleans a cell that is shown: what could steer a terminal or a page is taken out. What looks like a formula stays
// the text that it is.
func text(cell string) string {
	cell = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, cell))
	if utf8.RuneCountInString(cell) > textLength {
		cell = string([]rune(cell)[:textLength])
	}
	return cell
}

// short cuts a cell for a sentence.
func short(cell string) string {
	cell = text(cell)
	if utf8.RuneCountInString(cell) > 40 {
		cell = string([]rune(cell)[:39]) + "…"
	}
	return cell
}

// blank tells a cell without a figure. The playlists export writes "n/a" and "-" as well.
func blank(kind, cell string) bool {
	cell = strings.ToLower(strings.TrimSpace(cell))
	return cell == "" || kind == Playlists && (cell == "n/a" || cell == "-" || cell == "–" || cell == "—")
}

// number reads a figure. problem says what is wrong with it, "" for nothing.
func number(cell string) (n int64, problem string) {
	cell = strings.TrimSpace(cell)
	digits := strings.TrimPrefix(cell, "-")
	if digits == "" || len(digits) > maxDigits || strings.Trim(digits, "0123456789") != "" {
		return 0, "is no whole number"
	}
	if digits != cell {
		return 0, "is negative"
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > maxFigure {
		return 0, "is larger than any figure can be"
	}
	return n, ""
}

// day reads a date as the exports write it.
func day(cell string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(cell))
	return t, err == nil
}

// zerosAway drops the zeros of an export of all time: Spotify writes them where it counted nothing yet.
func zerosAway(d *provider.ExportData, columns []string) {
	for _, name := range columns {
		if p := figure(d, name); p != nil && *p != nil && **p == 0 {
			*p = nil
		}
	}
}

// Period reads "2026-10-01..2026-10-28", "all" or "".
func Period(s string) (from, to string, all bool, err error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", "", false, nil
	case strings.EqualFold(s, "all"):
		return "", "", true, nil
	}
	a, b, ok := strings.Cut(s, "..")
	begin, okA := day(a)
	end, okB := day(b)
	if !ok || !okA || !okB {
		return "", "", false, refuse("“" + short(s) + "” is no period: write it as 2026-10-01..2026-10-28, or all.")
	}
	if end.Before(begin) {
		return "", "", false, refuse("The period " + short(s) + " ends before it begins.")
	}
	return begin.Format(time.DateOnly), end.Format(time.DateOnly), false, nil
}
