package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
)

const audienceCSV = "date,listeners,monthly listeners,streams,playlist adds,saves,followers\n" +
	"2026-11-18,10,8000,30,2,1,700\n2026-11-19,11,8100,31,0,1,701\n2026-11-20,12,,32,0,1,702\n"

func exports(texts ...string) []provider.ImportFile {
	var files []provider.ImportFile
	for i, text := range texts {
		files = append(files, provider.ImportFile{Name: fmt.Sprintf("export-%d.csv", i+1), Data: []byte(text)})
	}
	return files
}

func importAll(t *testing.T, d *desk.Desk, c campaign.Campaign, texts ...string) []desk.ImportResult {
	t.Helper()
	list, err := d.Import(t.Context(), desk.ImportRequest{Provider: metric.Spotify, Campaign: c, Files: exports(texts...)})
	must(t, err)
	return list
}

// counts writes results down: "imported/unchanged error".
func counts(list []desk.ImportResult) string {
	var out []string
	for _, r := range list {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%d/%d %s", r.Imported, r.Unchanged, strings.Join(r.Errors, " "))))
	}
	return strings.Join(out, "; ")
}

func TestImportWithoutAnyConnection(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	c := create(t, d, "Spring radio", "SPRING", "")
	if got := counts(importAll(t, d, c, audienceCSV)); got != "3/0" {
		t.Error(got)
	}
	wantValue(t, d, c, "sp_monthly_listeners", "", 8100)
	wantValue(t, d, c, "sp_streams", "", 93)
	wantValue(t, d, c, "sp_export_playlist_adds", "", 2)
	if m := metrics(t, d, c, "")["sp_monthly_listeners"]; m.FreshAt == nil || !m.Complete {
		t.Errorf("as fresh as its file, and complete: %+v", m)
	}
	e := evidence(t, d, c, "sp_monthly_listeners", "")
	if len(e.Counted) != 1 || !strings.Contains(e.Counted[0].Why, "export-1.csv, 2026-11-18 to 2026-11-20, SHA-256 ") {
		t.Errorf("%+v", e.Counted)
	}
	if m := metrics(t, d, c, "")["sp_playlist_followers"]; m.Value != nil || m.UnknownReason == nil {
		t.Errorf("%+v", m)
	}
	// A later file tells what is new; rows that were held stay with the file that they came from.
	longer := audienceCSV + "2026-11-21,13,8200,33,1,0,703\n"
	if got := counts(importAll(t, d, c, longer, longer)); got != "1/3; 0/4" {
		t.Error(got)
	}
	wantValue(t, d, c, "sp_monthly_listeners", "", 8200)
	kept(t, d, c, metrics(t, d, c, "")["sp_monthly_listeners"])
}

func TestImportDoesNotShowInThePast(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	before := good(t, d, c)
	if before.Metrics == nil || strings.Contains(asJSON(t, before.Metrics), `"spotify"`) {
		t.Errorf("spotify before anything was imported: %s", asJSON(t, before.Metrics))
	}
	w.move(time.Minute)
	moment := w.now().Format(time.RFC3339)
	w.move(time.Minute)
	importAll(t, d, c, audienceCSV)
	w.move(time.Minute)
	after := good(t, d, c)
	for _, at := range []string{id(before.SyncID), moment} {
		if m := metrics(t, d, c, at)["sp_monthly_listeners"]; m.Value != nil {
			t.Errorf("at %s: %v", at, *m.Value)
		}
	}
	wantValue(t, d, c, "sp_monthly_listeners", id(after.SyncID), 8100)
	var ref struct {
		Spotify map[string]any `json:"spotify"`
	}
	must(t, json.Unmarshal([]byte(asJSON(t, after.Metrics)), &ref))
	if diff := cmp.Diff(map[string]any{"playlistFollowers": nil, "monthlyListeners": 8100.0, "topTrackPlays": nil, "playlistAdds": 2.0, "lastSyncAt": nil}, ref.Spotify); diff != "" {
		t.Error(diff)
	}
	agree(t, d, c, "")
}

// Anything imported puts Spotify into the metrics, also what no number counts.
func TestAnyImportCountsAsSpotify(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	importAll(t, d, c, "date,streams\n2026-11-18,4\n")
	if res := good(t, d, c); !strings.Contains(asJSON(t, res.Metrics), `"spotify"`) {
		t.Error(asJSON(t, res.Metrics))
	}
	if m := metrics(t, d, c, "")["sp_streams"]; m.Value != nil {
		t.Errorf("one song's streams are not the artist's: %v", *m.Value)
	}
}

