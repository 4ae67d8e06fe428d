package gmail

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"mixdown/backend/provider"
)

// settle looks at every held mail again once more is known, without a request: what an answer answers is certain only when
// our mails are read, and whether a mail belongs to the campaign only when its thread is.
func (r *run) settle(ctx context.Context) error {
	var out []provider.Record
	lists := map[string]bool{} // sends that came back through a list
	err := r.scope.Held.Records(ctx, provider.StreamMessages, nil, func(rec provider.Record) error {
		if rec.State == provider.StateListEcho {
			if id := dataOf(rec).Answers; id != "" {
				lists[id] = true
			}
		}
		if now, changed := r.settled(rec); changed {
			out = append(out, now)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("gmail: read what is held: %w", err)
	}
	if len(lists) > 0 {
		marked, err := r.marked(ctx, lists)
		if err != nil {
			return err
		}
		out = append(out, marked...)
	}
	if len(out) == 0 {
		r.cur.Unsettled = false
		return nil
	}
	// Closing a send may leave its answers without a thread: look again until nothing changes.
	if err := r.emit("details", out); err != nil {
		return err
	}
	if err := r.flush(); err != nil {
		return err
	}
	return r.settle(ctx)
}

// settled returns a held record as it is now, and whether that is another than before.
func (r *run) settled(rec provider.Record) (provider.Record, bool) {
	if isUnread(rec.State) {
		return rec, false
	}
	d := dataOf(rec)
	now := rec
	var keep bool
	switch {
	case d.Own && (rec.State == provider.StatePitch || rec.State == provider.StateOwnFollowup || slices.Contains(ownWhys, rec.Why)):
		now.State, now.Why, keep = r.ownState(rec, d, rec.Why == whySelf)
	case !d.Own && rec.State != provider.StateListEcho && rec.State != provider.StateBounce && rec.State != provider.StateDelayNotice && r.idx.own.has(rec.Who):
		// The address turned out to be one of ours when our own mail was read: whom this mail went to must be read too.
		return r.listed(ref{rec.ID, rec.Group}, provider.StateUnreadSent, whyListedSent), true
	default:
		if rec.State == provider.StateUnrelated && strings.HasPrefix(rec.Why, whySuggest) {
			now.State = provider.StateHumanReply // a person wrote it, and what it answers may be known now
		}
		now, keep = r.tie(now, d)
	}
	if !keep {
		return gone(rec.ID), true
	}
	return now, now.State != rec.State || now.Why != rec.Why || !bytes.Equal(now.Data, rec.Data) && !same(now, rec)
}

// ownWhys are the reasons that depend on the rule.
var ownWhys = []string{whyPitch, whyOutside, whyTracked, whySelf, whyPartTag, whyNoTag, whyDates}

// same compares data that may have been written by another hand.
func same(a, b provider.Record) bool {
	return bytes.Equal(dataJSON(dataOf(a)), dataJSON(dataOf(b)))
}

// marked notes on our sends that a recipient is a list.
func (r *run) marked(ctx context.Context, sends map[string]bool) ([]provider.Record, error) {
	var out []provider.Record
	err := r.scope.Held.Records(ctx, provider.StreamMessages, []string{provider.StatePitch}, func(rec provider.Record) error {
		d := dataOf(rec)
		if sends[rec.ID] && !d.List {
			d.List = true
			rec.Data = dataJSON(d)
			out = append(out, rec)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("gmail: read what is held: %w", err)
	}
	return out, nil
}
