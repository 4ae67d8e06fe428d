package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets"
	"mixdown/backend/sandbox"
	"mixdown/backend/store"
)

const (
	tab     = "Contacts"
	sheetID = "1OutboxContacts_sandbox_0000000000000000001"
	owner   = "you@label.example"
	conn    = "c-sheets"
)

// failer is what tests and property checks have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Logf(format string, args ...any)
}

// world is a contact sheet at the stand-in, the store, and what carries changes from one to the other.
type world struct {
	t        failer
	clock    atomic.Pointer[time.Time] // the server reads it on its own goroutines
	server   *sandbox.Server
	book     *sandbox.Spreadsheet
	client   *http.Client
	path     string
	store    *store.Store
	box      *outbox.Outbox
	campaign campaign.Campaign
	strategy string
}

// newWorld makes a sheet with the header Name, Email, Role, Outlet, Status, Added and the given rows below.
func newWorld(t failer, dir string, rows ...[]string) *world {
	t.Helper()
	start := time.Date(2026, 11, 22, 14, 42, 0, 0, time.UTC)
	w := &world{t: t, path: filepath.Join(dir, "mixdown.db"), strategy: outbox.Ask,
		campaign: campaign.Campaign{ID: "spring", Name: "Spring", Rule: campaign.Rule{Tag: "SPRING", Spreadsheet: sheetID, Sheet: tab, NewMarker: "NEW", Zone: "Europe/Berlin"}}}
	w.clock.Store(&start)
	all := append([][]string{{"Name", "Email", "Role", "Outlet", "Status", "Added", "Status date"}}, rows...)
	w.server = sandbox.New(sandbox.Options{Now: w.now, Story: &sandbox.Story{Books: []sandbox.BookStory{
		{ID: sheetID, Title: "Contacts", Modified: start.AddDate(0, 0, -1), Tabs: []sandbox.TabStory{{Name: tab, Rows: all}}}}}})
	if _, err := w.server.Start(); err != nil {
		t.Fatal(err)
	}
	w.book = w.server.Spreadsheet(sheetID)
	w.client = w.server.Client(owner, "openid", "userinfo.email", "drive.file")
	w.client.Transport = whole{w.client.Transport}
	w.open()
	return w
}

// quotaWindow is longer than that of the service, so that no step waits for it.
const quotaWindow = 2 * time.Minute

func writer() provider.Writer { return sheets.New() }

func (w *world) now() time.Time { return *w.clock.Load() }

// pass lets time pass.
func (w *world) pass(d time.Duration) {
	later := w.now().Add(d)
	w.clock.Store(&later)
}

// whole finishes a request that is on its way when its process ends, as a server does: what it did is done before anything else
// happens, and its answer is lost.
type whole struct{ base http.RoundTripper }

func (t whole) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	res, err := t.base.RoundTrip(r.WithContext(context.WithoutCancel(r.Context())))
	if ended := r.Context().Err(); ended != nil && err == nil {
		return nil, errors.Join(ended, res.Body.Close())
	}
	return res, err
}

