package gmail

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"
	gapi "google.golang.org/api/gmail/v1"

	"mixdown/backend/apperr"
	"mixdown/backend/guard"
	"mixdown/backend/provider"
)

// sentHeaders are all that is asked for of a mail of ours.
var sentHeaders = []string{
	"From", "To", "Cc", "CC", "Bcc", "BCC", "Subject", "Date", "Message-ID", "Message-Id", "In-Reply-To", "References", "Content-Type",
	"List-Id", "List-ID", "List-Post", "X-Google-Group-Id", "Precedence",
}

// maxFailuresInARow ends a run: a service that fails so often is down, and each failure took the transport's patience.
const maxFailuresInARow = 5

// read reads what waits, replies first, then our own mail newest first, and ties the two together.
func (r *run) read(ctx context.Context) error {
	if r.idx == nil {
		waiting, err := r.anythingUnread(ctx)
		if err != nil || !waiting && !r.cur.Unsettled && r.cur.Phase == phaseDone && r.cur.Follow == 0 && len(r.cur.Threads) == 0 {
			return err
		}
		if err := r.load(ctx); err != nil {
			return err
		}
	}
	for {
		if r.cur.Phase == phaseCandidates { // see reopen
			if err := r.lists(ctx); err != nil {
				return err
			}
		}
		if in := r.idx.pending(provider.StateUnreadIn, false, r.tried); len(in) > 0 {
			if err := r.readAll(ctx, r.inboundUnits(in), "replies"); err != nil {
				return err
			}
			continue
		}
		if sent := r.idx.pending(provider.StateUnreadSent, false, r.tried); len(sent) > 0 {
			if err := r.readAll(ctx, r.sentUnits(sent), "details"); err != nil {
				return err
			}
			continue
		}
		if r.idx.unreadSends == 0 || r.cur.Phase == phaseDone {
			if maybe := r.idx.pending(provider.StateUnreadIn, true, r.tried); len(maybe) > 0 {
				if err := r.decide(ctx, maybe); err != nil {
					return err
				}
				continue
			}
		}
		// Only when every send is read is it known whom to look for.
		if r.cur.Phase == phaseRead && r.idx.unreadSends == 0 {
			if !r.cur.onlyNew() {
				if err := r.listPeople(ctx); err != nil {
					return err
				}
			}
			r.cur.Phase, r.cur.Again, r.cur.Expired = phaseDone, false, false
			if err := r.emit("listing", nil); err != nil {
				return err
			}
			continue
		}
		if threads := r.unreadThreads(); len(threads) > 0 {
			if err := r.readAll(ctx, threads, "details"); err != nil {
				return err
			}
			continue
		}
		if r.cur.Phase == phaseDone && r.cur.Follow > 0 {
			if err := r.listFollowed(ctx); err != nil {
				return err
			}
			continue
		}
		break
	}
	if len(r.waiting) == 0 && !r.cur.Unsettled {
		return nil
	}
	if err := r.flush(); err != nil {
		return err
	}
	if err := r.settle(ctx); err != nil {
		return err
	}
	follow := r.cur.Follow > 0 && r.cur.Phase == phaseDone
	if !follow && len(r.idx.pending(provider.StateUnreadSent, false, r.tried)) == 0 {
		return nil
	}
	return r.read(ctx) // it is known only now that an answer's thread is to be followed, or that a mail is ours
}

// errFound stops a scan at its first hit.
var errFound = errors.New("found")

func (r *run) anythingUnread(ctx context.Context) (bool, error) {
	err := r.scope.Held.Records(ctx, provider.StreamMessages, []string{provider.StateUnreadIn, provider.StateUnreadSent}, func(provider.Record) error { return errFound })
	if errors.Is(err, errFound) {
		return true, nil
	}
	return false, err
}

// unit is one request that reads mail: a message, or a whole thread where that is cheaper.
type unit struct {
	ids    []string
	thread string // "" for one message
	full   bool   // with its parts, which reports and absences need
}

// inboundUnits reads a thread as a whole where that costs no more than its replies one by one. Answers in our threads come
// before mails of which it is not known whether they are answers.
func (r *run) inboundUnits(ids []string) []unit {
	units := r.units(ids, true, func(thread string, n int) bool {
		return n*priceMessage > priceThread || n*priceMessage == priceThread && slices.ContainsFunc(r.idx.threads[thread], func(id string) bool {
			return r.idx.items[id].state == provider.StateUnreadSent
		})
	})
	slices.SortStableFunc(units, func(a, b unit) int {
		return rank(r.idx.ours(r.idx.items[b.ids[0]].thread)) - rank(r.idx.ours(r.idx.items[a.ids[0]].thread))
	})
	return units
}

// sentUnits reads our own mails. The thread of one that the person counted by hand, or that came back from the trash, is
// read as a whole.
func (r *run) sentUnits(ids []string) []unit {
	return r.units(ids, false, func(thread string, n int) bool {
		return n*priceMessage > priceThread || slices.ContainsFunc(r.idx.threads[thread], func(id string) bool {
			it := r.idx.items[id]
			return it.whole && it.state == provider.StateUnreadSent
		})
	})
}

func rank(ours bool) int {
	if ours {
		return 1
	}
	return 0
}

func (r *run) units(ids []string, full bool, whole func(thread string, n int) bool) []unit {
	byThread := map[string][]string{}
	for _, id := range ids {
		t := r.idx.items[id].thread
		byThread[t] = append(byThread[t], id)
	}
	var out []unit
	taken := map[string]bool{}
	for _, id := range ids {
		t := r.idx.items[id].thread
		if t == "" || r.tried["thread:"+t] || !whole(t, len(byThread[t])) {
			out = append(out, unit{ids: []string{id}, full: full})
		} else if !taken[t] {
			taken[t] = true
			out = append(out, unit{ids: byThread[t], thread: t, full: full})
		}
	}
	return out
}

