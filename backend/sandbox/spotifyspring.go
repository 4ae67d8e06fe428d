package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// Names of the sample campaign's Spotify.
const (
	SpringSpotifyUser   = "junovale"
	SpringPlaylist      = "5SpringGoldenHour00001"
	SpringOtherPlaylist = "5NightBusSelects000002"
	SpringArtist        = "Juno Vale"
)

// springSpotify is the label's own playlist of 14 tracks, four of them added in the campaign's days, and a radio's playlist
// that only its followers are told of.
func springSpotify(now time.Time) *SpotifyStory {
	own := SpotifyPlaylist{ID: SpringPlaylist, Name: "Juno Vale: Golden Hour", Followers: 1320}
	for i := range 14 {
		it := SpotifyItem{ID: fmt.Sprintf("5SpringTrack%010d", i), Name: fmt.Sprintf("Evening %d", i+1), Artist: SpringArtist, Added: now.Add(-time.Duration(200+9*i) * day)}
		switch i {
		case 0:
			it.Name, it.Added = "Golden Hour", now.Add(-20*day)
		case 1:
			it.Name, it.Added = "Golden Hour (Out of Office Records remix)", now.Add(-8*day)
		case 2:
			it.Name, it.Added = "Harbour Lights", now.Add(-15*day)
		case 3:
			it.Name, it.Added = "Night Bus", now.Add(-3*day)
		case 13:
			it.Added = time.Time{} // as very old playlists have it
		}
		own.Items = append(own.Items, it)
	}
	return &SpotifyStory{User: SpringSpotifyUser, Name: SpringArtist, Playlists: []SpotifyPlaylist{own,
		{ID: SpringOtherPlaylist, Name: "Night Bus selects", Owner: "nightbusradio", Followers: 7650, Items: []SpotifyItem{
			{ID: "5SpringTrack0000000000", Name: "Golden Hour", Artist: SpringArtist, Added: now.Add(-11 * day), By: "nightbusradio"}}},
	}}
}

// SpringAudience is the audience export of the sample campaign's artist as Spotify for Artists gives it: 90 days up to the
// day before yesterday, the newest days without monthly listeners yet.
func SpringAudience(now time.Time) []byte {
	var b strings.Builder
	b.WriteString("date,listeners,monthly listeners,monthly active listeners,super listeners,streams,playlist adds,saves,followers\n")
	last := now.UTC().AddDate(0, 0, -2)
	for i := range 90 {
		date := last.AddDate(0, 0, i-89)
		wave := []int{0, 9, 4, -6, 12, 31, 22}[int(date.Weekday())]
		listeners, monthly := 240+2*i+wave, fmt.Sprint(6100+26*i)
		if i > 87 {
			monthly = ""
		}
		fmt.Fprintf(&b, "%s,%d,%s,%d,%d,%d,%d,%d,%d\n", date.Format(time.DateOnly), listeners, monthly, 900+3*i, 60+i/6, 2*listeners+wave, 3+i%4, 5+i%6, 1480+4*i)
	}
	return []byte(b.String())
}

// SpotifyAccount is a story of any size: own playlists of so many tracks, one added every hour.
func SpotifyAccount(now time.Time, playlists, tracks int) *Story {
	st := &SpotifyStory{User: SpringSpotifyUser, Name: SpringArtist}
	for i := range playlists {
		p := SpotifyPlaylist{ID: fmt.Sprintf("5Large%016d", i), Name: fmt.Sprintf("Playlist %d", i), Followers: 100 * i}
		for k := range tracks {
			p.Items = append(p.Items, SpotifyItem{ID: fmt.Sprintf("5Track%06d%010d", i, k), Name: fmt.Sprintf("Track %d", k), Artist: SpringArtist, Added: now.Add(-time.Duration(k) * time.Hour)})
		}
		st.Playlists = append(st.Playlists, p)
	}
	return &Story{Name: "Large Spotify account", Spotify: st}
}

// SpringSongs is the songs export over the last 28 days of SpringAudience, and the period that the person would be asked for.
func SpringSongs(now time.Time) (file []byte, period string) {
	last := now.UTC().AddDate(0, 0, -2)
	var b strings.Builder
	b.WriteString("song,listeners,streams,saves,release_date\n")
	for i, song := range []string{"Golden Hour", "Low Tide", "Paper Lanterns", "Night Bus Home", "Field Recordings No. 3"} {
		fmt.Fprintf(&b, "%s,%d,%d,%d,%s\n", song, 3900/(i+1), 9400/(i*i+1), 310/(i+1), last.AddDate(0, -5*i, -i).Format(time.DateOnly))
	}
	return []byte(b.String()), last.AddDate(0, 0, -27).Format(time.DateOnly) + ".." + last.Format(time.DateOnly)
}

// SpringListed is the playlists export over the same days: one without an author, one of which nothing was measured.
func SpringListed(now time.Time) []byte {
	at := func(days int) string { return now.UTC().AddDate(0, 0, -days).Format(time.DateOnly) }
	return []byte("title,author,listeners,streams,date_added\n" +
		"Slow Sunday,Radio Meridian,1210,2140," + at(17) + "\n" +
		"Fresh Folk,Spotify,860,1320," + at(11) + "\n" +
		"Kitchen Radio,n/a,140,205," + at(6) + "\n" +
		"Just added,Ines Okoro,-,-," + at(1) + "\n")
}
