package desk_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/sandbox"
)

// book is what the window knows of the program's sentences in another language (frontend/src/said.ts).
type book struct {
	Sentences   [][2]string       `json:"sentences"`
	Narration   [][2]string       `json:"narration"`
	Definitions map[string]string `json:"definitions"`
	found       []*regexp.Regexp
	told        []*regexp.Regexp
}

func readBook(t *testing.T) book {
	raw, err := os.ReadFile("../../frontend/src/locales/said.de.json")
	must(t, err)
	var b book
	must(t, json.Unmarshal(raw, &b))
	b.found, b.told = compile(t, b.Sentences), compile(t, b.Narration)
	return b
}

func compile(t *testing.T, list [][2]string) []*regexp.Regexp {
	parts := strings.NewReplacer(`\{day\}`, `(\d{1,2} [A-Z][a-z]{2,8}(?: \d{4})?|\d{4}-\d\d-\d\d)`, `\{n\}`, `(\d[\d,]*(?:\.\d+)?)`, `\{text\}`, `(.+?)`, `\{said\}`, `(?P<said>.+)`)
	var out []*regexp.Regexp
	for _, pair := range list {
		if strings.Count(pair[0], "{") != strings.Count(pair[1], "{") {
			t.Errorf("“%s” and “%s” have other parts", pair[0], pair[1])
		}
		out = append(out, regexp.MustCompile(`(?s)^`+parts.Replace(regexp.QuoteMeta(pair[0]))+`$`))
	}
	return out
}

// header is a mail header that decided: it is the same in every language.
var header = regexp.MustCompile(`^(X-)?[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)*(: .*| with X-[A-Za-z-]+)$`)

// foreign stands in a sentence of the source for what is not known before it is said, another sentence perhaps, which is seen
// where it is made.
const foreign = "Ostgut Ton"

// known says whether a sentence has one in the other language, and each sentence within it too.
func known(list []*regexp.Regexp, text string) bool {
	if text == foreign {
		return true
	}
	for _, re := range list {
		m := re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		ok := true
		for i, name := range re.SubexpNames() {
			ok = ok && (name == "" || known(list, m[i]))
		}
		if ok {
			return true
		}
	}
	return header.MatchString(text)
}

// Whatever a screen shows of the program's own words has a German sentence: reasons, definitions, warnings, states.
func TestEverythingSaidIsKnownToTheWindow(t *testing.T) {
	b := readBook(t)
	w := newWorld(t)
	d, c := w.spring(t)
	seen := map[string]bool{}
	want := func(where, text string) {
		if text == "" || seen[text] {
			return
		}
		seen[text] = true
		if !known(b.found, text) {
			t.Errorf("%s: no German sentence for %s", where, strconv.Quote(text))
		}
	}
	look := func() {
		m, err := d.Metrics(t.Context(), c, "")
		must(t, err)
		for _, part := range regexp.MustCompile(`\s*\|\s*`).Split(m.Message, -1) {
			_, rest, ok := strings.Cut(part, ": ")
			if !ok || strings.HasPrefix(part, "Nothing") {
				rest = strings.TrimLeft(part, "📧⏰🧾 ")
			}
			for _, atom := range regexp.MustCompile(`, | \(|\)`).Split(rest, -1) {
				if atom != "" && !known(b.told, atom) && !known(b.told, part) {
					t.Errorf("narration: no German for %q", atom)
				}
			}
		}
		for _, x := range m.Metrics {
			if b.Definitions[x.Key+"@"+strconv.Itoa(x.DefinitionVersion)] == "" {
				t.Errorf("%s, version %d: its definition is not in German", x.Key, x.DefinitionVersion)
			}
			if x.UnknownReason != nil {
				want(x.Key, *x.UnknownReason)
			}
			e := evidence(t, d, c, x.Key, "")
			for _, rows := range [][]string{whys(e.Counted), whys(e.Base), whys(e.Excluded)} {
				for _, why := range rows {
					want(x.Key, why)
				}
			}
		}
		people, err := d.Followups(t.Context(), c)
		must(t, err)
		for _, f := range people {
			want("follow-ups", f.Reason)
			for _, warning := range f.Warnings {
				want("follow-ups", warning)
			}
		}
		s, err := d.Status(t.Context())
		must(t, err)
		want("status", s.Words)
	}
	look() // everything unknown
	good(t, d, c)
	look()
	for _, req := range []desk.ConnectRequest{{Provider: "mailchimp", Key: sandbox.SpringMailchimpKey}, {Provider: "airtable", Key: sandbox.SpringAirtableToken}} {
		_, err := d.Connect(t.Context(), req)
		must(t, err)
	}
	connect(t, d, "spotify")
	look() // connected, and nothing of it chosen
	good(t, d, c)
	look()
	table, playlists := sandbox.SpringAirtableTable, []string{sandbox.SpringPlaylist, sandbox.SpringOtherPlaylist}
	c, err := d.SaveCampaign(t.Context(), desk.Draft{ID: c.ID, Airtable: &table, Playlists: &playlists})
	must(t, err)
	good(t, d, c)
	for i, r := range evidence(t, d, c, "follow_ups_due", "").Counted {
		switch i {
		case 0, 1, 2:
			_, err = d.SetOutcome(t.Context(), c, r.Who, []string{"passed", "confirmed", "do_not_contact"}[i])
		default:
			_, err = d.Snooze(t.Context(), c, r.Who, "2099-01-01")
		}
		must(t, err)
	}
	look()
	if len(seen) < 60 {
		t.Fatalf("only %d sentences were seen", len(seen))
	}
}

func whys(rows []metric.Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Why)
	}
	return out
}
