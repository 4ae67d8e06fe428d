package gmail

import (
	"context"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"
	gapi "google.golang.org/api/gmail/v1"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// Previews are small: so many newest mails are read, and so many near misses.
const (
	maxPreview    = 30
	maxNearMisses = 5
)

var (
	_ provider.Checker   = Provider{}
	_ provider.Previewer = Provider{}
)

// Preview says what a rule would match: how many mails to how many people, the newest five, and mail that has something
// like the tag and does not match. It reads the newest mails only; where there are more, the counts are lower bounds.
func (Provider) Preview(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope) (provider.Preview, error) {
	var p provider.Preview
	if len(campaign.Tokens(scope.Campaign.Rule.Tag)) == 0 {
		return p, apperr.For(name, apperr.Invalid, "Type a tag first: a word that stands in the subject of every mail of the campaign.", nil)
	}
	scope.Held = nothing{}
	r, err := reader(ctx, client, account, scope)
	if err != nil {
		return p, err
	}
	found, more, err := r.firstPage(ctx, sendsQuery(r.rule))
	if err != nil {
		return p, err
	}
	p.Complete = !more && len(found) <= maxPreview
	records, err := r.peek(ctx, found[:min(len(found), maxPreview)])
	if err != nil {
		return p, err
	}
	people := map[string]bool{}
	for _, rec := range records {
		if rec.State != provider.StatePitch {
			if len(p.NearMisses) < maxNearMisses {
				p.NearMisses = append(p.NearMisses, rec)
			}
			continue
		}
		p.Messages++
		if len(p.First) < 5 {
			p.First = append(p.First, rec)
		}
		d := dataOf(rec)
		for _, a := range append(d.To, d.Bcc...) {
			people[a] = true
		}
		if r.rule.CountCc {
			for _, a := range d.Cc {
				people[a] = true
			}
		}
	}
	p.People = len(people)
	return p, r.nearMisses(ctx, found, &p)
}

// nearMisses adds sent mail that has the tag in its text and not in its subject.
func (r *run) nearMisses(ctx context.Context, found []ref, p *provider.Preview) error {
	words := campaign.Tokens(r.rule.Tag)
	room := maxNearMisses - len(p.NearMisses)
	if tagWords(r.rule.Tag) == "" || room <= 0 {
		return nil
	}
	near, _, err := r.firstPage(ctx, query{q: join("in:sent", join(words...), after(r.rule.Since), before(r.rule.Until))})
	if err != nil {
		return err
	}
	near = slices.DeleteFunc(near, func(m ref) bool { return slices.Contains(found, m) })
	records, err := r.peek(ctx, near[:min(len(near), room)])
	if err != nil {
		return err
	}
	for _, rec := range records {
		if rec.State != provider.StatePitch {
			rec.Why = "has the tag in its text, not in its subject"
			p.NearMisses = append(p.NearMisses, rec)
		}
	}
	return nil
}

func (r *run) firstPage(ctx context.Context, q query) (found []ref, more bool, err error) {
	res, err := r.svc.Users.Messages.List("me").Q(q.q).MaxResults(pageSize).Context(ctx).Do()
	if err != nil {
		return nil, false, asError("list messages", err)
	}
	return refsOf(res.Messages), res.NextPageToken != "", nil
}

// peek reads mails of ours and says what they are, the near misses included, in the order given.
func (r *run) peek(ctx context.Context, refs []ref) ([]provider.Record, error) {
	got := make([]*gapi.Message, len(refs))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(inFlight)
	for i, m := range refs {
		g.Go(func() error {
			a := r.fetch(gctx, unit{ids: []string{m.id}})
			if a.err != nil {
				if isStatus(a.err, http.StatusNotFound) {
					return nil
				}
				return a.err
			}
			got[i] = a.messages[0]
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var out []provider.Record
	for _, one := range got {
		if one == nil || isUncounted(one.LabelIds) {
			continue
		}
		m := mailOf(one)
		rec, keep, err := r.build(ctx, m, false)
		if err != nil {
			return nil, err
		}
		if !keep {
			rec = provider.Record{Stream: provider.StreamMessages, ID: m.ID, At: m.At, Who: m.From().bare, What: m.Subject(),
				State: provider.StateUnrelated, Why: leftOut(m), Group: m.Thread, Link: r.link(m.ID)}
		}
		if to := slices.Concat(parseAddresses(m.Header("To")), parseAddresses(m.Header("Cc")), parseAddresses(m.Header("Bcc"))); len(to) > 0 {
			rec.Contact = to[0].bare // all of them are from the same mailbox: whom it went to tells them apart
		}
		out = append(out, rec)
	}
	return out, nil
}

// nothing is held before a rule is kept.
type nothing struct{}

// Records has none.
func (nothing) Records(context.Context, string, []string, func(provider.Record) error) error {
	return nil
}
