package gmail

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"mixdown/backend/provider"
)

// index is what is held, arranged for the questions that a sync asks: is this id known, is this thread ours, whose mail is
// answered. It holds ids and addresses only.
type index struct {
	items   map[string]item
	threads map[string][]string // the ids of our sends by thread
	byMsgID map[string]string   // our sends by Message-ID
	people  map[string][]string // our sends by recipient
	// follow are threads that somebody else began and in which an answer names our mail: those answers by thread.
	follow map[string][]string
	own    own
	// unread and failed count the items not read yet, and those of them that could not be read.
	unread, failed, unreadSends int
}

// item is one held record, shortened.
type item struct {
	state    string
	thread   string
	at       time.Time
	msgID    string
	to       []string
	own      bool
	tracked  bool
	spam     bool
	named    bool   // an answer in a new thread that names our mail
	answers  string // the send that it names
	attempts int
	whole    bool // its thread is to be read as a whole: answers in it may be older than our knowing of it
	maybe    bool // outside our threads; whether it must be read is not decided
	kept     bool // own mail without the tag: no list shows it, so its absence from lists says nothing
}

func isSend(state string) bool {
	return state == provider.StatePitch || state == provider.StateOwnFollowup || state == provider.StateUnreadSent
}

func isUnread(state string) bool {
	return state == provider.StateUnreadSent || state == provider.StateUnreadIn
}

// isNamedAnswer reports whether a record is a person's answer in a thread that is not ours, tied by the mail that it names.
func isNamedAnswer(rec provider.Record) bool {
	return !rec.Gone && rec.State == provider.StateHumanReply && strings.TrimSuffix(rec.Why, inSpam) == whyNamed && rec.Group != ""
}

func newIndex(ownAddresses ...string) *index {
	return &index{items: map[string]item{}, threads: map[string][]string{}, byMsgID: map[string]string{}, people: map[string][]string{}, follow: map[string][]string{}, own: ownOf(ownAddresses...)}
}

// loadIndex reads everything held of the campaign.
func loadIndex(ctx context.Context, held provider.Held, ownAddresses ...string) (*index, error) {
	x := newIndex(ownAddresses...)
	err := held.Records(ctx, provider.StreamMessages, nil, func(rec provider.Record) error {
		x.apply(rec)
		return nil
	})
	return x, err
}

// dataOf decodes a record's data; what cannot be read is the zero value.
func dataOf(rec provider.Record) provider.MessageData {
	var d provider.MessageData
	if len(rec.Data) > 0 {
		_ = json.Unmarshal(rec.Data, &d)
	}
	return d
}

// apply takes a record over, as the store does.
func (x *index) apply(rec provider.Record) {
	x.remove(rec.ID)
	if rec.Gone {
		return
	}
	d := dataOf(rec)
	it := item{state: rec.State, thread: rec.Group, own: d.Own, tracked: d.Tracked, spam: d.Spam, attempts: d.Attempts}
	if isSend(rec.State) {
		it.at, it.msgID = rec.At, d.MessageID
		it.to = slices.Concat(d.To, d.Cc, d.Bcc)
		x.threads[rec.Group] = append(x.threads[rec.Group], rec.ID)
		if d.MessageID != "" {
			x.byMsgID[idKey(d.MessageID)] = rec.ID
		}
		for _, p := range it.to {
			x.people[p] = append(x.people[p], rec.ID)
		}
	}
	if isNamedAnswer(rec) {
		it.named, it.at, it.answers = true, rec.At, d.Answers
		x.follow[rec.Group] = append(x.follow[rec.Group], rec.ID)
	}
	it.kept = d.Own && rec.Why == whyNoTag
	if d.Own && rec.Who != "" && rec.State == provider.StatePitch && rec.Why != whyOutside {
		x.own.add(rec.Who)
	}
	if isUnread(rec.State) {
		it.maybe = rec.Why == whyMaybe
		it.whole = d.Tracked || rec.Why == whySentBack
		x.unread++
		if rec.State == provider.StateUnreadSent {
			x.unreadSends++
		}
		if d.Attempts > 0 {
			x.failed++
		}
	}
	x.items[rec.ID] = it
}

