package export_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"mixdown/backend/apperr"
	"mixdown/backend/export"
)

func table() export.Table {
	n, none := -2.5, (*float64)(nil)
	return export.Table{Name: "Rows", Header: []string{"a", "b", "c"}, Rows: [][]any{
		{"=1+1", &n, true},
		{"@SUM(A1)", none, 7},
		{"-x", time.Date(2026, 11, 22, 15, 0, 0, 0, time.FixedZone("", 3600)), "+49"},
		{"\tx", time.Time{}, "a,\"b\"\nc"},
	}}
}

func TestCSVRunsNoFormula(t *testing.T) {
	var b bytes.Buffer
	if err := export.CSV(&b, table()); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"a", "b", "c"}, {"'=1+1", "-2.5", "true"}, {"'@SUM(A1)", "", "7"},
		{"'-x", "2026-11-22T14:00:00Z", "'+49"}, {"'\tx", "", "a,\"b\"\nc"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWorkbookRunsNoFormula(t *testing.T) {
	var b bytes.Buffer
	second := export.Table{Name: "Second", Header: []string{"x"}}
	if err := export.Workbook(&b, []export.Table{table(), second}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if diff := cmp.Diff([]string{"Rows", "Second"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	for cell, want := range map[string]string{"A2": "=1+1", "A3": "@SUM(A1)", "B2": "-2.5", "B3": "", "B4": "2026-11-22T14:00:00Z", "C3": "7"} {
		got, err := f.GetCellValue("Rows", cell)
		if err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", cell, got, err, want)
		}
		if formula, _ := f.GetCellFormula("Rows", cell); formula != "" {
			t.Errorf("%s runs %q", cell, formula)
		}
	}
	kind, _ := f.GetCellType("Rows", "A2")
	if kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
		t.Errorf("A2 is no text: %v", kind)
	}
}

func TestFileIsWholeOrNotThere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	write := func(text string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
	}
	if err := export.File(path, false, write("one")); err != nil {
		t.Fatal(err)
	}
	if err := export.File(path, false, write("two")); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("an existing file: %v", err)
	}
	full := func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return &os.PathError{Op: "write", Path: path, Err: syscall.ENOSPC}
	}
	if err := export.File(path, true, full); apperr.CodeOf(err) != apperr.DiskFull {
		t.Errorf("a full disk: %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "one" {
		t.Errorf("the old file is %q", got)
	}
	if err := export.File(path, true, write("three")); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "three" {
		t.Errorf("the new file is %q", got)
	}
	if err := export.File(dir, true, write("")); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("a folder: %v", err)
	}
	if err := export.File(filepath.Join(dir, "no", "a"), true, write("")); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := export.File(filepath.Join(dir, "b"), false, func(io.Writer) error { return errors.New("odd") }); err == nil {
		t.Error("a failure passed")
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
}
