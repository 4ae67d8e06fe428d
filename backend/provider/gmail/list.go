package gmail

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	gapi "google.golang.org/api/gmail/v1"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
)

// Bounds of listing.
const (
	pageSize = 500
	maxPages = 20000
	// maxQuery bounds a query of many addresses, in bytes: longer ones are refused by some front ends.
	maxQuery = 1400
	// maxPlainPeople bounds the queries of one address each.
	maxPlainPeople = 100
)

// ref is what a list tells of a mail.
type ref struct{ id, thread string }

// query is one list of messages. Everything it claims is checked again when a mail is read: servers differ in what they
// understand.
type query struct {
	q         string
	spamTrash bool
}

// list calls fn with each page and the token of the next. A token that the server refuses starts the list over.
func (r *run) list(ctx context.Context, q query, token string, fn func(page []ref, next string) error) error {
	seen := map[string]bool{}
	for range maxPages {
		call := r.svc.Users.Messages.List("me").Q(q.q).MaxResults(pageSize).Context(ctx)
		if q.spamTrash {
			call = call.IncludeSpamTrash(true)
		}
		if token != "" {
			call = call.PageToken(token)
		}
		res, err := call.Do()
		if err != nil {
			if token != "" && len(seen) == 0 && isStatus(err, 400, 404) {
				token = ""
				continue
			}
			return asError("list messages", err)
		}
		next := res.NextPageToken
		if err := fn(refsOf(res.Messages), next); err != nil {
			return err
		}
		if next == "" {
			return nil
		}
		if seen[next] {
			return apperr.For(name, apperr.BadAnswer, "Gmail's list does not come to an end. The next sync tries again.", fmt.Errorf("gmail: page token repeated"))
		}
		seen[next] = true
		token = next
	}
	return apperr.For(name, apperr.BadAnswer, "Gmail's list is longer than any mailbox. The next sync tries again.", fmt.Errorf("gmail: more than %d pages", maxPages))
}

func refsOf(messages []*gapi.Message) []ref {
	out := make([]ref, 0, len(messages))
	for _, m := range messages {
		if m != nil && m.Id != "" {
			out = append(out, ref{m.Id, m.ThreadId})
		}
	}
	return out
}

// The queries. Dates are epoch seconds, one wider on both sides than the rule: "2026/11/01" would be midnight in California.

func sendsQuery(rule campaign.Rule) query {
	return query{q: join("in:sent", tagWords(rule.Tag), after(rule.Since), before(rule.Until))}
}

// threadsQuery lists everything, our own mail included: an answer of ours whose subject lost the tag is no send of the
// campaign, but it says that the thread waits for nobody.
func threadsQuery(since time.Time, plain bool) query {
	if plain {
		return query{q: join(after(since))}
	}
	return query{q: join("-in:drafts", after(since))}
}

// followQuery lists everything since an answer, spam included: what the conversation in its thread went on with.
func followQuery(since time.Time, plain bool) query {
	if plain {
		return query{q: join(after(since)), spamTrash: true}
	}
	return query{q: join("-in:drafts", "-in:trash", after(since)), spamTrash: true}
}

// inboundQuery lists everything that came in. Spam has a list of its own, so that trash never needs to be told apart.
func inboundQuery(since time.Time, plain bool) query {
	if plain {
		return query{q: join(after(since))}
	}
	return query{q: join("-in:sent", "-in:drafts", after(since))}
}

func spamQuery(since time.Time, plain bool) query {
	if plain {
		return query{q: join("in:spam", after(since)), spamTrash: true}
	}
	return query{q: join("in:spam", "-in:trash", after(since)), spamTrash: true}
}

// candidateQueries list what may belong to the campaign outside its threads: the tag in a subject, and reports of mail
// systems.
func candidateQueries(rule campaign.Rule, since time.Time, plain bool) []query {
	notSent := "-in:sent"
	if plain {
		notSent = ""
	}
	out := []query{
		{q: join("from:mailer-daemon", after(since)), spamTrash: true},
		{q: join("from:postmaster", after(since)), spamTrash: true},
	}
	if words := tagWords(rule.Tag); words != "" {
		out = append([]query{{q: join(words, notSent, after(since)), spamTrash: true}}, out...)
	}
	return out
}

// peopleQueries list what these addresses wrote, as many addresses a query as fit. A plain server knows no OR: there each
// has a query, as far as that is bearable.
func peopleQueries(people []string, since time.Time, plain bool) []query {
	var out []query
	if plain {
		for _, p := range people[:min(len(people), maxPlainPeople)] {
			out = append(out, query{q: join("from:"+p, after(since)), spamTrash: true})
		}
		return out
	}
	for len(people) > 0 {
		n, size := 0, 0
		for n < len(people) && (n == 0 || size+len(people[n])+4 <= maxQuery) {
			size += len(people[n]) + 4
			n++
		}
		from := "from:" + people[0]
		if n > 1 {
			from = "from:(" + strings.Join(people[:n], " OR ") + ")"
		}
		out = append(out, query{q: join(from, after(since)), spamTrash: true})
		people = people[n:]
	}
	return out
}

// tagWords asks for each word of the tag: the phrase is checked when the mail is read, and single words are understood
// everywhere. "" where the tag has no word that a search knows.
func tagWords(tag string) string {
	words := strings.FieldsFunc(tag, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) })
	for i, w := range words {
		words[i] = "subject:" + w
	}
	return strings.Join(words, " ")
}

func after(t time.Time) string {
	if t.IsZero() || t.Unix() <= 1 {
		return ""
	}
	return fmt.Sprintf("after:%d", t.Unix()-1)
}

func before(t *time.Time) string {
	if t == nil {
		return ""
	}
	return fmt.Sprintf("before:%d", t.Unix()+1)
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " ")
}
