//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"fmt"
	"sync"
	"time"

	"fyne.io/systray"

	"mixdown/backend/guard"
)

// tray is the icon and its menu. Each system starts it its own way, in tray_OS.go: beforeWindow runs on the main
// goroutine before Wails, withWindow when the program asks for it, end when the window is gone.
type tray struct {
	w    *window
	stop func() // set by the start

	mu    sync.Mutex
	state TrayState
	told  bool      // state was updated: it is newer than the one to begin with
	menu  *trayMenu // nil until the system is ready for it

	done    chan struct{} // closed by end
	clicks  sync.WaitGroup
	endOnce sync.Once

	starting sync.Mutex
	started  bool // or never to be: it has ended
}

type trayMenu struct {
	words, counts          *systray.MenuItem
	sync                   *systray.MenuItem
	pause, halfHour, hour  *systray.MenuItem
	tomorrow, untilResumed *systray.MenuItem
	resume, open, quit     *systray.MenuItem
}

func newTray(w *window) *tray {
	return &tray{w: w, done: make(chan struct{}), state: TrayState{Shape: Waiting, Words: "Starting"}}
}

// start shows the tray, once, where the system did not need that done before the window.
func (t *tray) start() {
	t.starting.Lock()
	defer t.starting.Unlock()
	if !t.started {
		t.started = true
		t.withWindow()
	}
}

// build makes the menu. The tray library calls it once, on a goroutine of its own: only here is the state to begin with asked
// for, for what it takes to work that out the window need not wait.
func (t *tray) build() {
	var begin TrayState
	if t.w.o.TrayState != nil {
		begin = t.w.o.TrayState()
	}
	m := &trayMenu{}
	m.words = systray.AddMenuItem("Mixdown", "")
	m.words.Disable()
	m.counts = systray.AddMenuItem("", "")
	m.counts.Disable()
	systray.AddSeparator()
	m.sync = systray.AddMenuItem("Sync now", "Read every source now")
	m.pause = systray.AddMenuItem("Pause", "Stop syncing for a while")
	m.halfHour = m.pause.AddSubMenuItem("30 minutes", "")
	m.hour = m.pause.AddSubMenuItem("1 hour", "")
	m.tomorrow = m.pause.AddSubMenuItem("Till tomorrow", "")
	m.untilResumed = m.pause.AddSubMenuItem("Until I resume", "")
	m.resume = systray.AddMenuItem("Resume", "Sync again")
	systray.AddSeparator()
	m.open = systray.AddMenuItem("Open Mixdown", "")
	m.quit = systray.AddMenuItem("Quit", "")

	t.mu.Lock()
	if !t.told && t.w.o.TrayState != nil {
		t.state = begin
	}
	t.menu = m
	t.show()
	t.mu.Unlock()
	t.clicks.Go(func() { t.listen(m) })
}

// update shows another state. Only what changed reaches the system, since each change is a message to it.
func (t *tray) update(s TrayState) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.told = true
	if s == t.state {
		return
	}
	t.state = s
	if t.menu != nil {
		t.show()
	}
}

// show brings the menu and the icon to t.state. The caller holds t.mu.
func (t *tray) show() {
	select {
	case <-t.done:
		return
	default:
	}
	s, m := t.state, t.menu
	setIcon(icon(s.Shape))
	tip := "Mixdown"
	if s.Words != "" {
		tip = fmt.Sprintf("Mixdown: %s", s.Words)
	}
	systray.SetTooltip(tip)
	line(m.words, s.Words)
	line(m.counts, s.Counts)
	visible(m.pause, !s.Paused)
	visible(m.resume, s.Paused)
	if s.Shape == Syncing {
		m.sync.SetTitle("Syncing…")
		m.sync.Disable()
	} else {
		m.sync.SetTitle("Sync now")
		m.sync.Enable()
	}
}

func line(item *systray.MenuItem, text string) {
	if text != "" {
		item.SetTitle(text)
	}
	visible(item, text != "")
}

func visible(item *systray.MenuItem, yes bool) {
	if yes {
		item.Show()
	} else {
		item.Hide()
	}
}

// listen takes the clicks. The library drops a click that nobody waits for, so each action runs on a goroutine of its own.
func (t *tray) listen(m *trayMenu) {
	a := t.w.o.TrayActions
	pause := func(d time.Duration) {
		if a.Pause != nil {
			a.Pause(d)
		}
	}
	for {
		var action func()
		select {
		case <-t.done:
			return
		case <-m.sync.ClickedCh:
			action = a.SyncNow
		case <-m.halfHour.ClickedCh:
			action = func() { pause(30 * time.Minute) }
		case <-m.hour.ClickedCh:
			action = func() { pause(time.Hour) }
		case <-m.tomorrow.ClickedCh:
			action = func() { pause(tillTomorrow(time.Now())) }
		case <-m.untilResumed.ClickedCh:
			action = func() { pause(UntilResumed) }
		case <-m.resume.ClickedCh:
			action = func() { pause(0) }
		case <-m.open.ClickedCh:
			action = orElse(a.Open, t.w.Show)
		case <-m.quit.ClickedCh:
			action = orElse(a.Quit, t.w.Quit)
		}
		if action != nil {
			t.clicks.Go(func() {
				_ = guard.Do(t.w.o.Log, "tray", func() error { action(); return nil }) // the log has it
			})
		}
	}
}

func orElse(f, other func()) func() {
	if f != nil {
		return f
	}
	return other
}

// end takes the tray away and waits for the actions that still run.
func (t *tray) end() {
	t.endOnce.Do(func() {
		t.starting.Lock()
		t.started = true
		t.starting.Unlock()
		t.mu.Lock()
		close(t.done)
		t.mu.Unlock()
		if t.stop != nil {
			t.stop()
		}
		t.clicks.Wait()
	})
}
