package window

import (
	"context"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
	"mixdown/backend/tracker"
)

// noticeEvery is how often the window looks for what is to be told beside the end of a sync: the end of quiet hours, and
// what another process read.
const noticeEvery = time.Minute

// notices shows a notification for each new human reply, ended sign-in and conflict. The system asks for its permission
// when there is a first one to show.
func (w *Window) notices(ctx context.Context, d *desk.Desk, host desktop.Host) {
	tick := time.NewTicker(noticeEvery)
	defer tick.Stop()
	synced := make(chan struct{}, 1)
	unlisten := d.Listen(func(e tracker.Event) {
		if e.Kind == "finished" {
			select {
			case synced <- struct{}{}:
			default:
			}
		}
	})
	defer unlisten() // it is begun again after a panic
	for {
		w.showNotices(ctx, d, host)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-synced:
		}
	}
}

func (w *Window) showNotices(ctx context.Context, d *desk.Desk, host desktop.Host) {
	list, err := d.Notices(ctx)
	if err != nil {
		if apperr.CodeOf(err) != apperr.Canceled && ctx.Err() == nil {
			d.Logger().Warn("notices", "cause", err.Error())
		}
		return
	}
	for _, n := range list {
		if err := host.Notify(n.Screen+":"+n.ID, n.Title, n.Body); err != nil {
			d.Logger().Warn("notify", "cause", err.Error())
		}
	}
}
