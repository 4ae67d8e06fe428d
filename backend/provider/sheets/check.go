package sheets

import (
	"context"
	"fmt"
	"net/http"

	"mixdown/backend/provider"
)

// Check reads the sheet anew and compares it with what is held: every filled row is a contact, or there is a reason.
func (p Provider) Check(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope) (provider.CheckResult, error) {
	result := provider.CheckResult{Source: p.Info().Name}
	_, t, err := openTable(ctx, client, account, scope.Campaign.Rule)
	if err != nil {
		return result, err
	}
	result.Theirs = t.rows.Rows()
	theirs, counted := map[string]bool{}, map[int]bool{}
	for _, r := range t.rows.Contacts() {
		theirs[r.ID], counted[rowNumber(r)] = true, true
	}
	for _, r := range t.rows.Problems() {
		if row := rowNumber(r); !counted[row] {
			counted[row] = true // a row has one reason not to count, however much is wrong with it
			result.Explained = append(result.Explained, provider.Explained{ID: fmt.Sprintf("row %d", row), Why: r.Why})
		}
	}
	held := map[string]bool{}
	err = scope.Held.Records(ctx, provider.StreamContacts, nil, func(r provider.Record) error {
		held[r.ID] = true
		return nil
	})
	if err != nil {
		return result, fmt.Errorf("sheets: check: %w", err)
	}
	result.Compare(theirs, held)
	return result, nil
}
