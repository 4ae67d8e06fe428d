package sandbox

import (
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // search dates are days in California, on every system
)

// selection is a search made ready for one mailbox.
type selection struct {
	box    *Mailbox
	query  node
	all    uint64 // labels that must all be there
	refuse uint64 // labels that must not be there
	none   bool   // a label that does not exist was asked for
	zone   *time.Location
	now    time.Time
}

// selection prepares a search. The caller holds the lock while it is used.
func (b *Mailbox) selection(q string, labelIDs []string, spamTrash bool) *selection {
	sel := &selection{box: b, query: parseQuery(q), now: b.now()}
	sel.query.sortByCost()
	sel.zone, _ = time.LoadLocation("America/Los_Angeles")
	for _, id := range labelIDs {
		bit := b.bit(id)
		sel.all |= bit
		sel.none = sel.none || bit == 0
	}
	hidden := b.bit("SPAM") | b.bit("TRASH")
	if !spamTrash && !sel.query.namesHidden() {
		sel.refuse = hidden &^ sel.all
	}
	return sel
}

// namesHidden reports whether the search itself looks into spam or trash.
func (n node) namesHidden() bool {
	if n.kind == nodeTerm {
		return !n.not && (n.op == "in" || n.op == "label" || n.op == "is") &&
			slices.Contains([]string{"spam", "trash", "anywhere"}, strings.ToLower(n.value))
	}
	return slices.ContainsFunc(n.subs, node.namesHidden)
}

// sortByCost puts what is told by labels and dates before what needs the mail's text.
func (n *node) sortByCost() {
	for i := range n.subs {
		n.subs[i].sortByCost()
	}
	slices.SortStableFunc(n.subs, func(a, b node) int { return a.cost() - b.cost() })
}

func (n node) cost() int {
	if n.kind != nodeTerm {
		most := 0
		for _, sub := range n.subs {
			most = max(most, sub.cost())
		}
		return most
	}
	switch n.op {
	case "in", "is", "label", "category", "after", "before", "newer", "older", "newer_than", "older_than":
		return 0
	case "":
		return 2
	}
	return 1
}

// takes reports whether a mail is found.
func (sel *selection) takes(e *entry) bool {
	if sel.none || e.labels&sel.all != sel.all || e.labels&sel.refuse != 0 {
		return false
	}
	t := &subjectOf{sel: sel, e: e}
	return t.fits(sel.query)
}

// subjectOf is one mail under search; its text is fetched when a term needs it.
type subjectOf struct {
	sel  *selection
	e    *entry
	text *Message
	said map[string][]string // the words of a header line, by the line
}

func (t *subjectOf) message() *Message {
	if t.text == nil {
		m := t.sel.box.message(t.e)
		t.text = &m
	}
	return t.text
}

func (t *subjectOf) fits(n node) bool {
	var ok bool
	switch n.kind {
	case nodeAnd:
		ok = !slices.ContainsFunc(n.subs, func(sub node) bool { return !t.fits(sub) })
	case nodeOr:
		ok = slices.ContainsFunc(n.subs, t.fits)
	default:
		ok = t.term(n)
	}
	return ok != n.not
}

func (t *subjectOf) term(n node) bool {
	b, value := t.sel.box, strings.ToLower(n.value)
	label := func(id string) bool { return t.e.labels&b.bit(id) != 0 }
	switch n.op {
	case "in", "label":
		return t.place(value)
	case "is":
		switch value {
		case "read":
			return !label("UNREAD")
		case "unread", "starred", "important", "chat":
			return label(strings.ToUpper(value))
		}
		return false
	case "category":
		if value == "primary" {
			value = "personal"
		}
		return label("CATEGORY_" + strings.ToUpper(value))
	case "after", "newer":
		at, ok := t.sel.instant(n.value)
		return ok && t.e.date >= at.UnixMilli()
	case "before", "older":
		at, ok := t.sel.instant(n.value)
		return ok && t.e.date < at.UnixMilli()
	case "newer_than":
		at, ok := t.sel.ago(value)
		return ok && t.e.date >= at.UnixMilli()
	case "older_than":
		at, ok := t.sel.ago(value)
		return ok && t.e.date < at.UnixMilli()
	case "from":
		return t.header(value, "From")
	case "to":
		return t.header(value, "To", "Cc", "Bcc")
	case "cc":
		return t.header(value, "Cc")
	case "bcc":
		return t.header(value, "Bcc")
	case "deliveredto":
		return t.header(value, "Delivered-To")
	case "list":
		return t.header(value, "List-Id", "List-Post", "Mailing-List")
	case "subject":
		return hasPhrase(words(decodeHeader(t.message().Get("Subject"))), words(n.value))
	case "rfc822msgid":
		return strings.Trim(t.message().Get("Message-ID"), "<>") == strings.Trim(n.value, "<>")
	case "filename":
		return slices.ContainsFunc(t.message().Body.attachments(), func(f string) bool { return hasPhrase(words(f), words(n.value)) })
	case "has":
		return t.has(value)
	case "size", "larger", "smaller":
		limit, ok := bytesOf(value)
		return ok && (len(t.message().raw()) >= limit) != (n.op == "smaller")
	}
	return t.anywhere(n.value)
}

