package gmail

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// awayUntil returns the last day of an absence that the subject or the first lines tell, as YYYY-MM-DD; "" where they do
// not, or not clearly. It is read from automatic replies only.
func awayUntil(m Mail) string {
	return awayDate(m.Subject()+"\n"+firstLines(m.Text(), 20), m.At)
}

// mention is a day that a text names.
type mention struct {
	start, end int
	day        time.Time
	fromDay    bool // it is the end of a range like "20-30 November"
}

// awayDate finds the day: "until 30 November" and the end of a range name the last day away, "back on 30 November" the day
// after it. Days that contradict each other are no answer.
func awayDate(text string, at time.Time) string {
	text = strings.ToLower(strings.NewReplacer("\n", " ", "\u00a0", " ", "\u202f", " ", "’", "'", "–", "-", "—", "-", "−", "-").Replace(text))
	if len(text) > 8<<10 {
		text = text[:8<<10]
	}
	var until, back []time.Time
	days := mentions(text, at)
	for i, d := range days {
		before, after := text[:d.start], text[d.end:]
		if i > 0 {
			before = text[days[i-1].end:d.start]
		}
		switch cueOf(before, after, d.fromDay, i > 0) {
		case cueUntil:
			until = append(until, d.day)
		case cueBack:
			back = append(back, d.day.AddDate(0, 0, -1))
		}
	}
	last, ok := agree(until, back)
	if !ok || at.IsZero() {
		return ""
	}
	today := dayOf(at)
	// The sender's day may be the next one already, or still the one before.
	if last.Before(today.AddDate(0, 0, -1)) || last.After(today.AddDate(1, 0, 7)) {
		return ""
	}
	return last.Format(time.DateOnly)
}

// agree returns the one last day that all mentions allow. "Back on" is the more exact where a weekend lies between.
func agree(until, back []time.Time) (time.Time, bool) {
	same := func(days []time.Time) bool {
		return !slices.ContainsFunc(days, func(d time.Time) bool { return !d.Equal(days[0]) })
	}
	switch {
	case len(until) == 0 && len(back) == 0, !same(until), !same(back):
		return time.Time{}, false
	case len(back) == 0:
		return until[0], true
	case len(until) == 0:
		return back[0], true
	}
	if gap := back[0].Sub(until[0]); gap < -24*time.Hour || gap > 4*24*time.Hour {
		return time.Time{}, false
	}
	return back[0], true
}

