package sandbox

import (
	"fmt"
	"time"
)

// Names of the sample campaign.
const (
	SpringName   = "Spring radio"
	SpringTag    = "SPRING"
	SpringOwner  = "you@label.example"
	SpringAlias  = "promo@junovale.example"
	SpringSheet  = "1SpringRadioContacts_sandbox_000000000000001"
	SpringTab    = "Contacts"
	springPerson = "Robin Hale <" + SpringOwner + ">"
	springPromo  = "Juno Vale Promo <" + SpringAlias + ">"
)

const day = 24 * time.Hour

// pitched is a person who was mailed.
type pitched struct {
	name, email, role, outlet string
	age                       time.Duration // of the pitch
	chased                    time.Duration // age of the chase; 0 for none
	subject                   string
	status                    string // in the sheet
}

func (p pitched) address() string { return p.name + " <" + p.email + ">" }

// No campaign mail is between six and eight days old at the time of the story: "seven calendar days ago" then means the
// same in every time zone and at every hour.
var springPeople = []pitched{
	// Eight who answered.
	{"Mira Okafor", "mira.okafor@northfm.example", "DJ", "North FM", 18 * day, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "REPLIED"},
	{"Tomas Brandt", "tomas@nightbus.example", "Producer", "Night Bus", 17 * day, 10 * day, "[SPRING] Juno Vale: Golden Hour (new single)", "REPLIED"},
	{"Jonas Lind", "jonas.lind@radiosyd.example", "DJ", "Radio Syd", 15 * day, 0, "[Spring] Juno Vale: Golden Hour (new single)", "REPLIED"},
	{"Kiosk Radio desk", "info@kiosk.example", "Producer", "Kiosk Radio", 14 * day, 0, "[SPRING] Juno Vale, Golden Hour", "REPLIED"},
	{"Priya Raman", "priya@wavelength.example", "Blog editor", "Wavelength", 13 * day, 0, "=?UTF-8?Q?=5BSPRING=5D_Juno_Vale_=E2=80=93_Golden_Hour?=", "REPLIED"},
	{"Blue Hour", "desk@bluehour.example", "Blog editor", "Blue Hour", 12 * day, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "REPLIED"},
	{"Sam Whitlock", "sam@remixdesk.example", "Playlist", "Remix Desk", 10 * day, 0, "[SPRING] Out of Office Records remix", "REPLIED"},
	{"Ana Duarte", "ana@fm4u.example", "DJ", "FM4U", 9 * day, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "REPLIED"},
	// Five who are due.
	{"Promo pool", "pool@djpool.example", "Playlist", "DJ Pool", 22 * day, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "CONTACTED"},
	{"Oskar Blom", "oskar@fjordradio.example", "DJ", "Fjord Radio", 19 * day, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "CONTACTED"},
	{"Lucia Ferrer", "lucia@ondaverde.example", "Producer", "Onda Verde", 16 * day, 0, "=?UTF-8?B?W1NQUklOR10gSnVubyBWYWxlIOKAkyBHb2xkZW4gSG91cg==?=", "CONTACTED"},
	{"Dmitri Sokol", "dmitri@tapeloop.example", "Blog editor", "Tape Loop", 12 * day, 0, "spring / Juno Vale / Golden Hour", "CONTACTED"},
	{"Hannah Roy", "hannah@latebreakfast.example", "DJ", "Late Breakfast", 9 * day, 0, "SPRING: Juno Vale – Golden Hour", "CONTACTED"},
	// Away until a day to come.
	{"Felix Marsh", "felix@harbourfm.example", "Producer", "Harbour FM", 13 * day, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "CONTACTED"},
	// Chased lately: the clock runs anew.
	{"Noor Haddad", "noor@cedarwaves.example", "DJ", "Cedar Waves", 15 * day, 4 * day, "[SPRING] Juno Vale: Golden Hour (new single)", "CONTACTED"},
	// Written to lately.
	{"Elin Berg", "elin@morgonvakt.example", "Producer", "Morgonvakt", 5 * day, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "CONTACTED"},
	{"Marcus Obi", "marcus@lagosnights.example", "DJ", "Lagos Nights", 4 * day, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "CONTACTED"},
	{"Yuki Tanabe", "yuki@kissaten.example", "Playlist", "Kissaten", 3 * day, 0, "[SPRING] Juno Vale: Golden Hour (新曲)", "CONTACTED"},
	{"Claire Dubois", "claire@radiocanal.example", "Blog editor", "Radio Canal", 56 * time.Hour, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "CONTACTED"},
	{"Ben Achterberg", "ben@polderpop.example", "DJ", "Polderpop", 30 * time.Hour, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "CONTACTED"},
	{"Grace Mwangi", "grace@savannahsound.example", "", "Savannah Sound", 20 * time.Hour, 0, "[SPRING] Juno Vale: Golden Hour (new single)", "CONTACTED"},
}

