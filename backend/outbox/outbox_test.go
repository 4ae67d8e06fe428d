package outbox_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
)

const (
	p0 = "p0@radio.example"
	p1 = "p1@radio.example"
)

// An edit is shown at once, survives a restart and a lost network, and is sent with the next sync, in order.
func TestEditWaitsAndIsSent(t *testing.T) {
	w := newTestWorld(t, people(3)...)
	w.mustSync()
	down := w.server.Faults().Add(sandbox.Fault{Drop: true})
	w.mustEdit(p0, "status", "CONTACTED")
	w.mustEdit(p0, "status", "REPLIED")
	w.mustEdit(p1, "role", "=SUM(1)")
	if err := w.sync(t.Context()); err == nil {
		t.Fatal("a sync without a network went well")
	}
	w.restart()
	if c := w.shown(p0); c.Status != "REPLIED" || !c.Pending {
		t.Errorf("shown as %+v", c)
	}
	if got := w.cell(p0, "status"); got != "NEW" {
		t.Errorf("the sheet says %q", got)
	}
	down.Remove()
	w.mustSync()
	if a, b := w.cell(p0, "status"), w.cell(p1, "role"); a != "REPLIED" || b != "=SUM(1)" {
		t.Errorf("the sheet says %q and %q", a, b)
	}
	if c := w.shown(p0); c.Status != "REPLIED" || c.Pending {
		t.Errorf("shown as %+v", c)
	}
	var kept []string
	for _, j := range w.journal() {
		kept = append(kept, j.Lost+">"+j.Kept)
	}
	if diff := cmp.Diff([]string{"DJ>=SUM(1)", "CONTACTED>REPLIED", "NEW>CONTACTED"}, kept); diff != "" {
		t.Error(diff)
	}
}

// silent is a list that says nothing of what it was asked to write, and calls that a success.
type silent struct{ provider.Writer }

func (silent) EditContacts(context.Context, *http.Client, provider.Account, provider.Scope, []provider.ContactEdit) ([]provider.EditResult, error) {
	return nil, nil
}

// A list that does not say what came of an edit is asked once: the edit waits, as one whose answer was lost.
func TestAListThatSaysNothing(t *testing.T) {
	w := newTestWorld(t, people(1)...)
	w.mustSync()
	w.mustEdit(p0, "status", "CONTACTED")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := w.box.Send(ctx, outbox.Delivery{ConnectionID: conn, CampaignID: w.campaign.ID, Writer: silent{sheets.New()}, Client: w.client,
		Account: provider.Account{ID: conn, Address: owner}, Scope: provider.Scope{Campaign: w.campaign, Now: w.now, Held: w.store.Held(conn, w.campaign.ID)}})
	if err == nil || ctx.Err() != nil {
		t.Fatalf("%v, %v", err, ctx.Err())
	}
	if c := w.shown(p0); c.Status != "CONTACTED" || !c.Pending {
		t.Errorf("shown as %+v", c)
	}
	w.mustSync()
	if got := w.cell(p0, "status"); got != "CONTACTED" {
		t.Errorf("the sheet says %q", got)
	}
}

// Two changes of one contact of a file at the same moment, of two of its fields, both stand.
func TestTwoFieldsOfAFileAtOnce(t *testing.T) {
	w := newTestWorld(t)
	target := outbox.Target{CampaignID: w.campaign.ID, ConnectionID: store.FileConnection}
	if _, _, err := w.box.Add(t.Context(), target, provider.NewContact{Name: "Ann", Email: p0}); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		value := fmt.Sprint(i)
		var done sync.WaitGroup
		for _, field := range []string{"role", "outlet", "name"} {
			done.Go(func() {
				if _, _, err := w.box.Edit(t.Context(), target, outbox.Wish{Contact: p0, Field: field, Value: value}); err != nil {
					t.Error(err)
				}
			})
		}
		done.Wait()
		if c := w.shown(p0); c.Role != value || c.Outlet != value || c.Name != value {
			t.Fatalf("round %d: %+v", i, c)
		}
	}
}

