package window

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
	"mixdown/backend/tracker"
)

// TrayState is the state to begin with.
func (w *Window) TrayState() desktop.TrayState {
	s, err := Call(w, func(ctx context.Context, d *desk.Desk) (desk.Status, error) { return d.Status(ctx) })
	if err != nil {
		return desktop.TrayState{Shape: desktop.Attention, Words: apperr.From(err).Message}
	}
	return trayState(s)
}

// trayState says a status in the tray's words; a figure that is not known is left out.
func trayState(s desk.Status) desktop.TrayState {
	var counts []string
	if s.Replies != nil {
		counts = append(counts, plural(*s.Replies, "reply", "replies"))
	}
	if s.Due != nil {
		counts = append(counts, fmt.Sprintf("%g due", *s.Due))
	}
	return desktop.TrayState{Shape: s.State, Words: s.Words, Counts: strings.Join(counts, " · "), Paused: s.State == desk.StatePaused}
}

func plural(n float64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%g %s", n, many)
}

func (w *Window) refreshTray(host desktop.Host) { host.UpdateTray(w.TrayState()) }

// showStatus tells page and tray how it stands, where that changed.
func (w *Window) showStatus(ctx context.Context, d *desk.Desk, host desktop.Host) {
	s, err := d.Status(ctx)
	if err != nil {
		return // the next look tells; a face shows what it last knew
	}
	w.last.Lock()
	same := reflect.DeepEqual(w.last.status, s)
	w.last.status = s
	w.last.Unlock()
	if !same {
		host.Emit("status:changed", s)
		host.UpdateTray(trayState(s))
	}
}

// TrayActions are what the tray's menu does.
func (w *Window) TrayActions() desktop.TrayActions {
	return desktop.TrayActions{
		SyncNow: func() {
			_, err := Of(w, "", func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (tracker.Result, error) {
				return d.Sync(ctx, desk.SyncRequest{Campaign: c, Trigger: "tray"})
			})
			w.notifyError(err)
		},
		Pause: func(pause time.Duration) {
			w.notifyError(Act(w, func(ctx context.Context, d *desk.Desk) error { return d.Pause(ctx, pause) }))
			w.look()
		},
	}
}

// look asks the schedule to look at once.
func (w *Window) look() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// notifyError tells of a failure that happened while the window may be closed.
func (w *Window) notifyError(err error) {
	w.mu.RLock()
	host := w.host
	w.mu.RUnlock()
	if err != nil && host != nil {
		if nerr := host.Notify("tray", "Mixdown", apperr.From(err).Message); nerr != nil {
			w.Log().Warn("notify", "cause", nerr.Error())
		}
	}
}

// KeepInBackground reports whether closing the window leaves the tray.
func (w *Window) KeepInBackground() bool {
	s, err := Call(w, func(ctx context.Context, d *desk.Desk) (desk.Settings, error) { return d.Settings(ctx) })
	return err == nil && s.KeepInBackground
}

// OpenURL opens a link of an allowed host in the system's browser.
func (w *Window) OpenURL(url string) error {
	host, err := w.running()
	if err != nil {
		return err
	}
	return host.OpenURL(url)
}

func (w *Window) running() (desktop.Host, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.host == nil {
		return nil, apperr.New(apperr.Canceled, "The window is not open.", nil)
	}
	return w.host, nil
}
