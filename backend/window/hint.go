package window

import (
	"context"

	"mixdown/backend/desk"
)

// Hints that the page says in its own words.
const (
	hintClosed = "closed" // closing the window left Mixdown in the tray
	hintNoTray = "noTray" // this desktop shows no tray
)

// Hidden is called when closing the window only hid it. The first time it is explained: by a notification, since there is no
// window to say it in, and where the system shows none, in the window when it comes back.
func (w *Window) Hidden() {
	err := Act(w, func(ctx context.Context, d *desk.Desk) error {
		s, err := d.Settings(ctx)
		if err != nil || s.CloseExplained {
			return err
		}
		if _, err := d.SaveSetting(ctx, "closeExplained", true); err != nil {
			return err
		}
		host, err := w.running()
		if err != nil {
			return err
		}
		if host.Notify("settings:closed", "Mixdown goes on in the tray", "It keeps your numbers up to date there. Open or quit it from its icon; Settings changes what closing does.") != nil {
			w.last.Lock()
			w.last.hints = append(w.last.hints, hintClosed)
			w.last.Unlock()
		}
		return nil
	})
	if err != nil {
		w.Log().Warn("window hidden", "cause", err.Error())
	}
}

// Hints returns what the page is to say now, each once.
func (w *Window) Hints() ([]string, error) {
	return Call(w, func(ctx context.Context, d *desk.Desk) ([]string, error) {
		host, err := w.running()
		if err != nil {
			return nil, err
		}
		s, err := d.Settings(ctx)
		if err != nil {
			return nil, err
		}
		w.last.Lock()
		hints := append([]string{}, w.last.hints...)
		w.last.hints = nil
		w.last.Unlock()
		if !s.NoTrayExplained && s.KeepInBackground && !host.HasTray() && w.trayNamed.CompareAndSwap(false, true) {
			if _, err := d.SaveSetting(ctx, "noTrayExplained", true); err != nil {
				return hints, err
			}
			hints = append(hints, hintNoTray)
		}
		return hints, nil
	})
}

// Doctor checks every part, the tray too.
func (w *Window) Doctor() ([]desk.Finding, error) {
	return Call(w, func(ctx context.Context, d *desk.Desk) ([]desk.Finding, error) {
		list := d.Doctor(ctx)
		if host, err := w.running(); err == nil {
			tray := desk.Finding{Part: "tray", OK: true, Message: "shown"}
			if !host.HasTray() { // no fault: some desktops have none
				tray.Message, tray.Fix = "this desktop shows none, so closing the window ends Mixdown", "everything in the tray is in this window too"
			}
			list = append(list, tray)
		}
		return list, nil
	})
}
