package contactfile_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"mixdown/backend/apperr"
	"mixdown/backend/contactfile"
	"mixdown/backend/provider/sheets/contactsheet"
)

const list = "Name;E-Mail;Status\r\nAnn Müller;ann@radio.example;NEW\r\n\r\n\"Lee; Bo\";bo@blog.example;\r\n"

// contacts reads a file to its end and returns "name email status @row" of everybody in it.
func contacts(t *testing.T, data []byte) []string {
	t.Helper()
	rows, err := contactfile.Rows("list.csv", data, "Contacts")
	if err != nil {
		t.Fatal(err)
	}
	table, err := contactsheet.Read(rows, "The file", contactsheet.Options{Link: func(row int) string { return fmt.Sprint(row) }})
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, r := range table.Contacts {
		out = append(out, strings.Join([]string{r.What, r.Who, r.State}, " ")+" @"+r.Link)
	}
	return out
}

func TestSeparated(t *testing.T) {
	latin, err := charmap.Windows1252.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(list, ";", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, data, bo string
		shift          int
	}{
		{"semicolons", list, "Lee; Bo", 0},
		{"byte order mark", "\ufeff" + list, "Lee; Bo", 0},
		{"Windows-1252", latin, "Lee; Bo", 0},
		{"UTF-16 with tabs", wide, "Lee Bo", 0},
		{"commas", strings.ReplaceAll(list, ";", ","), "Lee, Bo", 0},
		{"separator told", "sep=;\r\n" + list, "Lee; Bo", 1},
		{"titles above", "My list\r\n;;\r\n" + list, "Lee; Bo", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := []string{fmt.Sprintf("Ann Müller ann@radio.example NEW @%d", 2+c.shift), fmt.Sprintf("%s bo@blog.example  @%d", c.bo, 4+c.shift)}
			got := contacts(t, []byte(c.data))
			if c.name == "UTF-16 with tabs" {
				got[1] = strings.Replace(got[1], "\t", " ", 1)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func book(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbook(t *testing.T) {
	for _, from1904 := range []bool{false, true} {
		data := book(t, func(f *excelize.File) {
			if from1904 {
				if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := f.NewSheet("contacts"); err != nil {
				t.Fatal(err)
			}
			for ref, v := range map[string]any{"A1": "Name", "B1": "Email", "C1": "Outlet", "D1": "Added", "A2": "Ann", "B2": "ann@radio.example", "C2": 95.8,
				"D2": time.Date(2026, 10, 15, 0, 0, 0, 0, time.UTC), "A3": "Bo", "D3": "someday"} {
				if err := f.SetCellValue("contacts", ref, v); err != nil {
					t.Fatal(err)
				}
			}
		})
		rows, err := contactfile.Rows("list.xlsx", data, "Contacts")
		if err != nil {
			t.Fatal(err)
		}
		table, err := contactsheet.Read(rows, "The file", contactsheet.Options{})
		if err != nil || len(table.Contacts) != 2 || len(table.Problems) != 1 {
			t.Fatalf("%+v, %v", table, err)
		}
		if got := string(table.Contacts[0].Data); got != `{"role":"","outlet":"95.8","added":"2026-10-15","row":2}` {
			t.Errorf("from 1904 %v: %s", from1904, got)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, says string
		data       []byte
		code       apperr.Code
	}{
		{"empty", "is empty", []byte(" \r\n"), apperr.SheetShape},
		{"old Excel", "old Excel", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), apperr.SheetShape},
		{"PDF", "no list", []byte("%PDF-1.7"), apperr.SheetShape},
		{"web page", "web page", []byte("\n<html>"), apperr.SheetShape},
		{"binary", "no list", []byte("a\x00b"), apperr.SheetShape},
		{"broken workbook", "no workbook", []byte("PK\x03\x04 nothing"), apperr.SheetShape},
		{"too large", "larger than", make([]byte, contactfile.LargestFile+1), apperr.Invalid},
		{"too long", "more than", []byte("Name,Email\n" + strings.Repeat("a,b\n", 250_001)), apperr.SheetShape},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := contactfile.Rows("list", c.data, "")
			if apperr.CodeOf(err) != c.code || !strings.Contains(apperr.From(err).Message, c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// Whatever the bytes are, they are read or refused: nothing breaks, and nothing is unbounded.
func FuzzRows(f *testing.F) {
	f.Add([]byte(list))
	f.Add([]byte("sep=,\n\"a"))
	f.Add([]byte("\xff\xfea"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := contactfile.Rows("list", data, "")
		if err != nil && apperr.CodeOf(err) == apperr.Internal {
			t.Errorf("%v", err)
		}
		_, _ = contactsheet.Read(rows, "The file", contactsheet.Options{})
	})
}
