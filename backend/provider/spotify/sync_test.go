package spotify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/sandbox"
)

// held syncs once on m and returns the paths that were asked for.
func held(t *testing.T, s *sandbox.Server, m *providertest.Memory, sc provider.Scope) []string {
	t.Helper()
	calls, err := try(t.Context(), s, m, sc)
	if err != nil {
		t.Fatal(apperr.From(err), errors.Unwrap(err))
	}
	return calls
}

func try(ctx context.Context, s *sandbox.Server, m *providertest.Memory, sc provider.Scope) ([]string, error) {
	sc.Held = m
	before := len(s.Requests().All())
	err := New().Sync(ctx, s.KeyClient(token(s)), provider.Account{Address: sandbox.SpringSpotifyUser}, sc, m.Cursor(), m.Apply)
	var calls []string
	for _, r := range s.Requests().All()[before:] {
		calls = append(calls, strings.TrimPrefix(r.Path, "/v1/playlists/"))
	}
	return calls, err
}

func of(m *providertest.Memory, stream string) []provider.Record {
	var out []provider.Record
	for _, r := range m.All() {
		if r.Stream == stream {
			out = append(out, r)
		}
	}
	return out
}

// playlistsOf writes the playlists down: "name state followers readable".
func playlistsOf(t *testing.T, m *providertest.Memory) []string {
	t.Helper()
	var out []string
	for _, r := range of(m, provider.StreamPlaylists) {
		var d provider.PlaylistData
		if err := json.Unmarshal(r.Data, &d); err != nil {
			t.Fatal(err)
		}
		followers := "not returned"
		if d.Followers != nil {
			followers = fmt.Sprint(*d.Followers)
		}
		out = append(out, fmt.Sprintf("%s: %s, followers %s, readable %v", r.What, r.State, followers, d.Readable))
	}
	slices.Sort(out)
	return out
}

// twoAtOnce is a Spotify that gives two items a page, whatever is asked for.
type twoAtOnce struct{ next http.RoundTripper }

func (p twoAtOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if q := r.URL.Query(); q.Has("limit") {
		q.Set("limit", "2")
		r.URL.RawQuery = q.Encode()
	}
	return p.next.RoundTrip(r)
}

// A page may take fewer places than asked for: the next begins where it ended.
func TestShortPages(t *testing.T) {
	s, whole, short := serve(t, story()), &providertest.Memory{}, &providertest.Memory{}
	sc := scope(own, shared)
	held(t, s, whole, sc)
	sc.Held = short
	client := s.KeyClient(token(s))
	client.Transport = twoAtOnce{client.Transport}
	account := provider.Account{Address: sandbox.SpringSpotifyUser}
	if err := New().Sync(t.Context(), client, account, sc, nil, short.Apply); err != nil {
		t.Fatal(apperr.From(err))
	}
	if diff := cmp.Diff(whole.All(), short.All()); diff != "" {
		t.Error(diff)
	}
	all, err := New().Offers(t.Context(), s.KeyClient(token(s)), account, "")
	if err != nil {
		t.Fatal(err)
	}
	few, err := New().Offers(t.Context(), client, account, "")
	if diff := cmp.Diff(all, few); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestFirstSync(t *testing.T) {
	s, m := serve(t, story()), &providertest.Memory{}
	calls := held(t, s, m, scope(own, "https://open.spotify.com/playlist/"+theirs+"?si=abc", "spotify:playlist:"+shared, own))
	if diff := cmp.Diff([]string{own, own + "/items", own + "/items", own + "/items", theirs, shared, shared + "/items"}, calls); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{
		"Playlist 0: read, followers 1320, readable true",
		"Shared: read, followers not returned, readable true",
		"Theirs: closed, followers 7, readable false",
	}, playlistsOf(t, m)); diff != "" {
		t.Error(diff)
	}
	if n := len(of(m, provider.StreamPlaylistItems)); n != 121 {
		t.Errorf("%d items", n)
	}
	if p := m.Progress(); !p.Complete || p.Done != 121 || p.Known != 121 {
		t.Errorf("progress %+v", p)
	}
	for _, r := range s.Requests().All() {
		if strings.Contains(r.Query, "limit=") && !strings.Contains(r.Query, "limit=50") {
			t.Errorf("query %q", r.Query)
		}
	}
}

