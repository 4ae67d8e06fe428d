package sandbox

import (
	"fmt"
	"hash/fnv"
	"slices"
	"sort"
	"strconv"
	"sync"
	"time"
)

// Alias is another address that a mailbox sends as.
type Alias struct{ Address, Name string }

// Mailbox is one Gmail account.
type Mailbox struct {
	address string
	now     func() time.Time

	mu      sync.RWMutex
	name    string
	aliases []Alias
	labels  []string          // ids; the place is the bit in entry.labels
	titles  map[string]string // names of the person's own labels, by id
	byID    map[uint64]*entry
	byRef   map[uint64]*entry // by hash of Message-ID
	threads map[uint64][]*entry
	sorted  []*entry // oldest first
	bulk    Bulk
	senders senders
	seq     uint64

	history   []change
	historyID uint64
	floor     uint64 // start ids below it are too old
	changed   func(historyID uint64)
}

// entry is one mail in the mailbox. Its text is held, or made again by bulk.
type entry struct {
	id, thread uint64
	date       int64 // milliseconds since 1970
	labels     uint64
	historyID  uint64
	text       *Message
	place      int32 // in bulk, where text is nil
	hidden     bool  // listed, but 404 on get
}

// systemLabels are Gmail's own, in the order of their bits.
var systemLabels = []string{"INBOX", "SENT", "DRAFT", "SPAM", "TRASH", "UNREAD", "STARRED", "IMPORTANT", "CHAT",
	"CATEGORY_PERSONAL", "CATEGORY_SOCIAL", "CATEGORY_PROMOTIONS", "CATEGORY_UPDATES", "CATEGORY_FORUMS"}

func newMailbox(address string, now func() time.Time) *Mailbox {
	return &Mailbox{address: address, now: now, labels: slices.Clone(systemLabels), titles: map[string]string{},
		byID: map[uint64]*entry{}, byRef: map[uint64]*entry{}, threads: map[uint64][]*entry{}, historyID: 1000003, floor: 1000003}
}

// load fills the mailbox. The history begins after it.
func (b *Mailbox) load(m MailboxStory) {
	mail := slices.Clone(m.Mail)
	sort.SliceStable(mail, func(i, j int) bool { return mail[i].Date.Before(mail[j].Date) })
	b.mu.Lock()
	defer b.mu.Unlock()
	b.name, b.aliases = m.Name, m.Aliases
	for _, msg := range mail {
		fallback := []string{"INBOX"}
		if b.own(msg) {
			fallback = []string{"SENT"}
		}
		b.put(msg, fallback)
	}
	if m.Bulk != nil {
		b.bulk = m.Bulk
		for i := range m.Bulk.Len() {
			b.putBulk(i)
		}
		sort.SliceStable(b.sorted, func(i, j int) bool { return b.sorted[i].before(b.sorted[j]) })
	}
	b.history = nil
	b.floor = b.historyID
}

// Address returns the account's primary address.
func (b *Mailbox) Address() string { return b.address }

// Name returns the account's display name.
func (b *Mailbox) Name() string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.name
}

// AddAlias adds an address that the account sends as.
func (b *Mailbox) AddAlias(a Alias) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.aliases = append(b.aliases, a)
}

// Deliver puts a mail from outside into the mailbox and returns its id.
func (b *Mailbox) Deliver(msg Message) string { return b.add(msg, []string{"INBOX", "UNREAD"}) }

// Send puts a mail that the account sent into the mailbox and returns its id.
func (b *Mailbox) Send(msg Message) string { return b.add(msg, []string{"SENT"}) }

// Draft puts a draft into the mailbox and returns its id.
func (b *Mailbox) Draft(msg Message) string { return b.add(msg, []string{"DRAFT"}) }

func (b *Mailbox) add(msg Message, fallback []string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.put(msg, fallback)
	b.record(e, changeAdded, 0)
	return hexID(e.id)
}

// Trash moves a mail to the trash; it reports whether there is such a mail.
func (b *Mailbox) Trash(id string) bool { return b.Relabel(id, []string{"TRASH"}, []string{"INBOX"}) }

// Relabel adds and removes labels by id. It reports whether there is such a mail.
func (b *Mailbox) Relabel(id string, add, remove []string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.find(id)
	if e == nil {
		return false
	}
	if bits := b.bits(add) &^ e.labels; bits != 0 {
		e.labels |= bits
		b.record(e, changeLabelsAdded, bits)
	}
	if bits := b.bits(remove) & e.labels; bits != 0 {
		e.labels &^= bits
		b.record(e, changeLabelsRemoved, bits)
	}
	return true
}

// Delete removes a mail for good. It reports whether there was such a mail.
func (b *Mailbox) Delete(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.find(id)
	if e == nil {
		return false
	}
	delete(b.byID, e.id)
	b.sorted = slices.DeleteFunc(b.sorted, func(o *entry) bool { return o == e })
	b.threads[e.thread] = slices.DeleteFunc(b.threads[e.thread], func(o *entry) bool { return o == e })
	if len(b.threads[e.thread]) == 0 {
		delete(b.threads, e.thread)
	}
	b.record(e, changeDeleted, 0)
	return true
}

// Hide makes a mail that is still listed answer 404 when it is read, until Unhide.
func (b *Mailbox) Hide(id string) { b.setHidden(id, true) }

// Unhide ends Hide.
func (b *Mailbox) Unhide(id string) { b.setHidden(id, false) }

func (b *Mailbox) setHidden(id string, hidden bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e := b.find(id); e != nil {
		e.hidden = hidden
	}
}

