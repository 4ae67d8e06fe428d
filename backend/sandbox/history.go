package sandbox

import (
	"regexp"
	"slices"
	"sort"
	"strconv"

	"google.golang.org/api/gmail/v1"
)

type changeKind uint8

const (
	changeAdded changeKind = iota
	changeDeleted
	changeLabelsAdded
	changeLabelsRemoved
)

var changeWords = []string{"messageAdded", "messageDeleted", "labelAdded", "labelRemoved"}

// change is one record of the history.
type change struct {
	id            uint64
	message       uint64
	thread        uint64
	labels, moved uint64 // what the mail has now, and what was added or removed
	kind          changeKind
}

// record adds to the history; ids rise with gaps. The caller holds the lock.
func (b *Mailbox) record(e *entry, kind changeKind, moved uint64) {
	b.historyID += 11 + mix(b.historyID)%400
	e.historyID = b.historyID
	b.history = append(b.history, change{id: b.historyID, message: e.id, thread: e.thread, labels: e.labels, moved: moved, kind: kind})
	if b.changed != nil {
		b.changed(b.historyID)
	}
}

// ExpireHistory makes every start id that was given out so far too old.
func (b *Mailbox) ExpireHistory() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.historyID += 5000
	b.floor = b.historyID
	b.history = nil
}

// HistoryID returns where the history is now.
func (b *Mailbox) HistoryID() uint64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.historyID
}

// gone is Gmail's answer to a start id that is too old, or was never given out.
func gone() *apiError { return notFound("Requested entity was not found.") }

func historyList(c *call) (any, error) {
	b, err := c.mailbox()
	if err != nil {
		return nil, err
	}
	text := c.query.Get("startHistoryId")
	if text == "" {
		return nil, badRequest("Missing required parameter: startHistoryId")
	}
	start, perr := strconv.ParseUint(text, 10, 64)
	if perr != nil {
		return nil, badRequest("Invalid value at 'start_history_id' (TYPE_UINT64), \"" + text + "\"")
	}
	limit, err := c.limit(100, 500)
	if err != nil {
		return nil, err
	}
	for _, t := range c.query["historyTypes"] {
		if !slices.Contains(changeWords, t) {
			return nil, badRequest("Invalid value at 'history_types' (TYPE_ENUM), \"" + t + "\"")
		}
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	if start < b.floor || start > b.historyID {
		return nil, gone()
	}
	if token := c.query.Get("pageToken"); token != "" {
		if start, perr = strconv.ParseUint(token, 10, 64); perr != nil {
			return nil, badRequest("Invalid pageToken")
		}
	}
	answer := &gmail.ListHistoryResponse{HistoryId: b.historyID}
	for i := sort.Search(len(b.history), func(i int) bool { return b.history[i].id > start }); i < len(b.history); i++ {
		ch := b.history[i]
		if !b.wants(c, ch) {
			continue
		}
		if len(answer.History) == limit {
			answer.NextPageToken = strconv.FormatUint(answer.History[limit-1].Id, 10)
			break
		}
		answer.History = append(answer.History, b.historyRecord(ch))
	}
	return answer, nil
}

func (b *Mailbox) wants(c *call, ch change) bool {
	if kinds := c.query["historyTypes"]; len(kinds) > 0 && !slices.Contains(kinds, changeWords[ch.kind]) {
		return false
	}
	label := c.query.Get("labelId")
	return label == "" || (ch.labels|ch.moved)&b.bit(label) != 0
}

func (b *Mailbox) historyRecord(ch change) *gmail.History {
	short := &gmail.Message{Id: hexID(ch.message), ThreadId: hexID(ch.thread)}
	labelled := &gmail.Message{Id: short.Id, ThreadId: short.ThreadId, LabelIds: b.labelIDs(ch.labels)}
	h := &gmail.History{Id: ch.id, Messages: []*gmail.Message{short}}
	switch ch.kind {
	case changeAdded:
		h.MessagesAdded = []*gmail.HistoryMessageAdded{{Message: labelled}}
	case changeDeleted:
		h.MessagesDeleted = []*gmail.HistoryMessageDeleted{{Message: labelled}}
	case changeLabelsAdded:
		h.LabelsAdded = []*gmail.HistoryLabelAdded{{Message: labelled, LabelIds: b.labelIDs(ch.moved)}}
	case changeLabelsRemoved:
		h.LabelsRemoved = []*gmail.HistoryLabelRemoved{{Message: labelled, LabelIds: b.labelIDs(ch.moved)}}
	}
	return h
}

var messageIDPattern = regexp.MustCompile(`<[^<>\s]+>`)

// messageIDs are the ids in angle brackets of a header.
func messageIDs(value string) []string { return messageIDPattern.FindAllString(value, -1) }