func TestImportRefusesAsAWhole(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	c := create(t, d, "Spring radio", "SPRING", "")
	bad := audienceCSV + "2026-11-21,13,8200,-33,1,0,703\n"
	got := counts(importAll(t, d, c, bad, audienceCSV))
	if got != "0/0 Row 5 has “-33” under “streams”, which is negative. Nothing of this file was imported.; 3/0" {
		t.Error(got)
	}
	// Stopped before it is written: nothing is in.
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Import(stopped, desk.ImportRequest{Provider: metric.Spotify, Campaign: c, Files: exports(audienceCSV + "2026-11-21,13,9999,33,1,0,703\n")}); err == nil {
		t.Error("a stopped import says nothing")
	}
	wantValue(t, d, c, "sp_monthly_listeners", "", 8100)
	if _, err := d.Import(t.Context(), desk.ImportRequest{Provider: metric.Gmail, Campaign: c}); apperr.CodeOf(err) != apperr.Invalid {
		t.Error(err)
	}
	if _, err := d.Import(t.Context(), desk.ImportRequest{Provider: metric.Spotify, Campaign: c, Period: "soon"}); apperr.CodeOf(err) != apperr.Invalid {
		t.Error(err)
	}
}

func TestImportsOfTwoArtistsAreNotMixed(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	c := create(t, d, "Spring radio", "SPRING", "")
	for artist, want := range map[string]bool{"Juno Vale": true} {
		list, err := d.Import(t.Context(), desk.ImportRequest{Provider: metric.Spotify, Campaign: c, Artist: artist, Files: exports(audienceCSV)})
		must(t, err)
		if list[0].Refused() == want || *list[0].Artist != artist {
			t.Errorf("%s: %+v", artist, list[0])
		}
	}
	list, err := d.Import(t.Context(), desk.ImportRequest{Provider: metric.Spotify, Campaign: c, Artist: "Others", Files: exports(audienceCSV)})
	must(t, err)
	if !list[0].Refused() || !strings.Contains(list[0].Errors[0], "Juno Vale") {
		t.Errorf("%+v", list[0])
	}
}

func TestImportOfManyRows(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	c := create(t, d, "Spring radio", "SPRING", "")
	var b strings.Builder
	b.WriteString("song,listeners,streams,saves,release_date\n")
	for i := range 10_000 {
		fmt.Fprintf(&b, "Song %d,1,%d,1,2026-01-01\n", i, i)
	}
	req := desk.ImportRequest{Provider: metric.Spotify, Campaign: c, Period: "2026-10-01..2026-10-28", Files: exports(b.String())}
	for _, want := range []string{"10000/0", "0/10000"} {
		list, err := d.Import(t.Context(), req)
		must(t, err)
		if got := counts(list); got != want {
			t.Error(got)
		}
	}
	wantValue(t, d, c, "sp_top_track_streams", "", 9_999)
}

func TestStagedImportCountsOnlyWhenConfirmed(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	c := create(t, d, "Spring radio", "SPRING", "")
	songs := "song,listeners,streams\nNight,1,900\n"
	p, err := d.StageImport(t.Context(), c, metric.Spotify, desk.Dropped([]desk.DroppedFile{{Name: "/tmp/audience.csv", Data: []byte(audienceCSV)}, {Name: "songs.csv", Data: []byte(songs)}}))
	must(t, err)
	if p.Token == "" || p.Files[0].File != "audience.csv" || p.Files[0].Imported != 3 || !p.Files[1].Refused() {
		t.Errorf("%+v", p)
	}
	if m := metrics(t, d, c, "")["sp_monthly_listeners"]; m.Value != nil {
		t.Error("a preview counts")
	}
	opts := desk.ImportOptions{Period: "2026-10-01..2026-10-28", Artist: "Juno Vale"}
	if p, err = d.PreviewImport(t.Context(), c, p.Token, opts); err != nil || p.Files[1].Refused() || *p.Files[1].Artist != "Juno Vale" {
		t.Errorf("%+v %v", p, err)
	}
	list, err := d.ConfirmImport(t.Context(), c, p.Token, opts)
	must(t, err)
	if got := counts(list); got != "3/0; 1/0" {
		t.Error(got)
	}
	wantValue(t, d, c, "sp_top_track_streams", "", 900)
	if _, err := d.ConfirmImport(t.Context(), c, p.Token, opts); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("confirmed twice: %v", err)
	}
	if _, err := d.StageImport(t.Context(), c, metric.Spotify, make([]provider.ImportFile, 21)); apperr.CodeOf(err) != apperr.Invalid {
		t.Error(err)
	}
}

