package sandbox

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/drive/v3"
	"google.golang.org/api/option"
	"google.golang.org/api/sheets/v4"
)

func sheetClient(t *testing.T, s *Server, scopes ...string) *sheets.SpreadsheetsService {
	t.Helper()
	svc, err := sheets.NewService(context.Background(), option.WithHTTPClient(s.Client("you@label.example", scopes...)))
	if err != nil {
		t.Fatal(err)
	}
	return svc.Spreadsheets
}

// contacts is a small sheet with a gap in it.
func contacts(s *Server) *Spreadsheet {
	b := s.Spreadsheet("book")
	b.AddTab("Contacts", [][]string{{"Name", "Email", "Added", "Score"}, {"Mira", "mira@x.example", "2026-10-15", "7.50"}, {}, {"Tom", "", "", "TRUE"}})
	return b
}

func TestReadRanges(t *testing.T) {
	s, _ := started(t, Options{})
	contacts(s)
	s.Spreadsheet("book").AddTab("It's new", [][]string{{"x", "y"}})
	sh := sheetClient(t, s, "spreadsheets.readonly")
	header, mira, tom := []any{"Name", "Email", "Added", "Score"}, []any{"Mira", "mira@x.example", "2026-10-15", "7.5"}, []any{"Tom", "", "", "TRUE"}
	for _, tc := range []struct {
		ask, want string
		rows      [][]any
	}{
		{"Contacts", "Contacts!A1:Z1000", [][]any{header, mira, {}, tom}},
		{"contacts!A2:D", "Contacts!A2:D1000", [][]any{mira, {}, tom}},
		{"Contacts!A2:B2", "Contacts!A2:B2", [][]any{{"Mira", "mira@x.example"}}},
		{"Contacts!B:B", "Contacts!B1:B1000", [][]any{{"Email"}, {"mira@x.example"}}},
		{"Contacts!4:4", "Contacts!A4:Z4", [][]any{tom}},
		{"Contacts!A2:4", "Contacts!A2:Z4", [][]any{mira, {}, tom}},
		{"Contacts!$A$1", "Contacts!A1", [][]any{{"Name"}}},
		{"Contacts!B2:A1", "Contacts!A1:B2", [][]any{{"Name", "Email"}, {"Mira", "mira@x.example"}}},
		{"Contacts!A500:D2000", "Contacts!A500:D1000", nil},
		{"'It''s new'!A1:B1", "'It''s new'!A1:B1", [][]any{{"x", "y"}}},
		{"It's new", "'It''s new'!A1:Z1000", [][]any{{"x", "y"}}},
		{"A1", "Sheet1!A1", nil},
	} {
		r, err := sh.Values.Get("book", tc.ask).Do()
		if err != nil {
			t.Errorf("%s: %v", tc.ask, err)
			continue
		}
		if r.Range != tc.want {
			t.Errorf("%s: range %s, want %s", tc.ask, r.Range, tc.want)
		}
		if diff := cmp.Diff(tc.rows, r.Values); diff != "" {
			t.Errorf("%s: %s", tc.ask, diff)
		}
	}
	for _, bad := range []string{"Nobody!A1", "Contacts!", "Contacts!A0", "Contacts!A1:", "Contacts!1A", "Contacts!AAAA1", "'Contacts!A1"} {
		_, err := sh.Values.Get("book", bad).Do()
		refused(t, bad, err, 400, "")
		if err != nil && !strings.Contains(err.Error(), "Unable to parse range") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	_, err := sh.Values.Get("book", "Contacts!A1001:D2000").Do()
	refused(t, "beyond the grid", err, 400, "")
	batch, err := sh.Values.BatchGet("book").Ranges("Contacts!A1:B1", "Contacts!C2:D2").ValueRenderOption("UNFORMATTED_VALUE").Do()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]any{{float64(46310), 7.5}}, batch.ValueRanges[1].Values); diff != "" {
		t.Error(diff)
	}
	r, err := sh.Values.Get("book", "Contacts!C2:D4").ValueRenderOption("UNFORMATTED_VALUE").DateTimeRenderOption("FORMATTED_STRING").MajorDimension("COLUMNS").Do()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]any{{"2026-10-15"}, {7.5, "", true}}, r.Values); diff != "" {
		t.Error(diff)
	}
}

