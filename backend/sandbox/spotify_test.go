package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/google/go-cmp/cmp"
)

func spotifyServer(t *testing.T, clock *time.Time) (s *Server, base string) {
	t.Helper()
	s = New(Options{Now: func() time.Time { return *clock }, Story: SpringRadio(*clock)})
	base, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.Consent().AutoApprove()
	return s, base
}

// ask sends a request to a stand-in and returns the status, the body as JSON, and where it leads.
func ask(t *testing.T, method, address, token string, form url.Values) (int, map[string]any, *url.URL) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	_ = json.Unmarshal(body, &v) // pages of the sign-in are none
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, v, to
}

func TestSpotifySignIn(t *testing.T) {
	clock := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	_, base := spotifyServer(t, &clock)
	sign := base + "/" + spotifySignHost
	verifier := oauth2.GenerateVerifier()
	good := func() url.Values {
		return url.Values{"client_id": {"abc"}, "response_type": {"code"}, "redirect_uri": {"http://127.0.0.1:5555/callback"}, "state": {"s"},
			"scope": {"playlist-read-private"}, "code_challenge_method": {"S256"}, "code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}}
	}
	for name, c := range map[string]struct {
		key, value string
		status     int
		back       string
	}{
		"no client":      {"client_id", "", 400, ""},
		"localhost":      {"redirect_uri", "http://localhost:5555/callback", 400, ""},
		"another path":   {"redirect_uri", "http://127.0.0.1:5555/", 400, ""},
		"no PKCE":        {"code_challenge", "", 302, "invalid_request"},
		"plain PKCE":     {"code_challenge_method", "plain", 302, "invalid_request"},
		"scope of lies":  {"scope", "playlist-read-everything", 302, "invalid_scope"},
		"implicit grant": {"response_type", "token", 302, "unsupported_response_type"},
	} {
		q := good()
		q.Set(c.key, c.value)
		status, _, to := ask(t, "GET", sign+"/authorize?"+q.Encode(), "", nil)
		if status != c.status || to.Query().Get("error") != c.back {
			t.Errorf("%s: %d %s", name, status, to)
		}
	}
	code := func() string {
		t.Helper()
		status, _, to := ask(t, "GET", sign+"/authorize?"+good().Encode(), "", nil)
		if status != 302 || to.Query().Get("state") != "s" || to.Query().Get("code") == "" {
			t.Fatalf("%d %s", status, to)
		}
		return to.Query().Get("code")
	}
	exchange := func(code, verifier, redirect string) (int, map[string]any) {
		status, v, _ := ask(t, "POST", sign+"/api/token", "", url.Values{"grant_type": {"authorization_code"}, "code": {code}, "client_id": {"abc"},
			"redirect_uri": {redirect}, "code_verifier": {verifier}})
		return status, v
	}
	const redirect = "http://127.0.0.1:5555/callback"
	if status, v := exchange(code(), oauth2.GenerateVerifier(), redirect); status != 400 || v["error"] != "invalid_grant" {
		t.Errorf("another verifier: %d %v", status, v)
	}
	if status, _ := exchange(code(), verifier, "http://127.0.0.1:5556/callback"); status != 400 {
		t.Errorf("another redirect: %d", status)
	}
	used := code()
	status, v := exchange(used, verifier, redirect)
	if status != 200 || v["token_type"] != "Bearer" || v["scope"] != "playlist-read-private" || v["expires_in"] != 3600.0 {
		t.Fatalf("%d %v", status, v)
	}
	if status, _ := exchange(used, verifier, redirect); status != 400 {
		t.Errorf("a code twice: %d", status)
	}
	refresh := func(token any) (int, map[string]any) {
		status, v, _ := ask(t, "POST", sign+"/api/token", "", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token.(string)}, "client_id": {"abc"}})
		return status, v
	}
	api := base + "/" + spotifyHost
	if status, _, _ := ask(t, "GET", api+"/v1/me", v["access_token"].(string), nil); status != 200 {
		t.Errorf("me: %d", status)
	}
	clock = clock.Add(time.Hour)
	if status, e, _ := ask(t, "GET", api+"/v1/me", v["access_token"].(string), nil); status != 401 || !strings.Contains(mustJSONText(t, e), "expired") {
		t.Errorf("an hour later: %d %v", status, e)
	}
	first := v["refresh_token"]
	if status, v = refresh(first); status != 200 || v["refresh_token"] == first {
		t.Fatalf("%d %v", status, v)
	}
	if status, _ := refresh(first); status != 400 {
		t.Errorf("a refresh token twice: %d", status)
	}
	clock = clock.AddDate(0, 6, 0)
	if status, e := refresh(v["refresh_token"]); status != 400 || e["error"] != "invalid_grant" {
		t.Errorf("six months after the consent: %d %v", status, e)
	}
}

