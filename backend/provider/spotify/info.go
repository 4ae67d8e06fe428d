package spotify

import (
	"net/http"
	"time"

	"mixdown/backend/provider"
	"mixdown/backend/provider/spotify/export"
)

// Scopes: https://developer.spotify.com/documentation/web-api/concepts/scopes
const (
	scopePrivate       = "playlist-read-private"
	scopeCollaborative = "playlist-read-collaborative"
)

// Info returns the facts of Spotify.
func (Provider) Info() provider.Info {
	return provider.Info{
		Name:  name,
		Table: "spotify",
		Title: "Spotify",
		Noun:  "playlists",
		Auth: provider.Auth{
			AuthURL:  "https://accounts.spotify.com/authorize",
			TokenURL: "https://accounts.spotify.com/api/token",
			Permissions: []provider.Permission{
				{Scope: scopePrivate, Gives: "See the tracks of your own playlists, and when each was added. Mixdown can change nothing.", Without: "Followers of public playlists, and imported exports."},
				{Scope: scopeCollaborative, Gives: "See the same of playlists that you keep together with others.", Without: "Your own playlists, and imported exports."},
			},
			PublicClient: true,
			OwnClient:    "register an app at developer.spotify.com with the redirect address http://127.0.0.1/callback, put your account under “User Management” there, and give its client id with --client-id",
			// A consent ends six months after it was given, however often it was renewed
			// (https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens).
			ConsentMonths: 6,
		},
		Hosts: []string{"api.spotify.com"},
		Prices: []provider.Price{
			{Method: http.MethodGet, Path: "/v1/me", Name: "me"},
			{Method: http.MethodGet, Path: "/v1/me/playlists", Name: "me.playlists"},
			{Method: http.MethodGet, Path: "/v1/playlists/*/items", Name: "playlists.items"},
			{Method: http.MethodGet, Path: "/v1/playlists/*", Name: "playlists.get"},
		},
		// Spotify counts over any 30 seconds and does not say how many it takes; an app in development mode gets few
		// (https://developer.spotify.com/documentation/web-api/concepts/rate-limits). All accounts of a client share them.
		Pace:  provider.Pace{RequestsPerSecond: 4, InFlight: 2, Scope: "client", Refusal: refusal},
		Every: time.Hour,
		Streams: []provider.Stream{
			{Name: provider.StreamPlaylists, States: []string{stateRead, stateClosed, stateMissing}},
			{Name: provider.StreamPlaylistItems, States: []string{itemTrack, itemEpisode, itemLocal, itemGone}},
			{Name: provider.StreamArtistDays, Import: export.Audience}, {Name: provider.StreamSongDays, Import: export.SongDays},
			{Name: provider.StreamSongs, Import: export.Songs}, {Name: provider.StreamSongPlaylists, Import: export.Playlists},
		},
		SyncVersion: 1,
	}
}
