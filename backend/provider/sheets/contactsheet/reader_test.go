package contactsheet

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mixdown/backend/provider"
	"mixdown/backend/steady"
)

func readAll(t testing.TB, rows [][]any, locale string) Table {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	table, err := Read(rows, "The tab “Contacts”", Options{Locale: locale, Zone: zone, Group: "sheet", Link: func(row int) string { return fmt.Sprint("row-", row) }})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestRows(t *testing.T) {
	r := readAll(t, [][]any{
		cells("Spring radio"),
		cells("Name", "Email", "Role", "Status", "Added", "Station"),
		{"Ann", " ANN@b.example ", "DJ", " NEW ", 45945.0, 95.8},
		{},
		cells("Bo", "bo@c.example, bo@d.example", "Producer", "renewed", "15/10/2025"),
		cells("", "", "", "", "", ""),
		cells("Ann again", "ann@b.example"),
		cells("Name", "Email", "Role", "Status", "Added", "Station"),
		cells("Cy", "cy at e.example", "", "NEW"),
		cells("", "nobody at all"),
		cells("", "", "Section: press"),
		cells("Dee", "#N/A", "#REF!", "#NAME?"),
		cells("Dee"),
		cells("Eve", "eve@f.example", "", "", "some day"),
		cells("TOTAL:", "", "120"),
	}, "en_GB")
	type line struct{ ID, Who, What, State, At, Why string }
	var got []line
	for _, rec := range r.Contacts {
		at := ""
		if !rec.At.IsZero() {
			at = rec.At.UTC().Format(time.RFC3339)
		}
		got = append(got, line{rec.ID, rec.Who, rec.What, rec.State, at, rec.Why})
	}
	if diff := cmp.Diff([]line{
		{"ann@b.example", "ann@b.example", "Ann", "NEW", "2025-10-14T22:00:00Z", "a row with an email"},
		{"bo@c.example", "bo@c.example", "Bo", "renewed", "2025-10-14T22:00:00Z", "the first address in its cell; also there: bo@d.example"},
		{"row:Cy", "", "Cy", "NEW", "", "counted by its name"},
		{"row:Dee", "", "Dee", "", "", "counted by its name"},
		{"eve@f.example", "eve@f.example", "Eve", "", "", "a row with an email"},
	}, got); diff != "" {
		t.Error("contacts:", diff)
	}
	var problems []string
	for _, rec := range r.Problems {
		problems = append(problems, rec.ID+" | "+rec.Link)
		if !strings.HasPrefix(rec.ID, rec.State+":") || rec.Why == "" {
			t.Errorf("problem %+v", rec)
		}
	}
	if diff := cmp.Diff([]string{
		"duplicate:ann@b.example | row-7",
		"repeated_header:Name | row-8",
		"invalid_email:email:Cy | row-9",
		"invalid_email:email:nobody at all | row-10",
		"no_name_no_email: | row-11",
		"formula_error:email:Dee | row-12",
		"formula_error:role:Dee | row-12",
		"formula_error:status:Dee | row-12",
		"duplicate:Dee | row-13",
		"unreadable_date:added:eve@f.example | row-14",
		"totals_row:TOTAL: | row-15",
	}, problems); diff != "" {
		t.Error("problems:", diff)
	}
	var data provider.ContactData
	if err := json.Unmarshal(r.Contacts[0].Data, &data); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(provider.ContactData{Role: "DJ", Outlet: "95.8", Added: "2025-10-15", Row: 3}, data); diff != "" {
		t.Error("data:", diff)
	}
	if r.Rows != 11 {
		t.Errorf("%d rows hold something, want 11", r.Rows)
	}
}

func TestFullName(t *testing.T) {
	for _, c := range [][4]string{
		{"Ann Bee", "", "", "Ann Bee"},
		{"", "Ann", "Bee", "Ann Bee"},
		{"", "", "Bee", "Bee"},
		{"Bee", "Ann", "", "Ann Bee"},
		{"Ann", "", "Bee", "Ann Bee"},
		{"Ann Bee", "Ann", "", "Ann Bee"},
		{"Annie B", "Ann", "Bee", "Annie B"},
	} {
		if got := fullName(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("fullName(%q) = %q", c, got)
		}
	}
}

// Whatever stands in the cells: each filled row is a contact or has a problem, ids are unique, text is valid and bounded.
func TestAnyRows(t *testing.T) {
	cell := rapid.OneOf(
		rapid.SampledFrom([]any{"", nil, "a@b.example", "A@b.example", "b@c.example; a@b.example", "Ann", "Name", "Email", "#REF!", 45945.0, 1e300, true, "Total", "soon"}),
		rapid.Custom(func(t *rapid.T) any { return rapid.String().Draw(t, "text") }),
		rapid.Custom(func(t *rapid.T) any { return string(rapid.SliceOfN(rapid.Byte(), 0, 3000).Draw(t, "bytes")) }),
	)
	steady.Check(t, func(rt *rapid.T) {
		rows := append([][]any{cells("Name", "Email", "Role", "Status", "Added")}, rapid.SliceOfN(rapid.SliceOfN(cell, 0, 7), 0, 20).Draw(rt, "rows")...)
		r := readAll(t, rows, "en_US")
		rowsSeen := map[int]bool{}
		ids := map[string]bool{}
		for _, rec := range append(append([]provider.Record{}, r.Contacts...), r.Problems...) {
			if rec.ID == "" || ids[rec.Stream+rec.ID] {
				rt.Fatalf("id %q is empty or there twice", rec.ID)
			}
			ids[rec.Stream+rec.ID] = true
			for _, text := range []string{rec.ID, rec.Who, rec.What, rec.State, rec.Why, string(rec.Data)} {
				if !utf8.ValidString(text) || utf8.RuneCountInString(text) > 8*MaxText {
					rt.Fatalf("text %q of %d bytes", text, len(text))
				}
			}
			var data provider.ContactData
			if err := json.Unmarshal(rec.Data, &data); err != nil {
				rt.Fatal(err)
			}
			rowsSeen[data.Row] = true
		}
		if len(rowsSeen) != r.Rows {
			rt.Fatalf("%d of %d filled rows are told of", len(rowsSeen), r.Rows)
		}
	})
}