func mustJSONText(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestSpotifyAPIIsStrict(t *testing.T) {
	clock := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	s, base := spotifyServer(t, &clock)
	token := s.Spotify().Token("playlist-read-private")
	path := base + "/" + spotifyHost + "/v1/playlists/"
	s.Spotify().Change(func(st *SpotifyStory) {
		st.Playlists = append(st.Playlists, SpotifyPlaylist{ID: "5Private00000000000009", Owner: "somebody", Private: true},
			SpotifyPlaylist{ID: "5Shared000000000000010", Owner: "somebody", Shared: true})
	})
	for address, want := range map[string]int{
		SpringPlaylist: 200, SpringPlaylist + "/items": 200, SpringPlaylist + "/items?limit=50&offset=50": 200,
		SpringPlaylist + "/items?limit=51": 400, SpringPlaylist + "/items?limit=0": 400, SpringPlaylist + "/items?offset=-1": 400,
		SpringPlaylist + "/items?page=2": 400, SpringPlaylist + "?fields=id,": 400, SpringPlaylist + "/tracks": 403,
		SpringOtherPlaylist: 200, SpringOtherPlaylist + "/items": 403, "5Private00000000000009": 404, "5Shared000000000000010/items": 403,
		"short": 400, "5Nowhere00000000000010": 404, SpringPlaylist + "/followers": 404,
	} {
		if status, v, _ := ask(t, "GET", path+address, token, nil); status != want {
			t.Errorf("%s: %d %v, want %d", address, status, v["error"], want)
		}
	}
	if status, _, _ := ask(t, "GET", path+SpringPlaylist, "", nil); status != 401 {
		t.Errorf("no token: %d", status)
	}
	_, v, _ := ask(t, "GET", path+SpringPlaylist+"?fields=id,followers(total),items.total", token, nil)
	if diff := cmp.Diff(map[string]any{"id": SpringPlaylist, "followers": map[string]any{"total": 1320.0}, "items": map[string]any{"total": 14.0}}, v); diff != "" {
		t.Error(diff)
	}
	_, v, _ = ask(t, "GET", path+SpringOtherPlaylist, token, nil)
	if v["items"] != nil || v["followers"] == nil {
		t.Errorf("another's playlist: %v", v)
	}
}

// TestSpotifyAgainstItsOpenAPI compares what the stand-in serves and answers with Spotify's own description, where that file
// is at hand.
func TestSpotifyAgainstItsOpenAPI(t *testing.T) {
	raw, err := os.ReadFile(spotifySpec())
	if err != nil {
		t.Skipf("Spotify's OpenAPI description is not at %s: name its folder with MIXDOWN_SPECS", spotifySpec())
	}
	doc := parseYAML(string(raw))
	clock := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	s, base := spotifyServer(t, &clock)
	token := s.Spotify().Token("playlist-read-private", "playlist-read-collaborative")

	flow := doc.at("components", "securitySchemes", "oauth_2_0", "flows", "authorizationCode")
	if got := flow.at("authorizationUrl").text; got != "https://"+spotifySignHost+"/authorize" {
		t.Errorf("authorization at %q", got)
	}
	if got := flow.at("tokenUrl").text; got != "https://"+spotifySignHost+"/api/token" {
		t.Errorf("token at %q", got)
	}
	for _, scope := range spotifyScopes {
		if flow.at("scopes").below[scope] == nil {
			t.Errorf("scope %q is not Spotify's", scope)
		}
	}
	for path, c := range map[string]struct {
		schema, address string
		params          []string
		undocumented    []string // returned by some answers and documented no more
	}{
		"/me":                            {"PrivateUserObject", "/me", nil, nil},
		"/me/playlists":                  {"PagingPlaylistObject", "/me/playlists?limit=50", []string{"limit", "offset"}, nil},
		"/playlists/{playlist_id}":       {"PlaylistObject", "/playlists/" + SpringPlaylist, []string{"market", "fields", "additional_types"}, []string{"followers"}},
		"/playlists/{playlist_id}/items": {"PagingPlaylistTrackObject", "/playlists/" + SpringPlaylist + "/items?limit=50", []string{"market", "fields", "limit", "offset", "additional_types"}, nil},
	} {
		get := doc.at("paths", path, "get")
		if get == nil {
			t.Errorf("%s is not in the description", path)
			continue
		}
		var params []string
		for _, p := range doc.list(get.at("parameters")) {
			if p.at("in").text == "query" {
				params = append(params, p.at("name").text)
			}
		}
		if diff := cmp.Diff(sorted(c.params), sorted(params)); diff != "" {
			t.Errorf("%s: parameters: %s", path, diff)
		}
		status, v, _ := ask(t, "GET", base+"/"+spotifyHost+"/v1"+c.address, token, nil)
		if status != 200 {
			t.Fatalf("%s: %d", path, status)
		}
		for _, p := range doc.differs(doc.at("components", "schemas", c.schema), v, c.schema, c.undocumented) {
			t.Errorf("%s: %s", path, p)
		}
	}
	limit := doc.at("components", "parameters", "QueryLimit", "schema", "maximum")
	if limit == nil || limit.text != "50" {
		t.Errorf("the most a page has: %+v", limit)
	}
	_, v, _ := ask(t, "GET", base+"/"+spotifyHost+"/v1/playlists/"+SpringOtherPlaylist+"/items", token, nil)
	inner, _ := v["error"].(map[string]any)
	for _, p := range doc.differs(doc.at("components", "schemas", "ErrorObject"), inner, "ErrorObject", nil) {
		t.Error(p)
	}
}

func sorted(list []string) []string {
	out := append([]string{}, list...)
	slices.Sort(out)
	return out
}
