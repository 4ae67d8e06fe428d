package metric

import "strings"

// VoiceLively is the Broker's other voice; every other word means the plain one.
const VoiceLively = "lively"

// Narration returns the Broker's sentence about the mailbox and the contact sheet. A source that is not connected is left
// out; a number that is not known is said as unknown, one that is not complete as a lower bound or "so far".
func (a *Answer) Narration(voice string) string {
	var parts []string
	lively := voice == VoiceLively
	if a.sources[Gmail].Connected {
		parts = append(parts, a.mailPart(lively), a.duePart(lively))
	}
	if a.sources[Sheets].Connected {
		parts = append(parts, a.contactPart(lively))
	}
	if len(parts) == 0 {
		return "Nothing to tell yet: connect Gmail or a contact sheet under Connections."
	}
	for i := range a.results {
		if a.results[i].otherRule {
			parts = append(parts, "⚠️ The rule has changed since the last sync")
			break
		}
	}
	return strings.Join(parts, " | ")
}

func (a *Answer) mailPart(lively bool) string {
	sent := a.say("emails_sent", "sent", "sent")
	replies := a.say("email_replies", "reply", "replies")
	open := "(open rate unknown)"
	if m, _ := a.Metric("open_rate"); m.Value != nil {
		if open = number(*m.Value) + "% opened"; m.AtLeast {
			open = "(at least " + open + ")"
		} else {
			open = "(" + open + " so far)"
		}
	}
	if lively {
		return "📧 " + a.say("emails_sent", "pitch is out", "pitches are out") + ", " +
			a.say("email_replies", "person wrote back", "people wrote back") + " " + open
	}
	return "📧 Email Tracking: " + sent + ", " + replies + " " + open
}

func (a *Answer) duePart(lively bool) string {
	if lively {
		return "⏰ " + a.say("follow_ups_due", "person waits for a nudge", "people wait for a nudge")
	}
	return "⏰ " + a.say("follow_ups_due", "follow-up due", "follow-ups due")
}

func (a *Answer) contactPart(lively bool) string {
	if lively {
		return "🧾 " + a.say("total_contacts", "name on your list", "names on your list") + ", " + a.say("new_contacts", "of them new", "of them new")
	}
	return "🧾 Contact Sync: " + a.say("total_contacts", "total contact", "total contacts") + ", " + a.say("new_contacts", "new", "new")
}

// say renders one number with its noun: "8 replies", "at least 8 replies", "23 sent so far", "replies not known yet".
func (a *Answer) say(key, one, many string) string {
	m := a.byKey[key].metric()
	if m.Value == nil {
		return many + " not known yet"
	}
	text := number(*m.Value) + " " + many
	if *m.Value == 1 {
		text = "1 " + one
	}
	switch {
	case m.AtLeast:
		return "at least " + text
	case !m.Complete:
		return text + " so far"
	}
	return text
}
