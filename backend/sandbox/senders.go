package sandbox

import (
	"slices"
	"sort"
	"strings"
	"sync"
)

// senders finds mails by the words of their From line, as a search index does: a search for some addresses then looks at
// their mails and not at all of a large mailbox. It is filled when it is first asked, so a story that never asks pays nothing.
type senders struct {
	mu      sync.Mutex // mails are listed under the mailbox's read lock
	byWord  map[string][]*entry
	waiting []*entry // not in byWord yet
}

// note adds a mail. The caller holds the mailbox's lock.
func (s *senders) note(e *entry) { s.waiting = append(s.waiting, e) }

// find returns the mails whose From has the rarest of these words. The caller holds the mailbox's lock, if only to read.
func (s *senders) find(b *Mailbox, want []string) []*entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byWord == nil {
		s.byWord = map[string][]*entry{}
	}
	for _, e := range s.waiting {
		for _, h := range b.message(e).Headers {
			if !strings.EqualFold(h.Name, "From") {
				continue
			}
			have := words(decodeHeader(h.Value))
			slices.Sort(have)
			for _, w := range slices.Compact(have) {
				s.byWord[w] = append(s.byWord[w], e)
			}
		}
	}
	s.waiting = nil
	rarest := s.byWord[want[0]]
	for _, w := range want[1:] {
		if list := s.byWord[w]; len(list) < len(rarest) {
			rarest = list
		}
	}
	return rarest
}

// among returns a superset of what a search finds, oldest first: the mails of the senders that it names, or all.
func (sel *selection) among() []*entry {
	found, ok := sel.from(sel.query)
	if !ok {
		return sel.box.sorted
	}
	found = slices.DeleteFunc(found, func(e *entry) bool { return sel.box.byID[e.id] != e })
	sort.Slice(found, func(i, j int) bool { return found[i].before(found[j]) })
	return slices.Compact(found)
}

// from returns the mails among which everything is that a piece of a search finds; false where its senders do not tell.
func (sel *selection) from(n node) ([]*entry, bool) {
	if n.not {
		return nil, false
	}
	var found []*entry
	switch n.kind {
	case nodeAnd:
		for _, sub := range n.subs {
			if found, ok := sel.from(sub); ok {
				return found, true
			}
		}
		return nil, false
	case nodeOr:
		for _, sub := range n.subs {
			more, ok := sel.from(sub)
			if !ok {
				return nil, false
			}
			found = append(found, more...)
		}
		return found, len(n.subs) > 0
	}
	want := words(n.value)
	if n.op != "from" || strings.EqualFold(n.value, "me") || len(want) == 0 {
		return nil, false
	}
	return slices.Clone(sel.box.senders.find(sel.box, want)), true
}
