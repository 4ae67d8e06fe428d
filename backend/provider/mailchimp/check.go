package mailchimp

import (
	"context"
	"net/http"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Check lists the mailings of the campaign's days and compares them with what is held.
func (p Provider) Check(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope) (provider.CheckResult, error) {
	result := provider.CheckResult{Source: name}
	a, err := open(client, account.Region)
	if err != nil {
		return result, err
	}
	s := &reading{api: a, scope: scope, rule: scope.Campaign.Rule, now: scope.Now()}
	if s.rule.Audience != "" {
		list, err := a.audiences(ctx, s.rule.Audience)
		if err != nil {
			return result, err
		}
		s.audience = list[0].ID
	}
	settled, err := s.list(ctx)
	if err != nil {
		return result, err
	}
	if !settled {
		return result, source().Fail(apperr.ServiceDown, "Mailchimp's list of campaigns changed while it was read. Check again.", nil)
	}
	if err := s.lookUp(ctx); err != nil {
		return result, err
	}
	theirs := map[string]bool{}
	for id := range s.listed {
		theirs[id] = true
	}
	result.Theirs = len(theirs)
	result.Compare(theirs, s.held)
	return result, nil
}
