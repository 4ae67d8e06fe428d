package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"mixdown/backend/provider"
)

// Read reads one export. Its errors are apperr.Invalid and name the row where there is one, the header line being row 1.
func Read(file provider.ImportFile) (provider.Imported, error) {
	var out provider.Imported
	if len(file.Data) > provider.ImportLimit {
		return out, refuse("The file is larger than 5 MiB: export a shorter time.")
	}
	if what := foreign(file.Data); what != "" {
		return out, refuse(what + whereFrom)
	}
	from, to, all, badPeriod := Period(file.Period)
	sum := sha256.Sum256(file.Data)
	r := &reader{csv: csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.Data, []byte("\xef\xbb\xbf")))), seen: map[string]int{}, given: text(file.Artist),
		data: provider.ExportData{File: text(file.Name), Sum: hex.EncodeToString(sum[:])}}
	r.csv.ReuseRecord = true
	r.csv.FieldsPerRecord = -1
	r.csv.TrimLeadingSpace = true
	cells, err := r.csv.Read()
	if err != nil {
		return out, refuse("The header line cannot be read." + whereFrom)
	}
	if r.header, err = readHeader(cells); err != nil {
		return out, err
	}
	out.Kind = r.kind
	asks := asksFor(r.kind)
	if asks != provider.PeriodTold {
		r.data.From, r.data.To, r.data.All = from, to, all
	}
	if err := r.rows(); err != nil {
		return out, err
	}
	if out, err = r.imported(); err != nil {
		return out, err
	}
	out.Period = asks
	switch {
	case badPeriod != nil:
		return out, badPeriod
	case asks == provider.PeriodNeeded && from == "" && !all:
		return out, refuse("A songs export does not say its period: give it, as 2026-10-01..2026-10-28, or all (--period).")
	}
	return out, nil
}

// asksFor says whether a kind of export has to be told its period.
func asksFor(kind string) provider.PeriodWord {
	switch kind {
	case Songs:
		return provider.PeriodNeeded
	case Playlists:
		return provider.PeriodOptional
	}
	return provider.PeriodTold
}

// reader reads the rows of one file.
type reader struct {
	header
	csv   *csv.Reader
	row   int            // the line in the file; the header is 1
	seen  map[string]int // row by id
	lines []line

	given    string // the artist that the person named
	artist   string // that of the file
	artistAt int
	data     provider.ExportData // what all lines share
}

type line struct {
	id, what string
	data     provider.ExportData
}

// rows reads all rows, and refuses the file at the first that does not fit.
func (r *reader) rows() error {
	for {
		cells, err := r.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			r.row = syntax.StartLine
			return r.refuse("cannot be read: a quotation mark is out of place")
		}
		if err != nil {
			return fmt.Errorf("spotify: export: %w", err)
		}
		r.row, _ = r.csv.FieldPos(0)
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue // a line of commas, as spreadsheets leave them below a table
		}
		if len(cells) != len(r.columns) {
			return r.refuse(fmt.Sprintf("has %d cells, the header line %d", len(cells), len(r.columns)))
		}
		if len(r.lines) == MaxRows {
			return refuse("The file has more than 100,000 rows: export a shorter time.")
		}
		if err := r.take(cells); err != nil {
			return err
		}
	}
	if len(r.lines) == 0 {
		return refuse("The file holds its header line and no rows." + whereFrom)
	}
	return nil
}

func (r *reader) refuse(what string) error {
	return refuse(fmt.Sprintf("Row %d %s. Nothing of this file was imported.", r.row, what))
}

// take reads one row.
func (r *reader) take(cells []string) error {
	l := line{data: r.data}
	for i, cell := range cells {
		if err := r.cell(&l, r.columns[i], cell); err != nil {
			return err
		}
	}
	switch {
	case r.kind == Songs && l.what == "":
		return r.refuse("has no song")
	case r.kind == Playlists && l.what == "":
		return r.refuse("has no title")
	}
	if r.data.All {
		zerosAway(&l.data, r.columns)
	}
	if err := r.identify(&l); err != nil {
		return err
	}
	r.lines = append(r.lines, l)
	return nil
}

