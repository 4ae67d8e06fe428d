package gmail

import (
	"context"
	"slices"
	"time"

	gapi "google.golang.org/api/gmail/v1"

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

// joined notes a send of ours that stands in a thread which began without us: what is there before it came in when the thread
// was nobody's. A first sync lists that with everything else.
func (r *run) joined(rec provider.Record) {
	if r.cur.Phase != phaseDone || rec.Gone || rec.State != provider.StatePitch || rec.Group == "" || rec.Group == rec.ID {
		return
	}
	was := r.idx.items[rec.ID].state
	if was != provider.StateUnreadSent || r.idx.sentIn(rec.Group) || len(dataOf(rec).References) == 0 || len(r.cur.Threads) >= maxThreads {
		return
	}
	if !slices.Contains(r.cur.Threads, rec.Group) {
		r.cur.Threads = append(slices.Clone(r.cur.Threads), rec.Group)
	}
}

// late notes a send that is older than the mailbox is known: it came back from the trash, or another program put it there.
// What answered it outside its thread came in when it was nobody's answer.
func (r *run) late(rec provider.Record) {
	if rec.Gone || rec.State != provider.StatePitch || r.idx.items[rec.ID].state != provider.StateUnreadSent || r.cur.Seen == 0 || rec.At.Unix() >= r.cur.Seen {
		return
	}
	r.reopen()
}

// reopen has the lists of what may belong to the campaign outside its threads made again, where they were made before.
func (r *run) reopen() {
	if r.cur.Phase == phaseDone || r.cur.Phase == phaseRead {
		r.cur.Phase, r.cur.Page, r.cur.Again, r.cur.Expired = phaseCandidates, "", false, false
	}
}

// unreadThreads are the threads to be read as a whole that were not tried in this run: 40 units each.
func (r *run) unreadThreads() []unit {
	var out []unit
	for _, t := range r.cur.Threads {
		if !r.tried["whole:"+t] {
			out = append(out, unit{thread: t, full: true})
		}
	}
	return out
}

// readThread takes a thread off the list of those to be read.
func (r *run) readThread(thread string) {
	r.cur.Threads = slices.DeleteFunc(slices.Clone(r.cur.Threads), func(t string) bool { return t == thread })
}

// beforeCampaign reports whether a mail that came with its thread is older than anything that is listed. Threads of mail that
// the person counted by hand may be older than the campaign.
func (r *run) beforeCampaign(thread string, g *gapi.Message) bool {
	if thread == "" || g.InternalDate <= 0 || r.rule.Since.IsZero() || g.InternalDate >= (r.rule.Since.Unix()-1)*1000 {
		return false
	}
	return !slices.ContainsFunc(r.idx.threads[g.ThreadId], func(id string) bool { return r.idx.items[id].tracked || r.idx.items[id].whole })
}
