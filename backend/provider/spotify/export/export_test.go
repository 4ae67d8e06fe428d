package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/steady"
)

func read(t *testing.T, text string, opts ...string) provider.Imported {
	t.Helper()
	got, err := Read(file(text, opts...))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// file is a file to import; opts are its period and its artist.
func file(text string, opts ...string) provider.ImportFile {
	f := provider.ImportFile{Name: "f.csv", Data: []byte(text)}
	for i, o := range opts {
		*[]*string{&f.Period, &f.Artist}[i] = o
	}
	return f
}

// figuresOf writes a record's figures down: "listeners=1 streams=-".
func figuresOf(t *testing.T, r provider.Record) string {
	t.Helper()
	var d provider.ExportData
	if err := json.Unmarshal(r.Data, &d); err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, name := range figures() {
		if p := *figure(&d, name); p != nil {
			words = append(words, fmt.Sprintf("%s=%d", name, *p))
		}
	}
	return r.ID + ": " + strings.Join(words, " ")
}

func all(t *testing.T, list []provider.Record) []string {
	t.Helper()
	var out []string
	for _, r := range list {
		out = append(out, figuresOf(t, r))
	}
	return out
}

const audience = `date,listeners,monthly listeners,monthly active listeners,super listeners,streams,playlist adds,saves,followers
2026-10-01,10,8000,500,9,30,2,1,700
2026-10-02,11,8100,,9,31,0,1,701
`

func TestFourKinds(t *testing.T) {
	for _, c := range []struct {
		name, text, period string
		kind, from, to     string
		rows               []string
	}{
		{"audience", audience, "", Audience, "2026-10-01", "2026-10-02", []string{
			"2026-10-01: listeners=10 monthly listeners=8000 monthly active listeners=500 super listeners=9 streams=30 playlist adds=2 saves=1 followers=700",
			"2026-10-02: listeners=11 monthly listeners=8100 super listeners=9 streams=31 playlist adds=0 saves=1 followers=701"}},
		{"without super listeners, other order, BOM, CRLF", "\xef\xbb\xbffollowers,Date,STREAMS,saves,playlist_adds,monthly active listeners,monthly listeners,listeners\r\n7,2026-10-01,6,5,4,3,2,1\r\n",
			"", Audience, "2026-10-01", "2026-10-01", []string{"2026-10-01: listeners=1 monthly listeners=2 monthly active listeners=3 streams=6 playlist adds=4 saves=5 followers=7"}},
		{"oldest", "date,listeners,streams,followers\n2019-01-02,1,2,3\n", "", Audience, "2019-01-02", "2019-01-02", []string{"2019-01-02: listeners=1 streams=2 followers=3"}},
		{"song timeline", "date,streams\n2026-10-02,4\n2026-10-01,5\n", "", SongDays, "2026-10-01", "2026-10-02", []string{"f.csv 2026-10-02: streams=4", "f.csv 2026-10-01: streams=5"}},
		{"songs", "song,listeners,streams,saves,release_date\n\"Night, Drive\",1,2,3,2026-09-01\nNight,4,5,,\n", "2026-10-01..2026-10-28", Songs, "2026-10-01", "2026-10-28",
			[]string{"2026-10-01..2026-10-28: Night, Drive | 2026-09-01: listeners=1 streams=2 saves=3", "2026-10-01..2026-10-28: Night | : listeners=4 streams=5"}},
		{"songs of all time", "song,listeners,streams,saves,release_date\nOld,0,0,7,2010-01-01\n", "ALL", Songs, "", "", []string{"all: Old | 2010-01-01: saves=7"}},
		{"playlists", "title,author,listeners,streams,date_added\nMix,Ann,1,2,2026-10-02\nRadio,-,n/a,5,n/a\nRadio,,3,-,\n", "", Playlists, "", "",
			[]string{"Mix | Ann: listeners=1 streams=2", "Radio | : streams=5", "Radio |  #2: listeners=3"}},
		{"playlists of a period", "title,author,listeners,streams,date_added\nMix,Ann,1,2,2026-10-02\n", "2026-10-01..2026-10-28", Playlists, "2026-10-01", "2026-10-28", []string{"2026-10-01..2026-10-28: Mix | Ann: listeners=1 streams=2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, c.text, c.period)
			if got.Kind != c.kind || got.From != c.from || got.To != c.to || got.Rows != len(c.rows) || got.Artist != "" || len(got.Sum) != 64 {
				t.Errorf("%+v", got)
			}
			if diff := cmp.Diff(c.rows, all(t, got.Records)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"empty", " \n", "empty"},
		{"header only", "date,streams\n", "no rows"},
		{"a workbook", "PK\x03\x04zip", "workbook"},
		{"a page", "<!DOCTYPE html><html>", "web page"},
		{"JSON", `{"date":1}`, "JSON"},
		{"UTF-16", "\xff\xfed\x00", "UTF-16"},
		{"Latin-1", "song,listeners,streams\n\xe4,1,2\n", "UTF-8"},
		{"binary", "date,streams\x00\n", "no text"},
		{"semicolons", "date;streams\n2026-10-01;4\n", "separated"},
		{"another table", "name,email\nAnn,a@b.example\n", "“name”, “email”"},
		{"another column", "date,streams,mood\n2026-10-01,4,good\n", "“mood”"},
		{"a column twice", "date,streams,streams\n2026-10-01,4,4\n", "twice"},
		{"date twice", "date,streams\n2026-10-01,4\n\n2026-10-01,5\n", "Row 4 has the date 2026-10-01, which row 2 has too"},
		{"no date", "date,streams\n,4\n", "Row 2 has no date"},
		{"no such day", "date,streams\n2026-02-30,4\n", "Row 2"},
		{"another way to write a date", "date,streams\n10/01/2026,4\n", "Row 2 has no date as 2026-11-22 but “10/01/2026”"},
		{"negative", "date,streams\n2026-10-01,4\n2026-10-02,-5\n", "Row 3 has “-5” under “streams”, which is negative"},
		{"a word", "date,streams\n2026-10-01,many\n", "no whole number"},
		{"a decimal", "date,streams\n2026-10-01,1.5\n", "no whole number"},
		{"a thousands mark", "date,streams\n2026-10-01,\"1,500\"\n", "no whole number"},
		{"a formula as a figure", "date,streams\n2026-10-01,=1+1\n", "no whole number"},
		{"too large", "date,streams\n2026-10-01,9999999999999999\n", "larger"},
		{"n/a in a timeline", "date,streams\n2026-10-01,n/a\n", "no whole number"},
		{"a cell too many", "date,streams\n2026-10-01,4,5\n", "Row 2 has 3 cells"},
		{"a broken quote", "date,streams\n2026-10-01,4\n2026-10-02,\"5\n", "Row 3"},
		{"mixed artists", "artist,date,streams\nAnn,2026-10-01,4\nBo,2026-10-02,5\n", "Row 3 is of the artist “Bo”, row 2 of “Ann”"},
		{"no song", "song,listeners,streams\n,1,2\n", "Row 2 has no song"},
		{"no title", "title,author,listeners,streams\n,Ann,1,2\n", "Row 2 has no title"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(file(c.text, "all"))
			if apperr.CodeOf(err) != apperr.Invalid || !strings.Contains(fmt.Sprint(err), c.says) || got.Records != nil {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
}

func TestPeriod(t *testing.T) {
	const songs = "song,listeners,streams\nNight,1,2\n"
	for period, says := range map[string]string{"": "--period", "October": "no period", "2026-10-28..2026-10-01": "before it begins", "2026-10-01": "no period", "2026-10-01..2026-13-01": "no period"} {
		if _, err := Read(file(songs, period)); apperr.CodeOf(err) != apperr.Invalid || !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("%q: %v", period, err)
		}
	}
}

func TestArtist(t *testing.T) {
	if got := read(t, audience, "", "The Band"); got.Artist != "The Band" || got.Records[0].What != "The Band" {
		t.Errorf("named: %+v", got)
	}
	const own = "date,streams,artist\n2026-10-01,4,The Band\n2026-10-02,5,\n"
	if got := read(t, own, "", "the band"); got.Artist != "The Band" {
		t.Errorf("of the file: %q", got.Artist)
	}
	if _, err := Read(file(own, "", "Others")); !strings.Contains(fmt.Sprint(err), "Row 2 is of the artist “The Band”, not of “Others”") {
		t.Error(err)
	}
}

func TestFormulasStayText(t *testing.T) {
	got := read(t, "song,listeners,streams\n\"=HYPERLINK(\"\"http://x\"\")\",1,2\n\u202e+evil\u0007,1,2\n"+strings.Repeat("x", 3000)+",1,2\n", "all")
	if got.Records[0].What != `=HYPERLINK("http://x")` || got.Records[1].What != "+evil" || len(got.Records[2].What) != textLength {
		t.Errorf("%q, %q, %d", got.Records[0].What, got.Records[1].What, len(got.Records[2].What))
	}
}

func TestBounds(t *testing.T) {
	songs := func(n int) string {
		var b strings.Builder
		b.WriteString("song,listeners,streams\n")
		for i := range n {
			fmt.Fprintf(&b, "Song %d,1,2\n", i)
		}
		return b.String()
	}
	if got := read(t, songs(MaxRows), "all"); got.Rows != MaxRows {
		t.Error(got.Rows)
	}
	if _, err := Read(file(songs(MaxRows+1), "all")); !strings.Contains(fmt.Sprint(err), "100,000 rows") {
		t.Error(err)
	}
	full := bytes.Repeat([]byte("\n"), provider.ImportLimit)
	copy(full, "date,streams\n2026-10-01,4\n")
	if got := read(t, string(full)); got.Rows != 1 {
		t.Error(got)
	}
	if _, err := Read(file(string(full) + "\n")); !strings.Contains(fmt.Sprint(err), "5 MiB") {
		t.Error(err)
	}
}

func TestKept(t *testing.T) {
	held := read(t, audience).Records[0]
	older := read(t, "date,listeners,streams,followers\n2026-10-01,10,30,700\n").Records[0]
	if kept, same, err := Kept(held, older); err != nil || !same || !cmp.Equal(kept, held) {
		t.Errorf("an older file says nothing new: %v %v %+v", same, err, kept)
	}
	f := file("date,listeners,streams,followers\n2026-10-01,12,30,700\n")
	f.Name = "later.csv"
	later, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	kept, same, err := Kept(held, later.Records[0])
	if err != nil || same {
		t.Fatal(same, err)
	}
	if got := figuresOf(t, kept); got != "2026-10-01: listeners=12 monthly listeners=8000 monthly active listeners=500 super listeners=9 streams=30 playlist adds=2 saves=1 followers=700" {
		t.Error(got)
	}
	if !strings.Contains(kept.Why, "later.csv") || !strings.Contains(kept.Why, "blank is from f.csv") {
		t.Error(kept.Why)
	}
}

// Whatever order the columns and rows come in, the same records come out; and no bytes at all make it panic.
func TestOrderDoesNotMatter(t *testing.T) {
	steady.Check(t, func(t *rapid.T) {
		names := []string{colDate, colListeners, colStreams, colSaves, colMonthly}
		n := rapid.IntRange(1, 20).Draw(t, "rows")
		cells := make([]map[string]string, n)
		for i := range cells {
			cells[i] = map[string]string{colDate: time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)}
			for _, c := range names[1:] {
				cells[i][c] = rapid.SampledFrom([]string{"", "0", "7", " 12 "}).Draw(t, c)
			}
		}
		write := func(columns []string, order []int) string {
			text := strings.Join(columns, ",") + "\n"
			for _, i := range order {
				var row []string
				for _, c := range columns {
					row = append(row, cells[i][c])
				}
				text += strings.Join(row, ",") + "\n"
			}
			return text
		}
		straight := make([]int, n)
		for i := range straight {
			straight[i] = i
		}
		want, err := Read(file(write(names, straight)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := Read(file(write(rapid.Permutation(names).Draw(t, "columns"), rapid.Permutation(straight).Draw(t, "order"))))
		if err != nil {
			t.Fatal(err)
		}
		figures := map[string]string{}
		bare := func(r provider.Record) string {
			var d provider.ExportData
			if err := json.Unmarshal(r.Data, &d); err != nil {
				t.Fatal(err)
			}
			d.Sum = ""
			raw, _ := json.Marshal(d)
			return string(raw)
		}
		for _, r := range want.Records {
			figures[r.ID] = bare(r)
		}
		for _, r := range got.Records {
			if figures[r.ID] != bare(r) {
				t.Fatalf("%s: %s, want %s", r.ID, bare(r), figures[r.ID])
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(audience), "")
	f.Add([]byte("song,listeners,streams\nx,1,\n"), "all")
	f.Add([]byte("\xef\xbb\xbf\"date\",streams\n\"2026-10-01\n\",1"), "a..b")
	f.Fuzz(func(t *testing.T, data []byte, period string) {
		got, err := Read(provider.ImportFile{Name: "f.csv", Data: data, Period: period})
		if err != nil && apperr.CodeOf(err) != apperr.Invalid {
			t.Error(err)
		}
		if err == nil && (got.Rows == 0 || got.Rows != len(got.Records)) {
			t.Errorf("%d rows, %d records", got.Rows, len(got.Records))
		}
	})
}
