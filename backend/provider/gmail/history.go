package gmail

import (
	"context"
	"fmt"
	"slices"
	"strings"

	gapi "google.golang.org/api/gmail/v1"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// change is what the history tells of one mail, all in all.
type change struct {
	ref
	labels []string
	known  bool // labels are told
	// added: it came, came back from the trash, or was a draft that is sent now.
	added bool
	back  bool // from the trash
	left  bool // deleted, or in the trash
	spam  int  // 1: moved into spam, -1: moved out
}

// changes keeps the order in which mails appear in the history.
type changes struct {
	order []string
	by    map[string]*change
}

func (c *changes) of(m *gapi.Message) *change {
	if m == nil || m.Id == "" {
		return &change{}
	}
	ch := c.by[m.Id]
	if ch == nil {
		ch = &change{ref: ref{id: m.Id}}
		c.by[m.Id], c.order = ch, append(c.order, m.Id)
	}
	if m.ThreadId != "" {
		ch.thread = m.ThreadId
	}
	if len(m.LabelIds) > 0 {
		ch.labels, ch.known = m.LabelIds, true
	}
	return ch
}

func (c *changes) take(h *gapi.History) {
	for _, e := range h.MessagesAdded {
		if e != nil {
			ch := c.of(e.Message)
			ch.added, ch.left = true, slices.Contains(ch.labels, "TRASH")
		}
	}
	for _, e := range h.LabelsAdded {
		if e == nil || !slices.ContainsFunc(e.LabelIds, matters) {
			continue
		}
		ch := c.of(e.Message)
		for _, label := range e.LabelIds {
			switch label {
			case "TRASH":
				ch.left = true
			case "SPAM":
				ch.spam = 1
			case "SENT":
				ch.added = true
			}
		}
	}
	for _, e := range h.LabelsRemoved {
		if e == nil || !slices.ContainsFunc(e.LabelIds, matters) {
			continue
		}
		ch := c.of(e.Message)
		for _, label := range e.LabelIds {
			switch label {
			case "TRASH":
				ch.left, ch.added, ch.back = false, true, true
			case "SPAM":
				ch.spam = -1
			case "DRAFT":
				ch.added = true
			}
		}
	}
	for _, e := range h.MessagesDeleted {
		if e != nil {
			c.of(e.Message).left = true
		}
	}
}

// matters names the labels whose coming or going changes what is counted. Reading and starring do not.
func matters(label string) bool {
	return label == "TRASH" || label == "SPAM" || label == "SENT" || label == "DRAFT"
}

// history asks what changed since the cursor: 2 units a page, one page where little happened.
func (r *run) history(ctx context.Context) (*changes, uint64, error) {
	c := &changes{by: map[string]*change{}}
	latest, token := r.cur.History, ""
	for range maxPages {
		call := r.svc.Users.History.List("me").StartHistoryId(r.cur.History).MaxResults(pageSize).Context(ctx)
		if token != "" {
			call = call.PageToken(token)
		}
		res, err := call.Do()
		if err != nil {
			return nil, 0, err
		}
		r.heard(res.ServerResponse)
		for _, h := range res.History {
			if h != nil {
				c.take(h)
			}
		}
		if token == "" && res.HistoryId > latest {
			latest = res.HistoryId // of the first page: what comes while pages are turned is asked for again
		}
		if res.NextPageToken == "" || res.NextPageToken == token {
			return c, latest, nil
		}
		token = res.NextPageToken
	}
	return nil, 0, apperr.For(name, apperr.BadAnswer, "Gmail's history does not come to an end. The next sync tries again.", fmt.Errorf("gmail: history: more than %d pages", maxPages))
}

// catchUp takes over what the history tells. left says that something left the mailbox; expired that the history no longer
// reaches back to the cursor.
func (r *run) catchUp(ctx context.Context) (left, expired bool, err error) {
	c, latest, err := r.history(ctx)
	if err != nil {
		if isStatus(err, 404) {
			return false, true, nil
		}
		return false, false, asError("read the history", err)
	}
	if len(c.order) > 0 {
		if left, err = r.apply(ctx, c); err != nil {
			return false, false, err
		}
	}
	r.cur.History = latest
	if r.idx == nil {
		return left, false, nil
	}
	return left, false, r.emit("listing", nil)
}

// apply turns changes into unread records and closed ones, sends first: a reply may have come in the same stretch.
func (r *run) apply(ctx context.Context, c *changes) (left bool, err error) {
	if err := r.load(ctx); err != nil {
		return false, err
	}
	var records []provider.Record
	var inbound []ref
	mine := map[string]bool{} // threads of sends in this stretch
	spam := map[string]bool{} // held mails moved into spam, or out of it
	for _, id := range c.order {
		ch := c.by[id]
		it, held := r.idx.items[id]
		switch {
		case ch.left:
			left = true
			if held {
				records = append(records, gone(id))
			}
		case held:
			if ch.spam != 0 && !isUnread(it.state) {
				spam[id] = ch.spam > 0
			}
		case !ch.added || ch.known && isUncounted(ch.labels):
		case ch.known && slices.Contains(ch.labels, "SENT"):
			why := whySentNow
			if ch.back {
				why = whySentBack
				r.reopen()
			}
			records = append(records, r.listed(ch.ref, provider.StateUnreadSent, why))
			mine[ch.thread] = true
		default:
			inbound = append(inbound, ch.ref)
		}
	}
	var fresh []ref
	for _, m := range inbound {
		if r.idx.ours(m.thread) || mine[m.thread] || len(r.idx.follow[m.thread]) > 0 {
			records = append(records, r.listed(m, provider.StateUnreadIn, whyListedThread))
		} else {
			fresh = append(fresh, m)
		}
	}
	for _, m := range fresh {
		records = append(records, r.listed(m, provider.StateUnreadIn, whyMaybe))
	}
	moved, err := r.moved(ctx, spam)
	if err != nil {
		return false, err
	}
	records = append(records, moved...)
	if len(records) == 0 {
		return left, nil
	}
	return left, r.emitUncut(records)
}

// moved notes on held mails that they were moved into spam, or out of it. That changes nothing that they count for.
func (r *run) moved(ctx context.Context, spam map[string]bool) ([]provider.Record, error) {
	if len(spam) == 0 {
		return nil, nil
	}
	var out []provider.Record
	err := r.scope.Held.Records(ctx, provider.StreamMessages, nil, func(rec provider.Record) error {
		now, moved := spam[rec.ID]
		if d := dataOf(rec); moved && d.Spam != now {
			d.Spam = now
			rec.Why = strings.TrimSuffix(rec.Why, inSpam)
			if now {
				rec.Why += inSpam
			}
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

// emitUncut takes records over with the cursor that follows: catchUp moves it before anything is flushed.
func (r *run) emitUncut(records []provider.Record) error {
	gathering := r.gathering
	r.gathering = true
	err := r.emit("listing", records)
	r.gathering = gathering
	return err
}

func isUncounted(labels []string) bool {
	return slices.ContainsFunc(labels, func(l string) bool { _, ok := uncounted[l]; return ok })
}
