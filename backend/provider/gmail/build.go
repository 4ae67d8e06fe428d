package gmail

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// Why own mail is what it is.
const (
	whyPitch   = "sent by you with the tag in the subject"
	whyOutside = "sent by you outside this mailbox, with the tag in the subject"
	whyTracked = "counted by you"
	whySelf    = "only to yourself"
	whyPartTag = "the tag stands only inside other words of the subject"
	whyNoTag   = "your mail in a thread of the campaign, without the tag in the subject"
	whyDates   = "outside the campaign's days"
	whySuggest = "new thread without a reference to your mail: suggested"
	whyThread  = "same thread"
	whyLater   = "same thread, later than the pitch"
	whyNamed   = "new thread, but it names your mail as the one it answers"
	whyFollow  = "later in the thread of an answer to your mail"
	inSpam     = "; found in spam"
)

func dataJSON(d provider.MessageData) json.RawMessage {
	b, err := json.Marshal(d)
	if err != nil || string(b) == "{}" {
		return nil
	}
	return b
}

// build makes the record of a mail that was read. keep is false where it does not belong to the campaign: the record
// closes it then.
func (r *run) build(ctx context.Context, m Mail, tracked bool) (rec provider.Record, keep bool, err error) {
	if isUncounted(m.Labels) {
		return gone(m.ID), false, nil
	}
	from := m.From()
	d := provider.MessageData{
		Name: from.name, References: m.References(), Spam: m.Label("SPAM"), Tracked: tracked,
	}
	if ids := messageIDs(1, m.Header("Message-ID")); len(ids) > 0 {
		d.MessageID = ids[0]
	}
	m.FromOwn = r.idx.own.has(from.bare)
	send, known := r.idx.byMsgID[idKey(d.MessageID)]
	m.Echo = d.MessageID != "" && known && send != m.ID

	v := Classify(m)
	rec = provider.Record{
		Stream: provider.StreamMessages, ID: m.ID, At: m.At, Who: from.bare, What: m.Subject(), State: v.State, Why: v.Why,
		Group: m.Thread, Link: r.link(m.ID),
	}
	d.Header = v.Header
	if v.State == provider.StatePitch {
		d.Own = true
		return r.buildOwn(m, rec, d)
	}
	d.Own = m.FromOwn && v.State == provider.StateUnrelated
	d.Probable, d.AwayUntil = v.Probable, v.AwayUntil
	d.Failed = slices.DeleteFunc(v.Failed, r.idx.own.has)
	for _, id := range v.Quoted {
		if !slices.Contains(d.References, id) && len(d.References) < maxReferences {
			d.References = append(d.References, id)
		}
	}
	if len(d.Failed) > 0 {
		rec.Contact = d.Failed[0]
	}
	if v.State == provider.StateHumanReply && !r.scope.NoSnippets {
		d.Snippet = m.Snippet
	}
	return r.buildInbound(ctx, rec, d)
}

func (r *run) buildOwn(m Mail, rec provider.Record, d provider.MessageData) (provider.Record, bool, error) {
	to, cc, bcc := parseAddresses(m.Header("To")), parseAddresses(m.Header("Cc")), parseAddresses(m.Header("Bcc"))
	d.To, d.Cc, d.Bcc = bares(to, r.isOwn(rec.Who)), bares(cc, r.isOwn(rec.Who)), bares(bcc, r.isOwn(rec.Who))
	d.List = slices.ContainsFunc(slices.Concat(d.To, d.Cc, d.Bcc), isListAddress)
	d.Header = line("Subject", m.Header("Subject"))
	people := len(d.To) + len(d.Cc) + len(d.Bcc)
	self := people == 0 && len(to)+len(cc)+len(bcc) > 0
	if rec.Why == "sent by you outside this mailbox" {
		rec.Why = whyOutside
	} else {
		rec.Why = whyPitch
	}
	var keep bool
	rec.State, rec.Why, keep = r.ownState(rec, d, self)
	if !keep {
		return gone(rec.ID), false, nil
	}
	d.Header = clean(decodeHeader(d.Header), maxHeaderKept)
	rec.Data = dataJSON(d)
	return rec, true, nil
}

func (r *run) isOwn(sender string) func(string) bool {
	return func(a string) bool { return r.idx.own.has(a) || mailbox(a) == mailbox(sender) }
}

// ownState says what a mail of ours is under the rule as it is now; keep is false where it has nothing to do with it.
func (r *run) ownState(rec provider.Record, d provider.MessageData, self bool) (state, why string, keep bool) {
	ours := slices.ContainsFunc(r.idx.threads[rec.Group], func(id string) bool { return id != rec.ID })
	if !ours {
		_, ours = r.idx.followed(rec.Group, rec.At)
	}
	switch {
	case d.Tracked:
		return provider.StatePitch, whyTracked, true
	case !campaign.MatchesTag(r.rule.Tag, rec.What):
		if insideWords(r.rule.Tag, rec.What) {
			return provider.StateUnrelated, whyPartTag, true
		}
		return provider.StateUnrelated, whyNoTag, ours
	case !r.rule.Within(rec.At):
		return provider.StateUnrelated, whyDates, ours || nearly(r.rule, rec.At)
	case self:
		return provider.StateUnrelated, whySelf, true
	case rec.Why == whyOutside:
		return provider.StatePitch, whyOutside, true
	}
	return provider.StatePitch, whyPitch, true
}

