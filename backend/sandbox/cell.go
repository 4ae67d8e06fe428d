package sandbox

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// cell is one cell: what it holds and how it is shown.
type cell struct {
	kind    cellKind
	text    string  // of text; the shown value of a formula or an error
	number  float64 // of a number, a date (days since 1899-12-30) or a truth value
	layout  string  // of a date: how it is shown, as a Go layout
	formula string  // with its "="; the cell shows text
}

type cellKind uint8

const (
	cellEmpty cellKind = iota
	cellText
	cellNumber
	cellDate
	cellBool
	cellFormula
)

// epoch is day 0 of a spreadsheet's serial numbers.
var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// typed reads what a person types into a cell, as USER_ENTERED does.
func typed(text, locale string) cell {
	trimmed := strings.TrimSpace(text)
	switch {
	case text == "":
		return cell{}
	case strings.HasPrefix(text, "'"):
		return cell{kind: cellText, text: text[1:]}
	case strings.HasPrefix(text, "=") && len(text) > 1:
		return cell{kind: cellFormula, formula: text, text: "#NAME?"}
	case strings.EqualFold(trimmed, "TRUE"):
		return cell{kind: cellBool, number: 1}
	case strings.EqualFold(trimmed, "FALSE"):
		return cell{kind: cellBool}
	}
	if n, err := strconv.ParseFloat(trimmed, 64); err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) && plainNumber(trimmed) {
		return cell{kind: cellNumber, number: n}
	}
	if at, layout, ok := typedDate(trimmed, locale); ok {
		return cell{kind: cellDate, number: math.Round(at.Sub(epoch).Seconds()) / 86400, layout: layout}
	}
	return cell{kind: cellText, text: text}
}

// plainNumber leaves out what only Go takes for a number: "0x1p4", "1_000".
func plainNumber(s string) bool { return strings.Trim(s, "+-.0123456789eE") == "" }

func typedDate(text, locale string) (time.Time, string, bool) {
	layouts := []string{"2006-01-02", "2006-01-02 15:04:05", "2006/01/02", "1/2/2006", "2 Jan 2006", "Jan 2, 2006"}
	if locale != "en_US" {
		layouts[3] = "02/01/2006"
	}
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at, layout, true
		}
	}
	return time.Time{}, "", false
}

// given reads a JSON value of a write: RAW keeps text as it is.
func given(v any, raw bool, locale string) (cell, bool) {
	switch v := v.(type) {
	case string:
		if !raw {
			return typed(v, locale), true
		}
		if v == "" {
			return cell{}, true
		}
		return cell{kind: cellText, text: v}, true
	case float64:
		return cell{kind: cellNumber, number: v}, true
	case bool:
		c := cell{kind: cellBool}
		if v {
			c.number = 1
		}
		return c, true
	}
	return cell{}, false
}

// render is the cell's value as the options ask for it; "" for an empty one.
func (c cell) render(value, dates string) any {
	switch {
	case c.kind == cellEmpty:
		return ""
	case value == "FORMULA" && c.kind == cellFormula:
		return c.formula
	case value == "FORMATTED_VALUE" || c.kind == cellText || c.kind == cellFormula:
		return c.shown()
	case c.kind == cellBool:
		return c.number != 0
	case c.kind == cellDate && dates == "FORMATTED_STRING":
		return c.shown()
	}
	return c.number
}

// shown is what a person sees.
func (c cell) shown() string {
	switch c.kind {
	case cellNumber:
		return strconv.FormatFloat(c.number, 'f', -1, 64)
	case cellBool:
		return strings.ToUpper(strconv.FormatBool(c.number != 0))
	case cellDate:
		return epoch.Add(time.Duration(math.Round(c.number*86400)) * time.Second).Format(c.layout)
	}
	return c.text
}