func TestUnchangedSnapshotIsOneRequestAPlaylist(t *testing.T) {
	s, m := serve(t, story()), &providertest.Memory{}
	held(t, s, m, scope(own, shared))
	changes := m.Changes()
	if calls := held(t, s, m, scope(own, shared)); !slices.Equal(calls, []string{own, shared}) || m.Changes() != changes || !m.Progress().Complete {
		t.Errorf("%q, %d changes, %+v", calls, m.Changes()-changes, m.Progress())
	}
	// Followers move without the snapshot.
	s.Spotify().Playlist(own, func(p *sandbox.SpotifyPlaylist) { p.Followers = 1400 })
	if calls := held(t, s, m, scope(own, shared)); len(calls) != 2 || m.Changes() != changes+1 {
		t.Errorf("%q, %d changes", calls, m.Changes()-changes)
	}
	// One track goes, one comes: two records change, whatever place they had.
	s.Spotify().Playlist(own, func(p *sandbox.SpotifyPlaylist) {
		p.Items = append([]sandbox.SpotifyItem{{ID: "new", Name: "New", Artist: "A", Added: now}}, p.Items[:119]...)
	})
	if calls := held(t, s, m, scope(own, shared)); len(calls) != 5 || m.Changes() != changes+3 {
		t.Errorf("%q, %d changes", calls, m.Changes()-changes)
	}
	// The rule drops a playlist: its tracks are closed.
	held(t, s, m, scope(shared))
	if diff := cmp.Diff([]string{"Shared: read, followers not returned, readable true"}, playlistsOf(t, m)); diff != "" || len(of(m, provider.StreamPlaylistItems)) != 1 {
		t.Error(diff)
	}
	held(t, s, m, scope())
	if n := len(m.All()); n != 0 {
		t.Errorf("%d records of no playlist", n)
	}
}

func TestAddedAtMayBeNull(t *testing.T) {
	s, m := serve(t, story()), &providertest.Memory{}
	s.Spotify().Playlist(own, func(p *sandbox.SpotifyPlaylist) {
		p.Items = []sandbox.SpotifyItem{
			{ID: "old", Name: "Old", Artist: "A"}, {ID: "old", Name: "Old", Artist: "A"},
			{ID: "epoch", Name: "Epoch", Artist: "A", Added: time.Unix(0, 0)},
			{ID: "show", Name: "Talk", Artist: "Radio", Episode: true, Added: now},
			{Name: "Demo", Artist: "Us", Local: true, Added: now},
			{Removed: true, Added: now},
		}
	})
	held(t, s, m, scope(own))
	var got []string
	for _, r := range of(m, provider.StreamPlaylistItems) {
		got = append(got, fmt.Sprintf("%s | %s | %s | %v", r.What, r.State, r.Why, r.At.IsZero()))
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{
		"(no longer on Spotify) | unavailable | added 22 November 2026 | false",
		"Demo – Us | local | added 22 November 2026 | false",
		"Epoch – A | track | Spotify does not say when it was added | true",
		"Old – A | track | Spotify does not say when it was added | true",
		"Old – A | track | Spotify does not say when it was added | true",
		"Talk – Radio | episode | added 22 November 2026 | false",
	}, got); diff != "" {
		t.Error(diff)
	}
	changes := m.Changes()
	s.Spotify().Playlist(own, func(p *sandbox.SpotifyPlaylist) { slices.Reverse(p.Items) })
	if held(t, s, m, scope(own)); m.Changes() != changes {
		t.Errorf("another order changed %d records", m.Changes()-changes)
	}
}

func TestFollowersAbsent(t *testing.T) {
	s, m := serve(t, story()), &providertest.Memory{}
	s.Spotify().Change(func(st *sandbox.SpotifyStory) { st.NoFollowers, st.OldNames = true, true })
	held(t, s, m, scope(own))
	if diff := cmp.Diff([]string{"Playlist 0: read, followers not returned, readable true"}, playlistsOf(t, m)); diff != "" || len(of(m, provider.StreamPlaylistItems)) != 120 {
		t.Error(diff)
	}
}

func TestMissingPlaylistStopsNoOther(t *testing.T) {
	s, m := serve(t, story()), &providertest.Memory{}
	held(t, s, m, scope("nosuchplaylist", "5NoSuchPlaylist0000009", shared))
	if diff := cmp.Diff([]string{
		"5NoSuchPlaylist0000009: missing, followers not returned, readable false",
		"Shared: read, followers not returned, readable true",
		"nosuchplaylist: missing, followers not returned, readable false",
	}, playlistsOf(t, m)); diff != "" {
		t.Error(diff)
	}
}

