package spotify

import (
	"fmt"
	"testing"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/sandbox"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const (
	own    = "5OwnPlaylist0000000001"
	theirs = "5TheirPlaylist00000002"
	shared = "5SharedPlaylist0000003"
)

// story is one playlist of each kind, the own one of three pages.
func story() *sandbox.Story {
	st := sandbox.SpotifyAccount(now, 1, 120)
	st.Spotify.Playlists[0].ID, st.Spotify.Playlists[0].Followers = own, 1320
	st.Spotify.Playlists = append(st.Spotify.Playlists,
		sandbox.SpotifyPlaylist{ID: theirs, Name: "Theirs", Owner: "somebody", Followers: 7, Items: []sandbox.SpotifyItem{{ID: "x", Name: "X"}}},
		sandbox.SpotifyPlaylist{ID: shared, Name: "Shared", Owner: "somebody", Shared: true, Followers: -1, Items: []sandbox.SpotifyItem{{ID: "y", Name: "Y", Artist: "A", Added: now.Add(-time.Hour)}}})
	return st
}

func scope(playlists ...string) provider.Scope {
	return provider.Scope{Now: func() time.Time { return now },
		Campaign: campaign.Campaign{ID: "c", Rule: campaign.Rule{Since: now.AddDate(0, 0, -30), Zone: "Etc/UTC", Playlists: playlists}}}
}

func serve(t *testing.T, st *sandbox.Story) *sandbox.Server {
	t.Helper()
	s := sandbox.New(sandbox.Options{Now: func() time.Time { return now }, Story: st})
	if _, err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func token(s *sandbox.Server) string { return s.Spotify().Token(scopePrivate, scopeCollaborative) }

func TestConformance(t *testing.T) {
	providertest.Run(t, providertest.Suite{Provider: New(), Open: func(t *testing.T) providertest.Service {
		s := serve(t, story())
		changes := 0
		return providertest.Service{
			Client: s.KeyClient(token(s)), Account: provider.Account{Address: sandbox.SpringSpotifyUser},
			Campaign: scope(own, theirs, shared).Campaign, Now: func() time.Time { return now },
			Change: func(*testing.T) {
				changes++
				s.Spotify().Playlist(own, func(p *sandbox.SpotifyPlaylist) {
					p.Followers++
					p.Items = append(p.Items[1:], sandbox.SpotifyItem{ID: fmt.Sprint("new", changes), Name: "New", Added: now})
				})
			},
		}
	}})
}
