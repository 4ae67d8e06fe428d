package metric

import (
	"slices"

	"mixdown/backend/provider"
)

const (
	tracker     = "tracker"
	nobodyYet   = "Nobody was mailed yet whose address works: a share needs a base."
	nobodyWrote = "Nobody has answered yet."
	// stillReading stands in for both while mails are listed and not read.
	stillReading = "The mails are found and not read yet: it is known when they are."
	noneSeen     = "none seen"
)

// definitions is the table: what every number means. The order is that of the faces.
var definitions = slices.Concat(mailDefinitions, contactDefinitions, mailchimpDefinitions, airtableDefinitions, spotifyDefinitions, ownDefinitions)

var mailDefinitions = []Definition{
	{
		Key: "emails_sent", Label: "Emails sent", Unit: "emails", Agent: tracker, Source: Gmail, Version: 1,
		Words: "Mails you sent in the campaign's days whose subject carries its tag as a whole word, chases included. One mail to " +
			"five people is one. Drafts, scheduled and deleted mail and mail only to yourself do not count.",
		Counted: sends, Excluded: ownLeftOut, Value: Count, Partial: SoFar,
	}, {
		Key: "people_contacted", Label: "People contacted", Unit: "contacts", Agent: tracker, Source: Gmail, Version: 1,
		Words: "Different addresses in To and Bcc of those mails. A mailing list counts as one and is marked. Copies (Cc) do not " +
			"count unless the campaign says so.",
		Counted: contacted, Excluded: ccOnly, Value: Count, Partial: SoFar,
	}, {
		Key: "email_replies", Label: "Replies received", Unit: "replies", Agent: tracker, Source: Gmail, Version: 2,
		Words: "People who wrote back themselves, later than your first mail to them. A colleague or another address in the same " +
			"thread counts for the person you mailed. Out-of-office, bounces, list echoes and your own chases never count, and " +
			"nobody counts twice.",
		Counted: firstReplies, Base: reachable, Excluded: repliesLeftOut, Value: Count, Partial: AtLeast,
	}, {
		Key: "reply_rate", Label: "Reply rate", Unit: "%", Agent: tracker, Source: Gmail, Version: 2,
		Words: "People who wrote back themselves, divided by people whose mail did not bounce for good. Below a base of 20 it is " +
			"shown as a count. People first mailed less than 48 hours ago who are silent are named apart as still open.",
		Counted: firstReplies, Base: reachable, Excluded: repliesLeftOut, Value: ReplyShare, Partial: AtLeast,
	}, {
		Key: "open_rate", Label: "Opened, at least", Unbound: "Opened", Unit: "%", Agent: tracker, Source: Gmail, Version: 2,
		Words: "People who replied or sent a read receipt, divided by people whose mail did not bounce for good. Gmail does not say " +
			"who opened a mail and nothing is hidden in yours to find out, so this is a lower bound: whoever answered has opened it.",
		Counted: openers, Base: reachable, Excluded: openersLeftOut, Value: LowerBound(Share(0, nobodyYet)), Partial: AtLeast,
	}, {
		Key: "follow_ups_due", Label: "Follow-ups due", Unit: "contacts", Agent: tracker, Source: Gmail, Version: 2,
		Words: "People without a human reply whose last mail from you is at least as many days old as the campaign waits. Not those " +
			"whose address bounced, who passed, confirmed or want no mail, who are away or snoozed, who answered in another campaign, " +
			"or whom you chased more often than you allow. Each mail of yours starts the clock again.",
		Counted: dueRows, Base: contacted, Excluded: notDueRows, Value: CountDue, Partial: AtLeast,
	}, {
		Key: "needs_your_reply", Label: "Your turn", Unit: "threads", Agent: tracker, Source: Gmail, Version: 1,
		Words: "Threads of the campaign in which a person wrote last and you did not answer yet. Automatic mail in between changes " +
			"nothing. You can mark one as done.",
		Counted: yourTurn, Base: campaignThreads, Excluded: turnOver, Value: Count, Partial: AtLeast,
	}, {
		Key: "auto_replies", Label: "Automatic replies", Unit: "contacts", Agent: tracker, Source: Gmail, Version: 2,
		Words:   "People from whom only an automatic answer came. One outcome a person: a human reply wins, then a bounce, then this.",
		Counted: withOutcome(provider.StateAutoReply, autos), Base: contacted, Value: Count, Partial: SoFar, None: noneSeen,
		Excluded: noticesLeftOut(withOutcome(provider.StateAutoReply, autos), provider.StateAutoReply),
	}, {
		Key: "bounced", Label: "Bounced", Unit: "contacts", Agent: tracker, Source: Gmail, Version: 2,
		Words: "People whose address refused your mail for good (a 5.x.x code). The person is the recipient that the bounce names. " +
			"Delayed mail (4.x.x) is counted apart.",
		Counted: withOutcome(provider.StateBounce, bounces), Base: contacted, Value: Count, Partial: SoFar, None: noneSeen,
		Excluded: noticesLeftOut(withOutcome(provider.StateBounce, bounces), provider.StateBounce, provider.StateDelayNotice),
	}, {
		Key: "delay_notices", Label: "Delayed", Unit: "contacts", Agent: tracker, Source: Gmail, Version: 2,
		Words:   "People whose mail was reported as delayed (4.x.x) and from whom nothing else came. They count as silent: a delay is no bounce.",
		Counted: withOutcome(provider.StatePitch, delays), Base: contacted, Value: Count, Partial: SoFar, None: noneSeen,
		Excluded: noticesLeftOut(withOutcome(provider.StatePitch, delays), provider.StateDelayNotice),
	}, {
		Key: "median_first_reply", Label: "Typical time to reply", Unit: "h", Agent: tracker, Source: Gmail, Version: 2,
		Words: "The median of the hours from your last mail before it to a person's first own reply, over those who replied. Fewer " +
			"than three are listed one by one.",
		Counted: repliedAfter, Base: firstReplies, Excluded: repliedUntimed, Value: Median(nobodyWrote), Partial: SoFar,
	},
}

