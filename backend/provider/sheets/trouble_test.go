package sheets_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets"
	"mixdown/backend/sandbox"
)

func (d *desk) edits(t *testing.T, edits ...provider.ContactEdit) ([]provider.EditResult, error) {
	t.Helper()
	return sheets.New().EditContacts(t.Context(), d.client, provider.Account{Address: sandbox.SpringOwner}, d.scope, edits)
}

func (d *desk) add(t *testing.T, contacts ...provider.NewContact) (provider.Added, error) {
	t.Helper()
	return sheets.New().AddContacts(t.Context(), d.client, provider.Account{Address: sandbox.SpringOwner}, d.scope, contacts)
}

const mira = "mira.okafor@northfm.example"

func status(base, value string) provider.ContactEdit {
	return provider.ContactEdit{ID: mira, Field: "status", Base: base, Value: value}
}

// What can be wrong with a sheet ends in a code and a sentence that says what to do, for reading and for writing, and
// leaves every cell as it was.
func TestTroubleIsTold(t *testing.T) {
	for _, c := range []struct {
		name        string
		trouble     func(d *desk)
		read, write apperr.Code // "" where it works
		says        string
	}{
		{name: "gone", trouble: func(d *desk) { d.scope.Campaign.Rule.Spreadsheet = "1Gone" }, read: apperr.NotFound, write: apperr.NotFound, says: "it was deleted, its address is wrong, or it was not picked"},
		{name: "unshared", trouble: func(d *desk) { d.book.Unshare(true) }, read: apperr.Forbidden, write: apperr.Forbidden, says: "Share it with"},
		{name: "in the bin", trouble: func(d *desk) { d.book.Trash(true) }, read: apperr.NotFound, says: "Restore it in Google Drive"},
		{name: "read-only", trouble: func(d *desk) { d.book.MakeReadOnly(true) }, write: apperr.ReadOnly, says: "Ask its owner for the right to edit"},
		{name: "renamed tab", trouble: func(d *desk) { d.book.RenameTab(sandbox.SpringTab, "People") }, read: apperr.NotFound, write: apperr.NotFound, says: "It has: “People”"},
		{name: "protected column", trouble: func(d *desk) { d.book.Protect(sandbox.SpringTab, 4, true) }, write: apperr.ReadOnly, says: "protected"},
		{name: "a column renamed", trouble: func(d *desk) { d.book.SetCell(sandbox.SpringTab, "E1", "Mood") }, write: apperr.SheetShape, says: "“Status” (E) is not there any more"},
		{name: "a column with another name that is known", trouble: func(d *desk) { d.book.SetCell(sandbox.SpringTab, "E1", "Stage") }, write: apperr.SheetShape, says: "“Status” is called “Stage” now"},
		{name: "a column moved", trouble: func(d *desk) { d.book.MoveColumn(sandbox.SpringTab, 4, 1) }, write: apperr.SheetShape, says: "“Status” moved from E to B"},
		{name: "no header", trouble: func(d *desk) {
			for _, ref := range []string{"A1", "B1"} {
				d.book.SetCell(sandbox.SpringTab, ref, "?")
			}
		}, read: apperr.SheetShape, write: apperr.SheetShape, says: "has no column for a name or an email"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, fileScopes)
			d.mustSync(t)
			c.trouble(d)
			before := d.book.Rows(strings.TrimSpace(sandbox.SpringTab))
			_, readErr := d.sync(t)
			if apperr.CodeOf(readErr) != c.read {
				t.Errorf("reading: %v (%s)", readErr, apperr.CodeOf(readErr))
			}
			results, err := d.edits(t, status("CONTACTED", "PASSED"), status("NEW", "PASSED"), status("REPLIED", "PASSED"))
			for _, r := range results {
				if r.State == provider.EditApplied && c.write != "" {
					t.Errorf("written: %+v", r)
				}
			}
			if c.write != "" {
				if apperr.CodeOf(err) != c.write {
					t.Errorf("an edit: %v (%s)", err, apperr.CodeOf(err))
				}
				if _, err := d.add(t, provider.NewContact{Name: "Bo", Email: "bo@b.example"}); apperr.CodeOf(err) != c.write {
					t.Errorf("an addition: %v (%s)", err, apperr.CodeOf(err))
				}
				if diff := cmp.Diff(before, d.book.Rows(sandbox.SpringTab)); diff != "" {
					t.Errorf("something was written: %s", diff)
				}
			}
			told := fmt.Sprint(apperr.From(readErr), apperr.From(err))
			if !strings.Contains(told, c.says) {
				t.Errorf("it says %s", told)
			}
		})
	}
}

