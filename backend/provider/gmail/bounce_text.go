package gmail

import (
	"slices"
	"strings"

	"mixdown/backend/provider"
)

// returned: what mail systems send back without a report by the standard. A header that names the failed recipients, or
// a daemon's address together with a second sign.
func returned(m Mail) (Verdict, bool) {
	header := ""
	from := m.From().bare
	switch v, named := m.Has("X-Failed-Recipients"); {
	case named:
		header = line("X-Failed-Recipients", v)
	case isNDR(m):
		header = line("X-MS-Exchange-Message-Is-Ndr", m.Header("X-MS-Exchange-Message-Is-Ndr"))
	case from == "" && hasPrefix(strings.ToLower(strings.TrimLeft(m.Header("From"), "\"<( ")), "mailer-daemon", "mail delivery"):
		header = line("From", m.Header("From")) // "MAILER-DAEMON <>": small agents name no address at all
	case isDaemon(from) && (emptyReturnPath(m) || autoSubmitted(m) != "" || isFailureSubject(m.Subject()) || saysFailed(m)):
		header = line("From", m.Header("From"))
	case (emptyReturnPath(m) || from == "") && isFailureSubject(m.Subject()):
		header = line("Subject", m.Subject())
	case emptyReturnPath(m) && !byHand(m) && has(strings.ToLower(aboveQuote(m.Text())), failureWords...):
		header = line("Return-Path", m.Header("Return-Path"))
	default:
		return Verdict{}, false
	}
	v := told(m)
	v.Header, v.Quoted = header, append(quoted(m), inText(m)...)
	return v, true
}

// saysFailed reports whether the text of a daemon's mail tells a failure. At small stations postmaster is a person: theirs must
// name a status or an address too, and show no mail program.
func saysFailed(m Mail) bool {
	text := strings.ToLower(m.Text())
	if !has(aboveQuote(text), failureWords...) {
		return false
	}
	return !strings.HasPrefix(m.From().bare, "postmaster@") || !byHand(m) && (firstStatus(text) != "" || len(failedInText(m, text)) > 0)
}

func isNDR(m Mail) bool {
	_, ok := m.Has("X-MS-Exchange-Message-Is-Ndr")
	return ok
}

// isDaemon reports whether addr is one under which mail systems speak.
func isDaemon(addr string) bool {
	local, _, _ := strings.Cut(addr, "@")
	switch local {
	case "mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster", "mdaemon":
		return true
	}
	return strings.HasPrefix(local, "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e")
}

// emptyReturnPath: a mail that asks for no answer, as reports must (RFC 5321, 4.5.5).
func emptyReturnPath(m Mail) bool {
	v, ok := m.Has("Return-Path")
	v = strings.ToLower(strings.Trim(v, "<> \t"))
	return ok && (v == "" || strings.HasPrefix(v, "mailer-daemon@"))
}

// autoSubmitted returns the value of Auto-Submitted where it says that a machine sent the mail (RFC 3834), else "".
func autoSubmitted(m Mail) string {
	v := m.Header("Auto-Submitted")
	kind, _, _ := strings.Cut(v, ";")
	kind, _, _ = strings.Cut(kind, "(")
	if kind = strings.ToLower(strings.TrimSpace(kind)); kind == "no" {
		return ""
	}
	return kind
}

// failureSubjects begin the subjects of returned or delayed mail, in lower case.
var failureSubjects = []string{
	"undeliverable", "undelivered", "returned mail", "mail delivery failed", "mail delivery failure", "mail delivery subsystem",
	"mail delivery problem", "message status - undeliverable", "deferral notice", "[postmaster] email delivery failure", "delivery status notification", "delivery failure", "delivery notification", "failure notice", "mail system error",
	"message undeliverable", "message not delivered", "mail could not be delivered", "non-delivery", "non delivery report", "nondeliverable",
	"delivery has failed", "delivery failed", "delivery delayed", "delivery incomplete", "warning: message", "warning: could not send", "warning: delayed",
	"address not found", "message blocked", "delayed:", "delayed mail",
	"unzustellbar", "nicht zustellbar", "unzustellbare", "zustellung fehlgeschlagen", "non remis", "message non remis", "échec de la remise",
	"no se puede entregar", "no entregado", "no se ha podido entregar", "recapito non riuscito", "non recapitabile", "impossibile recapitare", "mancato recapito",
	"não é possível entregar", "não entregue", "falha na entrega", "onbestelbaar", "niet bezorgd", "kan niet worden bezorgd",
	"kan inte levereras", "kunde inte levereras", "kan ikke leveres", "kunne ikke leveres", "ikke leveret", "ei voitu toimittaa", "toimitus epäonnistui",
	"nie można dostarczyć", "niedostarczon", "nedoručiteln", "nelze doručit", "недоставлен", "не удается доставить", "не доставлено",
	"teslim edilemedi", "配信不能", "未配信", "无法传递", "未送达", "退信", "배달되지", "nem kézbesíthető", "imposibil de livrat", "αδύνατη η παράδοση",
}

func isFailureSubject(subject string) bool {
	return hasPrefix(strings.ToLower(strings.TrimSpace(subject)), failureSubjects...)
}