func (r *reader) cell(l *line, name, cell string) error {
	switch name {
	case colDate:
		at, ok := day(cell)
		if !ok {
			return r.refuse("has no date as 2026-11-22 but “" + short(cell) + "”")
		}
		l.data.Date = at.Format(time.DateOnly)
	case colArtist:
		return r.sameArtist(text(cell))
	case colSong, colTitle:
		l.what = text(cell)
	case colAuthor:
		l.data.Author = optional(r.kind, cell)
	case colReleased:
		l.data.Released = optional(r.kind, cell)
	case colAdded:
		l.data.Added = optional(r.kind, cell)
	default:
		if blank(r.kind, cell) {
			return nil
		}
		n, problem := number(cell)
		if problem != "" {
			return r.refuse("has “" + short(cell) + "” under “" + name + "”, which " + problem)
		}
		*figure(&l.data, name) = &n
	}
	return nil
}

func optional(kind, cell string) string {
	if blank(kind, cell) {
		return ""
	}
	return text(cell)
}

// sameArtist refuses a file of several artists, or of another than the person named.
func (r *reader) sameArtist(name string) error {
	switch {
	case name == "":
		return nil
	case r.artist == "" && r.given != "" && !strings.EqualFold(r.given, name):
		return r.refuse("is of the artist “" + short(name) + "”, not of “" + short(r.given) + "”")
	case r.artist == "":
		r.artist, r.artistAt = name, r.row
	case !strings.EqualFold(r.artist, name):
		return r.refuse(fmt.Sprintf("is of the artist “%s”, row %d of “%s”: one file is of one artist", short(name), r.artistAt, short(r.artist)))
	}
	return nil
}

// identify gives a row its id, the same in every file that has it.
func (r *reader) identify(l *line) error {
	switch r.kind {
	case Audience:
		l.id = l.data.Date
	case SongDays:
		l.id = l.data.File + " " + l.data.Date // the file's name is all there is of the song
		l.what = l.data.File
	case Songs:
		l.id = r.period() + l.what + " | " + l.data.Released
	case Playlists:
		l.id = r.period() + l.what + " | " + l.data.Author
	}
	if first := r.seen[l.id]; first > 0 {
		if l.data.Date != "" {
			return r.refuse(fmt.Sprintf("has the date %s, which row %d has too", l.data.Date, first))
		}
		base := l.id
		for n := 2; r.seen[l.id] > 0; n++ { // two songs may share a name
			l.id = fmt.Sprintf("%s #%d", base, n)
		}
	}
	r.seen[l.id] = r.row
	return nil
}

// period is the part of an id that tells one period's line from another's.
func (r *reader) period() string {
	switch {
	case r.data.All:
		return "all: "
	case r.data.From != "":
		return r.data.From + ".." + r.data.To + ": "
	}
	return ""
}

// imported puts the file together.
func (r *reader) imported() (provider.Imported, error) {
	artist := r.artist
	if artist == "" {
		artist = r.given
	}
	out := provider.Imported{Kind: r.kind, Artist: artist, Rows: len(r.lines), From: r.data.From, To: r.data.To, All: r.data.All, Sum: r.data.Sum, Whole: r.kind == SongDays}
	for _, l := range r.lines {
		if d := l.data.Date; d != "" {
			if out.From == "" || d < out.From {
				out.From = d
			}
			out.To = max(out.To, d)
		}
	}
	out.Records = make([]provider.Record, 0, len(r.lines))
	for _, l := range r.lines {
		l.data.Artist, l.data.Since, l.data.Until = artist, out.From, out.To
		if l.what == "" {
			l.what = artist
		}
		if l.what == "" {
			l.what = "Audience"
		}
		rec, err := record(r.stream, l)
		if err != nil {
			return out, err
		}
		out.Records = append(out.Records, rec)
	}
	return out, nil
}

func record(stream string, l line) (provider.Record, error) {
	raw, err := json.Marshal(l.data)
	if err != nil {
		return provider.Record{}, fmt.Errorf("spotify: export: %w", err)
	}
	rec := provider.Record{Stream: stream, ID: l.id, What: l.what, Who: l.data.Artist, State: "imported", Why: "imported from " + l.data.Origin(), Data: raw}
	if at, ok := day(l.data.Date); ok {
		rec.At = at
	} else if at, ok := day(l.data.To); ok {
		rec.At = at
	}
	return rec, nil
}
