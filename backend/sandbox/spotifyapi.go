package sandbox

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// spotifyPage is the most that Spotify gives at once.
const spotifyPage = 50

// base62 is the form of every id of Spotify's.
var base62 = regexp.MustCompile(`^[0-9A-Za-z]{22}$`)

// spotifyRefusal is an answer that is not 200.
type spotifyRefusal struct {
	status  int
	message string
}

// spotifyCall is one authorised request.
type spotifyCall struct {
	st    SpotifyStory
	grant *spotifyGrant
	r     *http.Request
}

// spotifyAPI answers for https://api.spotify.com, the paths that Mixdown asks for.
// https://developer.spotify.com/documentation/web-api
func (s *Server) spotifyAPI() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/me", s.spotifyServe(nil, spotifyMe))
	mux.HandleFunc("GET /v1/me/playlists", s.spotifyServe([]string{"limit", "offset"}, spotifyMine))
	mux.HandleFunc("GET /v1/playlists/{id}", s.spotifyServe([]string{"market", "fields", "additional_types"}, spotifyGetPlaylist))
	mux.HandleFunc("GET /v1/playlists/{id}/items", s.spotifyServe([]string{"market", "fields", "limit", "offset", "additional_types"}, spotifyGetItems))
	// Apps in development mode lost what Spotify calls deprecated.
	mux.HandleFunc("GET /v1/playlists/{id}/tracks", s.spotifyServe(nil, func(spotifyCall) (map[string]any, *spotifyRefusal) {
		return nil, &spotifyRefusal{http.StatusForbidden, "Forbidden"}
	}))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		(&spotifyRefusal{http.StatusNotFound, "Service not found"}).write(w)
	})
	return mux
}

func (f *spotifyRefusal) write(w http.ResponseWriter) {
	writeJSON(w, f.status, map[string]any{"error": map[string]any{"status": f.status, "message": f.message}})
}

