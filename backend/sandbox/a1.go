package sandbox

import (
	"fmt"
	"strings"
)

// span is a part of a tab: rows and columns from 0, the ends not included; -1 is an open end.
type span struct {
	tab                      *tab
	top, left, bottom, right int
	bounded                  bool // false: the whole tab was asked for
}

// parseRange reads A1 notation: "Contacts!A2:E", "'My tab'!B:B", "A1", "Contacts". The caller holds the book's lock.
func (b *Spreadsheet) parseRange(text string) (span, error) {
	bad := badRequest("Unable to parse range: " + text)
	name, cells, found := cutTab(text)
	if !found {
		if t := b.tab(unquoteTab(text)); t != nil {
			return span{tab: t, bottom: -1, right: -1}, nil
		}
		name, cells = "", text
	}
	t := b.tabs[0]
	if found {
		if t = b.tab(unquoteTab(name)); t == nil {
			return span{}, bad
		}
	}
	from, to, two := strings.Cut(cells, ":")
	top, left, ok := parseCorner(from)
	if !ok {
		return span{}, bad
	}
	s := span{tab: t, top: max(top, 0), left: max(left, 0), bottom: top + 1, right: left + 1, bounded: true}
	if two {
		bottom, right, ok := parseCorner(to)
		if !ok {
			return span{}, bad
		}
		s.bottom, s.right = bottom+1, right+1
		if bottom < 0 {
			s.bottom = -1
		}
		if right < 0 {
			s.right = -1
		}
		if s.bottom >= 0 && s.bottom <= s.top {
			s.top, s.bottom = s.bottom-1, s.top+1
		}
		if s.right >= 0 && s.right <= s.left {
			s.left, s.right = s.right-1, s.left+1
		}
	} else if top < 0 || left < 0 {
		return span{}, bad
	}
	return s, nil
}

// cutTab splits at the "!" that ends the tab's name; a quoted name may hold one itself.
func cutTab(text string) (name, cells string, found bool) {
	if strings.HasPrefix(text, "'") {
		for i := 1; i < len(text); i++ {
			if text[i] != '\'' {
				continue
			}
			if i+1 < len(text) && text[i+1] == '\'' {
				i++
				continue
			}
			rest, ok := strings.CutPrefix(text[i+1:], "!")
			return text[:i+1], rest, ok
		}
		return "", "", false
	}
	return strings.Cut(text, "!")
}

func unquoteTab(name string) string {
	if len(name) >= 2 && strings.HasPrefix(name, "'") && strings.HasSuffix(name, "'") {
		return strings.ReplaceAll(name[1:len(name)-1], "''", "'")
	}
	return name
}

// quoteTab writes a tab's name as Sheets does in a range.
func quoteTab(name string) string {
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' {
			return "'" + strings.ReplaceAll(name, "'", "''") + "'"
		}
	}
	return name
}

// parseCorner reads "B7", "B" or "7"; what is missing is -1.
func parseCorner(text string) (row, col int, ok bool) {
	text = strings.ToUpper(strings.ReplaceAll(text, "$", ""))
	i := 0
	for i < len(text) && text[i] >= 'A' && text[i] <= 'Z' {
		col = col*26 + int(text[i]-'A') + 1
		i++
	}
	digits := text[i:]
	for _, r := range digits {
		if r < '0' || r > '9' || row > 100_000_000 {
			return 0, 0, false
		}
		row = row*10 + int(r-'0')
	}
	if text == "" || i > 3 || digits != "" && row == 0 {
		return 0, 0, false
	}
	return row - 1, col - 1, true
}

func columnName(col int) string {
	name := ""
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

// cut fits a span into its tab's grid; a span that begins outside is refused.
func (s span) cut() (span, error) {
	rows, cols := s.tab.rowCount, s.tab.colCount
	if s.top >= rows || s.left >= cols {
		return s, badRequest(fmt.Sprintf("Range (%s) exceeds grid limits. Max rows: %d, max columns: %d", s.name(), rows, cols))
	}
	if s.bottom < 0 || s.bottom > rows {
		s.bottom = rows
	}
	if s.right < 0 || s.right > cols {
		s.right = cols
	}
	return s, nil
}

// name writes a span in A1 notation.
func (s span) name() string {
	corner := func(row, col int) string {
		out := ""
		if col >= 0 {
			out = columnName(col)
		}
		if row >= 0 {
			out += fmt.Sprint(row + 1)
		}
		return out
	}
	first := corner(s.top, s.left)
	last := corner(max(s.bottom-1, -1), max(s.right-1, -1))
	if s.bottom < 0 {
		last = corner(-1, s.right-1)
	}
	if first == last || last == "" {
		return quoteTab(s.tab.name) + "!" + first
	}
	return quoteTab(s.tab.name) + "!" + first + ":" + last
}
