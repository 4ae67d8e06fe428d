package export

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

const whereFrom = " Take the file as Spotify for Artists gives it: Audience, Songs or Playlists, then the download arrow."

// header is the header line, understood.
type header struct {
	shape
	columns []string // by position
}

// column cleans the name of a column: any case, underscores as spaces.
func column(cell string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(cell), "_", " ")), " ")
}

// readHeader tells the kind of a file by its header line.
func readHeader(cells []string) (header, error) {
	var h header
	for _, cell := range cells {
		h.columns = append(h.columns, column(cell))
	}
	if len(h.columns) == 1 && strings.ContainsAny(h.columns[0], ";\t") {
		return h, refuse("The file's columns are not separated by commas: another program saved it again." + whereFrom)
	}
	for _, s := range shapes() {
		if !slices.ContainsFunc(s.must, func(name string) bool { return !slices.Contains(h.columns, name) }) {
			h.shape = s
			return h, h.check()
		}
	}
	return h, refuse("The header line (" + quoted(h.columns) + ") is of no export that Mixdown knows." + whereFrom)
}

// check refuses columns that are there twice or that nobody knows: a guess would be a wrong number.
func (h header) check() error {
	for i, name := range h.columns {
		if slices.Contains(h.columns[:i], name) {
			return refuse("The column “" + short(name) + "” is there twice." + whereFrom)
		}
		if name != colArtist && !slices.Contains(h.must, name) && !slices.Contains(h.may, name) {
			return refuse("The column “" + short(name) + "” is not one of this kind of export (" + h.kind + ")." + whereFrom)
		}
	}
	return nil
}

// quoted lists a header's first names for a sentence.
func quoted(names []string) string {
	var words []string
	for _, n := range names[:min(len(names), 8)] {
		words = append(words, "“"+short(n)+"”")
	}
	if len(names) > 8 {
		words = append(words, "…")
	}
	return strings.Join(words, ", ")
}

// foreign names what a file is that cannot be a CSV in UTF-8; "" where it can be one.
func foreign(data []byte) string {
	head := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), 512)]))
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "The file is empty."
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return "The file is a workbook or an archive, no CSV."
	case bytes.HasPrefix(data, []byte("%PDF")):
		return "The file is a PDF, no CSV."
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return "The file is in UTF-16: another program saved it again."
	case bytes.HasPrefix(head, []byte("<")):
		return "The file is a web page, no CSV: the download came without a sign-in."
	case bytes.HasPrefix(head, []byte("{")), bytes.HasPrefix(head, []byte("[")):
		return "The file is JSON, no CSV."
	case bytes.IndexByte(data, 0) >= 0:
		return "The file holds bytes that no text has: it is no CSV."
	case !utf8.Valid(data):
		return "The file is not in UTF-8: another program saved it again."
	}
	return ""
}
