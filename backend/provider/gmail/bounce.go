package gmail

import (
	"slices"
	"strings"

	"mixdown/backend/provider"
)

// recipient is what a delivery report says of one address.
type recipient struct {
	address string
	action  string // failed, delayed, delivered, relayed, expanded
	status  string // "5.1.1"
}

// report: reports by RFC 3464 (delivery), RFC 8098 (reading) and RFC 5965 (complaints).
func report(m Mail) (Verdict, bool) {
	kind := reportType(m)
	switch kind {
	case "disposition-notification":
		return readReceipt(m), true
	case "feedback-report":
		return Verdict{State: provider.StateUnrelated, Why: "an abuse report by a mail service", Header: line("Content-Type", m.Header("Content-Type"))}, true
	case "delivery-status":
		return delivery(m), true
	}
	return Verdict{}, false
}

// reportType returns the kind of report a mail is as a whole; "" where it is none. A report attached to somebody's own mail
// does not make that mail one.
func reportType(m Mail) string {
	if len(m.Parts) == 0 {
		return ""
	}
	top := m.Parts[0]
	if top.Type != "multipart/report" {
		if top.Type == "message/delivery-status" {
			return "delivery-status"
		}
		return ""
	}
	if kind := strings.ToLower(top.Params["report-type"]); kind != "" {
		return kind
	}
	for _, p := range m.Parts {
		if kind, ok := strings.CutPrefix(p.Type, "message/"); ok && !p.Within && kind != "rfc822" {
			return kind
		}
	}
	return ""
}

// delivery reads a delivery report. One recipient that failed for good makes it a bounce; only those are named then.
func delivery(m Mail) Verdict {
	v := Verdict{Header: line("Content-Type", m.Header("Content-Type")), Quoted: quoted(m)}
	var failed, later, other []recipient
	for _, r := range recipients(m) {
		switch {
		case r.action == "delivered" || r.action == "relayed" || r.action == "expanded":
			other = append(other, r)
		case r.action == "delayed" || strings.HasPrefix(r.status, "4"):
			later = append(later, r)
		default:
			failed = append(failed, r)
		}
	}
	switch {
	case len(failed) > 0:
		v.State, v.Why, v.Failed = provider.StateBounce, "returned for good", names(failed)
		if s := failed[0].status; s != "" {
			v.Why += ": status " + s
		}
	case len(later) > 0:
		v.State, v.Why, v.Failed = provider.StateDelayNotice, "delivery delayed, no final answer", names(later)
		if s := later[0].status; s != "" {
			v.Why += ": status " + s
		}
	case len(other) > 0:
		v.State, v.Why = provider.StateUnrelated, "a report that the mail was delivered, which proves no reading"
	default: // the report's own part is missing or empty: its words must do
		told := told(m)
		v.State, v.Why, v.Failed = told.State, told.Why, told.Failed
	}
	if len(v.Failed) == 0 && v.State != provider.StateUnrelated {
		v.Failed = told(m).Failed
	}
	return v
}

func names(list []recipient) []string {
	var out []string
	for _, r := range list {
		if r.address != "" && !slices.Contains(out, r.address) && len(out) < maxRecipients {
			out = append(out, r.address)
		}
	}
	return out
}

// recipients reads the fields of message/delivery-status: one block for the message, then one for each recipient. Gmail
// gives the blocks as the part's text or as the headers of sub-parts.
func recipients(m Mail) []recipient {
	var out, loose []recipient // loose: an outcome without an address, said of the message as a whole
	add := func(fields []Field) {
		get := func(name string) string { v, _ := field(fields, name); return v }
		final, original := typed(get("Final-Recipient")), typed(get("Original-Recipient"))
		if final == "" && original == "" && get("Action") == "" {
			return
		}
		r := recipient{address: bare(final), action: strings.ToLower(firstWord(get("Action"))), status: statusOf(get("Status"))}
		if o := bare(original); o != "" {
			r.address = o // what we wrote to; the final one may be behind a forward
		}
		if r.status == "" || strings.HasSuffix(r.status, ".0.0") {
			if s := statusOf(typed(get("Diagnostic-Code"))); s != "" && (r.status == "" || s[0] == r.status[0]) {
				r.status = s
			}
		}
		if r.address == "" {
			loose = append(loose, r)
			return
		}
		out = append(out, r)
	}
	inside := false
	for _, p := range m.Parts {
		switch {
		case p.Type == "message/delivery-status" || p.Type == "message/global-delivery-status":
			inside = true
			for _, block := range blocks(p.Text) {
				add(block)
			}
			if p.Text == "" {
				add(p.Fields)
			}
		case inside && !p.Within && p.Type == "text/plain":
			if len(recipientFields(p.Fields)) > 0 {
				add(p.Fields)
			}
			for _, block := range blocks(p.Text) {
				add(block)
			}
		default:
			inside = false
		}
	}
	if len(out) == 0 {
		return loose
	}
	return out
}

