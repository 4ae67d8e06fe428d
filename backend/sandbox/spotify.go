package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Lifetimes as Spotify has them: an access token an hour, a code ten minutes, a consent six months.
const (
	spotifyAccessLife    = time.Hour
	spotifyConsentMonths = 6
)

// SpotifyStory is what Spotify knows: one account, and playlists of its own and of others.
type SpotifyStory struct {
	User, Name string // the account's id and the name that others see
	// Clients are the registered apps; nil accepts any client id. None has a secret here: PKCE proves them.
	Clients []string
	// Unlisted says that the account is not on the app's list of users, as apps in development mode have one.
	Unlisted bool
	// NoFollowers leaves the followers out of every playlist.
	NoFollowers bool
	// OldNames answers with "tracks" and "track" in place of "items" and "item".
	OldNames  bool
	Playlists []SpotifyPlaylist
}

// SpotifyPlaylist is one playlist.
type SpotifyPlaylist struct {
	ID, Name string
	Owner    string // a user's id; the account's own where empty
	Shared   bool   // collaborative
	Private  bool
	// Followers is -1 where Spotify returns none.
	Followers int
	Version   int // part of the snapshot id: raised by a change of the tracks
	Items     []SpotifyItem
}

// SpotifyItem is one place in a playlist.
type SpotifyItem struct {
	ID, Name, Artist string
	Added            time.Time // zero: null
	By               string
	Episode, Local   bool
	Removed          bool // Spotify knows nothing of it any more
}

// Spotify is the stand-in's state. It is safe for concurrent use.
type Spotify struct {
	now func() time.Time

	mu      sync.Mutex
	story   SpotifyStory
	codes   map[string]spotifyCode
	access  map[string]spotifyAccess
	refresh map[string]*spotifyGrant
}

type spotifyGrant struct {
	client  string
	scopes  []string
	given   time.Time
	revoked bool
}

type spotifyCode struct {
	grant               *spotifyGrant
	redirect, challenge string
	expires             time.Time
	used                bool
}

type spotifyAccess struct {
	grant   *spotifyGrant
	expires time.Time
}

func newSpotify(now func() time.Time) *Spotify {
	return &Spotify{now: now, story: SpotifyStory{User: "you", Name: "You"}, codes: map[string]spotifyCode{}, access: map[string]spotifyAccess{}, refresh: map[string]*spotifyGrant{}}
}

// Change edits what Spotify knows.
func (m *Spotify) Change(edit func(*SpotifyStory)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	edit(&m.story)
}

// Playlist edits one playlist. Its snapshot moves where its tracks or its name did.
func (m *Spotify) Playlist(id string, edit func(*SpotifyPlaylist)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.story.Playlists {
		p := &m.story.Playlists[i]
		if p.ID != id {
			continue
		}
		name, items := p.Name, slices.Clone(p.Items)
		edit(p)
		if p.Name != name || !slices.Equal(p.Items, items) {
			p.Version++
		}
	}
}

// Token returns an access token of the account with scopes, without a sign-in.
func (m *Spotify) Token(scopes ...string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.newAccess(&spotifyGrant{client: "sandbox-client", scopes: scopes, given: m.now()})
}

// newAccess makes an access token. The lock is held.
func (m *Spotify) newAccess(g *spotifyGrant) string {
	token := secretText("BQsandbox-")
	m.access[token] = spotifyAccess{g, m.now().Add(spotifyAccessLife)}
	return token
}

// newRefresh makes the grant's next refresh token. The lock is held.
func (m *Spotify) newRefresh(g *spotifyGrant) string {
	token := secretText("AQsandbox-")
	m.refresh[token] = g
	return token
}

// Revoke takes back every consent, as a person does on the page of their apps.
func (m *Spotify) Revoke() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, g := range m.refresh {
		g.revoked = true
	}
	for _, a := range m.access {
		a.grant.revoked = true
	}
}

// ExpireAccess ends every access token now.
func (m *Spotify) ExpireAccess() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.access)
}

// view returns what Spotify knows now; its lists are not to be changed.
func (m *Spotify) view() SpotifyStory {
	m.mu.Lock()
	defer m.mu.Unlock()
	st := m.story
	st.Playlists = slices.Clone(st.Playlists)
	for i := range st.Playlists {
		st.Playlists[i].Items = slices.Clone(st.Playlists[i].Items)
	}
	return st
}

// spotifyFault is a refusal in Spotify's shape.
func spotifyFault(status int, message, reason string) Fault {
	more := ""
	if reason != "" {
		more = fmt.Sprintf(`,"reason":%q`, reason)
	}
	return Fault{Host: spotifyHost, Status: status, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body: fmt.Sprintf(`{"error":{"status":%d,"message":%q%s}}`, status, message, more)}
}

// SpotifyTooFast is the 429 that means "slower", with Retry-After in whole seconds.
func SpotifyTooFast(wait time.Duration) Fault {
	f := spotifyFault(429, "API rate limit exceeded", "")
	f.Header.Set("Retry-After", strconv.Itoa(int(wait/time.Second)))
	return f
}

// SpotifyQuotaSpent is the 429 that means "not before tomorrow".
func SpotifyQuotaSpent() Fault { return spotifyFault(429, "API quota exceeded", "QUOTA_EXCEEDED") }
