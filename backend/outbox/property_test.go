package outbox_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mixdown/backend/apperr"
	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
	"mixdown/backend/steady"
	"mixdown/backend/store"
)

// typed is one value that somebody typed, each another, and whether whoever saw it took it away again.
type typed struct {
	value, email, field string
	mine                bool
	gone                bool // replaced or removed by somebody who saw it
}

// play is one random history.
type play struct {
	*world
	// words lets both sides write plain words, which are written on the condition that the cell still holds what was seen: then
	// others may type at any moment. What a sheet takes for a number has no such write: then others may do all the same but
	// type between the look and the write into the very cell.
	words  bool
	rt     *rapid.T
	n      int
	typed  []*typed
	emails []string
}

func (p *play) fresh() string {
	p.n++
	if p.words {
		return fmt.Sprintf("v%d", p.n)
	}
	return fmt.Sprintf("%d v", p.n)
}

func (p *play) email() string { return rapid.SampledFrom(p.emails).Draw(p.rt, "who") }
func (p *play) field() string {
	return rapid.SampledFrom([]string{"status", "role", "outlet"}).Draw(p.rt, "field")
}
func (p *play) note(v *typed) { p.typed = append(p.typed, v) }
func (p *play) seen(email, field, value string) {
	for _, v := range p.typed {
		if v.email == email && v.field == field && v.value == value {
			v.gone = true
		}
	}
}

// theyEdit: another person overwrites a cell, whose value they see.
func (p *play) theyEdit() {
	email, field, value := p.email(), rapid.SampledFrom([]string{"status", "role", "outlet", "status_date"}).Draw(p.rt, "field"), p.fresh()
	was := p.cell(email, field)
	if p.types(email, field, value) {
		p.seen(email, field, was)
		p.note(&typed{value: value, email: email, field: field})
	}
}

// weEdit: the person changes a field of what is shown here.
func (p *play) weEdit() {
	email, field, value := p.email(), p.field(), p.fresh()
	was := p.shownField(email, field)
	e, err := p.edit(email, field, value)
	if apperr.CodeOf(err) == apperr.NotFound {
		return // nothing to edit here
	}
	if err != nil {
		p.rt.Fatalf("edit: %v", err)
	}
	p.seen(email, field, was)
	if e.Status == store.EditHeld { // their own side of a conflict, replaced by themselves
		for _, v := range p.typed {
			if v.mine && v.email == email && v.field == field {
				v.gone = true
			}
		}
	}
	p.note(&typed{value: value, email: email, field: field, mine: true})
}

func (p *play) shownField(email, field string) string {
	c := p.shown(email)
	return map[string]string{"status": c.Status, "role": c.Role, "outlet": c.Outlet}[field]
}

func (p *play) theyInsert() {
	n := len(p.emails) + 100
	row := person(n)
	if adds := p.waitingAdds(); len(adds) > 0 && rapid.Bool().Draw(p.rt, "the same person") {
		row[1] = adds[0].Contact
	}
	at := rapid.IntRange(2, max(2, len(p.book.Rows(tab)))).Draw(p.rt, "at")
	if p.book.InsertRow(tab, at, row...) {
		p.emails = append(p.emails, row[1])
	}
}

func (p *play) waitingAdds() (adds []store.Edit) {
	for _, e := range p.edits(store.EditPending) {
		if e.Kind == store.EditAdd && p.row(e.Contact) == 0 {
			adds = append(adds, e)
		}
	}
	return adds
}

func (p *play) theyDelete() {
	email := p.email()
	if n := p.row(email); n > 0 {
		for _, v := range p.typed {
			if v.email == email && p.cell(email, v.field) == v.value {
				v.gone = true // they saw it
			}
		}
		p.book.DeleteRow(tab, n)
	}
}

func (p *play) weAdd() {
	n := len(p.emails) + 100
	row, value := person(n), p.fresh()
	if _, _, err := p.box.Add(context.Background(), p.target(), provider.NewContact{Name: row[0], Email: row[1], Role: value, Status: "NEW", Added: "2026-11-22"}); err != nil {
		p.rt.Fatalf("add: %v", err)
	}
	p.emails = append(p.emails, row[1])
	p.note(&typed{value: value, email: row[1], field: "role", mine: true})
}