func TestWatchedFolder(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	folder := t.TempDir()
	write := func(name, text string, age time.Duration) {
		t.Helper()
		path := filepath.Join(folder, name)
		must(t, os.WriteFile(path, []byte(text), 0o600))
		must(t, os.Chtimes(path, noon.Add(-age), noon.Add(-age)))
	}
	look := func() desk.ImportFolder {
		t.Helper()
		must(t, d.LookForImports(t.Context()))
		f, err := d.ImportFolder(t.Context())
		must(t, err)
		return f
	}
	if _, err := d.SaveSetting(t.Context(), "importFolder", "exports"); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("a folder that is not named in full: %v", err)
	}
	_, err := d.SaveSetting(t.Context(), "importFolder", folder)
	must(t, err)
	write("audience.csv", audienceCSV, time.Hour)
	write("songs 2026-10-01..2026-10-28.CSV", "song,listeners,streams\nNight,1,900\n", time.Hour)
	write("songs.csv", "song,listeners,streams\nNight,1,900\n", time.Hour)
	write("notes.txt", audienceCSV, time.Hour)
	write("half.csv", "date,streams\n2026-11-18,", time.Second)
	must(t, os.Mkdir(filepath.Join(folder, "old.csv"), 0o700))
	if f := look(); len(f.Files) != 0 {
		t.Errorf("without a campaign: %+v", f)
	}
	c := create(t, d, "Spring radio", "SPRING", "")
	f := look()
	got := map[string]string{}
	for _, file := range f.Files {
		got[file.File] = fmt.Sprintf("%d/%d %v", file.Imported, file.Unchanged, file.Error != "")
	}
	if diff := cmp.Diff(map[string]string{"audience.csv": "3/0 false", "songs 2026-10-01..2026-10-28.CSV": "1/0 false", "songs.csv": "0/0 true"}, got); diff != "" {
		t.Error(diff)
	}
	wantValue(t, d, c, "sp_monthly_listeners", "", 8100)
	wantValue(t, d, c, "sp_top_track_streams", "", 900)
	// Looked into once; the one that was being written comes in when it lies still, another when it changes.
	w.move(time.Minute)
	write("half.csv", "date,streams\n2026-11-18,4\n", 30*time.Second)
	write("audience.csv", audienceCSV+"2026-11-21,13,8200,33,1,0,703\n", 40*time.Second)
	again := look()
	if len(again.Files) != 4 {
		t.Errorf("%+v", again)
	}
	for _, file := range again.Files {
		if file.File == "songs.csv" && !file.At.Equal(f.Files[0].At) || file.File == "audience.csv" && (file.Imported != 1 || file.Unchanged != 3) {
			t.Errorf("%+v", file)
		}
	}
	wantValue(t, d, c, "sp_monthly_listeners", "", 8200)
	must(t, os.RemoveAll(folder))
	if err := d.LookForImports(t.Context()); err == nil {
		t.Error("a folder that is gone is not told")
	}
}

// spotify connects Spotify and makes a campaign with the story's two playlists.
func (w *world) spotify(t *testing.T) (*desk.Desk, campaign.Campaign) {
	t.Helper()
	d := w.desk(t)
	connect(t, d, "spotify")
	name, tag := "Spring radio", "SPRING"
	playlists := []string{"https://open.spotify.com/playlist/" + sandbox.SpringPlaylist + "?si=1", sandbox.SpringOtherPlaylist}
	c, err := d.SaveCampaign(t.Context(), desk.Draft{Name: &name, Tag: &tag, Playlists: &playlists})
	must(t, err)
	if diff := cmp.Diff([]string{sandbox.SpringPlaylist, sandbox.SpringOtherPlaylist}, c.Rule.Playlists); diff != "" {
		t.Error(diff)
	}
	return d, c
}

func TestPlaylists(t *testing.T) {
	w := newWorld(t)
	d, c := w.spotify(t)
	res := good(t, d, c)
	if r := res.Runs[0]; r.Account != sandbox.SpringSpotifyUser || r.Requests != 3 || !r.Complete {
		t.Errorf("%+v", r)
	}
	wantValue(t, d, c, "sp_playlist_followers", "", 8970)
	wantValue(t, d, c, "sp_playlist_adds", "", 4)
	if e := evidence(t, d, c, "sp_playlist_adds", ""); len(e.Excluded) != 1 || e.Excluded[0].Why != "Spotify does not say when it was added" {
		t.Errorf("%+v", e.Excluded)
	}
	if r := good(t, d, c).Runs[0]; r.Requests != 2 {
		t.Errorf("nothing new took %d requests", r.Requests)
	}
	w.server.Spotify().Change(func(st *sandbox.SpotifyStory) { st.NoFollowers = true })
	good(t, d, c)
	if m := metrics(t, d, c, "")["sp_playlist_followers"]; m.Value != nil || *m.UnknownReason != "Spotify did not return it." {
		t.Errorf("%+v", m)
	}
}

