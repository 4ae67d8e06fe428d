package sandbox

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// World is the state behind the stand-in services. It is safe for use by several goroutines, and may be changed while an app
// reads it.
type World struct {
	now func() time.Time

	mu        sync.Mutex
	mailboxes map[string]*Mailbox
	order     []string // addresses as they were made
	books     map[string]*Spreadsheet
	bookOrder []string
	script    []Step
	story     *Story
	mailchimp *Mailchimp
	airtable  *Airtable
	spotify   *Spotify
	pubsub    *PubSub
	drive     *driveChannels
	tunnels   *tunnels
}

func newWorld(now func() time.Time) *World {
	t := &tunnels{}
	return &World{tunnels: t, drive: &driveChannels{now: now, tunnels: t, open: map[string]*driveChannel{}}, now: now, mailboxes: map[string]*Mailbox{}, books: map[string]*Spreadsheet{}, mailchimp: newMailchimp(t), airtable: newAirtable(now, t), spotify: newSpotify(now), pubsub: newPubSub(now)}
}

// Mailbox returns the mailbox of address and makes an empty one where there is none.
func (w *World) Mailbox(address string) *Mailbox {
	w.mu.Lock()
	defer w.mu.Unlock()
	address = canonical(address)
	if w.mailboxes[address] == nil {
		w.mailboxes[address] = newMailbox(address, w.now)
		w.mailboxes[address].changed = func(historyID uint64) { w.pubsub.publish(address, historyID) }
		w.order = append(w.order, address)
	}
	return w.mailboxes[address]
}

// Spreadsheet returns the spreadsheet with this id and makes one with the empty tab "Sheet1" where there is none.
func (w *World) Spreadsheet(id string) *Spreadsheet {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.books[id] == nil {
		w.books[id] = newSpreadsheet(id, "Untitled spreadsheet", w.now)
		w.books[id].changed = func() { w.drive.changed(id) }
		w.bookOrder = append(w.bookOrder, id)
	}
	return w.books[id]
}

// Mailchimp returns the Mailchimp account.
func (w *World) Mailchimp() *Mailchimp { return w.mailchimp }

// Airtable returns the Airtable account.
func (w *World) Airtable() *Airtable { return w.airtable }

// Spotify returns the Spotify account.
func (w *World) Spotify() *Spotify { return w.spotify }

// PubSub returns the topics and subscriptions of the person's own Google project.
func (w *World) PubSub() *PubSub { return w.pubsub }

// book finds a spreadsheet and makes none.
func (w *World) book(id string) *Spreadsheet {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.books[id]
}

func (w *World) accounts() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.order)
}

// defaultAccount is whom a sign-in is for: the hint where it names an account, else the first one.
func (w *World) defaultAccount(hint string) string {
	accounts := w.accounts()
	if slices.Contains(accounts, canonical(hint)) {
		return canonical(hint)
	}
	if len(accounts) == 0 {
		w.Mailbox("you@label.example")
		return "you@label.example"
	}
	return accounts[0]
}

type listedFile struct{ ID, Title string }

func (w *World) spreadsheetList() []listedFile {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []listedFile
	for _, id := range w.bookOrder {
		out = append(out, listedFile{id, w.books[id].Title()})
	}
	return out
}

func (w *World) spreadsheetIDs() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.bookOrder)
}

func (w *World) existing(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return w.book(id) == nil })
}

// Story is a world to begin with.
type Story struct {
	// Name is a person's word for it: "Spring radio".
	Name string
	// Mailboxes in the order in which the consent page shows them.
	Mailboxes []MailboxStory
	// Books are the spreadsheets.
	Books []BookStory
	// Mailchimp is the account there; nil for none.
	Mailchimp *MailchimpStory
	// Airtable is the account there; nil for none.
	Airtable *AirtableStory
	// Spotify is the account there; nil for none.
	Spotify *SpotifyStory
	// Script is what Arrive lets happen, one step a call.
	Script []Step
	// Facts are what a right reading of the story comes to.
	Facts Facts
}

// MailboxStory is a mailbox of a story.
type MailboxStory struct {
	Address string
	Name    string
	Aliases []Alias
	Mail    []Message // in any order
	// Bulk is mail that is made when it is read, for large mailboxes; nil for none.
	Bulk Bulk
}

// Bulk is a large number of mails that need no memory: At makes the same mail each time.
type Bulk interface {
	Len() int
	At(i int) Message
}

// BookStory is a spreadsheet of a story.
type BookStory struct {
	ID, Title    string
	Locale, Zone string // "en_US" and "Etc/UTC" where empty
	Modified     time.Time
	Tabs         []TabStory
}

// TabStory is one tab: rows of what a person typed into each cell.
type TabStory struct {
	Name string
	Rows [][]string
}

// Step is one thing that happens when Arrive is called.
type Step struct {
	What    string // in a person's words
	Mailbox string
	Message Message
}

// Facts are the numbers that a story comes to, by the keys of the metrics.
type Facts struct {
	Tag            string
	Spreadsheet    string
	Tab            string
	Sent           int // emails_sent
	People         int // people_contacted
	Replies        int // email_replies: people who answered themselves
	OpenRate       int // open_rate, per cent
	FollowUpsDue   int // follow_ups_due after seven calendar days
	NeedsYourReply int // needs_your_reply
	AutoReplies    int // people with nothing but an automatic reply
	DelayNotices   int
	Bounced        int
	TotalContacts  int
	NewContacts    int
	// People by outcome, lower-case addresses.
	Replied []string
	Due     []string
	Away    []string
	Waiting []string // whose thread waits for our answer
}

func (w *World) load(st *Story) {
	for _, m := range st.Mailboxes {
		w.Mailbox(m.Address).load(m)
	}
	for _, b := range st.Books {
		w.Spreadsheet(b.ID).load(b)
	}
	if st.Mailchimp != nil {
		w.mailchimp.Change(func(m *MailchimpStory) { *m = *st.Mailchimp })
	}
	if st.Airtable != nil {
		w.airtable.Change(func(a *AirtableStory) { *a = st.Airtable.clone() })
	}
	if st.Spotify != nil {
		w.spotify.Change(func(s *SpotifyStory) { *s = *st.Spotify })
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.script = slices.Clone(st.Script)
	w.story = st
}

// Story returns the story that the world began with, nil for none.
func (w *World) Story() *Story {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.story
}

// Arrived is what a call of Arrive brought.
type Arrived struct {
	What, Mailbox, ID string
}

// Arrive lets the next step of the story's script happen. It reports false when the script is at its end.
func (w *World) Arrive() (Arrived, bool) {
	w.mu.Lock()
	if len(w.script) == 0 {
		w.mu.Unlock()
		return Arrived{}, false
	}
	step := w.script[0]
	w.script = w.script[1:]
	w.mu.Unlock()
	step.Message.Date = w.now()
	id := w.Mailbox(step.Mailbox).Deliver(step.Message)
	return Arrived{What: step.What, Mailbox: step.Mailbox, ID: id}, true
}

// domainOf is the part of an address after the @.
func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return domain
}