// insideWords reports whether every word of the tag stands somewhere in the subject: a search finds such mail.
func insideWords(tag, subject string) bool {
	words := campaign.Tokens(tag)
	all := strings.Join(campaign.Tokens(subject), " ")
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) })
}

// nearly: the second around the campaign's ends that the lists include.
func nearly(rule campaign.Rule, at time.Time) bool {
	if at.Before(rule.Since) {
		return rule.Since.Sub(at) <= 2*time.Second
	}
	return rule.Until != nil && !at.Before(*rule.Until) && at.Sub(*rule.Until) <= 2*time.Second
}

func (r *run) buildInbound(ctx context.Context, rec provider.Record, d provider.MessageData) (provider.Record, bool, error) {
	if !r.idx.ours(rec.Group) && len(d.References) > 0 && r.idx.unreadSends > 0 {
		if id, ok := r.idx.answers(rec, d); ok {
			d.Answers = id
		} else {
			id, err := r.lookUp(ctx, d.References)
			if err != nil {
				return rec, false, err
			}
			d.Answers = id
		}
	}
	rec, keep := r.tie(rec, d)
	if !keep {
		return gone(rec.ID), false, nil
	}
	return rec, true, nil
}

// lookUp finds which of our sends, not read yet, has one of these Message-IDs: 5 units, where waiting for all sends to be
// read would keep an answer back. The first and the last named are asked for.
func (r *run) lookUp(ctx context.Context, ids []string) (string, error) {
	if len(ids) > 2 {
		ids = []string{ids[0], ids[len(ids)-1]}
	}
	for _, id := range ids {
		found, only := "", true
		q := query{q: "rfc822msgid:" + strings.Trim(id, "<>")}
		if strings.ContainsAny(q.q, " \"(){}") {
			continue
		}
		err := r.list(ctx, q, "", func(page []ref, next string) error {
			only = only && len(page) <= 1 && next == ""
			if len(page) == 1 && isSend(r.idx.items[page[0].id].state) {
				found = page[0].id
			}
			if !only {
				return errFound // a server that does not know the operator
			}
			return nil
		})
		if err != nil && !errors.Is(err, errFound) {
			return "", err
		}
		if only && found != "" {
			return found, nil
		}
	}
	return "", nil
}

// tie finds which of our mails an inbound mail answers, and whether it belongs to the campaign at all. It looks only at
// the record and at what is held, so it gives the same again when more is known.
func (r *run) tie(rec provider.Record, d provider.MessageData) (provider.Record, bool) {
	spam, inThread := d.Spam, r.idx.ours(rec.Group)
	if id, named := r.idx.answers(rec, d); id != "" && (named || inThread) {
		d.Answers = id
		// A mail of ours that is not read yet may turn out to be no send; what the headers name is sure.
		inThread = inThread && (!named || r.idx.items[id].thread == rec.Group || r.idx.sentIn(rec.Group))
	} else if strings.TrimSuffix(rec.Why, inSpam) == whyFollow || r.idx.items[d.Answers].state != provider.StateUnreadSent {
		d.Answers = ""
	}
	first, follows := item{}, false
	if !inThread && d.Answers == "" {
		if first, follows = r.idx.followed(rec.Group, rec.At); follows {
			d.Answers = first.answers
		}
	}
	tied := inThread || d.Answers != ""
	keep := tied
	if rec.Why, _ = strings.CutSuffix(rec.Why, inSpam); rec.State == provider.StateHumanReply {
		switch {
		case inThread && d.Answers != "" && !r.idx.items[d.Answers].at.IsZero():
			rec.Why = whyLater
		case inThread:
			rec.Why = whyThread
		case follows:
			rec.Why = whyFollow
		case tied:
			rec.Why = whyNamed
		default:
			rec.State, rec.Why, d.Snippet = provider.StateUnrelated, whySuggest, ""
		}
	}
	if !tied {
		keep = r.related(rec, d)
	}
	if spam {
		rec.Why += inSpam
	}
	rec.Data = dataJSON(d)
	return rec, keep
}

// related reports whether a mail outside our threads that names none of our mails belongs to the campaign all the same: a
// report about somebody mailed, or mail of somebody mailed with the tag in its subject.
func (r *run) related(rec provider.Record, d provider.MessageData) bool {
	guess := r.idx.unreadSends > 0 // whom we mailed is not known yet: it stays until it is
	mailed := func(addr string) bool { return guess || r.idx.mailedBefore(addr, rec.At) }
	switch rec.State {
	case provider.StateBounce, provider.StateDelayNotice:
		foreign := len(d.References) > 0 && !guess // it names a mail, and that is none of ours
		return !foreign && slices.ContainsFunc(d.Failed, mailed)
	case provider.StateListEcho:
		return false
	}
	return !d.Own && mailed(rec.Who) && campaign.MatchesTag(r.rule.Tag, rec.What)
}