// A spent quota is not asked again, by hand or by the next process, until tomorrow.
func TestSpentQuotaOfSpotify(t *testing.T) {
	w := newWorld(t)
	d, c := w.spotify(t)
	good(t, d, c)
	w.server.Faults().Add(sandbox.SpotifyQuotaSpent())
	if res := sync1(t, d, c); res.Success || res.Runs[0].Error.Code != apperr.QuotaSpent {
		t.Errorf("%+v", res.Runs[0].Error)
	}
	w.server.Faults().Clear()
	asked := w.server.Requests().Count("api.spotify.com", "", "")
	must(t, d.Close())
	other := w.desk(t)
	if res := sync1(t, other, c); res.Runs[0].Error == nil || res.Runs[0].Error.Code != apperr.QuotaSpent || res.Runs[0].Requests != 0 {
		t.Errorf("%+v", res.Runs[0])
	}
	if _, err := other.CheckSources(t.Context(), c); apperr.CodeOf(err) != apperr.QuotaSpent {
		t.Error(err)
	}
	if n := w.server.Requests().Count("api.spotify.com", "", ""); n != asked {
		t.Errorf("asked %d times more", n-asked)
	}
	wantValue(t, other, c, "sp_playlist_adds", "", 4)
	must(t, other.Close())
	w.move(24 * time.Hour)
	good(t, w.desk(t), c)
}

func TestNotOnTheListOfUsersIsNoSignInProblem(t *testing.T) {
	w := newWorld(t)
	d, c := w.spotify(t)
	good(t, d, c)
	w.server.Spotify().Change(func(st *sandbox.SpotifyStory) { st.Unlisted = true })
	if res := sync1(t, d, c); res.Success || res.Runs[0].Error.Code != apperr.Forbidden {
		t.Errorf("%+v", res.Runs[0])
	}
	if got := spotifyConnection(t, d); got.Status != "error" || !strings.Contains(got.Message, "list of users") {
		t.Errorf("%+v", got)
	}
}

func TestConsentIsWarnedOfAMonthBefore(t *testing.T) {
	w := newWorld(t)
	d, c := w.spotify(t)
	good(t, d, c)
	if got := spotifyConnection(t, d); got.Message != "" || got.ConsentEndsAt == nil || !got.ConsentEndsAt.Truncate(time.Hour).Equal(noon.AddDate(0, 6, 0).Truncate(time.Hour)) {
		t.Errorf("%+v", got)
	}
	w.move(noon.AddDate(0, 5, 0).Sub(noon) - time.Hour)
	if got := spotifyConnection(t, d); got.Message != "" {
		t.Errorf("%q", got.Message)
	}
	w.move(2 * time.Hour)
	good(t, d, c) // the consent is still good
	if got := spotifyConnection(t, d); got.Status != "active" || !strings.Contains(got.Message, "consent ends on 22 May 2027") {
		t.Errorf("%q", got.Message)
	}
	s, err := d.Status(t.Context())
	must(t, err)
	if !strings.Contains(s.Sources[0].Message, "consent ends") {
		t.Errorf("%+v", s.Sources)
	}
	// Another sign-in begins another six months.
	connect(t, d, "spotify")
	if got := spotifyConnection(t, d); got.Message != "" {
		t.Errorf("%q", got.Message)
	}
	w.move(noon.AddDate(0, 7, 0).Sub(noon))
	if res := sync1(t, d, c); res.Success || res.Runs[0].Error.Code != apperr.NeedsSignIn {
		t.Errorf("%+v", res.Runs[0])
	}
	if got := spotifyConnection(t, d); got.Status != "needs_sign_in" {
		t.Errorf("%+v", got)
	}
	wantValue(t, d, c, "sp_playlist_followers", "", 8970)
}

func spotifyConnection(t *testing.T, d *desk.Desk) desk.Connection {
	t.Helper()
	conns, err := d.Connections(t.Context())
	must(t, err)
	for _, c := range conns {
		if c.Provider == "spotify" {
			return c
		}
	}
	t.Fatal("Spotify is not connected")
	return desk.Connection{}
}