// spotifyServe checks the token, the list of users and the parameters, and writes the fields that were asked for.
func (s *Server) spotifyServe(params []string, serve func(spotifyCall) (map[string]any, *spotifyRefusal)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m := s.World.spotify
		c := spotifyCall{st: m.view(), r: r}
		var refused *spotifyRefusal
		c.grant, refused = m.authorise(r)
		var answer map[string]any
		switch {
		case refused != nil:
		case c.st.Unlisted:
			refused = &spotifyRefusal{http.StatusForbidden, "Check settings on developer.spotify.com/dashboard, the user may not be registered."}
		default:
			refused = spotifyParams(r.URL.Query(), params)
			if refused == nil {
				answer, refused = serve(c)
			}
		}
		if refused != nil {
			refused.write(w)
			return
		}
		if fields := r.URL.Query().Get("fields"); fields != "" {
			tree, ok := spotifyFields(fields)
			if !ok {
				(&spotifyRefusal{http.StatusBadRequest, "Invalid fields"}).write(w)
				return
			}
			answer, _ = tree.pick(answer).(map[string]any)
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

// authorise finds the grant behind the request's token.
func (m *Spotify) authorise(r *http.Request) (*spotifyGrant, *spotifyRefusal) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	m.mu.Lock()
	defer m.mu.Unlock()
	a, known := m.access[token]
	switch {
	case !ok || token == "":
		return nil, &spotifyRefusal{http.StatusUnauthorized, "No token provided"}
	case !known || a.grant.revoked:
		return nil, &spotifyRefusal{http.StatusUnauthorized, "Invalid access token"}
	case !m.now().Before(a.expires):
		return nil, &spotifyRefusal{http.StatusUnauthorized, "The access token expired"}
	}
	return a.grant, nil
}

// spotifyParams refuses what the documentation does not have: a slip would else pass unseen.
func spotifyParams(q url.Values, params []string) *spotifyRefusal {
	for name := range q {
		if !slices.Contains(params, name) {
			return &spotifyRefusal{http.StatusBadRequest, "Unknown parameter " + name}
		}
	}
	for _, kind := range strings.FieldsFunc(q.Get("additional_types"), func(r rune) bool { return r == ',' }) {
		if kind != "track" && kind != "episode" {
			return &spotifyRefusal{http.StatusBadRequest, "Invalid additional_types"}
		}
	}
	return nil
}

func spotifyMe(c spotifyCall) (map[string]any, *spotifyRefusal) {
	me := spotifyUser(c.st.User)
	me["display_name"], me["account_id"], me["images"] = c.st.Name, "acc"+c.st.User, []any{}
	return me, nil
}

func spotifyUser(id string) map[string]any {
	return map[string]any{"id": id, "type": "user", "uri": "spotify:user:" + id, "href": "https://" + spotifyHost + "/v1/users/" + id,
		"external_urls": map[string]any{"spotify": "https://open.spotify.com/user/" + id}}
}

// find looks for a playlist that the account may see.
func (c spotifyCall) find() (SpotifyPlaylist, *spotifyRefusal) {
	id := c.r.PathValue("id")
	if !base62.MatchString(id) {
		return SpotifyPlaylist{}, &spotifyRefusal{http.StatusBadRequest, "Invalid base62 id"}
	}
	for _, p := range c.st.Playlists {
		if p.Owner == "" {
			p.Owner = c.st.User
		}
		if p.ID == id && (!p.Private || p.Owner == c.st.User || p.Shared) {
			return p, nil
		}
	}
	return SpotifyPlaylist{}, &spotifyRefusal{http.StatusNotFound, "Resource not found"}
}

func (c spotifyCall) reads(p SpotifyPlaylist) bool { return p.Owner == c.st.User || p.Shared }

func spotifyGetPlaylist(c spotifyCall) (map[string]any, *spotifyRefusal) {
	p, refused := c.find()
	if refused != nil {
		return nil, refused
	}
	answer := c.identity(p)
	if !c.st.NoFollowers && p.Followers >= 0 {
		answer["followers"] = map[string]any{"href": nil, "total": p.Followers}
	}
	if c.reads(p) {
		name := "items"
		if c.st.OldNames {
			name = "tracks"
		}
		answer[name] = c.page(p, 0, 100)
	}
	return answer, nil
}

// identity is what every answer has of a playlist.
func (c spotifyCall) identity(p SpotifyPlaylist) map[string]any {
	owner := spotifyUser(p.Owner)
	owner["display_name"] = p.Owner
	if p.Owner == c.st.User {
		owner["display_name"] = c.st.Name
	}
	return map[string]any{"id": p.ID, "name": p.Name, "type": "playlist", "uri": "spotify:playlist:" + p.ID, "href": spotifyHref(p.ID),
		"description": "", "collaborative": p.Shared, "public": !p.Private, "owner": owner, "images": []any{}, "snapshot_id": p.snapshot(),
		"external_urls": map[string]any{"spotify": "https://open.spotify.com/playlist/" + p.ID}}
}

// spotifyMine lists the account's playlists. Private ones need their scope, else they are left out.
func spotifyMine(c spotifyCall) (map[string]any, *spotifyRefusal) {
	limit, okLimit := spotifyNumber(c.r.URL.Query(), "limit", 20, 1, spotifyPage)
	offset, okOffset := spotifyNumber(c.r.URL.Query(), "offset", 0, 0, 100_000)
	if !okLimit || !okOffset {
		return nil, &spotifyRefusal{http.StatusBadRequest, "Invalid limit or offset"}
	}
	var mine []any
	for _, p := range c.st.Playlists {
		if p.Owner == "" {
			p.Owner = c.st.User
		}
		if p.Private && !slices.Contains(c.grant.scopes, "playlist-read-private") {
			continue
		}
		one := c.identity(p)
		one["items"] = map[string]any{"href": spotifyHref(p.ID) + "/items", "total": len(p.Items)}
		mine = append(mine, one)
	}
	at := func(offset int) any {
		if offset < 0 || offset >= len(mine) {
			return nil
		}
		return fmt.Sprintf("https://%s/v1/me/playlists?offset=%d&limit=%d", spotifyHost, offset, limit)
	}
	var previous any
	if offset > 0 {
		previous = at(max(0, offset-limit))
	}
	items := append([]any{}, mine[min(offset, len(mine)):min(offset+limit, len(mine))]...)
	return map[string]any{"href": at(0), "limit": limit, "offset": offset, "total": len(mine), "next": at(offset + limit), "previous": previous, "items": items}, nil
}

func (p SpotifyPlaylist) snapshot() string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%d,%s", p.Version+1, p.ID))
}