// The permission that was not given is named, and asked for only when the playlist moves.
func TestWithoutTheScope(t *testing.T) {
	s, m := serve(t, story()), &providertest.Memory{}
	sync := func() int {
		sc := scope(own)
		sc.Held = m
		before := len(s.Requests().All())
		if err := New().Sync(t.Context(), s.KeyClient(s.Spotify().Token()), provider.Account{}, sc, m.Cursor(), m.Apply); err != nil {
			t.Fatal(err)
		}
		return len(s.Requests().All()) - before
	}
	if n := sync(); n != 2 {
		t.Errorf("%d requests", n)
	}
	if r := of(m, provider.StreamPlaylists)[0]; r.State != stateClosed || !strings.Contains(r.Why, "permission") {
		t.Errorf("%+v", r)
	}
	if n := sync(); n != 1 {
		t.Errorf("then %d requests", n)
	}
}

// A playlist that was shared later is read although its snapshot did not move.
func TestReadableLater(t *testing.T) {
	s, m := serve(t, story()), &providertest.Memory{}
	held(t, s, m, scope(theirs))
	s.Spotify().Playlist(theirs, func(p *sandbox.SpotifyPlaylist) { p.Shared = true })
	held(t, s, m, scope(theirs))
	if len(of(m, provider.StreamPlaylistItems)) != 1 {
		t.Error("the tracks were not read")
	}
}

func TestSyncErrors(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*sandbox.Server)
		code apperr.Code
		says string
	}{
		{"not on the list of users", func(s *sandbox.Server) {
			s.Spotify().Change(func(st *sandbox.SpotifyStory) { st.Unlisted = true })
		}, apperr.Forbidden, "list of users"},
		{"too fast", func(s *sandbox.Server) { s.Faults().Add(sandbox.SpotifyTooFast(7 * time.Second)) }, apperr.RateLimited, "pause"},
		{"quota spent", func(s *sandbox.Server) { s.Faults().Add(sandbox.SpotifyQuotaSpent()) }, apperr.QuotaSpent, "tomorrow"},
		{"items too fast", func(s *sandbox.Server) {
			f := sandbox.SpotifyTooFast(time.Second)
			f.Path = "/v1/playlists/*/items"
			s.Faults().Add(f)
		}, apperr.RateLimited, "pause"},
		{"items refused on the second page", func(s *sandbox.Server) {
			s.Faults().Add(sandbox.Fault{Path: "/v1/playlists/*/items", Nth: 2, Status: 403, Body: `{"error":{"status":403,"message":"Forbidden"}}`})
		}, apperr.Forbidden, "list of users"},
		{"a page", func(s *sandbox.Server) { s.Faults().Add(sandbox.HTMLPage(200)) }, apperr.BadAnswer, "cannot be read"},
		{"no total", func(s *sandbox.Server) {
			s.Faults().Add(sandbox.Fault{Path: "/v1/playlists/*/items", Status: 200, Body: `{"items":[]}`})
		}, apperr.BadAnswer, "cannot be read"},
		{"an empty object", func(s *sandbox.Server) { s.Faults().Add(sandbox.Fault{Status: 200, Body: `{}`}) }, apperr.BadAnswer, "cannot be read"},
		{"a date that is none", func(s *sandbox.Server) {
			s.Faults().Add(sandbox.Fault{Path: "/v1/playlists/*/items", Status: 200, Body: `{"total":1,"items":[{"added_at":"yesterday"}]}`})
		}, apperr.BadAnswer, "cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, m := serve(t, story()), &providertest.Memory{}
			c.do(s)
			_, err := try(t.Context(), s, m, scope(own))
			if apperr.CodeOf(err) != c.code || !strings.Contains(fmt.Sprint(apperr.From(err)), c.says) {
				t.Errorf("%s: %v, want %s and %q", apperr.CodeOf(err), apperr.From(err), c.code, c.says)
			}
			if len(m.All()) != 0 || m.Cursor() != nil {
				t.Error("records came with an error")
			}
		})
	}
}