// A spreadsheet takes ten million cells, and says so.
func TestFullSheet(t *testing.T) {
	d := newDesk(t, fileScopes)
	d.book.Fill(sandbox.SpringTab)
	rows := len(d.book.Rows(sandbox.SpringTab))
	done, err := d.add(t, provider.NewContact{Name: "Bo", Email: "bo@b.example"})
	if apperr.CodeOf(err) != apperr.SheetShape || !strings.Contains(apperr.From(err).Message, "10 million cells") || len(done.IDs) != 0 || len(d.book.Rows(sandbox.SpringTab)) != rows {
		t.Errorf("%+v, %v", done, apperr.From(err))
	}
}

// A cell that holds more than is read here is not written over: what could not be kept is not lost either.
func TestLongCell(t *testing.T) {
	d := newDesk(t, fileScopes)
	long := strings.Repeat("long ", 9_999) + "story"
	d.book.SetCell(sandbox.SpringTab, d.ref(t, mira, "E"), long)
	d.mustSync(t)
	got, err := d.edits(t, status(long, "PASSED"))
	if err != nil || len(got) != 1 || got[0].State != provider.EditRefused || got[0].Message == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	if d.book.Cell(sandbox.SpringTab, d.ref(t, mira, "E")) != long {
		t.Error("it was written over")
	}
}

// A formula that shows an error is listed, counts as blank, and is not written over.
func TestFormulaError(t *testing.T) {
	d := newDesk(t, fileScopes)
	ref := d.ref(t, mira, "E")
	d.book.SetFormula(sandbox.SpringTab, ref, "=VLOOKUP(1;2;3)", "#REF!")
	d.mustSync(t)
	if n := d.by(provider.StreamContactProblems)[provider.ProblemFormulaError]; n != 1 {
		t.Errorf("%d formula errors are listed", n)
	}
	got, err := d.edits(t, status("", "PASSED"))
	if err != nil || got[0].State != provider.EditRefused || d.book.Cell(sandbox.SpringTab, ref) != "#REF!" {
		t.Errorf("%+v, %v", got, err)
	}
}

// ref is a cell in the row of a contact.
func (d *desk) ref(t *testing.T, email, column string) string {
	t.Helper()
	for i, row := range d.book.Rows(sandbox.SpringTab) {
		if len(row) > 1 && strings.EqualFold(row[1], email) {
			return fmt.Sprint(column, i+1)
		}
	}
	t.Fatalf("%s is not in the sheet", email)
	return ""
}

// The answer to a write is lost: the next attempt finds its value there and writes nothing.
func TestLostAnswerIsLookedUp(t *testing.T) {
	for _, value := range []string{"PASSED", "5 stars"} {
		d := newDesk(t, fileScopes)
		d.mustSync(t)
		base := d.book.Cell(sandbox.SpringTab, d.ref(t, mira, "E"))
		d.Faults().Add(sandbox.Fault{Match: writesACell, Times: 1, Lose: true})
		if _, err := d.edits(t, status(base, value)); err == nil {
			t.Fatal("the answer was not lost")
		}
		writes := d.writes()
		got, err := d.edits(t, status(base, value))
		if err != nil || got[0].State != provider.EditApplied || d.writes() != writes {
			t.Errorf("%q: %+v, %v, %d writes more", value, got, err, d.writes()-writes)
		}
	}
}

func (d *desk) writes() int {
	return d.Requests().CountID("sheets.spreadsheets.batchUpdate") + d.Requests().CountID("sheets.spreadsheets.values.update")
}

