package sheets

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
)

func add(t *testing.T, g *google, contacts ...provider.NewContact) provider.Added {
	t.Helper()
	done, err := New().AddContacts(t.Context(), g.client(), provider.Account{}, testScope(), contacts)
	if err != nil {
		t.Fatal(apperr.From(err))
	}
	return done
}

func edit(t *testing.T, g *google, e provider.ContactEdit) provider.EditResult {
	t.Helper()
	results, err := New().EditContacts(t.Context(), g.client(), provider.Account{}, testScope(), []provider.ContactEdit{e})
	if err != nil || len(results) != 1 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	return results[0]
}

func TestAddContacts(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example", "DJ", "NEW", 45945.0))
	done := add(t, g,
		provider.NewContact{Name: "Bo Bee", Email: " BO@b.example", Role: "=HYPERLINK(\"x\")", Outlet: "Radio X"},
		provider.NewContact{Name: "Ann", Email: "ann@b.example"},
		provider.NewContact{Name: "Bo again", Email: "bo@b.example"},
		provider.NewContact{Name: "Cy", Email: "cy at b"},
		provider.NewContact{Role: "DJ"},
		provider.NewContact{Name: "Dee", Status: "CONTACTED", Added: "2026-01-02"},
		provider.NewContact{Name: "Eve", Added: "yesterday"},
	)
	if diff := cmp.Diff(provider.Added{
		IDs: []string{"bo@b.example", "row:Dee"}, NoColumn: []string{"outlet"},
		Refused: []provider.RefusedContact{
			{Index: 1, Email: "ann@b.example", Message: "Already in the sheet.", Exists: true},
			{Index: 2, Email: "bo@b.example", Message: "Already in the sheet.", Exists: true},
			{Index: 3, Email: "cy at b", Message: "Not an email address."},
			{Index: 4, Message: "A contact needs a name or an email."},
			{Index: 6, Message: "The added date must be written as YYYY-MM-DD."},
		},
	}, done); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([][]any{
		row("Bo Bee", "bo@b.example", "=HYPERLINK(\"x\")", "NEW", "2026-11-22"),
		row("Dee", nil, nil, "CONTACTED", "2026-01-02"),
	}, g.rows[2:]); diff != "" {
		t.Error(diff)
	}
	if again := add(t, g, provider.NewContact{Email: "bo@b.example"}); len(again.IDs) != 0 || !again.Refused[0].Exists || len(g.rows) != 4 {
		t.Errorf("again: %+v", again)
	}
	m := &providertest.Memory{}
	held(t, g, m, testScope())
	if diff := cmp.Diff([]string{"ann@b.example NEW", "bo@b.example NEW", "row:Dee CONTACTED"}, contacts(m)); diff != "" {
		t.Error(diff)
	}
}

func TestAddFindsItsColumns(t *testing.T) {
	// A narrow first column without a header; the table begins at the second.
	g := newGoogle(row("", "Status", "Vorname", "Name", "E-Mail"), row(nil, "NEW", "Ann", "Bee", "ann@b.example"))
	add(t, g, provider.NewContact{Name: "Bo van Cee", Email: "bo@b.example"})
	if diff := cmp.Diff(row(nil, "NEW", "Bo van", "Cee", "bo@b.example"), g.rows[2]); diff != "" {
		t.Error(diff)
	}
	// Google begins elsewhere than expected: the cells are put where they belong.
	g = newGoogle(header(), row("Ann", "ann@b.example"))
	g.before = func(g *google, call string) {
		if call == "append" {
			g.rows[0][0] = "" // the stand-in finds the table by its first header
		}
		if call == "update" {
			g.rows[0][0] = "Name"
		}
	}
	add(t, g, provider.NewContact{Name: "Bo", Email: "bo@b.example", Role: "DJ"})
	if diff := cmp.Diff(row("Bo", "bo@b.example", "DJ", "NEW", "2026-11-22", ""), g.rows[2]); diff != "" {
		t.Error(diff)
	}
}

func TestAddToReadOnlySheet(t *testing.T) {
	g := newGoogle(header())
	g.readOnly = true
	_, err := New().AddContacts(t.Context(), g.client(), provider.Account{}, testScope(), []provider.NewContact{{Name: "Bo"}})
	if apperr.CodeOf(err) != apperr.ReadOnly {
		t.Errorf("%v", apperr.From(err))
	}
	scope := testScope()
	scope.Campaign.Rule.Spreadsheet = ""
	if _, err := New().AddContacts(t.Context(), g.client(), provider.Account{}, scope, nil); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("no sheet: %v", err)
	}
}