// answer is what a unit brought.
type answer struct {
	unit
	messages []*gapi.Message
	err      error
}

// readAll fetches units a few at a time and emits what they bring as it comes.
func (r *run) readAll(parent context.Context, units []unit, word string) error {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	answers := make(chan answer)
	go func() {
		defer close(answers)
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(inFlight)
		for _, u := range units {
			if ctx.Err() != nil {
				break
			}
			g.Go(func() error {
				a := r.fetch(ctx, u)
				select {
				case answers <- a:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		}
		_ = g.Wait()
	}()
	err := r.takeAll(ctx, answers, word)
	cancel()
	for range answers { // the fetchers end before readAll does
	}
	if err == nil {
		err = parent.Err()
	}
	return err
}

func (r *run) takeAll(ctx context.Context, answers <-chan answer, word string) error {
	inARow := 0
	for a := range answers {
		records, err := r.take(ctx, a)
		if err != nil && stops(err) {
			if ctx.Err() == nil {
				if flushErr := r.flush(); flushErr != nil {
					return flushErr
				}
			}
			return err
		}
		if emitErr := r.emit(word, records); emitErr != nil {
			return emitErr
		}
		if err == nil {
			inARow = 0
		} else if inARow++; inARow >= maxFailuresInARow {
			return err
		}
	}
	return nil
}

// fetch gets a unit. A fault of ours in it is that unit's error: it runs on a goroutine of its own.
func (r *run) fetch(ctx context.Context, u unit) (a answer) {
	err := guard.Do(nil, "fetch", func() error { a = r.get(ctx, u); return nil })
	if err != nil {
		return answer{unit: u, err: err}
	}
	return a
}

func (r *run) get(ctx context.Context, u unit) answer {
	format := "metadata"
	if u.full {
		format = "full"
	}
	if u.thread != "" {
		call := r.svc.Users.Threads.Get("me", u.thread).Format(format).Context(ctx)
		if !u.full {
			call = call.MetadataHeaders(sentHeaders...)
		}
		t, err := call.Do()
		if err != nil {
			return answer{unit: u, err: asError("read a thread", err)}
		}
		return answer{unit: u, messages: t.Messages}
	}
	call := r.svc.Users.Messages.Get("me", u.ids[0]).Format(format).Context(ctx)
	if !u.full {
		call = call.MetadataHeaders(sentHeaders...)
	}
	m, err := call.Do()
	if err != nil {
		return answer{unit: u, err: asError("read a message", err)}
	}
	return answer{unit: u, messages: []*gapi.Message{m}}
}

// take turns an answer into records. An error that does not end the run comes with the records that say so.
func (r *run) take(ctx context.Context, a answer) ([]provider.Record, error) {
	if a.err != nil {
		return r.unreadable(a)
	}
	var out []provider.Record
	got := map[string]bool{}
	for _, g := range a.messages {
		if g == nil || g.Id == "" {
			continue
		}
		got[g.Id] = true
		it, held := r.idx.items[g.Id]
		if held && (!isUnread(it.state) || !a.full && it.state == provider.StateUnreadIn) {
			continue // read already, or it needs its parts
		}
		if !held && !a.full && !slices.Contains(g.LabelIds, "SENT") {
			if !isUncounted(g.LabelIds) { // came with the thread, but a report in it needs its parts
				out = append(out, r.listed(ref{g.Id, g.ThreadId}, provider.StateUnreadIn, whyListedThread))
			}
			continue
		}
		if !held && r.beforeCampaign(a.thread, g) {
			continue // no list shows it either
		}
		rec, keep, err := r.build(ctx, mailOf(g), it.tracked)
		if err != nil {
			if stops(err) {
				return out, err
			}
			out = append(out, r.unread(g.Id, a.thread, err))
			return out, err
		}
		if keep || held {
			out = append(out, rec)
		}
	}
	if len(a.ids) == 0 {
		r.readThread(a.thread)
	}
	for _, id := range a.ids {
		switch {
		case got[id]:
		case a.thread != "":
			r.tried["thread:"+a.thread] = true // it is not where it was listed: asked for by itself
		default:
			err := apperr.For(name, apperr.BadAnswer, "Gmail answered with another message than the one asked for.", nil)
			return append(out, r.unread(id, "", err)), err
		}
	}
	return out, nil
}

// unreadable handles a unit that could not be read. What Gmail no longer has is closed; the rest waits for the next sync.
func (r *run) unreadable(a answer) ([]provider.Record, error) {
	var out []provider.Record
	switch {
	case isStatus(a.err, 404) && a.thread != "":
		r.tried["thread:"+a.thread] = true
		r.readThread(a.thread)
		return nil, nil
	case isStatus(a.err, 404):
		return append(out, gone(a.ids[0])), nil
	case stops(a.err):
		return nil, a.err
	}
	r.tried["whole:"+a.thread] = true
	for _, id := range a.ids {
		out = append(out, r.unread(id, a.thread, a.err))
	}
	return out, a.err
}

// unread notes that a mail could not be read. It waits for the next sync.
func (r *run) unread(id, thread string, err error) provider.Record {
	r.tried[id] = true
	it, held := r.idx.items[id]
	if !held {
		it = item{state: provider.StateUnreadIn, thread: thread}
	}
	rec := r.listed(ref{id, it.thread}, it.state, "could not be read; the next sync tries again")
	data := provider.MessageData{Attempts: it.attempts + 1, Error: string(apperr.CodeOf(err)), Tracked: it.tracked}
	if it.tracked {
		data.To = it.to // what the person said of it still stands
	}
	rec.Data = dataJSON(data)
	return rec
}
