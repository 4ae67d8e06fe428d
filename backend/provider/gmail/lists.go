package gmail

import (
	"context"
	"strings"
	"time"

	"mixdown/backend/provider"
)

// Why a listed mail waits to be read.
const (
	whyListedSent   = "listed as sent with the tag; not read yet"
	whyListedThread = "listed in a thread of your mail; not read yet"
	whySentNow      = "sent since the last sync; not read yet"
	whySentBack     = "back from the trash, with its thread; not read yet"
	whyMaybe        = "came in outside the threads of your mail; not looked at yet"
	whyListedFollow = "listed in the thread of an answer to your mail; not read yet"
	whyListedOther  = "listed as a possible answer in a new thread; not read yet"
)

// lists goes through the phases that list ids. A first sync goes on at the phase, and where Gmail still knows it at the
// page, at which the last one stopped. A repeated one begins again: only whole lists tell what has gone.
func (r *run) lists(ctx context.Context) error {
	switch r.cur.Phase {
	case phaseSends, phaseInbound, phaseCandidates:
	default:
		return nil
	}
	if err := r.load(ctx); err != nil {
		return err
	}
	l := lister{run: r}
	if r.cur.Again {
		r.cur.Phase, r.cur.Page = phaseSends, ""
		l.seen, l.spam = map[string]bool{}, map[string]bool{}
	}
	for _, step := range []struct {
		phase phase
		do    func(context.Context) error
	}{{phaseSends, l.sends}, {phaseInbound, l.inbound}, {phaseCandidates, l.candidates}} {
		if l.seen == nil && r.cur.Phase != step.phase {
			continue
		}
		if err := step.do(ctx); err != nil {
			return err
		}
		if l.seen == nil {
			r.cur.Phase, r.cur.Page = following[step.phase], ""
		}
	}
	var left []provider.Record
	if l.seen != nil {
		left = l.vanished()
		moved, err := r.moved(ctx, l.spamMoves())
		if err != nil {
			return err
		}
		left = append(left, moved...)
	}
	r.cur.Phase, r.cur.Page = phaseRead, ""
	return r.emit("listing", left)
}

var following = map[phase]phase{phaseSends: phaseInbound, phaseInbound: phaseCandidates, phaseCandidates: phaseRead}

// lister turns lists into unread records.
type lister struct {
	*run
	seen map[string]bool // held ids that a list showed; nil in a first sync
	spam map[string]bool // held ids that the list of spam showed
	any  bool            // the list of what came in shows something
}

// turn goes through one list. pick says what a mail that is not held is; "" leaves it out.
func (l *lister) turn(ctx context.Context, q query, token string, keepPage bool, pick func(ref) (state, why string)) error {
	pages := 0
	return l.list(ctx, q, token, func(page []ref, next string) error {
		if pages++; pages > 1 || next != "" {
			l.cur.Paged = true
		}
		var records []provider.Record
		for _, m := range page {
			l.any = true
			if _, held := l.idx.items[m.id]; held {
				// A list that looks into the trash too does not say that a mail is still there.
				if inSpam := strings.HasPrefix(q.q, "in:spam"); l.seen != nil && (!q.spamTrash || inSpam) {
					l.seen[m.id] = true
					l.spam[m.id] = l.spam[m.id] || inSpam
				}
				continue
			}
			if state, why := pick(m); state != "" {
				records = append(records, l.listed(m, state, why))
			}
		}
		if keepPage && l.seen == nil {
			l.cur.Page = next
		}
		if l.seen != nil {
			for _, rec := range records {
				l.seen[rec.ID] = true
			}
		}
		// Empty pages are told now and then: a resumed list need not go on at the very page.
		if len(records) == 0 && pages%20 != 0 {
			return nil
		}
		return l.emit("listing", records)
	})
}

func (l *lister) sends(ctx context.Context) error {
	return l.turn(ctx, sendsQuery(l.rule), l.cur.Page, true, func(ref) (string, string) {
		return provider.StateUnreadSent, whyListedSent
	})
}

// inbound lists all mail and keeps what stands in a thread of ours and is no send: 5 units for 500 mails, where asking each
// thread would cost 40.
func (l *lister) inbound(ctx context.Context) error {
	since := l.rule.Since
	pick := func(m ref) (string, string) {
		switch {
		case l.idx.ours(m.thread):
			return provider.StateUnreadIn, whyListedThread
		case !l.cur.onlyNew() && len(l.idx.follow[m.thread]) > 0:
			return provider.StateUnreadIn, whyListedFollow
		}
		return "", ""
	}
	token := l.cur.Page
	l.any = token != ""
	if err := l.turn(ctx, threadsQuery(since, l.cur.Plain), token, true, pick); err != nil {
		return err
	}
	if !l.any && !l.cur.Plain {
		// Nothing came in at all, or the server takes "-in:drafts" for a word to look for. The list without it tells.
		if err := l.turn(ctx, threadsQuery(since, true), "", false, func(m ref) (string, string) {
			l.cur.Plain = true
			return pick(m)
		}); err != nil {
			return err
		}
	}
	return l.turn(ctx, spamQuery(since, l.cur.Plain), "", false, pick)
}

