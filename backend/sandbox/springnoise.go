package sandbox

import (
	"fmt"
	"time"
)

// noise is everything in the mailbox that must not count.
func (st *springStory) noise() {
	me := springPerson
	// Words that hold the tag, and words that a search index takes for it.
	st.add(Mail("Studio Gear <news@studiogear.example>", me, "Springtime sale: 20% off cables", "Everything must go.").
		With("List-Id", "<news.studiogear.example>").With("List-Unsubscribe", "<https://studiogear.example/u>").With("Precedence", "bulk"), 6*day, "studiogear.example", "INBOX", "CATEGORY_PROMOTIONS")
	st.add(Mail("Dex <dex@offspringtribute.example>", me, "RE: OFFSPRING", "We need the backline list for the tribute night."), 8*day, "offspringtribute.example")
	st.add(Mail(me, "Dex <dex@offspringtribute.example>", "RE: OFFSPRING", "Attached. See you there."), 8*day-time.Hour, "label.example", "SENT")
	st.add(Mail(me, "Venue <bookings@hotsprings.example>", "Hot springs festival, July", "Is the 18th still free?"), 5*day, "label.example", "SENT")
	st.add(Mail("Venue <bookings@hotsprings.example>", me, "Re: Hot springs festival, July", "It is. Shall we hold it?"), 4*day, "hotsprings.example")
	st.add(Mail("Playlist digest <digest@playlistdaily.example>", me, "Spring is here: 40 new playlists", "Your daily digest.").
		With("List-Id", "<digest.playlistdaily.example>"), 3*day, "playlistdaily.example", "INBOX", "UNREAD", "CATEGORY_UPDATES")

	// Own mail with the tag that is no campaign mail: a draft, a note to oneself, one put in the trash, one of last year.
	st.add(Mail(me, "Grace Mwangi <grace@savannahsound.example>", "[SPRING] One more try", "Not finished"), 2*time.Hour, "label.example", "DRAFT")
	st.add(Mail(me, springPromo, "[SPRING] test: does the layout hold?", "Testing."), 23*day, "label.example", "SENT", "INBOX")
	st.add(Mail(me, "Kai Lorenz <kai@wrongdesk.example>", "[SPRING] Juno Vale: Golden Hour (new single)", "Sent to the wrong desk."), 11*day, "label.example", "SENT", "TRASH")
	old := st.add(Mail(me, "Mira Okafor <mira.okafor@northfm.example>", "[SPRING] Juno Vale: Paper Boats", "Last year's single."), 340*day, "label.example", "SENT")
	st.add(Mail("Mira Okafor <mira.okafor@northfm.example>", me, "Re: [SPRING] Juno Vale: Paper Boats", "Nice!").InReplyTo(old), 338*day, "northfm.example")

	// A mailbox that is lived in.
	st.add(Mail("Pressing Plant <orders@pressing.example>", me, "Your test pressing has shipped", "Tracking inside.").With("Auto-Submitted", "auto-generated"), 7*day, "pressing.example", "INBOX", "CATEGORY_UPDATES")
	st.add(Mail("Accounts <billing@distro.example>", me, "Royalty statement, third quarter", "Please find attached."), 12*day, "distro.example")
	st.add(Mail("Prize office <win@lottery.example>", me, "You have won a spring holiday", "Click here."), 2*day, "lottery.example", "SPAM")
	m := st.add(Mail(me, "Juno Vale <juno@junovale.example>", "Press photos", "Can you pick three?"), 14*day, "label.example", "SENT")
	st.add(Mail("Juno Vale <juno@junovale.example>", me, "Re: Press photos", "These three.").InReplyTo(m), 13*day, "junovale.example")
	for i := range 12 {
		st.add(Mail("Scene Report <weekly@scenereport.example>", me, fmt.Sprintf("Scene Report, issue %d", 214-i), "What happened this week.").
			With("List-Id", "<weekly.scenereport.example>").With("List-Unsubscribe", "<https://scenereport.example/u>").With("Precedence", "bulk"),
			time.Duration(i)*7*day+5*time.Hour, "scenereport.example", "INBOX", "CATEGORY_UPDATES")
	}
}

// script is what may still happen to the campaign, in order: what Arrive brings.
func (st *springStory) script() []Step {
	reply := func(what, email, name, text string) Step {
		p := st.pitch[email]
		return Step{What: what, Mailbox: SpringOwner, Message: Mail(name+" <"+email+">", p.Get("From"), "Re: "+p.Get("Subject"), text).InReplyTo(p)}
	}
	away := reply("Marcus Obi's automatic reply", "marcus@lagosnights.example", "Marcus Obi", "I am travelling and back on "+st.now.AddDate(0, 0, 10).Format("2006-01-02")+".")
	away.Message = away.Message.With("Auto-Submitted", "auto-replied").With("Subject", "Automatic reply: "+st.pitch["marcus@lagosnights.example"].Get("Subject"))
	return []Step{
		reply("Hannah Roy answers", "hannah@latebreakfast.example", "Hannah Roy", "Playing it tomorrow at 8. Thanks for sending!"),
		reply("Claire Dubois answers", "claire@radiocanal.example", "Claire Dubois", "Can we have the instrumental too?"),
		away,
		{What: "the mail to Ben Achterberg comes back", Mailbox: SpringOwner,
			Message: DeliveryReport("mx.label.example", st.pitch["ben@polderpop.example"], "ben@polderpop.example", "failed", "5.1.1", "550 5.1.1 no such user")},
		reply("Oskar Blom answers", "oskar@fjordradio.example", "Oskar Blom", "Not for us this time, but keep me posted."),
	}
}