// SpringRadio is the sample campaign, told as of now: 23 mails to 21 people, eight of whom answered, and a sheet of 120
// contacts. It is the same story each time, and its numbers hold at every hour and in every time zone.
func SpringRadio(now time.Time) *Story {
	now = now.Truncate(time.Second)
	st := &springStory{now: now, pitch: map[string]Message{}}
	st.pitches()
	st.replies()
	st.automatic()
	st.noise()
	facts := Facts{Tag: SpringTag, Spreadsheet: SpringSheet, Tab: SpringTab, Sent: 23, People: 21, Replies: 8, OpenRate: 38, FollowUpsDue: 5,
		NeedsYourReply: 2, AutoReplies: 1, DelayNotices: 1, TotalContacts: 120, NewContacts: 5,
		Away: []string{"felix@harbourfm.example"}, Waiting: []string{"sam@remixdesk.example", "ana@fm4u.example"}}
	for i, p := range springPeople {
		switch {
		case i < 8:
			facts.Replied = append(facts.Replied, p.email)
		case i < 13:
			facts.Due = append(facts.Due, p.email)
		}
	}
	return &Story{Name: SpringName, Facts: facts, Script: st.script(), Mailchimp: springMailchimp(now), Airtable: springAirtable(now), Spotify: springSpotify(now),
		Mailboxes: []MailboxStory{{Address: SpringOwner, Name: "Robin Hale", Aliases: []Alias{{SpringAlias, "Juno Vale Promo"}}, Mail: st.mail}},
		Books: []BookStory{{ID: SpringSheet, Title: "Radio contacts 2026", Modified: now.Add(-day),
			Tabs: []TabStory{{Name: SpringTab, Rows: springRows(now)}, {Name: "Budget", Rows: [][]string{{"Item", "Cost"}, {"Mastering", "240"}, {"Radio plugger", "600"}}}}}}}
}

type springStory struct {
	now   time.Time
	mail  []Message
	pitch map[string]Message // by address, as sent
	seq   int
}

// add keeps a mail of age with a Message-ID from domain, and returns it as it is kept.
func (st *springStory) add(m Message, age time.Duration, domain string, labels ...string) Message {
	st.seq++
	m = m.At(st.now.Add(-age)).With("Message-ID", fmt.Sprintf("<spring-%03d@%s>", st.seq, domain))
	if len(labels) > 0 {
		m.Labels = labels
	}
	st.mail = append(st.mail, m)
	return m
}

func (st *springStory) pitches() {
	for i, p := range springPeople {
		from := springPerson
		if i%3 == 2 {
			from = springPromo
		}
		text := fmt.Sprintf("Hi %s,\r\n\r\nJuno Vale's new single \"Golden Hour\" is out this month. Stream and download: https://label.example/golden-hour\r\n\r\nWould it fit %s?\r\n\r\nRobin", p.name, p.outlet)
		m := Mail(from, p.address(), p.subject, text)
		m.Body = Part{Type: "multipart/alternative", Parts: []Part{{Body: text},
			{Type: "text/html; charset=UTF-8", Body: "<p>Hi " + p.name + ",</p><p>Juno Vale's new single <a href=\"https://label.example/golden-hour\">Golden Hour</a> is out this month.</p>"}}}
		sent := st.add(m, p.age, "label.example", "SENT")
		st.pitch[p.email] = sent
		if p.chased > 0 {
			chase := Mail(from, p.address(), "Re: "+p.subject, "Hi again,\r\n\r\njust making sure this reached you.\r\n\r\nRobin").InReplyTo(sent)
			st.pitch[p.email] = st.add(chase, p.chased, "label.example", "SENT")
		}
	}
}

// answer is a mail of a person in reply to what was sent to them last.
func (st *springStory) answer(to string, m Message, after time.Duration) Message {
	parent := st.pitch[to]
	m = m.InReplyTo(parent)
	return st.add(m, st.now.Sub(parent.Date)-after, "mail."+domainOf(to))
}

// thank is our own word to an answer: without the tag, because their program dropped it, so no campaign mail.
func (st *springStory) thank(to Message, after time.Duration, subject string) {
	m := Mail(springPerson, to.Get("From"), subject, "Wonderful, thank you! I will send the files over.\r\n\r\nRobin").InReplyTo(to)
	st.add(m, st.now.Sub(to.Date)-after, "label.example", "SENT")
}