func spotifyHref(id string) string { return "https://" + spotifyHost + "/v1/playlists/" + id }

func spotifyGetItems(c spotifyCall) (map[string]any, *spotifyRefusal) {
	p, refused := c.find()
	if refused != nil {
		return nil, refused
	}
	needed := "playlist-read-private"
	if p.Owner != c.st.User {
		needed = "playlist-read-collaborative"
	}
	switch {
	case !c.reads(p):
		return nil, &spotifyRefusal{http.StatusForbidden, "Forbidden"}
	case !slices.Contains(c.grant.scopes, needed):
		return nil, &spotifyRefusal{http.StatusForbidden, "Insufficient client scope"}
	}
	limit, okLimit := spotifyNumber(c.r.URL.Query(), "limit", 20, 1, spotifyPage)
	offset, okOffset := spotifyNumber(c.r.URL.Query(), "offset", 0, 0, 1<<30)
	if !okLimit {
		return nil, &spotifyRefusal{http.StatusBadRequest, "Invalid limit"}
	}
	if !okOffset {
		return nil, &spotifyRefusal{http.StatusBadRequest, "Invalid offset"}
	}
	return c.page(p, offset, limit), nil
}

func spotifyNumber(q url.Values, name string, otherwise, least, most int) (int, bool) {
	if !q.Has(name) {
		return otherwise, true
	}
	n, err := strconv.Atoi(q.Get(name))
	return n, err == nil && n >= least && n <= most
}

// page is a part of a playlist's items.
func (c spotifyCall) page(p SpotifyPlaylist, offset, limit int) map[string]any {
	at := func(offset int) any {
		if offset < 0 || offset >= len(p.Items) {
			return nil
		}
		return fmt.Sprintf("%s/items?offset=%d&limit=%d", spotifyHref(p.ID), offset, limit)
	}
	var previous any
	if offset > 0 {
		previous = at(max(0, offset-limit))
	}
	items := []any{}
	for _, it := range p.Items[min(offset, len(p.Items)):min(offset+limit, len(p.Items))] {
		items = append(items, it.answer(p, c.st.OldNames))
	}
	return map[string]any{"href": fmt.Sprintf("%s/items?offset=%d&limit=%d", spotifyHref(p.ID), offset, limit), "items": items, "limit": limit,
		"offset": offset, "total": len(p.Items), "next": at(offset + limit), "previous": previous}
}

func (it SpotifyItem) answer(p SpotifyPlaylist, old bool) map[string]any {
	by := it.By
	if by == "" {
		by = p.Owner
	}
	answer := map[string]any{"added_at": nil, "added_by": spotifyUser(by), "is_local": it.Local}
	if !it.Added.IsZero() {
		answer["added_at"] = it.Added.UTC().Format(time.RFC3339)
	}
	var what any
	if !it.Removed {
		what = it.track()
	}
	if old {
		answer["track"] = what
	} else {
		answer["item"] = what
	}
	return answer
}

func (it SpotifyItem) track() map[string]any {
	kind := "track"
	if it.Episode {
		kind = "episode"
	}
	t := map[string]any{"id": it.ID, "name": it.Name, "type": kind, "uri": "spotify:" + kind + ":" + it.ID, "href": "https://" + spotifyHost + "/v1/" + kind + "s/" + it.ID,
		"external_urls": map[string]any{"spotify": "https://open.spotify.com/" + kind + "/" + it.ID}, "duration_ms": 201000, "explicit": false}
	if it.Episode {
		t["show"] = map[string]any{"name": it.Artist}
	} else {
		t["artists"] = []any{map[string]any{"id": "artist", "name": it.Artist, "type": "artist"}}
	}
	if it.Local {
		t["id"], t["uri"], t["href"], t["external_urls"] = nil, "spotify:local:"+url.QueryEscape(it.Artist)+"::"+url.QueryEscape(it.Name)+":201", nil, map[string]any{}
	}
	return t
}
