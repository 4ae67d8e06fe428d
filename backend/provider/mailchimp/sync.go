package mailchimp

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// maxSingles bounds the reports that are asked for one by one.
const maxSingles = 20

// Sync reads the account. Its errors carry apperr codes: NotFound where the campaign names an audience that is not there,
// and the network's.
func (p Provider) Sync(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope, raw provider.Cursor, emit provider.Emit) error {
	if account.Region == "" { // a sign-in of which the data centre was not kept
		who, err := p.Identify(ctx, client)
		if err != nil {
			return err
		}
		account.Region = who.Region
	}
	a, err := open(client, account.Region)
	if err != nil {
		return err
	}
	s := &reading{api: a, scope: scope, rule: scope.Campaign.Rule, cursor: readCursor(raw, scope.Campaign.Rule), now: scope.Now().UTC(), emit: emit}
	if err := s.audiences(ctx); err != nil {
		return err
	}
	return s.mailings(ctx)
}

// reading is one Sync.
type reading struct {
	*api
	scope  provider.Scope
	rule   campaign.Rule
	cursor cursor
	now    time.Time
	emit   provider.Emit

	audience string // the id of the one that the rule names, "" for all
	listed   map[string]mailing
	held     map[string]bool
	wanted   map[string]bool // mailings whose report is still to be read
	known    int
}

func (s *reading) audiences(ctx context.Context) error {
	list, err := s.api.audiences(ctx, s.rule.Audience)
	if err != nil {
		return err
	}
	if s.rule.Audience != "" {
		s.audience = list[0].ID
	}
	b := provider.Batch{Replace: []string{provider.StreamAudiences}, Progress: provider.Progress{Phase: "listing"}}
	for _, l := range list {
		rec, err := s.audienceRecord(l)
		if err != nil {
			return err
		}
		b.Records = append(b.Records, rec)
	}
	if err := s.emit(b); err != nil {
		return err
	}
	today := s.now.Format(time.DateOnly)
	if s.cursor.Growth == today || s.scope.Headline {
		return nil
	}
	growth, err := s.growth(ctx, list)
	if err != nil {
		return err
	}
	s.cursor.Growth = today
	b = provider.Batch{Records: growth, Replace: []string{provider.StreamGrowth}, Progress: provider.Progress{Phase: "listing"}}
	if b.Cursor, err = s.cursor.raw(); err != nil {
		return err
	}
	return s.emit(b)
}

// mailings reads the campaign's mailings: those sent, with their reports, and those that wait to be sent.
func (s *reading) mailings(ctx context.Context) error {
	settled, err := s.list(ctx)
	if err != nil {
		return err
	}
	if err := s.lookUp(ctx); err != nil {
		return err
	}
	if len(s.wanted) > 0 {
		if err := s.reports(ctx); err != nil {
			return err
		}
	}
	return s.finish(settled)
}

// list fills listed with the mailings of the campaign's days, and with those made in them that are not sent.
func (s *reading) list(ctx context.Context) (settled bool, err error) {
	query := url.Values{"status": {provider.StatusSent}, "since_send_time": {stamp(s.rule.Since)}, "sort_field": {"send_time"}, "sort_dir": {"ASC"}}
	if s.rule.Until != nil {
		query.Set("before_send_time", s.rule.Until.Add(time.Second).UTC().Format(time.RFC3339))
	}
	unsent := url.Values{"since_create_time": {stamp(s.rule.Since)}, "sort_field": {"create_time"}, "sort_dir": {"DESC"}}
	if s.audience != "" {
		query.Set("list_id", s.audience)
		unsent.Set("list_id", s.audience)
	}
	sent, settled, err := s.api.mailings(ctx, query)
	if err != nil {
		return false, err
	}
	// One page: what waits to be sent is among the newest thousand.
	others, _, err := s.listPage(ctx, unsent, 0)
	if err != nil {
		return false, err
	}
	s.listed = map[string]mailing{}
	for _, m := range append(sent, others...) {
		if (s.audience == "" || m.Recipients.List == s.audience) && (m.Status != provider.StatusSent || s.rule.Within(m.at)) {
			s.listed[m.ID] = m
		}
	}
	return settled, nil
}

// lookUp compares what is listed with what is held, and decides whose report is to be read.
func (s *reading) lookUp(ctx context.Context) error {
	s.held, s.wanted = map[string]bool{}, map[string]bool{}
	sent := map[string]bool{}
	err := s.scope.Held.Records(ctx, provider.StreamMailings, nil, func(r provider.Record) error {
		s.held[r.ID], sent[r.ID] = true, r.State == provider.StatusSent
		return nil
	})
	if err != nil {
		return fmt.Errorf("mailchimp: held mailings: %w", err)
	}
	for id, m := range s.listed {
		if m.Status == provider.StatusSent && !(sent[id] && s.cursor.settled(m.at)) {
			s.wanted[id] = true
		}
	}
	s.known = len(s.wanted)
	return nil
}

// reports reads the wanted ones, and emits each mailing with its own.
func (s *reading) reports(ctx context.Context) error {
	oldest := s.now
	for id := range s.wanted {
		if at := s.listed[id].at; at.Before(oldest) {
			oldest = at
		}
	}
	several, err := s.api.reports(ctx, oldest, func(list []report) error {
		b := provider.Batch{}
		for _, r := range list {
			if err := s.take(&b, r); err != nil {
				return err
			}
		}
		b.Progress = s.progress()
		return s.emit(b)
	})
	if err != nil || !several {
		return err
	}
	// Between two pages a report can slip from one to the other: those that are missing are asked for by name.
	b := provider.Batch{}
	for i, id := range slices.Sorted(maps.Keys(s.wanted)) {
		if i == maxSingles {
			break
		}
		r, ok, err := s.report(ctx, id)
		if err != nil {
			return err
		}
		if ok {
			if err := s.take(&b, r); err != nil {
				return err
			}
		}
	}
	b.Progress = s.progress()
	return s.emit(b)
}

// take adds the mailing of a report to a batch, once.
func (s *reading) take(b *provider.Batch, r report) error {
	if !s.wanted[r.ID] {
		return nil
	}
	delete(s.wanted, r.ID)
	rec, err := s.record(s.listed[r.ID], &r)
	b.Records = append(b.Records, rec)
	return err
}

// finish emits what has no report, closes what is gone, and moves the cursor.
func (s *reading) finish(settled bool) error {
	b := provider.Batch{Progress: provider.Progress{Phase: "details", Done: s.known, Known: s.known, Complete: settled}}
	for _, id := range slices.Sorted(maps.Keys(s.listed)) {
		m := s.listed[id]
		if m.Status == provider.StatusSent && !s.wanted[id] {
			continue
		}
		rec, err := s.record(m, nil)
		if err != nil {
			return err
		}
		b.Records = append(b.Records, rec)
	}
	if settled {
		for _, id := range slices.Sorted(maps.Keys(s.held)) {
			if _, ok := s.listed[id]; !ok {
				b.Records = append(b.Records, provider.Record{Stream: provider.StreamMailings, ID: id, Gone: true})
			}
		}
		s.cursor.Read = s.now
	}
	var err error
	if b.Cursor, err = s.cursor.raw(); err != nil {
		return err
	}
	return s.emit(b)
}

func (s *reading) progress() provider.Progress {
	return provider.Progress{Phase: "details", Done: s.known - len(s.wanted), Known: s.known}
}
