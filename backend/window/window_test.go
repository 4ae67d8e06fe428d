package window_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
	"mixdown/backend/tracker"
	"mixdown/backend/window"
)

// page stands in for the web view and the desktop around it: it remembers what it was told.
type page struct {
	mu     sync.Mutex
	events []string
	trays  []desktop.TrayState
	notes  []string
	path   string // where the person saves, and what they open
	opened string
	noTray bool
	more   chan struct{}
}

func newPage() *page { return &page{more: make(chan struct{}, 1)} }

func (p *page) told() {
	select {
	case p.more <- struct{}{}:
	default:
	}
}

func (p *page) Emit(event string, data any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := json.Marshal(data); err != nil {
		panic(err) // it would not cross to the page
	}
	p.events = append(p.events, event)
	p.told()
}

func (p *page) UpdateTray(s desktop.TrayState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trays = append(p.trays, s)
	p.told()
}

func (p *page) Notify(_, _, body string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes = append(p.notes, body)
	p.told()
	return nil
}

func (p *page) OpenURL(url string) error { p.opened = url; return nil }
func (p *page) Show()                    {}
func (p *page) Hide()                    {}
func (p *page) Quit()                    {}
func (p *page) HasTray() bool            { return !p.noTray }
func (p *page) StartTray()               {}

func (p *page) OpenFile(string, ...desktop.Filter) (string, error)         { return p.path, nil }
func (p *page) OpenFiles(string, ...desktop.Filter) ([]string, error)      { return nil, nil }
func (p *page) OpenFolder(string) (string, error)                          { return p.path, nil }
func (p *page) SaveFile(string, string, ...desktop.Filter) (string, error) { return p.path, nil }

func (p *page) has(event string) func() bool {
	return func() bool { return slices.Contains(p.events, event) }
}

// until waits until what was told fulfils a condition.
func (p *page) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for {
		p.mu.Lock()
		done := ok()
		p.mu.Unlock()
		if done {
			return
		}
		select {
		case <-p.more:
		case <-time.After(50 * time.Millisecond): // told before the wait began
		case <-limit:
			t.Fatalf("%s did not happen; told: %v", what, p.events)
		}
	}
}

func (p *page) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events, p.trays, p.notes = nil, nil, nil
}

func (p *page) tray() desktop.TrayState {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.trays) == 0 {
		return desktop.TrayState{}
	}
	return p.trays[len(p.trays)-1]
}

// opener opens the sample, or data of the person's own that is empty, and counts what it opened and closed.
type opener struct {
	home   string
	mu     sync.Mutex
	opened []bool
	closed int
	fail   error
}

func (o *opener) open(ctx context.Context, sample bool) (*desk.Desk, func(), error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return nil, nil, o.fail
	}
	o.opened = append(o.opened, sample)
	cfg := desk.Config{Home: filepath.Join(o.home, "own"), Version: "test"}
	open := desk.Open
	if sample {
		cfg.Home, open = filepath.Join(o.home, "sample"), desk.OpenSample
	}
	d, err := open(ctx, cfg)
	return d, func() { o.mu.Lock(); o.closed++; o.mu.Unlock() }, err
}

// writeElsewhere makes a campaign in the person's own data as another process would.
func (o *opener) writeElsewhere(t *testing.T) {
	t.Helper()
	other, err := desk.Open(t.Context(), desk.Config{Home: filepath.Join(o.home, "own"), Version: "test"})
	must(t, err)
	name, tag := "Spring radio", "SPRING"
	_, err = other.SaveCampaign(t.Context(), desk.Draft{Name: &name, Tag: &tag})
	must(t, errors.Join(err, other.Close()))
}

func started(t *testing.T, sample bool) (*window.Window, *page, *opener) {
	t.Helper()
	o := &opener{home: t.TempDir()}
	w := window.New(t.Context(), o.open)
	w.Open(sample)
	p := newPage()
	w.Seen(true) // nobody waits for a first look
	w.Started(t.Context(), p)
	t.Cleanup(w.Shutdown)
	return w, p, o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The sample is due at once: the schedule reads it, the page hears of it, the tray shows it.
func TestAWindowFillsItselfIn(t *testing.T) {
	w, p, _ := started(t, true)
	p.until(t, "the first sync", p.has("sync:finished"))
	for _, event := range []string{"sync:started", "sync:progress", "data:changed", "status:changed"} {
		p.until(t, event, p.has(event))
	}
	p.until(t, "a fresh tray", func() bool {
		return len(p.trays) > 0 && p.trays[len(p.trays)-1].Shape == desktop.Fresh
	})
	if s := p.tray(); s.Counts != "8 replies · 5 due" || s.Words == "" || s.Paused {
		t.Errorf("the tray says %+v", s)
	}
	b, err := window.Call(w, func(ctx context.Context, d *desk.Desk) (desk.Boot, error) { return d.Boot(ctx) })
	must(t, err)
	if b.Status.Replies == nil || *b.Status.Replies != 8 {
		t.Errorf("the first screen is %+v", b.Status)
	}
}

func TestCallsAndChanges(t *testing.T) {
	w, p, _ := started(t, true)
	p.until(t, "the first sync", p.has("sync:finished"))
	p.forget()
	res, err := window.Of(w, "", func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (tracker.Result, error) {
		return d.Sync(ctx, desk.SyncRequest{Campaign: c, Trigger: "window"})
	})
	if err != nil || !res.Success {
		t.Fatalf("%v, %v", res.Errors, err)
	}
	p.until(t, "the end of the sync", p.has("sync:finished"))
	p.forget()
	_, err = window.Edit(w, "", func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Undo, error) {
		list, err := d.Followups(ctx, c)
		if err != nil {
			return desk.Undo{}, err
		}
		return d.SetOutcome(ctx, c, list[len(list)-1].Email, "passed")
	})
	must(t, err)
	if !p.has("data:changed")() {
		t.Error("the page was not told of an edit at once")
	}
	_, err = window.Of(w, "nosuch", func(context.Context, *desk.Desk, campaign.Campaign) (int, error) { return 1, nil })
	if apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("a campaign that is not there: %v", err)
	}
	// A panic is an error for the page, and the window goes on.
	err = window.Act(w, func(context.Context, *desk.Desk) error { panic("boom") })
	if apperr.CodeOf(err) != apperr.Internal {
		t.Errorf("a panic became %v", err)
	}
	_, err = window.Call(w, func(ctx context.Context, d *desk.Desk) (desk.Status, error) { return d.Status(ctx) })
	must(t, err)
}

