package airtable

import (
	"context"
	"net/http"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Check reads the table anew and compares it with what is held. It costs as many calls as the table has pages.
func (Provider) Check(ctx context.Context, client *http.Client, _ provider.Account, scope provider.Scope) (provider.CheckResult, error) {
	result := provider.CheckResult{Source: name}
	words := scope.Campaign.Rule.Airtable
	if words == "" {
		return result, source().Fail(apperr.NotFound, "The campaign names no Airtable table. Choose one: `mixdown campaign edit NAME --airtable BASE/TABLE:STATUS_FIELD`.", nil)
	}
	s := &reading{api: &api{client}, scope: scope}
	found, err := s.find(ctx, words)
	if err != nil {
		return result, err
	}
	theirs, err := s.scan(ctx, found, func([]provider.Record, int, bool) error { return ctx.Err() })
	if err != nil {
		return result, err
	}
	result.Theirs = len(theirs)
	held := map[string]bool{}
	err = s.held(ctx, func(r provider.Record) { held[r.ID] = true })
	result.Compare(theirs, held)
	return result, err
}