// What is taken back before it is sent never reaches the sheet, and later edits stand on what it stood on.
func TestUndoBeforeItIsSent(t *testing.T) {
	w := newTestWorld(t, people(1)...)
	w.mustSync()
	first := w.mustEdit(p0, "status", "CONTACTED")
	w.mustEdit(p0, "status", "REPLIED")
	if _, _, err := w.box.Undo(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	if c := w.shown(p0); c.Status != "REPLIED" || !c.Pending {
		t.Errorf("shown as %+v", c)
	}
	w.mustSync()
	if got := w.cell(p0, "status"); got != "REPLIED" || len(w.edits(store.EditHeld)) > 0 {
		t.Errorf("the sheet says %q, held %+v", got, w.edits(store.EditHeld))
	}
	if _, _, err := w.box.Undo(t.Context(), first.ID); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("twice: %v", err)
	}
	// One that is in the sheet is changed back by an edit of its own.
	sent := w.edits(store.EditDone)[0]
	if _, _, err := w.box.Undo(t.Context(), sent.ID); err != nil {
		t.Fatal(err)
	}
	w.mustSync()
	if got := w.cell(p0, "status"); got != "NEW" {
		t.Errorf("the sheet says %q", got)
	}
}

// A contested cell is held; everything else goes on, and either side may come round.
func TestConflictHoldsOneCell(t *testing.T) {
	w := newTestWorld(t, people(2)...)
	w.mustSync()
	w.types(p0, "status", "THEIRS")
	w.mustEdit(p0, "status", "MINE")
	w.mustEdit(p0, "role", "Producer")
	w.mustEdit(p1, "status", "CONTACTED")
	w.mustSync()
	if a, b, c := w.cell(p0, "status"), w.cell(p0, "role"), w.cell(p1, "status"); a != "THEIRS" || b != "Producer" || c != "CONTACTED" {
		t.Errorf("the sheet says %q, %q, %q", a, b, c)
	}
	if c := w.shown(p0); c.Status != "THEIRS" {
		t.Errorf("shown as %+v", c)
	}
	held := w.edits(store.EditHeld)
	if len(held) != 1 || held[0].Base != "NEW" || held[0].Value != "MINE" || held[0].Theirs != "THEIRS" {
		t.Fatalf("%+v", held)
	}
	w.types(p0, "status", "THEIRS 2")
	w.mustSync()
	if held = w.edits(store.EditHeld); len(held) != 1 || held[0].Theirs != "THEIRS 2" {
		t.Fatalf("%+v", held)
	}
	w.mustEdit(p0, "status", "MINE 2") // the person's side moves too
	if held = w.edits(store.EditHeld); len(held) != 1 || held[0].Value != "MINE 2" {
		t.Fatalf("%+v", held)
	}
	w.types(p0, "status", "NEW") // they take theirs back
	w.mustSync()
	w.mustSync()
	if got := w.cell(p0, "status"); got != "MINE 2" || len(w.edits(store.EditHeld)) > 0 {
		t.Errorf("the sheet says %q", got)
	}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct {
		choice, value, want string
		lost                []string // of the journal, newest first
	}{
		{outbox.ChooseMine, "", "MINE", []string{"THEIRS"}},
		{outbox.ChooseTheirs, "", "THEIRS", []string{"MINE"}},
		{outbox.ChooseValue, "THIRD", "THIRD", []string{"THEIRS", "MINE"}},
	} {
		t.Run(c.choice, func(t *testing.T) {
			w := newTestWorld(t, people(1)...)
			w.mustSync()
			w.types(p0, "status", "THEIRS")
			e := w.mustEdit(p0, "status", "MINE")
			w.mustSync()
			resolve := func() {
				t.Helper()
				if _, _, err := w.box.Resolve(t.Context(), e.ID, c.choice, c.value); err != nil {
					t.Fatal(err)
				}
			}
			resolve()
			if _, _, err := w.box.Undo(t.Context(), e.ID); err != nil { // later, then
				t.Fatal(err)
			}
			held := w.edits(store.EditHeld)
			if len(held) != 1 || held[0].Base != "NEW" || held[0].Value != "MINE" || held[0].Theirs != "THEIRS" {
				t.Fatalf("opened again as %+v", held)
			}
			resolve()
			w.mustSync()
			if got := w.cell(p0, "status"); got != c.want {
				t.Errorf("the sheet says %q", got)
			}
			lost := map[string]bool{}
			for _, j := range w.journal() {
				lost[j.Lost] = true
			}
			for _, v := range c.lost {
				if !lost[v] {
					t.Errorf("%s is not in the journal", v)
				}
			}
			if _, _, err := w.box.Resolve(t.Context(), e.ID, c.choice, ""); apperr.CodeOf(err) != apperr.NotFound {
				t.Errorf("decided twice: %v", err)
			}
		})
	}
	w := newTestWorld(t, people(1)...)
	if _, _, err := w.box.Resolve(t.Context(), "nosuch", outbox.ChooseMine, ""); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("%v", err)
	}
}