func (x *index) remove(id string) {
	it, ok := x.items[id]
	if !ok {
		return
	}
	delete(x.items, id)
	if isUnread(it.state) {
		x.unread--
		if it.state == provider.StateUnreadSent {
			x.unreadSends--
		}
		if it.attempts > 0 {
			x.failed--
		}
	}
	if it.named {
		x.unlist(x.follow, it.thread, id)
	}
	if !isSend(it.state) {
		return
	}
	x.unlist(x.threads, it.thread, id)
	if key := idKey(it.msgID); it.msgID != "" && x.byMsgID[key] == id {
		delete(x.byMsgID, key)
	}
	for _, p := range it.to {
		x.unlist(x.people, p, id)
	}
}

// unlist takes id from the list at key, and the key with the last one.
func (*index) unlist(lists map[string][]string, key, id string) {
	if left := slices.DeleteFunc(slices.Clone(lists[key]), func(s string) bool { return s == id }); len(left) > 0 {
		lists[key] = left
	} else {
		delete(lists, key)
	}
}

// idKey makes Message-IDs comparable: some systems change the case of the domain, so case is ignored.
func idKey(id string) string { return strings.ToLower(strings.Trim(id, "<> ")) }

// ours reports whether a thread has a send of the campaign.
func (x *index) ours(thread string) bool { return len(x.threads[thread]) > 0 }

// countedByHand reports whether a thread has a mail that the person counted: it may be older than anything that is listed.
func (x *index) countedByHand(thread string) bool {
	return slices.ContainsFunc(x.threads[thread], func(id string) bool { return x.items[id].tracked })
}

// sentIn reports whether a thread has a send that was read.
func (x *index) sentIn(thread string) bool {
	return slices.ContainsFunc(x.threads[thread], func(id string) bool { return x.items[id].state != provider.StateUnreadSent })
}

// followed returns the first answer that makes a thread which is not ours one to follow, if it came before at: what stands
// after it there belongs to the same conversation.
func (x *index) followed(thread string, at time.Time) (item, bool) {
	var first item
	for _, id := range x.follow[thread] {
		if it := x.items[id]; it.at.Before(at) && (!first.named || it.at.Before(first.at)) {
			first = it
		}
	}
	return first, first.named
}

// mailedBefore reports whether a send went to addr before at: what came earlier answers nothing of ours.
func (x *index) mailedBefore(addr string, at time.Time) bool {
	return slices.ContainsFunc(x.people[addr], func(id string) bool { return !x.items[id].at.After(at) })
}

// answers returns the send that a mail answers: the one it names, else the last of its thread before it; "" for none.
func (x *index) answers(rec provider.Record, d provider.MessageData) (id string, named bool) {
	for _, ref := range d.References {
		if id, ok := x.byMsgID[idKey(ref)]; ok && id != rec.ID {
			return id, true
		}
	}
	if rec.State == provider.StateListEcho && d.MessageID != "" {
		if id, ok := x.byMsgID[idKey(d.MessageID)]; ok && id != rec.ID {
			return id, true
		}
	}
	var last item
	for _, s := range x.threads[rec.Group] {
		it := x.items[s]
		if it.state == provider.StateUnreadSent || it.at.After(rec.At) {
			continue
		}
		if id == "" || it.at.After(last.at) || it.at.Equal(last.at) && s > id {
			id, last = s, it
		}
	}
	return id, false
}

// pending returns the unread ids of a state that were not tried in this run; those of which it is not decided whether they
// must be read, or the others.
func (x *index) pending(state string, maybe bool, tried map[string]bool) []string {
	var out []string
	for id, it := range x.items {
		if it.state == state && it.maybe == maybe && !tried[id] {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, newestFirst)
	return out
}

// newestFirst orders ids by age as far as their form tells: Gmail's are hexadecimal and grow with time.
func newestFirst(a, b string) int {
	if len(a) != len(b) {
		return len(b) - len(a)
	}
	return strings.Compare(b, a)
}
