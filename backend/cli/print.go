package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf8"
)

// printJSON prints v as the one JSON value of the command.
func (x *session) printJSON(v any) error {
	enc := json.NewEncoder(x.host.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("cli: print: %w", err)
	}
	return nil
}

// result prints v with --json, else what text writes.
func (x *session) result(v any, text func(w io.Writer)) error {
	if x.cmd.JSON {
		return x.printJSON(v)
	}
	w := tabwriter.NewWriter(x.host.Stdout, 0, 4, 2, ' ', 0)
	text(w)
	if err := w.Flush(); err != nil {
		return fmt.Errorf("cli: print: %w", err)
	}
	return nil
}

// line prints cells of a table's row; one alone is a sentence, and stands whole. Cells come from outside: what could steer a
// terminal is taken out.
func line(w io.Writer, cells ...any) {
	if len(cells) == 1 {
		sentence(w, fmt.Sprint(cells[0]))
		return
	}
	for i, c := range cells {
		if i > 0 {
			_, _ = io.WriteString(w, "\t")
		}
		_, _ = io.WriteString(w, cell(fmt.Sprint(c)))
	}
	_, _ = io.WriteString(w, "\n")
}

// sentence prints one of our own sentences whole, on a line of its own; what it quotes may come from outside.
func sentence(w io.Writer, s string) { _, _ = io.WriteString(w, clean(s)+"\n") }

// cell is a text made safe for a terminal, and short enough for a table.
func cell(s string) string {
	s = clean(s)
	if utf8.RuneCountInString(s) > cellLength {
		s = string([]rune(s)[:cellLength-1]) + "…"
	}
	return s
}

// cellLength bounds a cell, so that a long subject does not break the table.
const cellLength = 90

// clean makes a text safe for a terminal: one line, nothing that moves the cursor or turns the writing round.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

// number shows a figure, and an unknown one as a dash.
func number(v *float64, unit string) string {
	if v == nil {
		return "—"
	}
	s := strconv.FormatFloat(*v, 'f', -1, 64)
	if unit == "%" {
		s += " %"
	}
	return s
}

// when shows a time in the person's zone.
func when(t *time.Time) string {
	if t == nil || t.IsZero() {
		return "—"
	}
	return t.Local().Format("2006-01-02 15:04")
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// countOf says a number of things whose plural ends in s.
func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
