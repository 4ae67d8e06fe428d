package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

const alba = "alba.amsel@radiomeridian.example"

func setStatus(t *testing.T, d *desk.Desk, c campaign.Campaign, email, status string) desk.StatusAnswer {
	t.Helper()
	a, err := d.SetStatus(t.Context(), c, email, status)
	must(t, err)
	return a
}

// contactsAgree demands that the list of contacts, counted by hand, says what the figures say.
func contactsAgree(t *testing.T, d *desk.Desk, c campaign.Campaign) {
	t.Helper()
	list, err := d.Contacts(t.Context(), c, desk.ContactFilter{})
	must(t, err)
	by := map[string]int{}
	for _, row := range list.Rows {
		if row.Status == "" {
			row.Status = "(blank)"
		}
		by[row.Status]++
	}
	stats, err := d.ContactStats(t.Context(), c)
	must(t, err)
	if diff := cmp.Diff(stats.ByStatus, by); diff != "" || float64(len(list.Rows)) != *stats.Total || list.Total != len(list.Rows) {
		t.Errorf("%d contacts, total %v\n%s", len(list.Rows), *stats.Total, diff)
	}
	agree(t, d, c, "")
}

// While changes wait, while they are sent, and after: the list, the figures and their rows say the same, and the past stays.
func TestContactsAgreeWhileChangesWait(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	first := good(t, d, c)
	contactsAgree(t, d, c)

	down := w.server.Faults().Add(sandbox.Fault{Host: "sheets.googleapis.com", Drop: true})
	if a := setStatus(t, d, c, alba, "CONTACTED"); !a.Success || !a.Pending {
		t.Errorf("offline: %+v", a)
	}
	added, err := d.AddContacts(t.Context(), c, []desk.NewContact{{Name: "Ned", Email: "ned@person.example"}, {Email: alba}})
	must(t, err)
	if !added.Success || added.Added != 1 || !added.Pending || len(added.Errors) != 1 || added.Errors[0].Index != 1 {
		t.Errorf("%+v", added)
	}
	contactsAgree(t, d, c)
	if got := value(t, d, c, "total_contacts", ""); got != float64(w.facts.TotalContacts+1) {
		t.Errorf("%v contacts", got)
	}
	s, err := d.Status(t.Context())
	must(t, err)
	if s.Outbox != 2 {
		t.Errorf("%d changes wait", s.Outbox)
	}

	down.Remove()
	w.move(time.Hour) // the source was given up for a while
	good(t, d, c)
	contactsAgree(t, d, c)
	if s, err = d.Status(t.Context()); err != nil || s.Outbox != 0 {
		t.Errorf("%d changes wait, %v", s.Outbox, err)
	}
	if got := w.server.Spreadsheet(sandbox.SpringSheet).Cell(sandbox.SpringTab, "E23"); got != "CONTACTED" {
		t.Errorf("the sheet says %q", got)
	}
	at := id(first.SyncID)
	agree(t, d, c, at)
	wantValue(t, d, c, "total_contacts", at, float64(w.facts.TotalContacts))
	wantValue(t, d, c, "new_contacts", at, float64(w.facts.NewContacts))
}

// The window's undo takes back a change of a contact too, sent or not.
func TestUndoOfAStatus(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	a := setStatus(t, d, c, alba, "PASSED")
	must(t, d.Undo(t.Context(), a.Undo))
	if got := w.server.Spreadsheet(sandbox.SpringSheet).Cell(sandbox.SpringTab, "E23"); got != "NEW" {
		t.Errorf("the sheet says %q", got)
	}
	contactsAgree(t, d, c)
	wantCode(t, d.Undo(t.Context(), "nosuchtoken"), apperr.NotFound)
}

// A change that gives way to the sheet is not said to be made.
func TestTheAnswerSaysWhatTheSheetKeeps(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	_, err := d.SaveSetting(t.Context(), "conflictStrategy", "sheet")
	must(t, err)
	w.server.World.Spreadsheet(sandbox.SpringSheet).SetCell(sandbox.SpringTab, "E23", "BOOKED")
	a := setStatus(t, d, c, alba, "PASSED")
	if a.Kept != "BOOKED" || a.Conflict != nil || !strings.Contains(a.Message, "keeps its “BOOKED”") {
		t.Errorf("%+v", a)
	}
}

// The lists of rows with a problem hold those that are no contact of their own as well.
func TestProblemLists(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	all, err := d.Contacts(t.Context(), c, desk.ContactFilter{Limit: 1})
	must(t, err)
	for kind, n := range all.Problems {
		list, err := d.Contacts(t.Context(), c, desk.ContactFilter{Problem: kind})
		must(t, err)
		if list.Total != n || len(list.Rows) != n {
			t.Errorf("%s: %d of %d", kind, list.Total, n)
		}
		for _, r := range list.Rows {
			if r.Problem != kind || r.Row == 0 || r.Why == "" {
				t.Errorf("%+v", r)
			}
		}
	}
	everybody, err := d.Contacts(t.Context(), c, desk.ContactFilter{})
	must(t, err)
	marked := 0
	for i, r := range everybody.Rows {
		if r.Problem == "" {
			continue
		}
		marked++
		page, err := d.Contacts(t.Context(), c, desk.ContactFilter{Offset: i, Limit: 1})
		must(t, err)
		if len(page.Rows) != 1 || page.Rows[0] != r {
			t.Errorf("alone on a page: %+v, among all: %+v", page.Rows, r)
		}
	}
	if marked == 0 {
		t.Error("no contact has a problem")
	}
	if all.Problems["duplicate"] != 2 {
		t.Errorf("%v", all.Problems)
	}
}

func TestConflictSettings(t *testing.T) {
	w := newWorld(t)
	d, _ := w.spring(t)
	for key, value := range map[string]any{"conflictStrategy": "loudest", "conflictFields": map[string]string{"email": "mine"}} {
		if _, err := d.SaveSetting(t.Context(), key, value); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%s: %v", key, err)
		}
	}
	s, err := d.SaveSetting(t.Context(), "conflictFields", map[string]string{"status": "mine"})
	must(t, err)
	if s.ConflictStrategy != "ask" || s.ConflictFields["status"] != "mine" {
		t.Errorf("%+v", s)
	}
}