// Words of reports, in lower case.
var (
	delayWords = []string{
		"not yet been delivered", "has not been delivered yet", "will continue to try", "still trying to deliver", "will be retried", "will keep trying",
		"will try again", "delivery incomplete", "delivery is delayed", "delivery has been delayed", "message delayed", "transient non-fatal", "warning message only",
		"this is a warning", "delayed 24 hours", "you do not need to resend", "verzögert", "a été retardé", "se ha retrasado", "in ritardo",
	}
	failureWords = []string{
		"could not be delivered", "couldn't be delivered", "wasn't able to deliver", "unable to deliver", "was undeliverable", "permanent error", "permanent fatal errors", "delivery has failed", "was not delivered to",
	}
	successWords = []string{
		"was successfully delivered", "has been successfully delivered", "successfully relayed", "message was delivered to", "wurde erfolgreich zugestellt",
	}
	// failureEnds begin the part of a report that quotes our mail: addresses below are not those that failed.
	failureEnds = []string{
		"------ this is a copy of", "--- below this line is a copy", "----- original message", "-----original message", "--- original message", "original message headers", "message headers follow",
		"----- message header", "--- the header of the original", "copy of your message", "reporting-mta:", "return-path:", "received:", "diagnostic information for administrators",
		"original message:", "original message follows", "transcript of session follows", "----- transcript of session", "quoted message",
	}
)

// told reads a report in plain words: of Exim, qmail, sendmail, Postfix, Exchange, Gmail and their like.
func told(m Mail) Verdict {
	text := strings.ToLower(m.Text())
	subject := strings.ToLower(m.Subject())
	status := firstStatus(text)
	failed := failedByHeader(m)
	if len(failed) == 0 {
		failed = failedInText(m, text)
	}
	v := Verdict{State: provider.StateBounce, Why: "returned by a mail system", Failed: failed}
	switch {
	case has(text, successWords...) && status == "":
		return Verdict{State: provider.StateUnrelated, Why: "a report that the mail was delivered, which proves no reading"}
	case has(text, delayWords...), hasPrefix(subject, "warning: message", "warning: could not send", "warning: delayed", "delayed", "delivery delayed", "delivery status notification (delay)", "delivery incomplete"), strings.HasPrefix(status, "4"):
		v.State, v.Why = provider.StateDelayNotice, "delivery delayed, no final answer"
	}
	if status != "" {
		v.Why += ": status " + status
	}
	return v
}

// firstStatus returns the most final status in a report's text.
func firstStatus(text string) string {
	text = aboveQuote(text)
	found := ""
	for _, l := range strings.Split(text, "\n") {
		if s := statusOf(l); s != "" && (found == "" || (found[0] != '5' && s[0] == '5')) {
			found = s
		}
	}
	return found
}

func failedByHeader(m Mail) []string {
	return bares(parseAddresses(m.Header("X-Failed-Recipients")), func(string) bool { return false })
}

// aboveQuote cuts a report where it begins to quote our mail.
func aboveQuote(text string) string {
	var out []string
	for i, l := range strings.Split(text, "\n") {
		l = strings.TrimSpace(l)
		if i > 200 || hasPrefix(l, failureEnds...) {
			break
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

var (
	lineAddress = pattern(`^(?:[^<@:]{1,80}<|<)?(?:mailto:)?([^\s<>()\[\],;:"@]+@[^\s<>()\[\],;:"@]+[^\s<>()\[\],;:"@.])(?:[>:<(\s]|$)`)
	toAddress   = pattern(`(?:to|recipients?|address|an|für|à|a|para|aan|till|til) (?:<|')?(?:mailto:)?([^\s<>()\[\],;:"'@]+@[^\s<>()\[\],;:"'@]+[^\s<>()\[\],;:"'@.])`)
)

// failedInText finds the failed recipients in words: addresses that begin a line, else those that follow "to".
func failedInText(m Mail, text string) []string {
	text = aboveQuote(text)
	skip := map[string]bool{m.From().bare: true}
	for _, h := range []string{"To", "Delivered-To"} {
		for _, a := range parseAddresses(m.Header(h)) {
			skip[a.bare] = true
		}
	}
	var out []string
	add := func(a string) {
		if a = bare(strings.TrimRight(a, ".")); a != "" && !skip[a] && !isDaemon(a) && !slices.Contains(out, a) && len(out) < 100 {
			out = append(out, a)
		}
	}
	for _, l := range strings.Split(text, "\n") {
		if match := lineAddress().FindStringSubmatch(l); match != nil {
			add(match[1])
		}
	}
	if len(out) == 0 {
		for _, match := range toAddress().FindAllStringSubmatch(text, 20) {
			add(match[1])
		}
	}
	if len(out) == 0 {
		for _, a := range bareAddress().FindAllString(text, 20) {
			add(a)
		}
		if len(out) > 1 {
			return nil // which of them failed is not said
		}
	}
	return out
}

// inText finds the Message-ID that a plain report quotes among the headers of our mail.
func inText(m Mail) []string {
	for _, l := range strings.Split(m.Text(), "\n") {
		if name, v, ok := strings.Cut(strings.TrimSpace(l), ":"); ok && strings.EqualFold(name, "Message-ID") {
			return messageIDs(1, v)
		}
	}
	return nil
}
