package spotify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Sync asks for each of the campaign's playlists, one request each, and reads the tracks of those whose snapshot moved, one
// request for fifty. Its errors carry apperr codes: forbidden (not on the app's list of users), needs_sign_in,
// quota_spent, and the network's. A playlist that is not there stops no other.
func (Provider) Sync(ctx context.Context, client *http.Client, account provider.Account, scope provider.Scope, raw provider.Cursor, emit provider.Emit) error {
	s := &reading{client: client, account: account, scope: scope, held: readCursor(raw), ids: chosen(scope.Campaign.Rule), emit: emit}
	if err := s.forget(ctx); err != nil {
		return err
	}
	if len(s.ids) == 0 {
		return emit(provider.Batch{Replace: []string{provider.StreamPlaylists}, Progress: provider.Progress{Phase: "playlists", Complete: true}})
	}
	for i, id := range s.ids {
		if err := s.playlist(ctx, id, i == len(s.ids)-1); err != nil {
			return err
		}
	}
	return nil
}

// reading is one Sync under way.
type reading struct {
	client  *http.Client
	account provider.Account
	scope   provider.Scope
	held    cursor
	ids     []string
	emit    provider.Emit
	done    int // items of the playlists that are through
}

// playlist brings one playlist up to date and emits it as one batch: the playlist, its tracks, and the cursor.
func (s *reading) playlist(ctx context.Context, id string, last bool) error {
	p, found, err := readPlaylist(ctx, s.client, id)
	if err != nil {
		return err
	}
	was, known := s.held.Playlists[id]
	now := was
	batch := provider.Batch{}
	if asked := found && p.mayRead(user(s.account)); !known || was.Snapshot != p.Snapshot || was.Asked != asked {
		now = version{Snapshot: p.Snapshot, Asked: asked}
		if asked {
			if batch.Records, err = s.items(ctx, id, &now); err != nil {
				return err
			}
		}
	}
	rec, err := p.record(id, found, now)
	if err != nil {
		return err
	}
	batch.Records = append(batch.Records, rec)
	s.done += now.Items
	if !known || now != was {
		s.held.Playlists[id] = now
		if batch.Cursor, err = s.held.raw(); err != nil {
			return err
		}
	}
	batch.Progress = provider.Progress{Phase: "playlists", Done: s.done, Known: s.done, Complete: last}
	return s.emit(batch)
}

// items reads the tracks of one playlist into now, and returns what is to be stored of them.
func (s *reading) items(ctx context.Context, id string, now *version) ([]provider.Record, error) {
	list, err := readItems(ctx, s.client, id, s.told)
	if errors.Is(err, errClosed) {
		now.NoScope = apperr.CodeOf(err) == apperr.ScopeMissing
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now.Readable, now.Items = true, len(list)
	return s.replaced(ctx, id, list)
}

func (s *reading) told(done, known int) error {
	return s.emit(provider.Batch{Progress: provider.Progress{Phase: "playlists", Done: s.done + done, Known: s.done + known}})
}

// replaced adds to the items of one playlist those held of it that are no longer there, as gone.
func (s *reading) replaced(ctx context.Context, id string, items []provider.Record) ([]provider.Record, error) {
	there := map[string]bool{}
	for _, r := range items {
		there[r.ID] = true
	}
	err := s.scope.Held.Records(ctx, provider.StreamPlaylistItems, nil, func(r provider.Record) error {
		if r.Group == id && !there[r.ID] {
			r.Stream, r.Gone = provider.StreamPlaylistItems, true
			items = append(items, r)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("spotify: held items: %w", err)
	}
	return items, nil
}

// forget closes what is held of playlists that the rule does not name any more.
func (s *reading) forget(ctx context.Context) error {
	if !slices.ContainsFunc(slices.Collect(maps.Keys(s.held.Playlists)), func(id string) bool { return !slices.Contains(s.ids, id) }) {
		return nil
	}
	var gone []provider.Record
	for _, stream := range []string{provider.StreamPlaylistItems, provider.StreamPlaylists} {
		err := s.scope.Held.Records(ctx, stream, nil, func(r provider.Record) error {
			if !slices.Contains(s.ids, r.Group) {
				r.Stream, r.Gone = stream, true
				gone = append(gone, r)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("spotify: held playlists: %w", err)
		}
	}
	maps.DeleteFunc(s.held.Playlists, func(id string, _ version) bool { return !slices.Contains(s.ids, id) })
	raw, err := s.held.raw()
	if err != nil {
		return err
	}
	return s.emit(provider.Batch{Records: gone, Cursor: raw, Progress: provider.Progress{Phase: "playlists"}})
}