func TestQuotaIsOverTomorrow(t *testing.T) {
	spent := []byte(sandbox.SpotifyQuotaSpent().Body)
	for at, want := range map[time.Time]time.Time{
		now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC):                               time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 11, 22, 1, 0, 0, 0, time.FixedZone("somewhere east", 9*3600)): time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
	} {
		kind, until := New().Info().Pace.Refusal(429, http.Header{}, spent, at)
		if kind != provider.RefusalSpent || !until.Equal(want) {
			t.Errorf("%s: %v until %s", at, kind, until)
		}
	}
	for status, body := range map[int]string{429: `{"error":{"status":429,"message":"API rate limit exceeded"}}`, 403: "QUOTA_EXCEEDED"} {
		if kind, _ := New().Info().Pace.Refusal(status, http.Header{}, []byte(body), now); kind != provider.RefusalPlain {
			t.Errorf("%d: %v", status, kind)
		}
	}
}

func TestIdentify(t *testing.T) {
	s := serve(t, story())
	who, err := New().Identify(t.Context(), s.KeyClient(s.Spotify().Token()))
	if err != nil || who.Address != sandbox.SpringSpotifyUser || who.Name != "Juno Vale" {
		t.Errorf("%+v %v", who, err)
	}
}

func TestCheck(t *testing.T) {
	s, m := serve(t, story()), &providertest.Memory{}
	sc := scope(own, theirs)
	held(t, s, m, sc)
	sc.Held = m
	check := func() provider.CheckResult {
		got, err := New().Check(t.Context(), s.KeyClient(token(s)), provider.Account{}, sc)
		if err != nil {
			t.Fatal(err)
		}
		if got.Theirs-len(got.Explained)-len(got.Missing)+len(got.Extra) != got.Held {
			t.Errorf("does not add up: %+v", got)
		}
		return got
	}
	if got := check(); got.Theirs != 120 || got.Held != 120 {
		t.Errorf("%+v", got)
	}
	s.Spotify().Playlist(own, func(p *sandbox.SpotifyPlaylist) {
		p.Items[0] = sandbox.SpotifyItem{ID: "new", Name: "New", Added: now}
	})
	if got := check(); len(got.Missing) != 1 || len(got.Extra) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestParsePlaylist(t *testing.T) {
	const id = "37i9dQZF1DXcBWIGoYBM5M"
	for in, want := range map[string]string{
		id: id, " " + id + "\n": id,
		"https://open.spotify.com/playlist/" + id + "?si=abc&pt=1": id,
		"open.spotify.com/playlist/" + id:                          id,
		"https://open.spotify.com/intl-de/playlist/" + id:          id,
		"https://open.spotify.com/user/me/playlist/" + id:          id,
		"https://open.spotify.com/embed/playlist/" + id + "/":      id,
		"spotify:playlist:" + id:                                   id,
		"spotify:user:me:playlist:" + id:                           id,
		"https://open.spotify.com/album/" + id:                     "",
		"spotify:track:" + id:                                      "",
		"https://open.spotify.com.evil.example/playlist/" + id:     "",
		"https://evil.example/playlist/" + id:                      "",
		"javascript://open.spotify.com/playlist/" + id:             "",
		"https://open.spotify.com/playlist/":                       "",
		"https://open.spotify.com/playlist/" + id + "/../../me":    "",
		"":            "",
		"my playlist": "",
		"../me":       "",
	} {
		got, err := ParsePlaylist(in)
		if got != want || (want == "") != (apperr.CodeOf(err) == apperr.Invalid) {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
}

// What a sync costs: a playlist is one request, fifty tracks are another, and nothing new is one a playlist.
func TestRequestsPerSync(t *testing.T) {
	for _, c := range []struct{ playlists, tracks, first, again int }{{2, 14, 4, 2}, {10, 200, 50, 10}, {1, 10_000, 201, 1}} {
		s, m := serve(t, sandbox.SpotifyAccount(now, c.playlists, c.tracks)), &providertest.Memory{}
		var ids []string
		for i := range c.playlists {
			ids = append(ids, fmt.Sprintf("5Large%016d", i))
		}
		first, again := held(t, s, m, scope(ids...)), held(t, s, m, scope(ids...))
		t.Logf("%d playlists of %d tracks: %d requests, then %d", c.playlists, c.tracks, len(first), len(again))
		if len(first) != c.first || len(again) != c.again {
			t.Errorf("%d playlists of %d tracks: %d requests, then %d", c.playlists, c.tracks, len(first), len(again))
		}
	}
}