func TestStrategies(t *testing.T) {
	for _, c := range []struct{ strategy, want, lost, rule string }{
		{outbox.Sheet, "THEIRS", "MINE", "sheet wins"},
		{outbox.Mine, "MINE", "THEIRS", "mine wins"},
		{outbox.Newest, "THEIRS", "MINE", "newest wins"}, // theirs is seen after the edit was made
	} {
		t.Run(c.strategy, func(t *testing.T) {
			w := newTestWorld(t, people(1)...)
			w.strategy = c.strategy
			w.mustSync()
			w.types(p0, "status", "THEIRS")
			w.mustEdit(p0, "status", "MINE")
			w.mustSync()
			j := w.journal()[0]
			if got := w.cell(p0, "status"); got != c.want || j.Lost != c.lost || j.Rule != c.rule || len(w.edits(store.EditHeld)) > 0 {
				t.Errorf("the sheet says %q; %+v", got, j)
			}
			if _, _, err := w.box.Flip(t.Context(), j.ID); err != nil {
				t.Fatal(err)
			}
			w.mustSync()
			if got := w.cell(p0, "status"); got != c.lost {
				t.Errorf("flipped, the sheet says %q", got)
			}
			if _, _, err := w.box.Flip(t.Context(), j.ID); apperr.CodeOf(err) != apperr.Invalid {
				t.Errorf("flipped twice: %v", err)
			}
		})
	}
}

// Newest: what was seen here before the person's last word on it is the older one.
func TestNewestByWhenWeSawIt(t *testing.T) {
	w := newTestWorld(t, people(1)...)
	w.strategy = outbox.Newest
	w.mustSync()
	w.mustEdit(p0, "status", "MINE 1")
	w.types(p0, "status", "THEIRS")
	broken := w.server.Faults().Add(sandbox.Fault{Host: "sheets.googleapis.com", Nth: 1, Times: 1, Drop: true}) // sending fails, reading works
	_ = w.sync(t.Context())
	broken.Remove()
	w.pass(time.Hour)
	w.mustEdit(p0, "status", "MINE 2")
	w.mustSync()
	if got := w.cell(p0, "status"); got != "MINE 2" {
		t.Errorf("the sheet says %q; %+v", got, w.journal())
	}
}

// The journal is kept for 90 days.
func TestJournalEnds(t *testing.T) {
	w := newTestWorld(t, people(1)...)
	w.mustSync()
	w.mustEdit(p0, "status", "A")
	w.mustSync()
	id := w.journal()[0].ID
	w.pass(store.JournalKept + time.Hour)
	if _, _, err := w.box.Flip(t.Context(), id); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("%v", err)
	}
	w.mustEdit(p0, "status", "B")
	w.mustSync()
	if list := w.journal(); len(list) != 1 || list[0].Lost != "A" {
		t.Errorf("%+v", list)
	}
}

