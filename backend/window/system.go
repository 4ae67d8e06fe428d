package window

import (
	"context"

	"mixdown/backend/desk"
	"mixdown/backend/desktop"
)

// system follows what happens to the computer: after sleep, and when the network is back, what is due is read at once; on
// battery and on a metered network it reads less often.
func (w *Window) system(ctx context.Context, d *desk.Desk) {
	note := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			d.Logger().Warn(what, "cause", err.Error())
		}
	}
	desktop.WatchSystem(ctx, desktop.SystemEvents{
		Changed: func(s desktop.System) {
			note("save energy", d.Save(ctx, reason(s)))
			w.look()
		},
		Woke: w.look,
		Online: func() {
			note("network is back", d.NetworkIsBack(ctx))
			w.look()
		},
	})
}

func reason(s desktop.System) string {
	switch {
	case s.OnBattery:
		return desk.SavingBattery
	case s.Metered:
		return desk.SavingMetered
	}
	return ""
}