// spamMoves tells which held mails were moved into spam, or out of it, while the history was not followed.
func (l *lister) spamMoves() map[string]bool {
	moves := map[string]bool{}
	for id, it := range l.idx.items {
		if l.seen[id] && !it.own && !isUnread(it.state) && it.spam != l.spam[id] {
			moves[id] = l.spam[id]
		}
	}
	return moves
}

// candidates lists what may belong to the campaign outside its threads.
func (l *lister) candidates(ctx context.Context) error {
	if l.cur.onlyNew() {
		return l.unknown(ctx)
	}
	for _, q := range candidateQueries(l.rule, l.rule.Since, l.cur.Plain) {
		if err := l.turn(ctx, q, "", false, func(ref) (string, string) {
			return provider.StateUnreadIn, whyListedOther
		}); err != nil {
			return err
		}
	}
	return nil
}

// unknown finds what came since the mailbox was last known, when its history has expired.
func (l *lister) unknown(ctx context.Context) error {
	since := time.Unix(l.cur.Seen, 0).Add(-seenMargin)
	var fresh []ref
	for _, q := range []query{inboundQuery(since, l.cur.Plain), spamQuery(since, l.cur.Plain)} {
		if err := l.turn(ctx, q, "", false, func(m ref) (string, string) {
			fresh = append(fresh, m)
			return "", ""
		}); err != nil {
			return err
		}
	}
	var records []provider.Record
	for _, m := range fresh {
		if l.seen != nil {
			l.seen[m.id] = true
		}
		records = append(records, l.listed(m, provider.StateUnreadIn, whyMaybe))
	}
	return l.emit("listing", records)
}

// seenMargin is how much earlier than the last good sync a list of what is new begins: mail arrives late.
const seenMargin = 10 * time.Minute

// vanished closes what no list showed: it was deleted, trashed, or the rule no longer matches it. Own mail that is no send
// stands in no list, and mail that the person counted by hand stays.
func (l *lister) vanished() []provider.Record {
	var out []provider.Record
	for id, it := range l.idx.items {
		if !l.seen[id] && !it.tracked && !it.kept && !l.idx.countedByHand(it.thread) {
			out = append(out, gone(id))
		}
	}
	return out
}

// decide chooses among new mails outside our threads those that must be read: all of them where that is cheapest, else
// those that the candidate lists and the lists of people mailed show too. It waits until the new sends are read, for they
// say whom to look for.
func (r *run) decide(ctx context.Context, ids []string) error {
	open := map[string]bool{}
	for _, id := range ids {
		open[id] = true
	}
	since := r.rule.Since // not since the last sync: a clock may have been wrong, and the lists are as many
	queries := append(candidateQueries(r.rule, since, r.cur.Plain), peopleQueries(r.idx.peopleMailed(), since, r.cur.Plain)...)
	var out []provider.Record
	take := func(id string) {
		delete(open, id)
		out = append(out, r.listed(ref{id, r.idx.items[id].thread}, provider.StateUnreadIn, whyListedOther))
	}
	for _, id := range ids {
		if thread := r.idx.items[id].thread; r.idx.ours(thread) || len(r.idx.follow[thread]) > 0 || len(ids)*priceMessage <= len(queries)*priceList {
			take(id)
		}
	}
	for _, q := range queries {
		if len(open) == 0 {
			break
		}
		if err := r.list(ctx, q, "", func(page []ref, _ string) error {
			for _, m := range page {
				if open[m.id] {
					take(m.id)
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	for id := range open {
		if r.idx.unreadSends > 0 { // one of ours could not be read: it may be the one that is answered
			r.tried[id] = true
			continue
		}
		out = append(out, gone(id))
	}
	return r.emit("listing", out)
}

// listPeople lists what the people mailed wrote outside our threads: an answer in a new thread names our mail in a header,
// which no search finds.
func (r *run) listPeople(ctx context.Context) error {
	l := lister{run: r}
	for _, q := range peopleQueries(r.idx.peopleMailed(), r.rule.Since, r.cur.Plain) {
		if err := l.turn(ctx, q, "", false, func(ref) (string, string) {
			return provider.StateUnreadIn, whyListedOther
		}); err != nil {
			return err
		}
	}
	return nil
}