// A row that was removed there and edited here is asked about; mine adds the contact again.
func TestGone(t *testing.T) {
	w := newTestWorld(t, people(2)...)
	w.strategy = outbox.Mine // whatever the strategy
	w.mustSync()
	w.book.DeleteRow(tab, w.row(p0))
	e := w.mustEdit(p0, "status", "MINE")
	w.mustSync()
	held := w.edits(store.EditHeld)
	if len(held) != 1 || !held[0].Gone {
		t.Fatalf("%+v", held)
	}
	if _, _, err := w.box.Resolve(t.Context(), e.ID, outbox.ChooseMine, ""); err != nil {
		t.Fatal(err)
	}
	w.mustSync()
	if n := w.row(p0); n == 0 || w.cell(p0, "status") != "MINE" || w.cell(p0, "name") != "Person 0" || w.cell(p0, "outlet") != "Radio 0" {
		t.Errorf("row %d: %v", n, w.book.Rows(tab))
	}
}

// An append whose answer was lost is checked before it is sent again.
func TestAddIsNotDoubled(t *testing.T) {
	w := newTestWorld(t, people(1)...)
	w.mustSync()
	w.server.Faults().Add(sandbox.Fault{Host: "sheets.googleapis.com", Method: "POST", Times: 1, Lose: true})
	if _, _, err := w.box.Add(t.Context(), w.target(), provider.NewContact{Name: "Ned", Email: "ned@radio.example", Status: "NEW", Added: "2026-11-22"}); err != nil {
		t.Fatal(err)
	}
	if c := w.shown("ned@radio.example"); !c.Pending || c.Row != 0 {
		t.Errorf("shown as %+v", c)
	}
	_ = w.sync(t.Context())
	w.mustSync()
	rows := w.book.Rows(tab)
	if len(rows) != 3 || rows[2][1] != "ned@radio.example" {
		t.Errorf("%v", rows)
	}
	if c := w.shown("ned@radio.example"); c.Pending || c.Row != 3 {
		t.Errorf("shown as %+v", c)
	}
	if left := w.edits(store.EditPending, store.EditSending); len(left) > 0 {
		t.Errorf("%+v", left)
	}
}

// A cell that the sheet does not take holds up nothing else; a sheet that takes nothing keeps everything waiting.
func TestRefused(t *testing.T) {
	w := newTestWorld(t, people(3)...)
	w.mustSync()
	w.book.SetFormula(tab, ref(w.row(p0), "role"), "=A1", "DJ")
	w.mustEdit(p0, "role", "Producer")
	w.mustEdit(p1, "role", "Producer")
	w.mustSync()
	refused := w.edits(store.EditRefused)
	if len(refused) != 1 || refused[0].Code != apperr.ReadOnly || refused[0].Message == "" || w.cell(p1, "role") != "Producer" {
		t.Errorf("%+v, %q", refused, w.cell(p1, "role"))
	}
	if c := w.shown(p0); c.Role != "DJ" || c.Pending {
		t.Errorf("shown as %+v", c)
	}
	w.book.MakeReadOnly(true)
	w.mustEdit(p1, "status", "A")
	w.mustEdit("p2@radio.example", "status", "B")
	if err := w.sync(t.Context()); apperr.CodeOf(err) != apperr.ReadOnly {
		t.Errorf("%v", err)
	}
	if left := w.edits(store.EditPending); len(left) != 2 || left[0].Code != apperr.ReadOnly {
		t.Errorf("%+v", left)
	}
	w.book.MakeReadOnly(false)
	w.mustSync()
	if a, b := w.cell(p1, "status"), w.cell("p2@radio.example", "status"); a != "A" || b != "B" {
		t.Errorf("the sheet says %q and %q", a, b)
	}
}