func (st *springStory) replies() {
	const short = "Re: Juno Vale: Golden Hour (new single)"
	m := st.answer("mira.okafor@northfm.example", Mail("Mira Okafor <mira.okafor@northfm.example>", springPerson, "Re: [SPRING] Juno Vale: Golden Hour (new single)",
		"Love this one. I'll play it on Thursday night.\r\n\r\nMira\r\n\r\n> Juno Vale's new single"), 26*time.Hour)
	st.thank(m, 3*time.Hour, short)

	m = st.answer("tomas@nightbus.example", Mail("Tomas Brandt <tomas@nightbus.example>", springPerson, "Re: [SPRING] Juno Vale: Golden Hour (new single)",
		"Sorry for the silence, it got buried. Can you send a radio edit?"), 31*time.Hour)
	st.thank(m, 2*time.Hour, short)

	m = st.answer("jonas.lind@radiosyd.example", Mail("Jonas Lind <jonas.lind@radiosyd.example>", springPromo, "SV: [Spring] Juno Vale: Golden Hour (new single)",
		"Tack! Den ligger i rotationen från måndag."), 50*time.Hour)
	st.thank(m, 5*time.Hour, short)

	// A colleague answers in the thread, from an address that nobody wrote to.
	m = st.answer("info@kiosk.example", Mail("Lena Vos <lena@kiosk.example>", springPerson, "Re: [SPRING] Juno Vale, Golden Hour",
		"Taking over from the desk: we'd like her for a session in April.").With("Cc", "info@kiosk.example"), 44*time.Hour)
	st.thank(m, 7*time.Hour, "Re: Juno Vale, Golden Hour")

	// A thread of its own, tied to ours by References alone.
	m = st.answer("priya@wavelength.example", Mail("Priya Raman <priya@wavelength.example>", springPerson, "Friday's new music post",
		"I'm putting Golden Hour into Friday's post. Do you have a press photo?"), 20*time.Hour)
	st.thank(m, 4*time.Hour, "Re: Friday's new music post")

	// "Precedence: bulk" alone proves nothing: this desk writes through its newsletter system.
	m = st.answer("desk@bluehour.example", Mail("Ines at Blue Hour <desk@bluehour.example>", springPromo, "Re: [SPRING] Juno Vale: Golden Hour (new single)",
		"Yes please, we have a slot for an early stream on the 14th. Ines").With("Precedence", "bulk"), 70*time.Hour)
	st.thank(m, 6*time.Hour, short)

	// These two wait for our answer.
	st.answer("sam@remixdesk.example", Mail("Sam Whitlock <sam@remixdesk.example>", springPerson, "Re: [SPRING] Out of Office Records remix",
		"The remix is huge. Which version should go on the list, the long one?"), 90*time.Hour)
	first := st.answer("ana@fm4u.example", Mail("Ana Duarte <ana@fm4u.example>", springPromo, "Re: [SPRING] Juno Vale: Golden Hour (new single)",
		"Adicionada! It's on the evening show.").With("Auto-Submitted", "no"), 60*time.Hour)
	st.add(Mail("Ana Duarte <ana@fm4u.example>", springPromo, "Re: [SPRING] Juno Vale: Golden Hour (new single)",
		"One more thing: could Juno record a station ident for us?").InReplyTo(first), st.now.Sub(first.Date)-20*time.Hour, "mail.fm4u.example")
}

// springReturn is the last day of Felix's absence.
func springReturn(now time.Time) string { return now.AddDate(0, 0, 6).Format("2 January 2006") }

func (st *springStory) automatic() {
	st.answer("felix@harbourfm.example", Mail("Felix Marsh <felix@harbourfm.example>", springPerson, "Automatic reply: [SPRING] Juno Vale: Golden Hour (new single)",
		"I am out of the office until "+springReturn(st.now)+" and will answer when I am back.").
		With("Auto-Submitted", "auto-replied").With("X-Auto-Response-Suppress", "All").With("X-MS-Exchange-Inbox-Rules-Loop", "felix@harbourfm.example"), 2*time.Minute)

	late := st.pitch["elin@morgonvakt.example"]
	st.add(DeliveryReport("mx.label.example", late, "elin@morgonvakt.example", "delayed", "4.4.1", "451 4.4.1 mx.morgonvakt.example: connection timed out"),
		st.now.Sub(late.Date)-4*time.Hour, "mx.label.example")

	pool := st.pitch["pool@djpool.example"]
	st.answer("pool@djpool.example", Mail("DJ Pool list <pool@djpool.example>", "pool@djpool.example", "Re: "+pool.Get("Subject"),
		"Robin Hale wrote to the pool: Juno Vale's new single \"Golden Hour\" is out this month.").
		With("List-Id", "DJ Pool <pool.djpool.example>").With("List-Post", "<mailto:pool@djpool.example>").With("Precedence", "list"), 9*time.Minute)
}