// open opens the store; after close, it is a restart.
func (w *world) open() {
	w.t.Helper()
	s, err := store.Open(context.Background(), w.path, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	w.store = s
	w.box = outbox.New(outbox.Config{Store: s, Log: slog.New(slog.DiscardHandler), Now: w.now,
		Strategy: func(context.Context, string) (string, error) { return w.strategy, nil }})
}

func (w *world) restart() {
	w.t.Helper()
	if err := w.store.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

func (w *world) close() {
	w.t.Helper()
	if err := errors.Join(w.store.Close(), w.server.Close()); err != nil {
		w.t.Errorf("close: %v", err)
	}
}

func (w *world) target() outbox.Target {
	return outbox.Target{CampaignID: w.campaign.ID, ConnectionID: conn}
}

// sync is what a run does: send, read, compare. It returns the first error.
func (w *world) sync(ctx context.Context) error {
	w.pass(quotaWindow)
	y, err := w.store.BeginSync(ctx, w.campaign.ID, store.KindSync, "test")
	if err != nil {
		return err
	}
	run, err := w.store.BeginRun(ctx, store.Run{SyncID: y.ID, CampaignID: w.campaign.ID, ConnectionID: conn, IntegrationType: "google_sheets"})
	if err != nil {
		return err
	}
	scope := provider.Scope{Campaign: w.campaign, Now: w.now, Held: w.store.Held(conn, w.campaign.ID)}
	account := provider.Account{ID: conn, Address: owner}
	_, sendErr := w.box.Send(ctx, outbox.Delivery{ConnectionID: conn, CampaignID: w.campaign.ID, Writer: sheets.New(), Client: w.client, Account: account, Scope: scope, RunID: run.ID})
	cursor, err := w.store.Cursor(ctx, conn, w.campaign.ID)
	if err != nil {
		return err
	}
	err = sheets.New().Sync(ctx, w.client, account, scope, cursor.Cursor, func(b provider.Batch) error {
		_, err := w.store.Commit(ctx, run, store.Batch{Batch: b, SyncVersion: 1})
		return err
	})
	if err == nil {
		err = w.box.Read(ctx, w.target(), run.ID)
	}
	if ctx.Err() != nil {
		return ctx.Err() // killed: nobody says how the run ended
	}
	run.Status = store.StatusSuccess
	if ferr := errors.Join(w.store.FinishRun(ctx, run), w.store.FinishSync(ctx, y.ID, run.Status, "")); ferr != nil {
		w.t.Fatal(ferr)
	}
	return errors.Join(sendErr, err)
}

func (w *world) mustSync() {
	w.t.Helper()
	if err := w.sync(context.Background()); err != nil {
		w.t.Fatalf("%v (%v)", err, apperr.From(err))
	}
}

// edit changes a field as the person does.
func (w *world) edit(email, field, value string) (store.Edit, error) {
	list, _, err := w.box.Edit(context.Background(), w.target(), w.wish(email, field, value))
	if err != nil {
		return store.Edit{}, err
	}
	return list[0], nil
}

// wish is what the desk makes of an edit: a status has its day.
func (w *world) wish(email, field, value string) outbox.Wish {
	wish := outbox.Wish{Contact: email, Field: field, Value: value}
	if field == "status" {
		wish.Day = w.now().Format(time.DateOnly)
	}
	return wish
}

func (w *world) mustEdit(email, field, value string) store.Edit {
	w.t.Helper()
	e, err := w.edit(email, field, value)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) edits(statuses ...string) []store.Edit {
	w.t.Helper()
	list, err := w.store.Edits(context.Background(), store.EditFilter{CampaignID: w.campaign.ID, Statuses: statuses})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func (w *world) journal() []store.JournalEntry {
	w.t.Helper()
	list, err := w.store.Journal(context.Background(), w.campaign.ID, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// columns of the sheet by field.
var columns = map[string]int{"name": 0, "email": 1, "role": 2, "outlet": 3, "status": 4, "added": 5, "status_date": 6}

// row is the number of a contact's row in the sheet, from 1; 0 where it is not there.
func (w *world) row(email string) int {
	for i, row := range w.book.Rows(tab) {
		if len(row) > 1 && strings.EqualFold(row[1], email) {
			return i + 1
		}
	}
	return 0
}

func (w *world) cell(email, field string) string {
	n := w.row(email)
	if n == 0 {
		return ""
	}
	return w.book.Cell(tab, ref(n, field))
}

// types is another person's edit in the sheet.
func (w *world) types(email, field, value string) bool {
	n := w.row(email)
	return n > 0 && w.book.SetCell(tab, ref(n, field), value)
}

// writesACell picks the requests that write one.
func writesACell(r *http.Request) bool {
	return r.Method == http.MethodPut || strings.HasSuffix(r.URL.Path, ":batchUpdate")
}

func ref(row int, field string) string { return fmt.Sprintf("%c%d", 'A'+columns[field], row) }

// shown is what the list of contacts shows.
func (w *world) shown(email string) store.ContactRow {
	w.t.Helper()
	c, _, err := w.store.ContactBy(context.Background(), w.campaign.ID, "", email)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func person(n int) []string {
	return []string{fmt.Sprintf("Person %d", n), fmt.Sprintf("p%d@radio.example", n), "DJ", fmt.Sprintf("Radio %d", n%7), "NEW", "2026-10-15", "2026-10-15"}
}

func people(n int) [][]string {
	var rows [][]string
	for i := range n {
		rows = append(rows, person(i))
	}
	return rows
}

func newTestWorld(t *testing.T, rows ...[]string) *world {
	t.Helper()
	w := newWorld(t, t.TempDir(), rows...)
	t.Cleanup(w.close)
	return w
}
