package airtable

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Sync reads the campaign's table: what changed since cursor, or all of it. Its errors carry apperr codes: NotFound (no
// such base, table or field), Forbidden, ScopeMissing, QuotaSpent, and the network's.
func (Provider) Sync(ctx context.Context, client *http.Client, _ provider.Account, scope provider.Scope, raw provider.Cursor, emit provider.Emit) error {
	s := &reading{api: &api{client}, scope: scope, cursor: readCursor(raw), emit: emit}
	words := scope.Campaign.Rule.Airtable
	switch {
	case words == "":
		return s.forget()
	case s.cursor.Of != words:
		return s.begin(ctx, words)
	}
	if s.cursor.Hook != "" && s.cursor.Read {
		done, err := s.follow(ctx)
		if done || err != nil {
			return err
		}
	}
	err := s.read(ctx)
	if !provider.IsRefused(err, http.StatusForbidden, http.StatusNotFound) && !provider.IsWord(err, wordField) {
		return err
	}
	// What the names meant is gone; they may mean something else by now.
	found, again := s.find(ctx, words)
	if apperr.CodeOf(again) == apperr.NotFound {
		return again // it says what there is in its place
	}
	if again != nil || found.Base == s.cursor.Base && found.Table == s.cursor.Table && found.Field == s.cursor.Field {
		return err
	}
	return s.begin(ctx, words)
}

// reading is one Sync.
type reading struct {
	*api
	scope  provider.Scope
	cursor cursor
	emit   provider.Emit
}

// begin finds what the rule names and reads it.
func (s *reading) begin(ctx context.Context, words string) error {
	if s.cursor.Hook != "" {
		if err := s.dropHook(ctx, s.cursor.Base, s.cursor.Hook); err != nil {
			return err
		}
	}
	found, err := s.find(ctx, words)
	if err != nil {
		return err
	}
	s.cursor = cursor{Of: words, choice: found}
	return s.read(ctx)
}

// follow asks the webhook what changed. done is false where the table is to be read.
func (s *reading) follow(ctx context.Context) (done bool, err error) {
	list, next, ok, err := s.payloads(ctx, s.cursor)
	if err != nil {
		return false, err
	}
	if !ok {
		s.cursor.Hook, s.cursor.Next, s.cursor.Read = "", 0, false
		return false, nil
	}
	held := map[string]provider.Record{}
	if len(list) > 0 {
		if err := s.held(ctx, func(r provider.Record) { held[r.ID] = r }); err != nil {
			return false, err
		}
	}
	records, whole, err := s.cursor.changes(list, func(id string) (provider.Record, bool) { r, ok := held[id]; return r, ok })
	if err != nil || whole {
		s.cursor.Next = next // the table is read after them
		return false, err
	}
	for _, r := range records {
		_, was := held[r.ID]
		if r.Gone && was {
			s.cursor.Rows--
		} else if !r.Gone && !was {
			s.cursor.Rows++
		}
	}
	b := provider.Batch{Records: records, Progress: s.progress(s.cursor.Rows, true)}
	if s.cursor.Next != next {
		s.cursor.Next = next
		if b.Cursor, err = s.cursor.raw(); err != nil {
			return false, err
		}
	}
	return true, s.emit(b)
}

// read reads the whole table. Where it can, it first makes a webhook, so that nothing is missed between the two.
func (s *reading) read(ctx context.Context) error {
	if err := s.affordable(); err != nil {
		return err
	}
	if err := s.hook(ctx); err != nil {
		return err
	}
	var last []provider.Record
	seen, err := s.scan(ctx, s.cursor.choice, func(records []provider.Record, seen int, end bool) error {
		if end {
			last = records
			return nil
		}
		return s.emit(provider.Batch{Records: records, Progress: s.progress(seen, false)})
	})
	if err != nil {
		return err
	}
	whole, err := s.cursor.tableRecord()
	if err != nil {
		return err
	}
	b := provider.Batch{Records: append(last, whole), Replace: []string{provider.StreamTable}}
	var gone []string
	if err := s.held(ctx, func(r provider.Record) {
		if !seen[r.ID] {
			gone = append(gone, r.ID)
		}
	}); err != nil {
		return err
	}
	slices.Sort(gone)
	for _, id := range gone {
		b.Records = append(b.Records, provider.Record{Stream: provider.StreamTableRecords, ID: id, Gone: true})
	}
	s.cursor.Read, s.cursor.Rows = true, len(seen)
	b.Progress = s.progress(len(seen), true)
	if b.Cursor, err = s.cursor.raw(); err != nil {
		return err
	}
	return s.emit(b)
}

// hook makes a webhook where there is none and one is of use. It is noted at once: a forgotten one would count against the
// base's ten for a week.
func (s *reading) hook(ctx context.Context) error {
	now := s.scope.Now().UTC()
	if s.cursor.Hook != "" || s.cursor.Computed || s.scope.Headline || !s.cursor.NoHook.IsZero() && now.Sub(s.cursor.NoHook) < askHookAgain && !now.Before(s.cursor.NoHook) {
		return nil
	}
	id, ok, err := s.makeHook(ctx, s.cursor.choice)
	if err != nil {
		return err
	}
	s.cursor.Hook, s.cursor.Next, s.cursor.Read, s.cursor.NoHook = id, 1, false, time.Time{}
	if !ok {
		s.cursor.NoHook = now.Truncate(time.Second)
	}
	b := provider.Batch{Progress: s.progress(0, false)}
	if b.Cursor, err = s.cursor.raw(); err != nil {
		return err
	}
	return s.emit(b)
}

// affordable refuses to begin what the month's calls do not suffice for.
func (s *reading) affordable() error {
	left := s.scope.CallsLeft
	if need := pages(s.cursor.Rows); left != nil && *left < need {
		_, ends := provider.Month(s.scope.Now())
		return source().Fail(apperr.QuotaSpent, fmt.Sprintf("Reading the Airtable table takes %d calls, and %d of the month's %d are left. It is read again after %s; what is held stays readable.",
			need, max(0, *left), callsPerMonth, ends.Format("2 January")), nil)
	}
	return nil
}

func (s *reading) held(ctx context.Context, fn func(provider.Record)) error {
	err := s.scope.Held.Records(ctx, provider.StreamTableRecords, nil, func(r provider.Record) error { fn(r); return nil })
	if err != nil {
		return fmt.Errorf("airtable: held records: %w", err)
	}
	return nil
}

// progress tells how far it is, and what the next sync costs: one call with a webhook, the whole table without.
func (s *reading) progress(rows int, complete bool) provider.Progress {
	next := 1
	if s.cursor.Hook == "" {
		next = pages(max(rows, s.cursor.Rows))
	}
	known := max(rows, s.cursor.Rows)
	if complete {
		known = rows
	}
	return provider.Progress{Phase: "rows", Done: rows, Known: known, Complete: complete, NextCalls: next}
}

// forget closes what was read of a table that the campaign does not name any more.
func (s *reading) forget() error {
	if s.cursor.Base == "" {
		return nil
	}
	return s.emit(provider.Batch{
		Replace: []string{provider.StreamTable, provider.StreamTableRecords}, Cursor: provider.Cursor("{}"),
		Progress: provider.Progress{Phase: "rows", Complete: true},
	})
}