func TestEditContacts(t *testing.T) {
	status := func(id, base, value string) provider.ContactEdit {
		return provider.ContactEdit{ID: id, Field: "status", Base: base, Value: value}
	}
	for _, c := range []struct {
		name string
		edit provider.ContactEdit
		want provider.EditResult
		cell any
	}{
		{"applied", status("ann@b.example", "NEW", "CONTACTED"), provider.EditResult{State: "applied", Theirs: "CONTACTED"}, "CONTACTED"},
		{"a formula stays text", status("ann@b.example", "NEW", "=1+1"), provider.EditResult{State: "applied", Theirs: "=1+1"}, "=1+1"},
		{"cleared", status("ann@b.example", "NEW", ""), provider.EditResult{State: "applied"}, ""},
		{"there already", status("ann@b.example", "OLD", "NEW"), provider.EditResult{State: "applied", Theirs: "NEW"}, "NEW"},
		{"changed meanwhile", status("ann@b.example", "OLD", "CONTACTED"), provider.EditResult{State: "conflict", Theirs: "NEW"}, "NEW"},
		{"gone", status("bo@b.example", "NEW", "CONTACTED"), provider.EditResult{State: "gone"}, "NEW"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGoogle(header(), row("Total", nil, 1.0), row("Ann", "ann@b.example", "DJ", "NEW", 45945.0))
			if diff := cmp.Diff(c.want, edit(t, g, c.edit)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(row("Ann", "ann@b.example", "DJ", c.cell, 45945.0), g.rows[2]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEditRefused(t *testing.T) {
	g := newGoogle(row("Name", "Email", "Status"), row("Ann", "ann@b.example", formula{"=A1", "NEW"}), row("Cy"))
	for _, e := range []provider.ContactEdit{
		{ID: "ann@b.example", Field: "status", Base: "NEW", Value: "CONTACTED"},
		{ID: "ann@b.example", Field: "role", Value: "DJ"},
		{ID: "ann@b.example", Field: "email", Base: "ann@b.example", Value: "x@b.example"},
		{ID: "ann@b.example", Field: "added", Value: "today"},
		{ID: "row:Cy", Field: "name", Base: "Cy", Value: "Cyd"},
	} {
		if got := edit(t, g, e); got.State != provider.EditRefused || got.Message == "" {
			t.Errorf("%+v: %+v", e, got)
		}
	}
	if g.count("update") != 0 {
		t.Error("something was written")
	}
}

// A row comes in above the contact between the last look and the write: the cell of the wrong row gets its value back.
func TestEditWhenRowsMove(t *testing.T) {
	for _, c := range []struct {
		name string
		move func(g *google)
		want [][]any
	}{
		{"a row above", func(g *google) { g.rows = slices.Insert(g.rows, 1, row("Zed", "zed@b.example", "DJ", "NEW")) },
			[][]any{row("Zed", "zed@b.example", "DJ", "NEW"), row("Ann", "ann@b.example", "DJ", "OLD"), row("Bo", "bo@b.example", "DJ", "CONTACTED")}},
		{"a blank row above", func(g *google) { g.rows = slices.Insert(g.rows, 2, row()) },
			[][]any{row("Ann", "ann@b.example", "DJ", "OLD"), row(nil, nil, nil, ""), row("Bo", "bo@b.example", "DJ", "CONTACTED")}},
		{"the contact removed", func(g *google) { g.rows = slices.Delete(g.rows, 2, 3) },
			[][]any{row("Ann", "ann@b.example", "DJ", "OLD"), row(nil, nil, nil, "")}},
		{"the cell changed", func(g *google) { g.rows[2][3] = "REPLIED" },
			[][]any{row("Ann", "ann@b.example", "DJ", "OLD"), row("Bo", "bo@b.example", "DJ", "CONTACTED")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGoogle(header(), row("Ann", "ann@b.example", "DJ", "OLD"), row("Bo", "bo@b.example", "DJ", "NEW"))
			once := false
			g.before = func(g *google, call string) {
				if call == "update" && !once {
					once = true
					g.edit(func() { c.move(g) })
				}
			}
			got := edit(t, g, provider.ContactEdit{ID: "bo@b.example", Field: "status", Base: "NEW", Value: "CONTACTED"})
			if want := c.want[len(c.want)-1][3] == "CONTACTED"; want != (got.State == provider.EditApplied) {
				t.Errorf("%+v", got)
			}
			if diff := cmp.Diff(c.want, g.rows[1:]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEditOverwrittenAtOnce(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example", "DJ", "NEW"))
	written := false
	g.before = func(g *google, call string) {
		if call == "update" {
			written = true
		} else if written {
			g.rows[1][3] = "REPLIED"
		}
	}
	got := edit(t, g, provider.ContactEdit{ID: "ann@b.example", Field: "status", Base: "NEW", Value: "CONTACTED"})
	if got.State != provider.EditConflict || got.Theirs != "REPLIED" {
		t.Errorf("%+v", got)
	}
}

// The row that a write met by mistake gets back what an earlier edit of the same call wrote there.
func TestEditGivesBackWhatItWrote(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example", "DJ", "NEW"), row("Bo", "bo@b.example", "DJ", "NEW"))
	updates := 0
	g.before = func(g *google, call string) {
		if call == "update" {
			if updates++; updates == 2 {
				g.edit(func() { g.rows[1], g.rows[2] = g.rows[2], g.rows[1] })
			}
		}
	}
	results, err := New().EditContacts(t.Context(), g.client(), provider.Account{}, testScope(), []provider.ContactEdit{
		{ID: "ann@b.example", Field: "status", Base: "NEW", Value: "A"}, {ID: "bo@b.example", Field: "status", Base: "NEW", Value: "B"},
	})
	if err != nil || len(results) != 2 || results[1].State != provider.EditApplied {
		t.Fatalf("%+v, %v", results, err)
	}
	if diff := cmp.Diff([][]any{row("Bo", "bo@b.example", "DJ", "B"), row("Ann", "ann@b.example", "DJ", "A")}, g.rows[1:]); diff != "" {
		t.Error(diff)
	}
}

func TestEditKeepsWhatStands(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example", "DJ", "NEW"), row("Bo", "bo@b.example", "DJ", "NEW"))
	updates := 0
	g.answer = func(call string) (int, string) {
		if call == "update" {
			if updates++; updates == 2 {
				return 503, `{"error":{"code":503}}`
			}
		}
		return 0, ""
	}
	results, err := New().EditContacts(t.Context(), g.client(), provider.Account{}, testScope(), []provider.ContactEdit{
		{ID: "ann@b.example", Field: "status", Base: "NEW", Value: "A"}, {ID: "bo@b.example", Field: "status", Base: "NEW", Value: "B"},
	})
	if len(results) != 1 || results[0].State != provider.EditApplied || apperr.CodeOf(err) != apperr.ServiceDown {
		t.Errorf("%+v, %v", results, apperr.From(err))
	}
}

func TestCheck(t *testing.T) {
	g := newGoogle(header(), row("Ann", "ann@b.example"), row("Ann", "ann@b.example"), row("", "", "only a role"), row("Bo", "bo at b"), row("Total", "", 3.0))
	m := &providertest.Memory{}
	held(t, g, m, testScope())
	g.edit(func() { g.rows[1][1] = "anna@b.example"; g.rows[4] = row("Cy", "cy@b.example") })
	scope := testScope()
	scope.Held = m
	got, err := New().Check(t.Context(), g.client(), provider.Account{}, scope)
	if err != nil {
		t.Fatal(err)
	}
	if got.Theirs-len(got.Explained)-len(got.Missing)+len(got.Extra) != got.Held {
		t.Errorf("%d − %d − %d + %d is not %d", got.Theirs, len(got.Explained), len(got.Missing), len(got.Extra), got.Held)
	}
	if diff := cmp.Diff([]string{"anna@b.example", "cy@b.example"}, got.Missing); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"row:Bo"}, got.Extra); diff != "" {
		t.Error(diff)
	}
	if len(got.Explained) != 2 || !strings.Contains(got.Explained[1].Why, "totals") {
		t.Errorf("%+v", got.Explained)
	}
}

// A service whose conditional write fails by itself is written to the plain way, after another look.
func TestEditPastAFaultOfTheSwap(t *testing.T) {
	for _, c := range []struct {
		name       string
		meanwhile  string
		want       string
		wantAnswer provider.EditResult
	}{
		{"nobody wrote", "NEW", "CONTACTED", provider.EditResult{State: provider.EditApplied, Theirs: "CONTACTED"}},
		{"somebody wrote", "REPLIED", "REPLIED", provider.EditResult{State: provider.EditConflict, Theirs: "REPLIED"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGoogle(header(), row("Ann", "ann@b.example", "DJ", "NEW"))
			g.answer = func(call string) (int, string) {
				if call == "batchUpdate" {
					g.rows[1][3] = c.meanwhile
					return http.StatusInternalServerError, `{"error":{"code":500}}`
				}
				return 0, ""
			}
			got := edit(t, g, provider.ContactEdit{ID: "ann@b.example", Field: "status", Base: "NEW", Value: "CONTACTED"})
			if diff := cmp.Diff(c.wantAnswer, got); diff != "" || g.rows[1][3] != c.want {
				t.Errorf("the cell holds %v\n%s", g.rows[1][3], diff)
			}
		})
	}
}
