package sandbox

import (
	"fmt"
	"time"
)

// Campaign is a story of any size for benchmarks: sends mails to as many people, of whom replies answered, among inbound
// mails that have nothing to do with it. The mails are made when they are read, the same for the same seed, so that a
// mailbox of 200,000 needs little memory. Its spreadsheet has one row a person, up to 5,000. replies is at most sends.
//
// Half of the sends are nine days old or older, the other half younger than six days.
func Campaign(now time.Time, sends, replies, inbound int, seed uint64) *Story {
	replies = min(replies, sends)
	b := &bulkMail{now: now.Truncate(time.Second), sends: sends, replies: replies, inbound: inbound, seed: seed, stride: coprime(sends)}
	facts := Facts{Tag: SpringTag, Spreadsheet: SpringSheet, Tab: SpringTab, Sent: sends, People: sends, Replies: replies, NeedsYourReply: replies,
		TotalContacts: min(sends, 5000)}
	if sends > 0 {
		facts.OpenRate = (replies*200 + sends) / (2 * sends)
	}
	answered := make([]bool, sends)
	for j := range replies {
		answered[b.answers(j)] = true
	}
	for i := range sends {
		if !answered[i] && b.old(i) {
			facts.FollowUpsDue++
		}
	}
	rows := [][]string{springHeader}
	for i := range facts.TotalContacts {
		rows = append(rows, []string{b.person(i), b.address(i), roles[i%len(roles)], "Station", "CONTACTED", now.AddDate(0, 0, -40).Format("2006-01-02")})
	}
	return &Story{Name: "Campaign", Facts: facts,
		Mailboxes: []MailboxStory{{Address: SpringOwner, Name: "Robin Hale", Bulk: b}},
		Books:     []BookStory{{ID: SpringSheet, Title: "Contacts", Modified: now.Add(-day), Tabs: []TabStory{{Name: SpringTab, Rows: rows}}}}}
}

// bulkMail makes the mails of a large campaign: first the sends, then the replies, then the rest.
type bulkMail struct {
	now                     time.Time
	sends, replies, inbound int
	seed                    uint64
	stride                  int
}

// Len implements Bulk.
func (b *bulkMail) Len() int { return b.sends + b.replies + b.inbound }

// At implements Bulk.
func (b *bulkMail) At(i int) Message {
	switch {
	case i < b.sends:
		return b.send(i)
	case i < b.sends+b.replies:
		return b.reply(i - b.sends)
	}
	return b.other(i - b.sends - b.replies)
}

// id has Gmail's shape: the time in front, unique by the place behind.
func (b *bulkMail) id(at time.Time, place int) string {
	return hexID(uint64(at.UnixMilli())<<20 | uint64(place))
}

func (b *bulkMail) old(i int) bool { return i < b.sends/2 }

func (b *bulkMail) sentAt(i int) time.Time {
	jitter := time.Duration(mix(b.seed+uint64(i))%3600) * time.Second
	if b.old(i) {
		return b.now.Add(-25*day + time.Duration(i)*(15*day)/time.Duration(max(b.sends/2, 1)) + jitter)
	}
	n := max(b.sends-b.sends/2, 1)
	return b.now.Add(-5*day + time.Duration(i-b.sends/2)*(3*day)/time.Duration(n) + jitter)
}

func (b *bulkMail) person(i int) string {
	return fmt.Sprintf("%s %s %d", firstNames[i%len(firstNames)], lastNames[i%len(lastNames)], i)
}

func (b *bulkMail) address(i int) string {
	return fmt.Sprintf("contact%d@station%d.example", i, i%97)
}

func (b *bulkMail) ref(i int) string { return fmt.Sprintf("<s%d.%x@label.example>", i, b.seed) }

func (b *bulkMail) send(i int) Message {
	at := b.sentAt(i)
	m := Mail(springPerson, b.person(i)+" <"+b.address(i)+">", "[SPRING] Juno Vale: Golden Hour", "Juno Vale's new single is out. Would it fit your show?").
		At(at).With("Message-ID", b.ref(i)).Labelled("SENT")
	m.ID = b.id(at, i)
	m.Thread = m.ID
	return m
}

// answers is the send that reply j answers; a different one for each j.
func (b *bulkMail) answers(j int) int {
	return (j*b.stride + int(b.seed%uint64(max(b.sends, 1)))) % b.sends
}

func (b *bulkMail) reply(j int) Message {
	i := b.answers(j)
	sent := b.sentAt(i)
	at := sent.Add(time.Hour + time.Duration(mix(b.seed^uint64(j))%uint64(30*3600))*time.Second)
	m := Mail(b.person(i)+" <"+b.address(i)+">", springPerson, "Re: [SPRING] Juno Vale: Golden Hour", "Thanks, I will play it this week.").At(at).
		With("Message-ID", fmt.Sprintf("<r%d.%x@station.example>", j, b.seed)).With("In-Reply-To", b.ref(i)).With("References", b.ref(i)).Labelled("INBOX", "UNREAD")
	m.ID, m.Thread = b.id(at, b.sends+j), b.id(sent, i)
	return m
}

func (b *bulkMail) other(k int) Message {
	at := b.now.Add(-time.Duration(float64(24*day) * float64(k+1) / float64(b.inbound+1))) // whole numbers would overflow
	m := Mail(fmt.Sprintf("Sender %d <sender%d@elsewhere%d.example>", k, k%4000, k%211), springPerson, fmt.Sprintf("Notes of week %d", k%52), "Nothing to do with the campaign.").
		At(at).With("Message-ID", fmt.Sprintf("<n%d.%x@elsewhere.example>", k, b.seed)).Labelled("INBOX")
	m.ID = b.id(at, b.sends+b.replies+k)
	m.Thread = m.ID
	return m
}

// coprime is a step that visits every number below n once before any again.
func coprime(n int) int {
	for step := n*618/1000 + 1; ; step++ {
		a, b := step, n
		for b != 0 {
			a, b = b, a%b
		}
		if a == 1 || n == 0 {
			return step
		}
	}
}