func (p *play) weUndo() {
	list := p.edits(store.EditPending)
	if len(list) == 0 {
		return
	}
	e := rapid.SampledFrom(list).Draw(p.rt, "undo")
	if _, _, err := p.box.Undo(context.Background(), e.ID); err != nil {
		p.rt.Fatalf("undo: %v", err)
	}
	for _, v := range p.typed { // taken back knowingly
		if v.mine && (v.value == e.Value || e.New != nil && e.Contact == v.email) {
			v.gone = true
		}
	}
}

func (p *play) weResolve() {
	list := p.edits(store.EditHeld)
	if len(list) == 0 {
		return
	}
	e := rapid.SampledFrom(list).Draw(p.rt, "conflict")
	choice := rapid.SampledFrom([]string{outbox.ChooseMine, outbox.ChooseTheirs, outbox.ChooseValue}).Draw(p.rt, "choice")
	value := ""
	if choice == outbox.ChooseValue {
		value = p.fresh()
		p.note(&typed{value: value, email: e.Contact, field: e.Field, mine: true})
	}
	if _, _, err := p.box.Resolve(context.Background(), e.ID, choice, value); err != nil {
		p.rt.Fatalf("resolve: %v", err)
	}
}

// disturb makes something go wrong with the next requests.
func (p *play) disturb() {
	kinds := []string{"lose a write", "lose an append", "drop", "503", "rows move before a write", "rows move before a write, and its answer is lost", "rows move before the look after"}
	if p.words {
		kinds = append(kinds, "they type before a write", "they type before a write, and its answer is lost")
	}
	kind := rapid.SampledFrom(kinds).Draw(p.rt, "fault")
	nth := rapid.IntRange(1, 4).Draw(p.rt, "nth")
	f := sandbox.Fault{Host: "sheets.googleapis.com", Nth: nth, Times: 1}
	move := func() {
		if p.n%2 == 0 {
			p.book.Sort(tab, 1, p.n%3 == 0)
		} else {
			p.book.InsertRow(tab, 2, "Mover", fmt.Sprintf("mover%d@radio.example", p.n), "DJ", "", "NEW", "", "")
			p.n++
		}
	}
	switch kind {
	case "lose a write":
		f.Match, f.Lose = writesACell, true
	case "lose an append":
		f.Match, f.Lose, f.Nth = func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, ":append") }, true, 1
	case "drop":
		f.Drop, f.Times = true, nth
	case "503":
		f = sandbox.ServerError(503)
		f.Host, f.Nth, f.Times = "sheets.googleapis.com", nth, 1
	case "rows move before a write":
		f.Match, f.Before = writesACell, move
	case "rows move before a write, and its answer is lost":
		f.Match, f.Before, f.Lose = writesACell, move, true
	case "they type before a write":
		f.Match, f.Before = writesACell, p.typing()
	case "they type before a write, and its answer is lost":
		f.Match, f.Before, f.Lose = writesACell, p.typing(), true
	case "rows move before the look after":
		f.Match, f.After = writesACell, move
	}
	p.server.Faults().Add(f)
}

// typing is another person who overwrites a cell that waits to be written here, whose value they see.
func (p *play) typing() func() {
	email, field, value := p.email(), p.field(), p.fresh()
	if list := p.edits(store.EditPending); len(list) > 0 {
		if e := rapid.SampledFrom(list).Draw(p.rt, "waiting"); e.Kind == store.EditCell {
			email, field = e.Contact, e.Field
		}
	}
	return func() {
		was := p.cell(email, field)
		if p.types(email, field, value) {
			p.seen(email, field, was)
			p.note(&typed{value: value, email: email, field: field})
		}
	}
}

// trySync may fail; what is not sent waits.
func (p *play) trySync() { _ = p.sync(context.Background()) }

// killed ends the process in the middle of a run: its context ends at a random request.
func (p *play) killed() {
	ctx, cancel := context.WithCancel(context.Background())
	rule := p.server.Faults().Add(sandbox.Fault{Host: "sheets.googleapis.com", Nth: rapid.IntRange(1, 8).Draw(p.rt, "dies at"), Times: 1, After: cancel})
	_ = p.sync(ctx)
	cancel()
	rule.Remove()
	p.restart()
}

