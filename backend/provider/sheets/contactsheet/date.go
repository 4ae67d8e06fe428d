package contactsheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// The years in which a contact can have been added. Anything else is a number that is no date, or a slip of the pen.
const (
	firstYear = 1990
	lastYear  = 2100
)

// Date reads the day in a cell, as midnight UTC of that calendar day. A number is a serial day, as spreadsheets keep real
// dates; text is read as ISO 8601, with a month's name, or by the order of day and month in locale ("en_GB", "de_DE").
// It never guesses: text that the locale cannot read, a day without a year, and with an unknown locale a day that could
// be two are false.
func Date(cell any, locale string) (time.Time, bool) {
	if n, ok := cell.(float64); ok {
		return serial(n)
	}
	text := Text(cell)
	if text == "" || len(text) > 64 {
		return time.Time{}, false
	}
	words := strings.Fields(strings.NewReplacer(",", " ", "T", " T").Replace(text))
	if d, ok := numeric(words, locale); ok {
		return d, true
	}
	return named(text)
}

// serial reads a spreadsheet's day number: days since 30 December 1899, the time of day behind the point
// (https://developers.google.com/workspace/sheets/api/reference/rest/v4/DateTimeRenderOption).
func serial(n float64) (time.Time, bool) {
	if math.IsNaN(n) || n < 0 || n > 1e6 {
		return time.Time{}, false
	}
	d := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(math.Floor(n)))
	return d, d.Year() >= firstYear && d.Year() <= lastYear
}

// numeric reads three numbers with one kind of separator, and nothing but a time of day behind them.
func numeric(words []string, locale string) (time.Time, bool) {
	if len(words) == 0 {
		return time.Time{}, false
	}
	for _, w := range words[1:] {
		if !isTime(w) {
			return time.Time{}, false
		}
	}
	var parts []string
	for _, sep := range []string{"-", "/", "."} {
		if p := strings.Split(strings.TrimSuffix(words[0], "."), sep); len(p) == 3 {
			parts = p
		}
	}
	var n [3]int
	for i := range n {
		if parts == nil || len(parts[i]) > 4 {
			return time.Time{}, false
		}
		v, err := strconv.ParseUint(parts[i], 10, 16)
		if err != nil {
			return time.Time{}, false
		}
		n[i] = int(v)
	}
	if len(parts[0]) == 4 {
		return day(n[0], n[1], n[2])
	}
	if len(parts[2]) != 4 && len(parts[2]) != 2 {
		return time.Time{}, false
	}
	if len(parts[2]) == 2 {
		n[2] += 2000
	}
	switch order(locale) {
	case "dmy":
		return day(n[2], n[1], n[0])
	case "mdy":
		return day(n[2], n[0], n[1])
	case "":
		if n[0] == n[1] || n[0] > 12 {
			return day(n[2], n[1], n[0])
		}
		if n[1] > 12 {
			return day(n[2], n[0], n[1])
		}
	}
	return time.Time{}, false
}

func isTime(w string) bool {
	switch strings.ToLower(w) {
	case "am", "pm", "uhr", "z", "utc":
		return true
	}
	return strings.Contains(w, ":") && strings.Trim(strings.ToUpper(w), "0123456789:.+-TZAMP") == ""
}

// order returns how a locale writes a day in numbers, "" where it is not known (CLDR, dateFormats short).
func order(locale string) string {
	language, region, _ := strings.Cut(strings.ReplaceAll(locale, "-", "_"), "_")
	language = strings.ToLower(language)
	switch strings.ToUpper(region) {
	case "US", "PH", "PR", "FM", "GU", "MH", "PW":
		if language == "en" || language == "fil" {
			return "mdy"
		}
	case "CA", "ZA": // year first; day and month behind each other are read both ways there
		if language == "en" || language == "fr" {
			return "ymd"
		}
	}
	switch language {
	case "":
		return ""
	case "en":
		if region == "" {
			return "mdy"
		}
	case "sv", "hu", "ja", "ko", "lt", "zh", "mn", "eu":
		return "ymd"
	}
	return "dmy"
}

// named reads a day with the name of its month: "15 Oct 2025", "Oct 15, 2025", "15. Oktober 2025", "15 de octubre de 2025".
func named(text string) (time.Time, bool) {
	names := monthNames()
	var numbers []int
	var month time.Month
	for _, w := range strings.Fields(Fold(text)) {
		if w == "de" || w == "del" || w == "of" || w == "den" || w == "the" {
			continue
		}
		if m, ok := names[w]; ok && month == 0 {
			month = m
			continue
		}
		if len(numbers) == 1 || len(numbers) == 0 {
			w = strings.TrimRight(w, "sthndre") // 1st, 2nd, 3rd, 4th, 1er
		}
		v, err := strconv.Atoi(w)
		if err != nil || len(w) > 4 || len(w) == 3 {
			return time.Time{}, false
		}
		numbers = append(numbers, v)
	}
	if month == 0 || len(numbers) != 2 || numbers[1] < 1000 {
		return time.Time{}, false
	}
	return day(numbers[1], int(month), numbers[0])
}

func day(year, month, dayOfMonth int) (time.Time, bool) {
	d := time.Date(year, time.Month(month), dayOfMonth, 0, 0, 0, 0, time.UTC)
	ok := d.Year() == year && int(d.Month()) == month && d.Day() == dayOfMonth && year >= firstYear && year <= lastYear
	return d, ok
}