// AddLabel makes a label of the person's own and returns its id.
func (b *Mailbox) AddLabel(name string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	id := fmt.Sprintf("Label_%d", len(b.labels)-len(systemLabels)+1)
	b.labels = append(b.labels, id)
	b.titles[id] = name
	return id
}

// Len returns how many mails there are, in every label.
func (b *Mailbox) Len() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.sorted)
}

// IDs returns the ids that a search finds, newest first; spam and trash only where the search names them.
func (b *Mailbox) IDs(q string) []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var out []string
	(&listing{sel: b.selection(q, nil, false)}).each(func(e *entry) bool {
		out = append(out, hexID(e.id))
		return true
	})
	return out
}

// Message returns a mail as it is in the mailbox, with its ids, date and labels.
func (b *Mailbox) Message(id string) (Message, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	e := b.find(id)
	if e == nil {
		return Message{}, false
	}
	m := b.message(e)
	m.ID, m.Thread, m.Date, m.Labels = hexID(e.id), hexID(e.thread), time.UnixMilli(e.date), b.labelIDs(e.labels)
	return m, true
}

func (b *Mailbox) find(id string) *entry {
	n, ok := parseID(id)
	if !ok {
		return nil
	}
	return b.byID[n]
}

// put files a mail in its place. The caller holds the lock.
func (b *Mailbox) put(msg Message, fallback []string) *entry {
	if msg.Date.IsZero() {
		msg.Date = b.now()
	}
	b.seq++
	msg = msg.complete(b.address, b.seq)
	e := b.enter(msg, fallback)
	e.text = &msg
	i := sort.Search(len(b.sorted), func(i int) bool { return e.before(b.sorted[i]) })
	b.sorted = slices.Insert(b.sorted, i, e)
	return e
}

// putBulk files a mail that is not held; the caller sorts afterwards.
func (b *Mailbox) putBulk(i int) {
	b.seq++
	e := b.enter(b.bulk.At(i), []string{"INBOX"})
	e.place = int32(i)
	b.sorted = append(b.sorted, e)
}

// enter makes the entry of a mail in all indexes but the sorted one.
func (b *Mailbox) enter(msg Message, fallback []string) *entry {
	labels := msg.Labels
	if labels == nil {
		labels = fallback
	}
	e := &entry{date: msg.Date.UnixMilli(), labels: b.bits(labels)}
	if n, ok := parseID(msg.ID); ok && b.byID[n] == nil {
		e.id = n
	} else {
		e.id = uint64(e.date)<<20 | mix(b.seq)&0xfffff
		for b.byID[e.id] != nil {
			e.id++
		}
	}
	b.historyID += 7 + mix(b.seq)%90
	e.historyID = b.historyID
	e.thread = e.id
	if n, ok := parseID(msg.Thread); ok {
		e.thread = n
	} else if parent := b.parent(msg); parent != nil {
		e.thread = parent.thread
	}
	b.byID[e.id] = e
	b.senders.note(e)
	b.threads[e.thread] = append(b.threads[e.thread], e)
	if ref := msg.Get("Message-ID"); ref != "" {
		b.byRef[hashText(ref)] = e
	}
	return e
}

// parent finds the mail whose thread msg joins: one that it refers to, with the same base subject.
func (b *Mailbox) parent(msg Message) *entry {
	refs := messageIDs(msg.Get("In-Reply-To") + " " + msg.Get("References"))
	if len(refs) == 0 {
		return nil
	}
	subject := baseSubject(msg.Get("Subject"))
	for i := len(refs) - 1; i >= 0; i-- {
		e := b.byRef[hashText(refs[i])]
		if e != nil && b.byID[e.id] == e && baseSubject(b.message(e).Get("Subject")) == subject {
			return e
		}
	}
	return nil
}

// message returns a mail's text.
func (b *Mailbox) message(e *entry) Message {
	if e.text != nil {
		return *e.text
	}
	m := b.bulk.At(int(e.place))
	return m.complete(b.address, uint64(e.place))
}

// own reports whether one of the account's addresses sent it.
func (b *Mailbox) own(msg Message) bool {
	for _, a := range addressesOf(msg.Get("From")) {
		if b.isOwn(a) {
			return true
		}
	}
	return false
}

func (b *Mailbox) isOwn(address string) bool {
	return address == b.address || slices.ContainsFunc(b.aliases, func(a Alias) bool { return canonical(a.Address) == address })
}

func (b *Mailbox) bits(labels []string) uint64 {
	var bits uint64
	for _, id := range labels {
		i := slices.Index(b.labels, id)
		if i < 0 && len(b.labels) < 64 {
			i = len(b.labels)
			b.labels = append(b.labels, id)
			b.titles[id] = id
		}
		if i >= 0 {
			bits |= 1 << i
		}
	}
	return bits
}

// bit returns the bit of a label, 0 for one that does not exist.
func (b *Mailbox) bit(id string) uint64 {
	if i := slices.Index(b.labels, id); i >= 0 {
		return 1 << i
	}
	return 0
}

func (b *Mailbox) labelIDs(bits uint64) []string {
	var out []string
	for i, id := range b.labels {
		if bits&(1<<i) != 0 {
			out = append(out, id)
		}
	}
	return out
}

func (e *entry) before(o *entry) bool { return e.date < o.date || e.date == o.date && e.id < o.id }

func hexID(n uint64) string { return fmt.Sprintf("%016x", n) }

func parseID(id string) (uint64, bool) {
	if len(id) == 0 || len(id) > 16 {
		return 0, false
	}
	n, err := strconv.ParseUint(id, 16, 64)
	return n, err == nil
}

func hashText(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}

// mix spreads a small number over 64 bits, the same each time (the finaliser of SplitMix64).
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}