// nothingLost: every value that somebody typed is in the sheet, in a conflict, in the journal, or was taken away by somebody
// who saw it.
func (p *play) nothingLost() {
	p.rt.Helper()
	places := map[string]bool{}
	for _, row := range p.book.Rows(tab) {
		for _, cell := range row {
			places[cell] = true
		}
	}
	for _, e := range p.edits(store.EditHeld) {
		places[e.Value], places[e.Theirs] = true, true
		if e.Day != nil {
			places[e.Day.Base], places[e.Day.Mine], places[e.Day.Theirs] = true, true, true
		}
		for _, v := range e.Snapshot {
			places[v] = true
		}
	}
	for _, j := range p.journal() {
		for _, v := range []string{j.Base, j.Mine, j.Theirs, j.Kept, j.Lost} {
			places[v] = true
		}
		if d := j.Days; d != nil {
			places[d.Base], places[d.Mine], places[d.Theirs], places[d.Kept], places[d.Lost] = true, true, true, true, true
		}
	}
	for _, v := range p.typed {
		if !v.gone && !places[v.value] {
			p.rt.Errorf("lost: %+v", *v)
		}
	}
	if p.rt.Failed() {
		var b strings.Builder
		for _, e := range p.edits(store.EditPending, store.EditSending, store.EditHeld, store.EditDone, store.EditUndone, store.EditRefused) {
			fmt.Fprintf(&b, "%+v\n", e)
		}
		p.rt.Fatalf("sheet:\n%v\nedits:\n%s", p.book.Rows(tab), b.String())
	}
}

// Random edits on both sides, rows that move, faults, kills and restarts: no value that somebody typed vanishes, no contact is
// added twice, and what is shown here is what the sheet says.
func TestNoEditIsLost(t *testing.T) {
	steady.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		p := &play{world: newWorld(rt, dir, people(4)...), rt: rt}
		defer p.close()
		for i := range 4 {
			p.emails = append(p.emails, person(i)[1])
		}
		p.words = rapid.Bool().Draw(rt, "words")
		p.strategy = rapid.SampledFrom(outbox.Strategies()).Draw(rt, "strategy")
		p.mustSync()
		rt.Repeat(map[string]func(*rapid.T){
			"they edit":   func(*rapid.T) { p.theyEdit() },
			"we edit":     func(*rapid.T) { p.weEdit() },
			"they insert": func(*rapid.T) { p.theyInsert() },
			"they delete": func(*rapid.T) { p.theyDelete() },
			"they sort": func(rt *rapid.T) {
				p.book.Sort(tab, rapid.IntRange(0, 4).Draw(rt, "column"), rapid.Bool().Draw(rt, "down"))
			},
			"we add":     func(*rapid.T) { p.weAdd() },
			"we undo":    func(*rapid.T) { p.weUndo() },
			"we resolve": func(*rapid.T) { p.weResolve() },
			"disturb":    func(*rapid.T) { p.disturb() },
			"sync":       func(*rapid.T) { p.trySync() },
			"killed":     func(*rapid.T) { p.killed() },
			"restart":    func(*rapid.T) { p.restart() },
		})
		p.server.Faults().Clear()
		for range 3 {
			p.mustSync()
		}
		if left := p.edits(store.EditPending, store.EditSending); len(left) > 0 {
			rt.Fatalf("still waiting: %+v", left)
		}
		p.nothingLost()
		p.agrees()
	})
}

// agrees: with nothing waiting, the list here is the sheet, each address once.
func (p *play) agrees() {
	p.rt.Helper()
	rows, total, err := p.store.Contacts(context.Background(), store.ContactQuery{CampaignID: p.campaign.ID})
	if err != nil {
		p.rt.Fatal(err)
	}
	in := map[string]int{}
	for _, row := range p.book.Rows(tab)[1:] {
		if len(row) > 1 {
			in[row[1]]++
		}
	}
	if total != len(in) {
		p.rt.Errorf("%d contacts here, %d in the sheet", total, len(in))
	}
	for email, n := range in {
		if n > 1 {
			p.rt.Errorf("%s stands in the sheet %d times", email, n)
		}
	}
	for _, c := range rows {
		for field, value := range map[string]string{"status": c.Status, "role": c.Role, "outlet": c.Outlet, "status_date": c.StatusDate} {
			if got := p.cell(c.Email, field); got != value {
				p.rt.Errorf("%s %s: %q here, %q in the sheet", c.Email, field, value, got)
			}
		}
	}
}
