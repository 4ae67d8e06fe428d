package spotify

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"mixdown/backend/provider"
)

// Check reads the campaign's playlists anew and compares their tracks with those held.
func (p Provider) Check(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope) (provider.CheckResult, error) {
	result := provider.CheckResult{Source: p.Info().Name}
	theirs, closed := map[string]bool{}, map[string]bool{}
	for _, id := range chosen(scope.Campaign.Rule) {
		list, found, err := readPlaylist(ctx, client, id)
		if err != nil {
			return result, err
		}
		closed[id] = true
		if !found || !list.mayRead(user(account)) {
			continue
		}
		items, err := readItems(ctx, client, id, func(int, int) error { return ctx.Err() })
		if errors.Is(err, errClosed) {
			continue
		}
		if err != nil {
			return result, err
		}
		closed[id] = false
		for _, r := range items {
			theirs[r.ID] = true
		}
	}
	result.Theirs = len(theirs)
	held := map[string]bool{}
	err := scope.Held.Records(ctx, provider.StreamPlaylistItems, nil, func(r provider.Record) error {
		if closed[r.Group] {
			return nil // kept from when it could be read: there is nothing to compare it with
		}
		held[r.ID] = true
		return nil
	})
	if err != nil {
		return result, fmt.Errorf("spotify: check: %w", err)
	}
	result.Compare(theirs, held)
	return result, nil
}
