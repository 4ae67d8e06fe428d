package gmail

import (
	"context"
	"net/http"
	"slices"
	"time"

	"mixdown/backend/provider"
)

// maxExplained bounds the mails that one check or preview reads.
const maxExplained = 30

// Check compares what Gmail lists (the sends that the search finds, and what came in in their threads) with what is held.
// It reads only what is listed and not held, a few at most, to say why; nothing is stored.
func (Provider) Check(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope) (provider.CheckResult, error) {
	result := provider.CheckResult{Source: name}
	r, err := reader(ctx, client, account, scope)
	if err != nil {
		return result, err
	}
	c := checker{run: r, listed: map[string]ref{}}
	if err := c.list(ctx); err != nil {
		return result, err
	}
	if err := c.compare(ctx, &result); err != nil {
		return result, err
	}
	slices.Sort(result.Missing)
	slices.Sort(result.Extra)
	slices.SortFunc(result.Explained, func(a, b provider.Explained) int { return newestFirst(a.ID, b.ID) })
	return result, nil
}

// reader makes a run that emits nothing.
func reader(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope) (*run, error) {
	svc, err := service(ctx, client)
	if err != nil {
		return nil, err
	}
	r := &run{svc: svc, account: account, scope: scope, rule: scope.Campaign.Rule, now: time.Now(), tried: map[string]bool{}, unstored: map[string]bool{}, closing: map[string]bool{}}
	own, err := r.sendAs(ctx)
	if err != nil {
		return nil, err
	}
	r.cur.Own = own
	return r, r.load(ctx)
}

// checker holds what Gmail lists.
type checker struct {
	*run
	listed map[string]ref
}

func (c *checker) list(ctx context.Context) error {
	threads := map[string]bool{}
	for t := range c.idx.threads {
		threads[t] = true
	}
	for t := range c.idx.follow {
		threads[t] = true
	}
	err := c.run.list(ctx, sendsQuery(c.rule), "", func(page []ref, _ string) error {
		for _, m := range page {
			c.listed[m.id] = m
		}
		return nil
	})
	if err != nil {
		return err
	}
	shown := 0
	inbound := func(page []ref, _ string) error {
		shown += len(page)
		for _, m := range page {
			if it, held := c.idx.items[m.id]; held && !it.kept || threads[m.thread] {
				c.listed[m.id] = m
			}
		}
		return nil
	}
	if err := c.run.list(ctx, inboundQuery(c.rule.Since, false), "", inbound); err != nil {
		return err
	}
	if plain := shown == 0; plain { // a server that does not know the minus
		if err := c.run.list(ctx, inboundQuery(c.rule.Since, plain), "", inbound); err != nil {
			return err
		}
		return c.run.list(ctx, spamQuery(c.rule.Since, plain), "", inbound)
	}
	return c.run.list(ctx, spamQuery(c.rule.Since, false), "", inbound)
}

func (c *checker) compare(ctx context.Context, result *provider.CheckResult) error {
	var unknown []string
	err := c.scope.Held.Records(ctx, provider.StreamMessages, nil, func(rec provider.Record) error {
		_, there := c.listed[rec.ID]
		counted := rec.State != provider.StateUnrelated
		if counted {
			result.Held++
		}
		switch {
		case there && !counted:
			result.Explained = append(result.Explained, provider.Explained{ID: rec.ID, Why: rec.Why})
		case !there && counted && (dataOf(rec).Tracked || c.idx.countedByHand(rec.Group)):
			unknown = append(unknown, rec.ID) // no search finds it: asked for by itself
		case !there && counted:
			result.Extra = append(result.Extra, rec.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for id := range c.listed {
		if _, held := c.idx.items[id]; !held {
			unknown = append(unknown, id)
		}
	}
	slices.SortFunc(unknown, newestFirst)
	return c.explain(ctx, unknown, result)
}

// explain reads what is listed and not held: what the rule leaves out has a reason, the rest is missing.
func (c *checker) explain(ctx context.Context, ids []string, result *provider.CheckResult) error {
	for i, id := range ids {
		it, tracked := c.idx.items[id] // held, though no list shows it
		result.Theirs++                // taken back where it is not there any more
		if i >= maxExplained {
			result.Missing = append(result.Missing, id)
			continue
		}
		a := c.fetch(ctx, unit{ids: []string{id}, full: true})
		switch {
		case isStatus(a.err, 404):
			result.Theirs--
			if tracked {
				result.Extra = append(result.Extra, id)
			}
			continue
		case a.err != nil:
			return a.err
		case tracked && !isUncounted(a.messages[0].LabelIds):
			continue
		case tracked:
			result.Theirs--
			result.Extra = append(result.Extra, id)
			continue
		}
		m := mailOf(a.messages[0])
		rec, keep, err := c.build(ctx, m, it.tracked)
		switch {
		case err != nil:
			return err
		case keep && rec.State != provider.StateUnrelated:
			result.Missing = append(result.Missing, id)
		case keep:
			result.Explained = append(result.Explained, provider.Explained{ID: id, Why: rec.Why})
		default:
			result.Explained = append(result.Explained, provider.Explained{ID: id, Why: leftOut(m)})
		}
	}
	for id := range c.listed {
		if _, held := c.idx.items[id]; held {
			result.Theirs++
		}
	}
	return nil
}

// leftOut says why a mail is not kept at all.
func leftOut(m Mail) string {
	if v, ok := notCounted(m); ok {
		return v.Why
	}
	if m.Label("SENT") {
		return "the subject does not carry the tag"
	}
	return "answers no mail of this campaign"
}
