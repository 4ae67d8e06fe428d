package gmail

import (
	"context"
	"time"

	"mixdown/backend/provider"
)

// An answer in a thread that somebody else began, tied to our mail by the reference in its headers, makes that thread one to
// follow: what stands there after it, ours or theirs, says whose turn it is. The sync that brings the answer lists what came
// and went since, and picks that thread's mails by their thread id: 5 units for 500 mails, once for all such threads.

// follow notes an answer whose thread is not followed yet. The note stands in the cursor, so a sync that is stopped between
// the answer and the list does not forget it.
func (r *run) follow(rec provider.Record) {
	if !isNamedAnswer(rec) || r.idx.items[rec.ID].named {
		return
	}
	if _, already := r.idx.followed(rec.Group, rec.At); already {
		return
	}
	if at := rec.At.Unix(); r.cur.Follow == 0 || at < r.cur.Follow {
		r.cur.Follow = at
	}
}

// listFollowed lists the rest of the threads to follow.
func (r *run) listFollowed(ctx context.Context) error {
	l := lister{run: r}
	err := l.turn(ctx, followQuery(time.Unix(r.cur.Follow, 0), r.cur.Plain), "", false, func(m ref) (state, why string) {
		if len(r.idx.follow[m.thread]) > 0 {
			return provider.StateUnreadIn, whyListedFollow
		}
		return "", ""
	})
	if err != nil {
		return err
	}
	r.cur.Follow = 0
	return r.emit("listing", nil)
}