// What is shown follows what waits, and every search finds it.
func TestSearchFindsWhatWaits(t *testing.T) {
	w := newTestWorld(t, people(3)...)
	w.mustSync()
	e := w.mustEdit(p0, "outlet", "Zürich Nächte")
	find := func(text string) int {
		t.Helper()
		_, n, err := w.store.Contacts(context.Background(), store.ContactQuery{CampaignID: w.campaign.ID, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for text, want := range map[string]int{"ZÜRICH": 1, "nächte": 1, "zü": 1, "radio.exa": 3, "person p0": 1, "dj new": 3, `"'%_*`: 0, "p0@radio.example dj": 1} {
		if got := find(text); got != want {
			t.Errorf("%q finds %d, want %d", text, got, want)
		}
	}
	if _, _, err := w.box.Undo(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	if find("zürich") != 0 {
		t.Error("what was taken back is still found")
	}
}

// Rows move in the moment of a write, and the answer is lost. Where the write demands what was seen, nothing strays.
func TestNothingStrays(t *testing.T) {
	w := newTestWorld(t, people(2)...)
	w.mustSync()
	w.types(p1, "status", "PRECIOUS") // typed since the last read
	w.mustEdit(p0, "status", "MINE")
	w.server.Faults().Add(sandbox.Fault{Host: "sheets.googleapis.com", Match: writesACell, Times: 1, Lose: true, Before: func() { w.book.Sort(tab, 1, true) }})
	if err := w.sync(t.Context()); err == nil {
		t.Fatal("the lost answer was not told")
	}
	w.mustSync()
	if a, b := w.cell(p0, "status"), w.cell(p1, "status"); a != "MINE" || b != "PRECIOUS" {
		t.Fatalf("the sheet says %q and %q", a, b)
	}
}

// What Google would take for a number cannot be written that way. Rows move in that moment, the answer is lost and the process
// ends before the wrong row gets its value back: the journal has it, though it was typed since the last read, and it can be
// flipped back.
func TestStrayedWrite(t *testing.T) {
	w := newTestWorld(t, people(2)...)
	w.mustSync()
	w.types(p1, "status", "PRECIOUS")
	w.mustEdit(p0, "status", "5 stars")
	w.server.Faults().Add(sandbox.Fault{Host: "sheets.googleapis.com", Match: writesACell, Times: 1, Lose: true, Before: func() { w.book.Sort(tab, 1, true) }})
	if err := w.sync(t.Context()); err == nil {
		t.Fatal("the lost answer was not told")
	}
	w.restart()
	w.mustSync()
	if a, b := w.cell(p0, "status"), w.cell(p1, "status"); a != "5 stars" || b != "5 stars" {
		t.Fatalf("the sheet says %q and %q: the write did not stray", a, b)
	}
	for _, j := range w.journal() {
		if j.Contact == p1 && j.Lost == "PRECIOUS" {
			if _, _, err := w.box.Flip(t.Context(), j.ID); err != nil {
				t.Fatal(err)
			}
			w.mustSync()
			if got := w.cell(p1, "status"); got != "PRECIOUS" {
				t.Errorf("flipped, the sheet says %q", got)
			}
			return
		}
	}
	t.Errorf("%+v", w.journal())
}

// Somebody types into the very cell between the look and the write: theirs stays, and is a conflict.
func TestTypedInTheMomentOfTheWrite(t *testing.T) {
	for _, was := range []string{"NEW", ""} {
		w := newTestWorld(t, people(2)...)
		w.types(p0, "status", was)
		w.mustSync()
		w.mustEdit(p0, "status", "MINE")
		w.server.Faults().Add(sandbox.Fault{Host: "sheets.googleapis.com", Match: writesACell, Times: 1, Before: func() { w.types(p0, "status", "THEIRS") }})
		w.mustSync()
		held := w.edits(store.EditHeld)
		if len(held) != 1 || held[0].Value != "MINE" || held[0].Theirs != "THEIRS" || w.cell(p0, "status") != "THEIRS" {
			t.Errorf("was %q: the sheet says %q; %+v", was, w.cell(p0, "status"), held)
		}
	}
}
