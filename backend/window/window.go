// Package window keeps the desk that the open window shows: it opens it and changes it, syncs it on schedule, and tells the
// page and the tray what happened.
package window

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
	"mixdown/backend/guard"
	"mixdown/backend/tracker"
)

// Opener opens the person's own desk or the sample; what it returns beside it is called after the desk was closed.
type Opener func(ctx context.Context, sample bool) (*desk.Desk, func(), error)

// watchEvery is how often the window looks whether another process wrote to the same data: one cheap question to SQLite.
const watchEvery = 2 * time.Second

// restEvery is watchEvery while nobody looks: often enough for the tray, which says how old everything is.
const restEvery = time.Minute

// firstLook is how long what works for the desk waits for the page to show its first figures: until then the machine's time is the
// page's. A window that opens hidden, or slowly, is not waited for.
const firstLook = 3 * time.Second

// Window owns the desk behind the window and every goroutine that works for it. Its methods are safe for concurrent use.
type Window struct {
	ctx  context.Context
	open Opener

	mu    sync.RWMutex // held for writing while the desk is changed
	desk  *desk.Desk
	home  string   // of the data last shown
	first int64    // desk.DataVersion of the data as they were opened: the page, which asks later, knows what is in them
	ahead *opening // what the page shows first, until it has taken it
	fail  error    // why there is no desk
	after func()
	host  desktop.Host // nil until the window runs

	stop context.CancelFunc // ends the goroutines of the current desk
	work sync.WaitGroup
	wake chan struct{}
	seen chan struct{} // somebody looks again

	looked   chan struct{} // closed at the page's first word: its figures are on the screen
	lookedAt sync.Once

	hidden atomic.Bool

	trayNamed atomic.Bool // that this desktop shows no tray was said

	last struct { // the status last told
		sync.Mutex
		status desk.Status
		hints  []string // what the page is to say when it asks
	}
}

// New returns a Window without a desk.
func New(ctx context.Context, open Opener) *Window {
	return &Window{ctx: ctx, open: open, wake: make(chan struct{}, 1), seen: make(chan struct{}, 1), looked: make(chan struct{})}
}

// Open opens a desk. Where that fails the window opens all the same, and every call answers with the reason.
func (w *Window) Open(sample bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.openDesk(sample)
	w.begin()
}

// openDesk opens a desk in the place of none. The lock is held.
func (w *Window) openDesk(sample bool) {
	w.desk, w.after, w.fail = w.open(w.ctx, sample)
	w.keepHome()
	w.ahead = nil
	w.first = 0 // not known: then the page is told to ask once more
	if d := w.desk; d != nil {
		_ = guard.Do(d.Logger(), "first look", func() (err error) { w.first, err = d.DataVersion(w.ctx); return err })
		ahead := newOpening()
		w.ahead = ahead
		w.work.Go(func() { ahead.fill(w.ctx, d) }) // beside the window, which is made meanwhile
	}
}

// begin starts what works for the desk, once both the desk and the window are there. The lock is held.
func (w *Window) begin() {
	if w.desk == nil || w.host == nil || w.stop != nil {
		return
	}
	ctx, stop := context.WithCancel(w.ctx)
	w.stop = stop
	d, host, first := w.desk, w.host, w.first
	d.Listen(func(e tracker.Event) { tell(host, e) })
	d.ListenAgents(func(n desk.AgentNews) { host.Emit("mirror:result", n) })
	told := func(err error) { host.Emit("fault", apperr.From(err).Message) }
	for what, fn := range map[string]func(context.Context){
		"schedule":      func(ctx context.Context) { w.awaitLook(ctx); d.Schedule(ctx, w.wake) },
		"live feed":     func(ctx context.Context) { w.awaitLook(ctx); d.Live(ctx) },
		"watch":         func(ctx context.Context) { w.watch(ctx, d, host, first) },
		"system":        func(ctx context.Context) { w.awaitLook(ctx); w.system(ctx, d) },
		"notifications": func(ctx context.Context) { w.notices(ctx, d, host) },
	} {
		w.work.Go(func() { guard.Keep(ctx, d.Logger(), what, told, fn) })
	}
}

// end stops what works for the desk and closes it. The lock is held.
func (w *Window) end() {
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
	if w.desk != nil {
		w.desk.CancelConnect()
		w.desk.StopSync()
	}
	w.work.Wait()
	if w.desk != nil {
		if err := w.desk.Close(); err != nil {
			w.log().Error("close", "cause", err.Error())
		}
		w.desk = nil
	}
	if w.after != nil {
		w.after()
		w.after = nil
	}
}

// Reopen changes to the sample campaign or back, and tells the page to begin anew.
func (w *Window) Reopen(sample bool) error {
	if err := w.change(sample, func(string) error { return nil }); err != nil {
		return err
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.fail
}

// change closes the data, runs fn while nothing of this process has them open, opens those asked for, and lets the page begin
// anew, whatever came of fn.
func (w *Window) change(sample bool, fn func(home string) error) error {
	host, err := w.swap(sample, fn)
	if host != nil {
		host.Emit("navigate", map[string]string{"screen": "reopened"})
		w.refreshTray(host)
	}
	return err
}

// swap is the part of change under the lock. A fault in it must not leave the window without data.
func (w *Window) swap(sample bool, fn func(home string) error) (desktop.Host, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	log := w.log()
	err := guard.Do(log, "close the data", func() error { w.end(); return nil })
	if err == nil {
		err = guard.Do(log, "change the data", func() error { return fn(w.home) })
	}
	w.openDesk(sample)
	w.begin()
	return w.host, err
}

// Started is called when the window runs; ctx ends with it.
func (w *Window) Started(ctx context.Context, host desktop.Host) {
	w.mu.Lock()
	w.host = host
	w.begin()
	w.mu.Unlock()
	w.awaitLook(ctx)
	if ctx.Err() == nil {
		host.StartTray()
		w.refreshTray(host)
	}
}

// Shutdown stops everything. It is called after the window is gone.
func (w *Window) Shutdown() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.host = nil
	w.end()
}