// place answers in: and label:.
func (t *subjectOf) place(value string) bool {
	b := t.sel.box
	switch value {
	case "anywhere", "all":
		return true
	case "drafts":
		value = "draft"
	case "chats":
		value = "chat"
	case "archive":
		return t.e.labels&(b.bit("INBOX")|b.bit("TRASH")|b.bit("SPAM")|b.bit("SENT")|b.bit("DRAFT")) == 0
	}
	if slices.Contains(systemLabels, strings.ToUpper(value)) {
		return t.e.labels&b.bit(strings.ToUpper(value)) != 0
	}
	for id, name := range b.titles {
		if strings.EqualFold(strings.NewReplacer(" ", "-", "/", "-").Replace(name), value) {
			return t.e.labels&b.bit(id) != 0
		}
	}
	return false
}

func (t *subjectOf) has(value string) bool {
	switch value {
	case "attachment":
		return len(t.message().Body.attachments()) > 0
	case "userlabels":
		return t.e.labels>>len(systemLabels) != 0
	case "nouserlabels":
		return t.e.labels>>len(systemLabels) == 0
	}
	return false
}

// header looks for an address, a name or a part of them in headers. "me" is any address of the account.
func (t *subjectOf) header(value string, names ...string) bool {
	want := words(value)
	for _, h := range t.message().Headers {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, h.Name) }) {
			continue
		}
		if value == "me" && slices.ContainsFunc(addressesOf(h.Value), t.sel.box.isOwn) {
			return true
		}
		have, ok := t.said[h.Value]
		if !ok {
			if t.said == nil {
				t.said = map[string][]string{}
			}
			have = words(decodeHeader(h.Value))
			t.said[h.Value] = have
		}
		if hasPhrase(have, want) {
			return true
		}
	}
	return false
}

// anywhere looks for words in what a person sees of the mail.
func (t *subjectOf) anywhere(value string) bool {
	want := words(value)
	if len(want) == 0 {
		return true
	}
	m := t.message()
	for _, h := range m.Headers {
		switch strings.ToLower(h.Name) {
		case "from", "to", "cc", "bcc", "subject":
			if hasPhrase(words(decodeHeader(h.Value)), want) {
				return true
			}
		}
	}
	if hasPhrase(words(m.Body.plainText()), want) {
		return true
	}
	return slices.ContainsFunc(m.Body.attachments(), func(f string) bool { return hasPhrase(words(f), want) })
}

// instant reads epoch seconds, or a date: the first instant of that day in California.
func (sel *selection) instant(value string) (time.Time, bool) {
	if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > 9999 {
		return time.Unix(n, 0), true
	}
	for _, layout := range []string{"2006/1/2", "2006-1-2", "1/2/2006", "1-2-2006"} {
		if at, err := time.ParseInLocation(layout, value, sel.zone); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// ago reads "7d", "2m" or "1y" as a moment before now; "h" is taken too.
func (sel *selection) ago(value string) (time.Time, bool) {
	if value == "" {
		return time.Time{}, false
	}
	n, err := strconv.Atoi(value[:len(value)-1])
	if err != nil || n < 0 {
		return time.Time{}, false
	}
	switch value[len(value)-1] {
	case 'h':
		return sel.now.Add(-time.Duration(n) * time.Hour), true
	case 'd':
		return sel.now.AddDate(0, 0, -n), true
	case 'm':
		return sel.now.AddDate(0, -n, 0), true
	case 'y':
		return sel.now.AddDate(-n, 0, 0), true
	}
	return time.Time{}, false
}

func bytesOf(value string) (int, bool) {
	factor := 1
	switch {
	case strings.HasSuffix(value, "m"):
		factor, value = 1<<20, strings.TrimSuffix(value, "m")
	case strings.HasSuffix(value, "k"):
		factor, value = 1<<10, strings.TrimSuffix(value, "k")
	}
	n, err := strconv.Atoi(value)
	return n * factor, err == nil
}