func autos(p *person) []*message   { return p.autos }
func bounces(p *person) []*message { return p.bounces }
func delays(p *person) []*message  { return p.delays }

// ReplyShare is the reply rate with the number of people for whom it is too early to tell.
func ReplyShare(v *View, r *result) {
	Share(1, nobodyYet)(v, r)
	open := 0
	for _, p := range v.mail().people {
		if p.silentYet(v.in.Now) {
			open++
		}
	}
	r.open = &open
}

var contactDefinitions = []Definition{
	{
		Key: "total_contacts", Label: "Total contacts", Unit: "contacts", Agent: tracker, Source: Sheets, Version: 1,
		Words:   "Rows of the contact sheet with a name or an email, each address once. Blank rows and repeated headers do not count.",
		Counted: allContacts, Excluded: notContacts, Value: Count, Partial: SoFar,
	}, {
		Key: "new_contacts", Label: "New contacts", Unit: "contacts", Agent: tracker, Source: Sheets, Version: 1,
		Words:   "Contacts whose status is exactly the campaign's word for new (NEW unless you chose another), in any case. RENEWED is not new.",
		Counted: newContacts, Base: allContacts, Excluded: almostNew, Value: Count, Partial: SoFar, Unknown: column("status", "status"),
	}, {
		Key: "added_this_week", Label: "Added this week", Unit: "contacts", Agent: tracker, Source: Sheets, Version: 1,
		Words:   "Contacts whose added date lies in this week, Monday to Sunday. Dates that cannot be read are listed, not guessed.",
		Counted: addedThisWeek, Base: allContacts, Excluded: addedUnknown, Value: Count, Partial: SoFar, Unknown: column("added", "date"),
	}, {
		Key: "contacts_by_status", Label: "Contacts by status", Unit: "contacts", Agent: tracker, Source: Sheets, Version: 1,
		Words:   "Every contact once, by the status that the sheet gives. Those without one stand under (blank).",
		Counted: byStatus, Value: Groups, Split: true, Partial: SoFar, Unknown: column("status", "status"),
	}, {
		Key: "contacts_by_role", Label: "Contacts by role", Unit: "contacts", Agent: tracker, Source: Sheets, Version: 1,
		Words:   "Every contact once, by the role that the sheet gives. Those without one stand under (blank).",
		Counted: byRole, Value: Groups, Split: true, Partial: SoFar, Unknown: column("role", "role"),
	}, {
		Key: "sheet_health", Label: "Sheet activity", Unit: "days", Agent: tracker, Source: Sheets, Version: 1, Quiet: true,
		Words: "Days since somebody last changed the sheet: healthy up to 3, warning up to 7, error beyond. It speaks of their edits; " +
			"how fresh our copy is, is another number.",
		Counted: theSheet, Value: Health,
	},
}

var ownDefinitions = []Definition{
	{
		Key: "freshness", Label: "Freshness", Unit: "min", Agent: tracker, Version: 1, Quiet: true,
		Words:   "Minutes since the last fully good run, of the source for which that is longest ago. A run that read only a part does not count.",
		Counted: ages, Value: Oldest,
	}, {
		Key: "records_synced", Label: "Rows synced", Unit: "rows", Agent: tracker, Version: 1, Quiet: true,
		Words:   "Rows that the latest run of each source took over.",
		Counted: rowsSynced, Value: Sum("Not yet: nothing was synced.", ""),
	}, {
		Key: "quota_units", Label: "Quota used", Unit: "units", Agent: tracker, Version: 1, Quiet: true,
		Words:   "Units that the latest run of each source spent, by the services' price tables.",
		Counted: unitsSpent, Value: Sum("Not yet: nothing was synced.", ""),
	}, {
		Key: "coverage", Label: "Coverage", Unit: "%", Agent: tracker, Version: 1, Quiet: true,
		Words:   "What was read, divided by what is known to be there.",
		Counted: itemsRead, Value: Ratio("Not yet: nothing is known to be there."),
	},
}
