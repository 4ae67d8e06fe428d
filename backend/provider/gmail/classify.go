package gmail

import (
	"strings"

	"mixdown/backend/provider"
)

// Verdict says what a mail is and why.
type Verdict struct {
	State string
	Why   string // the rule, in a few words
	// Header is the header line that decided, shortened; "" where none did.
	Header string
	// Failed are the recipients that a bounce or delay notice names.
	Failed []string
	// Quoted are the Message-IDs of the mails that a report is about.
	Quoted []string
	// AwayUntil is the last day of an absence, as YYYY-MM-DD.
	AwayUntil string
	// Probable says that only the subject told.
	Probable bool
}

// Classify says what a mail is. The first rule that matches wins: not counted, own, returned, automatic, list, human.
func Classify(m Mail) Verdict {
	for _, rule := range []func(Mail) (Verdict, bool){notCounted, fromOwn, report, returned, automatic, listEcho} {
		if v, ok := rule(m); ok {
			v.Header = clean(v.Header, maxHeaderKept)
			return v
		}
	}
	return Verdict{State: provider.StateHumanReply, Why: "written by a person: no sign of a machine or a list"}
}

// maxHeaderKept bounds the header line kept with a verdict.
const maxHeaderKept = 200

// uncounted are labels of what is no mail, or no mail any more.
var uncounted = map[string]string{
	"DRAFT":     "a draft",
	"CHAT":      "a chat message",
	"SCHEDULED": "scheduled, not sent yet",
	"TRASH":     "in the trash",
}

func notCounted(m Mail) (Verdict, bool) {
	for _, label := range m.Labels {
		if why, ok := uncounted[label]; ok {
			return Verdict{State: provider.StateUnrelated, Why: why}, true
		}
	}
	return Verdict{}, false
}

// fromOwn: what the mailbox sent. A copy that came back through a list is an echo and no second send.
func fromOwn(m Mail) (Verdict, bool) {
	if m.Label("SENT") {
		return Verdict{State: provider.StatePitch, Why: "sent by you"}, true
	}
	if !m.FromOwn {
		return Verdict{}, false
	}
	if v, ok := listEcho(m); ok {
		return v, true
	}
	if m.Label("SPAM") {
		return Verdict{State: provider.StateUnrelated, Why: "in spam under your own address", Header: line("From", m.Header("From"))}, true
	}
	return Verdict{State: provider.StatePitch, Why: "sent by you outside this mailbox", Header: line("From", m.Header("From"))}, true
}

// listEcho: what a mailing list sent out, or our own mail come back.
func listEcho(m Mail) (Verdict, bool) {
	echo := func(why, header string) (Verdict, bool) {
		return Verdict{State: provider.StateListEcho, Why: why, Header: header}, true
	}
	for _, h := range []string{"List-Id", "List-Post", "X-Google-Group-Id"} {
		if v, ok := m.Has(h); ok {
			return echo("sent out by a list: "+h, line(h, v))
		}
	}
	if v := m.Header("Precedence"); strings.EqualFold(strings.TrimSpace(v), "list") {
		return echo("sent out by a list: Precedence: list", line("Precedence", v))
	}
	if m.Echo {
		return echo("your own mail come back", line("Message-ID", m.Header("Message-ID")))
	}
	return Verdict{}, false
}

func line(name, value string) string { return name + ": " + strings.TrimSpace(unfold(value)) }