// What another process writes reaches the page by itself.
func TestAnotherProcessIsNoticed(t *testing.T) {
	w, p, o := started(t, false)
	p.until(t, "the first look", p.has("status:changed"))
	p.forget()
	o.writeElsewhere(t)
	p.until(t, "the other's change", p.has("data:changed"))
	list, err := window.Call(w, func(ctx context.Context, d *desk.Desk) ([]campaign.Campaign, error) { return d.Campaigns(ctx) })
	if err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestSampleAndBack(t *testing.T) {
	w, p, o := started(t, false)
	own := w.Home()
	must(t, w.Reopen(true))
	p.until(t, "a page that begins anew", p.has("navigate"))
	if w.Home() == own {
		t.Error("the sample is in the person's own folder")
	}
	// Back in the middle of the sample's first sync: it is stopped, nothing of it is left running.
	must(t, w.Reopen(false))
	if w.Home() != own || !slices.Equal(o.opened, []bool{false, true, false}) || o.closed != 2 {
		t.Errorf("home %s, opened %v, closed %d", w.Home(), o.opened, o.closed)
	}
	list, err := window.Call(w, func(ctx context.Context, d *desk.Desk) ([]campaign.Campaign, error) { return d.Campaigns(ctx) })
	if err != nil || len(list) != 0 {
		t.Errorf("the sample's campaign is among the person's own: %v, %v", list, err)
	}
	w.Shutdown()
	if o.closed != 3 {
		t.Errorf("%d of 3 were closed", o.closed)
	}
	_, err = window.Call(w, func(context.Context, *desk.Desk) (int, error) { return 1, nil })
	if err == nil {
		t.Error("a closed window answers")
	}
}

// Data that cannot be opened is told in the window, by every call and by the tray.
func TestDataThatCannotBeOpened(t *testing.T) {
	o := &opener{home: t.TempDir(), fail: apperr.New(apperr.DatabaseNewer, "A newer Mixdown wrote this.", nil)}
	w := window.New(t.Context(), o.open)
	w.Open(false)
	p := newPage()
	w.Seen(true) // nobody waits for a first look
	w.Started(t.Context(), p)
	defer w.Shutdown()
	_, err := window.Call(w, func(context.Context, *desk.Desk) (int, error) { return 1, nil })
	if apperr.CodeOf(err) != apperr.DatabaseNewer {
		t.Errorf("a call answers %v", err)
	}
	if s := p.tray(); s.Shape != desktop.Attention || s.Words != "A newer Mixdown wrote this." {
		t.Errorf("the tray says %+v", s)
	}
	if w.KeepInBackground() || w.Home() != "" {
		t.Error("there is nothing to keep in the background")
	}
	o.fail = nil
	must(t, w.Reopen(false)) // repaired meanwhile
	_, err = window.Call(w, func(ctx context.Context, d *desk.Desk) (desk.Status, error) { return d.Status(ctx) })
	must(t, err)
}

func TestTrayActions(t *testing.T) {
	w, p, _ := started(t, true)
	p.until(t, "the first sync", p.has("sync:finished"))
	actions := w.TrayActions()
	p.forget()
	actions.SyncNow()
	p.until(t, "a sync", p.has("sync:finished"))
	actions.Pause(time.Hour)
	p.until(t, "a paused tray", func() bool { return len(p.trays) > 0 && p.trays[len(p.trays)-1].Paused })
	actions.Pause(0)
	p.until(t, "the pause's end", func() bool { return len(p.trays) > 0 && !p.trays[len(p.trays)-1].Paused })
	if !w.KeepInBackground() {
		t.Error("the window goes to the background unless told otherwise")
	}
	// Nothing is connected in the person's own data: the tray says so where no window may be open.
	must(t, w.Reopen(false))
	w.TrayActions().SyncNow()
	p.until(t, "a word about it", func() bool { return len(p.notes) > 0 })
}

func TestSaveText(t *testing.T) {
	w, p, _ := started(t, false)
	if path, err := w.SaveText("numbers.csv", "a,b"); path != "" || err != nil {
		t.Errorf("the person chose no file: %q, %v", path, err)
	}
	p.path = filepath.Join(t.TempDir(), "numbers.csv")
	path, err := w.SaveText("numbers.csv", "a,b")
	must(t, err)
	content, err := os.ReadFile(path)
	if err != nil || string(content) != "a,b" {
		t.Errorf("%q, %v", content, err)
	}
	p.path = filepath.Join(t.TempDir(), "nowhere", "numbers.csv")
	if _, err := w.SaveText("numbers.csv", "a,b"); apperr.CodeOf(err) != apperr.ReadOnly {
		t.Errorf("a folder that is not there: %v", err)
	}
	must(t, w.OpenURL("https://mail.google.com/"))
	if p.opened != "https://mail.google.com/" {
		t.Errorf("opened %q", p.opened)
	}
}
