// Package export reads the CSV files that Spotify for Artists lets an artist download. They are the only source of what
// Spotify's API does not tell: monthly listeners, streams, saves.
//
// A file is known by its header line alone, in any order of columns. What does not fit is refused as a whole, with the row
// named; a blank cell is unknown and never a zero.
package export

import (
	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Kinds of exports.
const (
	Audience  = "audience_timeline" // a day a line, of the artist
	SongDays  = "song_timeline"     // a day a line, of one song that the file does not name
	Songs     = "songs"             // a song a line, over a period that the file does not say
	Playlists = "playlists"         // a playlist a line, over such a period
)

// Columns, as their headers are written with spaces for underscores.
const (
	colDate     = "date"
	colArtist   = "artist"
	colSong     = "song"
	colTitle    = "title"
	colAuthor   = "author"
	colReleased = "release date"
	colAdded    = "date added"

	colListeners = "listeners"
	colMonthly   = "monthly listeners"
	colActive    = "monthly active listeners"
	colSuper     = "super listeners"
	colStreams   = "streams"
	colAdds      = "playlist adds"
	colSaves     = "saves"
	colFollowers = "followers"
)

// shape is what a kind's header line may hold. Any may also have a column for the artist.
type shape struct {
	kind   string
	stream string
	must   []string
	may    []string
}

// shapes are asked in this order: the first whose columns are all there is the file's kind.
func shapes() []shape {
	return []shape{
		{Songs, provider.StreamSongs, []string{colSong, colListeners, colStreams}, []string{colSaves, colReleased}},
		{Playlists, provider.StreamSongPlaylists, []string{colTitle, colListeners, colStreams}, []string{colAuthor, colAdded}},
		{Audience, provider.StreamArtistDays, []string{colDate, colListeners, colStreams}, []string{colMonthly, colActive, colSuper, colAdds, colSaves, colFollowers}},
		{SongDays, provider.StreamSongDays, []string{colDate, colStreams}, nil},
	}
}

// MaxRows is the most rows of a file.
const MaxRows = 100_000

// figure returns where the figure of a column is kept; nil for columns that hold no figure.
func figure(d *provider.ExportData, column string) **int64 {
	switch column {
	case colListeners:
		return &d.Listeners
	case colMonthly:
		return &d.MonthlyListeners
	case colActive:
		return &d.MonthlyActive
	case colSuper:
		return &d.SuperListeners
	case colStreams:
		return &d.Streams
	case colAdds:
		return &d.PlaylistAdds
	case colSaves:
		return &d.Saves
	case colFollowers:
		return &d.Followers
	}
	return nil
}

// refuse is the error of a file that does not fit.
func refuse(message string) error { return apperr.For("spotify", apperr.Invalid, message, nil) }
