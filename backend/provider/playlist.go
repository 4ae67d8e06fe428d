package provider

// Streams of a music service. From its API: StreamPlaylists, id the playlist's id, What its name, data PlaylistData; and
// StreamPlaylistItems, At when the track was added (zero: not told), What the track, Group the playlist. From the artist's
// own exports, data ExportData: StreamArtistDays (What the artist), StreamSongDays (What the file: it does not name the
// song), StreamSongs and StreamSongPlaylists (What the song or playlist).
const (
	StreamPlaylists     = "sp_playlists"
	StreamPlaylistItems = "sp_playlist_items"
	StreamArtistDays    = "sp_artist_days"
	StreamSongDays      = "sp_song_days"
	StreamSongs         = "sp_songs"
	StreamSongPlaylists = "sp_song_playlists"
)

// PlaylistData is what the API returned of a playlist.
type PlaylistData struct {
	Followers *int64 `json:"followers,omitempty"` // nil: not returned
	Readable  bool   `json:"readable"`            // its tracks may be read
}

// ExportData is one line of an artist's export: a day, or a song or playlist over a period. A blank cell is nil.
type ExportData struct {
	Date             string `json:"date,omitempty"` // YYYY-MM-DD, of a day
	From             string `json:"from,omitempty"` // YYYY-MM-DD, of a period
	To               string `json:"to,omitempty"`
	All              bool   `json:"all,omitempty"` // the period is all time
	Streams          *int64 `json:"streams,omitempty"`
	Listeners        *int64 `json:"listeners,omitempty"`
	MonthlyListeners *int64 `json:"monthlyListeners,omitempty"`
	MonthlyActive    *int64 `json:"monthlyActive,omitempty"`
	SuperListeners   *int64 `json:"superListeners,omitempty"`
	PlaylistAdds     *int64 `json:"playlistAdds,omitempty"`
	Saves            *int64 `json:"saves,omitempty"`
	Followers        *int64 `json:"followers,omitempty"`
	Author           string `json:"author,omitempty"`   // of a playlist
	Released         string `json:"released,omitempty"` // of a song, as the file has it
	Added            string `json:"added,omitempty"`    // to a playlist, as the file has it

	// Where it comes from.
	Artist string `json:"artist,omitempty"`
	File   string `json:"file,omitempty"` // base name
	Sum    string `json:"sha256,omitempty"`
	Since  string `json:"since,omitempty"` // the file's first and last day
	Until  string `json:"until,omitempty"`
	// Before is the file that told what File leaves blank; "" for none.
	Before string `json:"before,omitempty"`
}

// Origin names the file in a few words: its name, its range and the beginning of its sum.
func (d ExportData) Origin() string {
	text := d.File
	switch {
	case d.All:
		text += ", all time"
	case d.Since != "":
		text += ", " + d.Since + " to " + d.Until
	}
	if len(d.Sum) >= 12 {
		text += ", SHA-256 " + d.Sum[:12] + "…"
	}
	if d.Before != "" {
		text += "; what it leaves blank is from " + d.Before
	}
	return text
}