func TestWrites(t *testing.T) {
	s, _ := started(t, Options{})
	b := contacts(s)
	sh := sheetClient(t, s, "spreadsheets")
	write := func(rng, how string, values ...[]any) error {
		_, err := sh.Values.Update("book", rng, &sheets.ValueRange{Values: values}).ValueInputOption(how).Do()
		return err
	}
	if err := write("Contacts!B2", "RAW", []any{"=1+1", nil, "007"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Mira", "=1+1", "2026-10-15", "007"}, b.Rows("Contacts")[1]); diff != "" {
		t.Error(diff)
	}
	if err := write("Contacts!B2", "USER_ENTERED", []any{"=1+1", "'2026-01-01", "007"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Mira", "#NAME?", "2026-01-01", "7"}, b.Rows("Contacts")[1]); diff != "" {
		t.Error(diff)
	}
	if f, err := sh.Values.Get("book", "Contacts!B2").ValueRenderOption("FORMULA").Do(); err != nil || f.Values[0][0] != "=1+1" {
		t.Errorf("%v %v", f, err)
	}
	refused(t, "no option", write("Contacts!A1", ""), 400, "")
	refused(t, "too many rows", write("Contacts!A1:B1", "RAW", []any{"x"}, []any{"y"}), 400, "")
	refused(t, "too many columns", write("Contacts!A1:B1", "RAW", []any{"x", "y", "z"}), 400, "")
	refused(t, "beyond the grid", write("Contacts!A2000", "RAW", []any{"x"}), 400, "")
	refused(t, "a list in a cell", write("Contacts!A1", "RAW", []any{[]string{"x"}}), 400, "")
	_, err := sh.Values.BatchUpdate("book", &sheets.BatchUpdateValuesRequest{ValueInputOption: "RAW", Data: []*sheets.ValueRange{
		{Range: "Contacts!A2", Values: [][]any{{"Changed"}}}, {Range: "Nobody!A2", Values: [][]any{{"x"}}}}}).Do()
	refused(t, "half a batch", err, 400, "")
	if got := b.Cell("Contacts", "A2"); got != "Mira" {
		t.Errorf("half of a refused batch was written: %q", got)
	}
	_, err = sheetClient(t, s, "spreadsheets.readonly").Values.Update("book", "Contacts!A1", &sheets.ValueRange{}).ValueInputOption("RAW").Do()
	refused(t, "read-only scope", err, 403, "")
	b.MakeReadOnly(true)
	refused(t, "read-only file", write("Contacts!A1", "RAW", []any{"x"}), 403, "")
	b.Unshare(true)
	_, err = sh.Get("book").Do()
	refused(t, "unshared", err, 403, "")
}

func TestAppend(t *testing.T) {
	for _, tc := range []struct {
		name, rng, insert, table, updated string
		rows                              [][]string
	}{
		{"over what is below the first table", "Contacts!A1:D2", "OVERWRITE", "Contacts!A1:D2", "Contacts!A3:B4",
			[][]string{{"Name", "Email", "Added", "Score"}, {"Mira", "mira@x.example", "2026-10-15", "7.5"}, {"Eva", "eva@x.example"}, {"Ann", "ann@x.example", "", "TRUE"}}},
		{"rows of their own", "Contacts!A1:D2", "INSERT_ROWS", "Contacts!A1:D2", "Contacts!A3:B4",
			[][]string{{"Name", "Email", "Added", "Score"}, {"Mira", "mira@x.example", "2026-10-15", "7.5"}, {"Eva", "eva@x.example"}, {"Ann", "ann@x.example"}, {}, {"Tom", "", "", "TRUE"}}},
		{"after the last table", "Contacts", "", "Contacts!A4:D4", "Contacts!A5:B6",
			[][]string{{"Name", "Email", "Added", "Score"}, {"Mira", "mira@x.example", "2026-10-15", "7.5"}, {}, {"Tom", "", "", "TRUE"}, {"Eva", "eva@x.example"}, {"Ann", "ann@x.example"}}},
		{"an empty range", "Contacts!F10", "", "", "Contacts!F10:G11", nil},
	} {
		s, _ := started(t, Options{})
		b := contacts(s)
		sh := sheetClient(t, s, "spreadsheets")
		call := sh.Values.Append("book", tc.rng, &sheets.ValueRange{Values: [][]any{{"Eva", "eva@x.example"}, {"Ann", "ann@x.example"}}}).ValueInputOption("RAW")
		if tc.insert != "" {
			call = call.InsertDataOption(tc.insert)
		}
		r, err := call.Do()
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if r.TableRange != tc.table {
			t.Errorf("%s: table %q, want %q", tc.name, r.TableRange, tc.table)
		}
		if r.Updates.UpdatedRange != tc.updated || r.Updates.UpdatedRows != 2 || r.Updates.UpdatedCells != 4 {
			t.Errorf("%s: updated %+v, want %s", tc.name, r.Updates, tc.updated)
		}
		if tc.rows != nil {
			if diff := cmp.Diff(tc.rows, b.Rows("Contacts")); diff != "" {
				t.Errorf("%s: %s", tc.name, diff)
			}
		}
	}
}

func TestAppendGrowsTheGrid(t *testing.T) {
	s, _ := started(t, Options{})
	b := s.Spreadsheet("book")
	rows := make([][]string, 1000)
	for i := range rows {
		rows[i] = []string{"x"}
	}
	b.AddTab("Full", rows)
	sh := sheetClient(t, s, "spreadsheets")
	for range 2 {
		if _, err := sh.Values.Append("book", "Full!A:A", &sheets.ValueRange{Values: [][]any{{"y"}}}).ValueInputOption("RAW").Do(); err != nil {
			t.Fatal(err)
		}
	}
	got, err := sh.Get("book").Ranges("Full").Fields("sheets.properties(title,gridProperties/rowCount)", "properties.locale").Do()
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Sheets) != 1 || got.Sheets[0].Properties.GridProperties.RowCount != 1002 || got.Properties.Locale != "en_US" || got.Properties.Title != "" {
		t.Errorf("%+v", got.Sheets[0].Properties)
	}
}

func TestDriveFollowsTheSheet(t *testing.T) {
	c := &clock{at: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)}
	s, _ := started(t, Options{Now: c.now})
	b := contacts(s)
	svc, err := drive.NewService(context.Background(), option.WithHTTPClient(s.Client("you@label.example", "drive.file")))
	if err != nil {
		t.Fatal(err)
	}
	get := func() *drive.File {
		t.Helper()
		f, err := svc.Files.Get("book").Fields("id,name,version,modifiedTime,mimeType,trashed,capabilities(canEdit)").Do()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first := get()
	if first.Name != "Untitled spreadsheet" || first.MimeType != sheetMime || !first.Capabilities.CanEdit || first.ModifiedTime != "2026-03-04T10:00:00.000Z" {
		t.Errorf("%+v", first)
	}
	if again := get(); again.Version != first.Version {
		t.Error("reading moved the version")
	}
	c.at = c.at.Add(time.Hour)
	b.SetCell("Contacts", "A2", "Mira O.")
	if f := get(); f.Version <= first.Version || f.ModifiedTime != "2026-03-04T11:00:00.000Z" {
		t.Errorf("after an edit: %+v", f)
	}
	plain, err := svc.Files.Get("book").Do()
	if err != nil || plain.Version != 0 || plain.Id != "book" {
		t.Errorf("without fields: %+v %v", plain, err)
	}
	b.MakeReadOnly(true)
	if get().Capabilities.CanEdit {
		t.Error("read-only and can be edited")
	}
	sheetOnly, err := drive.NewService(context.Background(), option.WithHTTPClient(s.Client("you@label.example", "spreadsheets")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = sheetOnly.Files.Get("book").Do()
	refused(t, "the scope spreadsheets does not open Drive", err, 403, "insufficientPermissions")
	s.Spreadsheet("later")
	_, err = svc.Files.Get("later").Do()
	refused(t, "drive.file and a file that was not picked", err, 404, "notFound")
	b.Unshare(true)
	_, err = svc.Files.Get("book").Do()
	refused(t, "unshared", err, 404, "notFound")
}

func TestStructure(t *testing.T) {
	s, _ := started(t, Options{})
	sh := sheetClient(t, s, "drive.file")
	made, err := sh.Create(&sheets.Spreadsheet{Properties: &sheets.SpreadsheetProperties{Title: "Mine"}, Sheets: []*sheets.Sheet{{Properties: &sheets.SheetProperties{Title: "Contacts"}}}}).Do()
	if err != nil || made.Properties.Title != "Mine" || made.Sheets[0].Properties.Title != "Contacts" {
		t.Fatalf("%+v %v", made, err)
	}
	b := s.Spreadsheet(made.SpreadsheetId)
	for _, name := range []string{"a", "c", "b"} {
		b.AppendRow("Contacts", name, "x")
	}
	b.InsertRow("Contacts", 1, "Name")
	b.Sort("Contacts", 0, true)
	b.DeleteRow("Contacts", 3)
	if diff := cmp.Diff([][]string{{"Name"}, {"c", "x"}, {"a", "x"}}, b.Rows("Contacts")); diff != "" {
		t.Error(diff)
	}
	_, err = sh.BatchUpdate(made.SpreadsheetId, &sheets.BatchUpdateSpreadsheetRequest{Requests: []*sheets.Request{
		{InsertDimension: &sheets.InsertDimensionRequest{Range: &sheets.DimensionRange{SheetId: made.Sheets[0].Properties.SheetId, Dimension: "ROWS", StartIndex: 1, EndIndex: 2, ForceSendFields: []string{"SheetId"}}}},
		{UpdateSheetProperties: &sheets.UpdateSheetPropertiesRequest{Fields: "title", Properties: &sheets.SheetProperties{Title: "People", ForceSendFields: []string{"SheetId"}}}},
	}}).Do()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"Name"}, {}, {"c", "x"}, {"a", "x"}}, b.Rows("People")); diff != "" {
		t.Error(diff)
	}
	_, err = sh.BatchUpdate(made.SpreadsheetId, &sheets.BatchUpdateSpreadsheetRequest{Requests: []*sheets.Request{
		{AddSheet: &sheets.AddSheetRequest{Properties: &sheets.SheetProperties{Title: "Second"}}}, {AddSheet: &sheets.AddSheetRequest{Properties: &sheets.SheetProperties{Title: "People"}}}}}).Do()
	refused(t, "a name twice", err, 400, "")
	if b.Rows("Second") != nil {
		t.Error("half of a refused batch was done")
	}
}

func TestSheetsQuota(t *testing.T) {
	c := &clock{at: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)}
	s, _ := started(t, Options{Now: c.now})
	contacts(s)
	sh := sheetClient(t, s, "spreadsheets")
	s.Requests().Enforce(GoogleLimits(Sliding))
	for i := range 60 {
		if _, err := sh.Values.Get("book", "Contacts!A1").Do(); err != nil {
			t.Fatalf("read %d: %v", i, err)
		}
	}
	_, err := sh.Values.Get("book", "Contacts!A1").Do()
	refused(t, "read 61", err, 429, "")
	if _, err := sh.Values.Update("book", "Contacts!A1", &sheets.ValueRange{Values: [][]any{{"x"}}}).ValueInputOption("RAW").Do(); err != nil {
		t.Errorf("writes have an allowance of their own: %v", err)
	}
	c.at = c.at.Add(61 * time.Second)
	if _, err := sh.Values.Get("book", "Contacts!A1").Do(); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}