// Close is Shutdown for a window that never ran.
func (w *Window) Close() { w.Shutdown() }

// Home names the data that is shown, for the rule of one window a home.
func (w *Window) Home() string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.desk == nil {
		return ""
	}
	return w.desk.Home()
}

// Log returns the desk's log.
func (w *Window) Log() *slog.Logger {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.log()
}

func (w *Window) log() *slog.Logger {
	if w.desk == nil {
		return slog.New(slog.DiscardHandler)
	}
	return w.desk.Logger()
}

// tell passes a sync's event to the page.
func tell(host desktop.Host, e tracker.Event) {
	switch e.Kind {
	case "started":
		host.Emit("sync:started", map[string]any{"syncId": e.SyncID, "campaignId": e.CampaignID})
	case "progress":
		host.Emit("sync:progress", e.Progress)
	case "finished":
		host.Emit("sync:finished", e.Result)
	}
}

// Seen says whether anybody can see the page. What changed while nobody could is told as soon as somebody can.
func (w *Window) Seen(visible bool) {
	w.lookedAt.Do(func() { close(w.looked) })
	if w.hidden.Swap(!visible) && visible {
		select {
		case w.seen <- struct{}{}:
		default:
		}
	}
}

// awaitLook waits until the page shows its first figures, for no longer than firstLook.
func (w *Window) awaitLook(ctx context.Context) {
	limit := time.NewTimer(firstLook)
	defer limit.Stop()
	select {
	case <-w.looked:
	case <-limit.C:
	case <-ctx.Done():
	}
}

// every is how often to look whether anything was written.
func (w *Window) every() time.Duration {
	if w.hidden.Load() {
		return restEvery
	}
	return watchEvery
}

// watch tells the page and the tray when anything was written since seen, by this process or another.
func (w *Window) watch(ctx context.Context, d *desk.Desk, host desktop.Host, seen int64) {
	changed := make(chan struct{}, 1)
	unlisten := d.Listen(func(e tracker.Event) { // at once where it was this process
		if e.Kind != "progress" {
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	})
	defer unlisten() // it is begun again after a panic
	w.awaitLook(ctx)
	for {
		version, err := d.DataVersion(ctx)
		if err == nil && version != seen {
			seen = version
			host.Emit("data:changed", map[string]string{"campaignId": ""})
		}
		w.showStatus(ctx, d, host)
		tick := time.NewTimer(w.every())
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		case <-changed:
		case <-w.seen:
		}
		tick.Stop()
	}
}

// Call runs one call from the page on the desk. A panic becomes an error; the desk is not changed meanwhile.
func Call[T any](w *Window, fn func(context.Context, *desk.Desk) (T, error)) (out T, err error) {
	d, err := w.current()
	if err != nil {
		return out, err
	}
	defer guard.Recover(d.Logger(), "call from the window", &err)
	out, err = fn(w.ctx, d)
	if err != nil && apperr.CodeOf(err) == apperr.Internal {
		d.Logger().Error("call from the window", "cause", err.Error())
	}
	return out, err
}

// current returns the desk. Calls that run while it is changed end with an error of the closed database, never with
// numbers of the other one.
func (w *Window) current() (*desk.Desk, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.desk == nil {
		if w.fail != nil {
			return nil, w.fail
		}
		return nil, apperr.New(apperr.Canceled, "Mixdown is closing.", nil)
	}
	return w.desk, nil
}

// Change is Call for what changes data: the page is told at once.
func Change[T any](w *Window, fn func(context.Context, *desk.Desk) (T, error)) (T, error) {
	out, err := Call(w, fn)
	w.changed()
	return out, err
}

// Act is Change for what answers nothing.
func Act(w *Window, fn func(context.Context, *desk.Desk) error) error {
	_, err := Change(w, func(ctx context.Context, d *desk.Desk) (struct{}, error) { return struct{}{}, fn(ctx, d) })
	return err
}

// Of is Call for one campaign.
func Of[T any](w *Window, campaignID string, fn func(context.Context, *desk.Desk, campaign.Campaign) (T, error)) (T, error) {
	return Call(w, func(ctx context.Context, d *desk.Desk) (out T, err error) {
		c, err := d.Campaign(ctx, campaignID)
		if err != nil {
			return out, err
		}
		return fn(ctx, d, c)
	})
}

// Edit is Of for what changes data.
func Edit[T any](w *Window, campaignID string, fn func(context.Context, *desk.Desk, campaign.Campaign) (T, error)) (T, error) {
	out, err := Of(w, campaignID, fn)
	w.changed()
	return out, err
}

func (w *Window) changed() {
	w.mu.RLock()
	host := w.host
	w.mu.RUnlock()
	if host != nil {
		host.Emit("data:changed", map[string]string{"campaignId": ""})
	}
}