func recipientFields(fields []Field) []Field {
	return slices.DeleteFunc(slices.Clone(fields), func(f Field) bool {
		return !strings.EqualFold(f.Name, "Final-Recipient") && !strings.EqualFold(f.Name, "Original-Recipient")
	})
}

// blocks splits text into groups of fields, which empty lines part.
func blocks(text string) [][]Field {
	var out [][]Field
	var now []Field
	for _, l := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		switch {
		case strings.TrimSpace(l) == "":
			if len(now) > 0 {
				out, now = append(out, now), nil
			}
		case (l[0] == ' ' || l[0] == '\t') && len(now) > 0:
			now[len(now)-1].Value += " " + strings.TrimSpace(l)
		default:
			if k, v, ok := strings.Cut(l, ":"); ok && !strings.ContainsAny(strings.TrimSpace(k), " \t") {
				now = append(now, Field{strings.TrimSpace(k), strings.TrimSpace(v)})
			}
		}
		if len(out) > maxRecipients {
			return out
		}
	}
	if len(now) > 0 {
		out = append(out, now)
	}
	return out
}

// typed returns the value of a field like "rfc822; ann@radio.example".
func typed(v string) string {
	if _, after, ok := strings.Cut(v, ";"); ok {
		return strings.TrimSpace(after)
	}
	return strings.TrimSpace(v)
}

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return strings.Trim(f[0], ";,.")
	}
	return ""
}

var (
	enhanced = pattern(`(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?$|\.\s)`)
	smtpCode = pattern(`(?:^|[\s:#>(])([45])\d\d(?:[\s\-]|$)`)
)

// statusOf finds an enhanced status (RFC 3463), or makes one of an SMTP code; "" where there is neither.
func statusOf(s string) string {
	if m := enhanced().FindStringSubmatch(s); m != nil {
		return m[1]
	}
	if m := smtpCode().FindStringSubmatch(s); m != nil {
		return m[1] + ".0.0"
	}
	return ""
}

// readReceipt: only "displayed" is an opening. A mail deleted unread sends the same kind of report.
func readReceipt(m Mail) Verdict {
	v := Verdict{Header: line("Content-Type", m.Header("Content-Type")), Quoted: quoted(m)}
	disposition := ""
	for _, p := range m.Parts {
		if p.Type != "message/disposition-notification" && p.Type != "message/global-disposition-notification" && !(p.Type == "text/plain" && len(p.Fields) > 0) {
			continue
		}
		for _, block := range append(blocks(p.Text), p.Fields) {
			if d, ok := field(block, "Disposition"); ok {
				disposition = d
			}
			if id, ok := field(block, "Original-Message-ID"); ok {
				v.Quoted = append(messageIDs(1, id), v.Quoted...)
			}
		}
	}
	kind := strings.ToLower(typed(disposition))
	subject := strings.ToLower(m.Subject())
	switch {
	case has(kind, "deleted"), disposition == "" && hasPrefix(subject, "not read:", "ungelesen:", "non lu", "no leído:", "non letto:", "não lido:", "niet gelezen:", "deleted:"):
		v.State, v.Why = provider.StateUnrelated, "a report that the mail was deleted without being read"
	case disposition != "" && !has(kind, "displayed"):
		v.State, v.Why = provider.StateUnrelated, "a report of handling that proves no reading: "+clean(kind, 60)
	default:
		v.State, v.Why = provider.StateReadReceipt, "a read receipt"
	}
	if disposition != "" {
		v.Header = line("Disposition", disposition)
	}
	return v
}

// quoted returns the Message-IDs of the mail that a report includes.
func quoted(m Mail) []string {
	var headers []string
	for i, p := range m.Parts {
		switch {
		case p.Type == "message/rfc822" || p.Type == "text/rfc822-headers" || p.Type == "message/global" || p.Type == "message/global-headers":
			for _, block := range blocks(p.Text) {
				if id, ok := field(block, "Message-ID"); ok {
					headers = append(headers, id)
				}
			}
			if id, ok := field(p.Fields, "Message-ID"); ok {
				headers = append(headers, id)
			}
		case i > 0 && p.Within:
			if id, ok := field(p.Fields, "Message-ID"); ok {
				headers = append(headers, id)
			}
		}
	}
	for _, h := range []string{"In-Reply-To", "References", "X-Original-Message-ID", "X-MS-Exchange-Message-Original-Message-Id"} {
		headers = append(headers, m.Header(h))
	}
	return messageIDs(maxReferences, headers...)
}

func hasPrefix(s string, any ...string) bool {
	for _, a := range any {
		if strings.HasPrefix(s, a) {
			return true
		}
	}
	return false
}