func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// mentions finds the days that a text names, in order. Text is in lower case.
func mentions(text string, at time.Time) []mention {
	var out []mention
	add := func(start, end int, year, month, day string, monthNumber int) {
		for _, m := range out {
			if start < m.end && m.start < end {
				return // part of a longer form that was found first
			}
		}
		d, _ := strconv.Atoi(day)
		if month != "" {
			monthNumber, _ = strconv.Atoi(month)
		}
		if t, ok := resolve(year, monthNumber, d, at); ok {
			out = append(out, mention{start: start, end: end, day: t, fromDay: rangeStart().MatchString(text[max(0, start-12):start])})
		}
	}
	group := func(m []int, n int) string {
		if m[2*n] < 0 {
			return ""
		}
		return text[m[2*n]:m[2*n+1]]
	}
	for _, m := range isoDate().FindAllStringSubmatchIndex(text, 20) {
		add(m[2], m[7], group(m, 1), group(m, 2), group(m, 3), 0)
	}
	for _, m := range cjkDate().FindAllStringSubmatchIndex(text, 20) {
		add(m[0], m[1], group(m, 1), group(m, 2), group(m, 3), 0)
	}
	for _, m := range dayMonth().FindAllStringSubmatchIndex(text, 20) {
		if n := monthOf(group(m, 2)); n > 0 {
			add(m[2], m[1], group(m, 3), "", group(m, 1), n)
		}
	}
	for _, m := range monthDay().FindAllStringSubmatchIndex(text, 20) {
		if n := monthOf(group(m, 1)); n > 0 {
			add(m[2], m[1], group(m, 3), "", group(m, 2), n)
		}
	}
	for _, m := range dotted().FindAllStringSubmatchIndex(text, 20) {
		add(m[2], m[1], group(m, 3), group(m, 2), group(m, 1), 0)
	}
	for _, m := range slashed().FindAllStringSubmatchIndex(text, 20) {
		a, _ := strconv.Atoi(group(m, 1))
		b, _ := strconv.Atoi(group(m, 3))
		switch {
		case a > 12 && b <= 12, a == b:
			add(m[2], m[1], group(m, 4), group(m, 3), group(m, 1), 0)
		case b > 12 && a <= 12:
			add(m[2], m[1], group(m, 4), group(m, 1), group(m, 3), 0)
		case !englishText().MatchString(text): // the order is open in English alone
			add(m[2], m[1], group(m, 4), group(m, 3), group(m, 1), 0)
		}
	}
	slices.SortFunc(out, func(a, b mention) int { return a.start - b.start })
	for _, m := range weekday().FindAllStringSubmatchIndex(text, 20) {
		number, named := weekdays[group(m, 1)]
		near := slices.ContainsFunc(out, func(d mention) bool { return d.start >= m[0] && d.start-m[1] < 12 || m[0] >= d.end && m[0]-d.end < 4 })
		if !named || near || at.IsZero() {
			continue
		}
		today := dayOf(at)
		ahead := (int(number) - int(today.Weekday()) + 7) % 7
		if ahead == 0 {
			ahead = 7
		}
		out = append(out, mention{start: m[2], end: m[3], day: today.AddDate(0, 0, ahead)})
	}
	slices.SortFunc(out, func(a, b mention) int { return a.start - b.start })
	return out
}

// resolve makes a day. Without a year it is the next such day, unless that is so far away that a day just past is meant.
func resolve(year string, month, day int, at time.Time) (time.Time, bool) {
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}, false
	}
	y, _ := strconv.Atoi(year)
	switch {
	case len(year) == 2:
		y += 2000
	case len(year) != 4:
		y = at.Year()
	}
	t := time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return time.Time{}, false
	}
	if today := dayOf(at); year == "" && t.Before(today.AddDate(0, 0, -1)) {
		if t.After(today.AddDate(0, -8, 0)) {
			return t, true // past: the caller refuses it
		}
		t = time.Date(y+1, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	return t, true
}

var (
	isoDate  = pattern(`(?:^|[^\d])(20\d\d)[-./](\d{1,2})[-./](\d{1,2})`)
	cjkDate  = pattern(`(?:(20\d\d)\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号]`)
	dayMonth = pattern(`(?:^|[^\d.,/])(\d{1,2})(?:st|nd|rd|th|er|re|[ºª°]|\.|:e|-?го)?\s*(?:of |de |d'|d\.|des )?\s*(\p{L}{3,14})\.?(?:,?\s*(?:de |del |of )?\s*(20\d\d))?`)
	monthDay = pattern(`(\p{L}{3,12})\.?\s+(?:the )?(\d{1,2})(?:st|nd|rd|th|\.)?(?:(?:,\s*|\s+)(20\d\d))?(?:[^\d:]|$)`)
	dotted   = pattern(`(?:^|[^\d.])(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(20\d\d|\d\d)(?:[^\d:.]|\.?\s|\.?$)|\.)`)
	slashed  = pattern(`(?:^|[^\d/])(\d{1,2})([/-])(\d{1,2})(?:[/-](20\d\d|\d\d))?(?:[^\d/:]|$)`)
	weekday  = pattern(`(?:^|[^\p{L}])(\p{L}{4,13})`)
	// rangeStart stands before the end of a range that has its month only once.
	rangeStart = pattern(`\d{1,2}(?:st|nd|rd|th|\.)?\s*(?:-|to|bis|au|al|ao|a|e|tot|till|til|do|по|až)\s*$`)
	// englishText: words that make it English, where 3/4 may be March or April.
	englishText = pattern(`\b(?:the|will|until|office|back|return|and)\b`)
)