// A status and its day are one unit.
func TestStatusMovesWithItsDay(t *testing.T) {
	const today = "2026-11-22"
	withDay := func(base, baseDay, value string) provider.ContactEdit {
		e := status(base, value)
		e.Day = &provider.StatusDay{Base: baseDay, Value: today}
		return e
	}
	for _, c := range []struct {
		name        string
		before      func(d *desk, status, day string)
		fault       func(d *desk, day string) sandbox.Fault
		want        string
		status, day string
		tries       int
	}{
		{name: "both are written", want: provider.EditApplied, status: "PASSED", day: today},
		{name: "their day changed", before: func(d *desk, _, day string) { d.book.SetCell(sandbox.SpringTab, day, "2026-11-20") }, want: provider.EditConflict, status: "NEW", day: "2026-11-20"},
		{name: "both changed to the same status", before: func(d *desk, status, day string) {
			d.book.SetCell(sandbox.SpringTab, status, "PASSED")
			d.book.SetCell(sandbox.SpringTab, day, "2026-11-20")
		}, want: provider.EditApplied, status: "PASSED", day: "2026-11-20"},
		{name: "the day is typed in between", fault: func(d *desk, day string) sandbox.Fault {
			return sandbox.Fault{Match: writesACell, Times: 1, After: func() { d.book.SetCell(sandbox.SpringTab, day, "2026-11-19") }}
		}, want: provider.EditConflict, status: "NEW", day: "2026-11-19"},
		{name: "the end comes in between", fault: func(*desk, string) sandbox.Fault {
			return sandbox.Fault{Method: http.MethodPut, Times: 1, Drop: true}
		}, want: provider.EditApplied, status: "PASSED", day: today, tries: 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, fileScopes)
			d.book.SetCell(sandbox.SpringTab, "G1", "Status date")
			statusRef, dayRef := d.ref(t, mira, "E"), d.ref(t, mira, "G")
			d.book.SetCell(sandbox.SpringTab, statusRef, "NEW")
			d.book.SetCell(sandbox.SpringTab, dayRef, "2026-10-01")
			d.mustSync(t)
			if c.before != nil {
				c.before(d, statusRef, dayRef)
			}
			if c.fault != nil {
				d.Faults().Add(c.fault(d, dayRef))
			}
			var got []provider.EditResult
			var err error
			for range max(1, c.tries) {
				got, err = d.edits(t, withDay("NEW", "2026-10-01", "PASSED"))
			}
			if err != nil || got[0].State != c.want {
				t.Fatalf("%+v, %v", got, err)
			}
			if status, day := d.book.Cell(sandbox.SpringTab, statusRef), d.book.Cell(sandbox.SpringTab, dayRef); status != c.status || day != c.day || got[0].TheirsDay != c.day {
				t.Errorf("the sheet says %q of %q; %+v", status, day, got[0])
			}
		})
	}
}

// The person's choice of a column is kept, also where the header's name says nothing; without the column, its field has none.
func TestChosenColumns(t *testing.T) {
	d := newDesk(t, fileScopes)
	d.mustSync(t)
	d.book.SetCell(sandbox.SpringTab, "E1", "Mood")
	d.mustSync(t)
	if n := d.by(provider.StreamContacts)["NEW"]; n != 0 {
		t.Errorf("%d have a status out of a column that is not known", n)
	}
	d.scope.Campaign.Rule.Columns = map[string]string{"status": "mood", "outlet": ""}
	if n := d.mustSync(t); n < 2 {
		t.Error("a choice did not make the sheet be read again")
	}
	if n := d.by(provider.StreamContacts)["NEW"]; n == 0 {
		t.Error("the chosen column is not read")
	}
	base := d.book.Cell(sandbox.SpringTab, d.ref(t, mira, "E"))
	got, err := d.edits(t, status(base, "PASSED"), provider.ContactEdit{ID: mira, Field: "outlet", Base: "", Value: "X"})
	if err != nil || got[0].State != provider.EditApplied || got[1].State != provider.EditRefused {
		t.Errorf("%+v, %v", got, err)
	}
}
