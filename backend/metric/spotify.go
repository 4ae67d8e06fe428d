package metric

import (
	"cmp"
	"slices"
	"time"

	"mixdown/backend/provider"
)

// Streams of Spotify, and their data: see the package provider.
const (
	StreamPlaylists     = provider.StreamPlaylists
	StreamPlaylistItems = provider.StreamPlaylistItems
	StreamArtistDays    = provider.StreamArtistDays
	StreamSongs         = provider.StreamSongs
	StreamSongPlaylists = provider.StreamSongPlaylists
)

// PlaylistData is what Spotify's API returned of a playlist.
type PlaylistData = provider.PlaylistData

// ExportData is one line of an export of Spotify for Artists.
type ExportData = provider.ExportData

const importCSV = "Not in Spotify's API: import a CSV of Spotify for Artists."

var spotifyDefinitions = []Definition{
	{
		Key: "sp_playlist_followers", Label: "Playlist followers", Unit: "followers", Agent: tracker, Source: Spotify, Version: 1,
		Words:   "Followers of the campaign's playlists, summed, where Spotify returns them for every one.",
		Counted: followed, Base: playlists, Partial: SoFar,
		Value: Sum("The campaign has no playlist: add one under Campaigns.", "Spotify did not return it."),
	}, {
		Key: "sp_playlist_adds", Label: "Playlist adds", Unit: "tracks", Agent: tracker, Source: Spotify, Version: 1,
		Words:   "Tracks added within the campaign's days to those of its playlists that Spotify lets us read.",
		Counted: addedTracks, Excluded: undatedTracks, Value: Count, Partial: SoFar, Unknown: noReadablePlaylist,
	}, {
		Key: "sp_monthly_listeners", Label: "Monthly listeners", Unit: "listeners", Agent: tracker, Source: Spotify, Version: 1,
		Words:   "Monthly listeners on the latest day for which the artist's own export has a figure. Imported.",
		Counted: latestListeners, Value: Latest(importCSV), Imported: []string{StreamArtistDays},
	},
	daily("sp_streams", "Streams", "streams", "Streams", func(d ExportData) *int64 { return d.Streams }),
	daily("sp_export_playlist_adds", "Playlist adds (export)", "adds", "Playlist adds", func(d ExportData) *int64 { return d.PlaylistAdds }),
	daily("sp_saves", "Saves", "saves", "Saves", func(d ExportData) *int64 { return d.Saves }),
	{
		Key: "sp_top_track_streams", Label: "Top track", Unit: "streams", Agent: tracker, Source: Spotify, Version: 2,
		Words:   "Streams of the song with the most, in the songs export of the latest period. Imported. A zero in an export of all time is no measurement.",
		Counted: latestPeriod(StreamSongs, true), Base: latestPeriod(StreamSongs, false), Excluded: otherLines(StreamSongs), Value: Largest(importCSV), Imported: []string{StreamSongs},
	}, {
		Key: "sp_playlist_streams", Label: "Streams from playlists", Unit: "streams", Agent: tracker, Source: Spotify, Version: 2,
		Words:   "Streams from playlists in the playlists export of the latest period, one row a playlist. Imported.",
		Counted: latestPeriod(StreamSongPlaylists, false), Excluded: otherLines(StreamSongPlaylists), Value: Sum(importCSV, ""), Imported: []string{StreamSongPlaylists},
	},
}

// daily is the definition of a sum over the campaign's days of the artist's export.
func daily(key, label, unit, noun string, figure func(ExportData) *int64) Definition {
	return Definition{
		Key: key, Label: label, Unit: unit, Agent: tracker, Source: Spotify, Version: 1, Imported: []string{StreamArtistDays},
		Words:   noun + " of the artist's own export, summed over the campaign's days. Imported. Days that are missing make it “so far”.",
		Counted: artistDays(figure, true), Excluded: artistDays(figure, false), Value: SumDays, Partial: SoFar,
	}
}

// artistDays: days of the export within the campaign; with a figure (held) or with a blank cell.
func artistDays(figure func(ExportData) *int64, held bool) Selection {
	return func(v *View) []Row {
		var list []Row
		for _, rec := range v.records(StreamArtistDays) {
			d := decode[ExportData](v, rec)
			n := figure(d)
			if (n != nil) != held || !inDays(v, v.in.Campaign.Rule, d.Date) {
				continue
			}
			if held {
				list = append(list, recordRow(rec.ID, rec, "imported from "+d.Origin(), float64(*n)))
			} else {
				list = append(list, recordRow(rec.ID, rec, "a blank cell is not a zero"))
			}
		}
		slices.SortFunc(list, byRow)
		return list
	}
}

// SumDays sums days; it is complete when every day of the campaign that is over has its row.
func SumDays(v *View, r *result) {
	Sum(importCSV, "")(v, r)
	if r.unknown != "" {
		return
	}
	rule := v.in.Campaign.Rule
	end := v.in.Now
	if rule.Until != nil && rule.Until.Before(end) {
		end = *rule.Until
	}
	y, m, d := rule.Since.In(v.loc).Date()
	ey, em, ed := end.In(v.loc).Date()
	last := time.Date(ey, em, ed, 0, 0, 0, 0, time.UTC)
	wanted := int(last.Sub(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
	over := 0 // a row of today stands for no day that is missing
	for i := range r.counted {
		if r.counted[i].At.Before(last) {
			over++
		}
	}
	if r.complete = over >= wanted; r.complete {
		return
	}
	newest, oldest := r.counted[0].At, r.counted[len(r.counted)-1].At
	r.span = ", " + oldest.Format("2 Jan") + " to " + newest.Format("2 Jan")
}

// latestListeners: the latest day with a figure.
func latestListeners(v *View) []Row {
	var best *Row
	latest := ""
	for _, rec := range v.records(StreamArtistDays) {
		if d := decode[ExportData](v, rec); d.MonthlyListeners != nil && d.Date > latest {
			latest = d.Date
			best = ptr(recordRow(rec.ID, rec, "the figure of "+v.dayOf(d.Date)+", imported from "+d.Origin(), float64(*d.MonthlyListeners)))
		}
	}
	if best == nil {
		return nil
	}
	return []Row{*best}
}

// periodKey orders periods by their end, then by their beginning; all time comes before every other, so that it counts only
// where there is nothing else.
func periodKey(d ExportData) string {
	if d.All {
		return ""
	}
	return d.To + " " + d.From
}

// unmeasured says why a line of an export tells nothing, "" where it does.
func unmeasured(d ExportData) string {
	switch {
	case d.Streams == nil:
		return "a blank cell is not a zero"
	case d.All && *d.Streams == 0:
		return "a zero in an export of all time is no measurement"
	}
	return ""
}

// newestPeriod is that of the lines which tell something; false where none does.
func newestPeriod(v *View, stream string) (key string, ok bool) {
	for _, rec := range v.records(stream) {
		if d := decode[ExportData](v, rec); unmeasured(d) == "" {
			key, ok = max(key, periodKey(d)), true
		}
	}
	return key, ok
}

// latestPeriod: lines of the export whose period ends last, the most streams first; with top only the first.
func latestPeriod(stream string, top bool) Selection {
	return func(v *View) []Row {
		period, ok := newestPeriod(v, stream)
		if !ok {
			return nil
		}
		var list []Row
		for _, rec := range v.records(stream) {
			if d := decode[ExportData](v, rec); unmeasured(d) == "" && periodKey(d) == period {
				list = append(list, recordRow(rec.ID, rec, "imported from "+d.Origin(), float64(*d.Streams)))
			}
		}
		slices.SortFunc(list, func(a, b Row) int {
			if *a.Value != *b.Value {
				return cmp.Compare(*b.Value, *a.Value)
			}
			return byRow(a, b)
		})
		if top && len(list) > 1 {
			list = list[:1]
		}
		return list
	}
}

// otherLines: lines of the export that tell nothing, or of another period.
func otherLines(stream string) Selection {
	return func(v *View) []Row {
		period, _ := newestPeriod(v, stream)
		var list []Row
		for _, rec := range v.records(stream) {
			d := decode[ExportData](v, rec)
			why := unmeasured(d)
			if why == "" && periodKey(d) != period {
				why = "of another period than the latest: " + d.Origin()
			}
			if why != "" {
				list = append(list, recordRow(rec.ID, rec, why))
			}
		}
		slices.SortFunc(list, byRow)
		return list
	}
}

// playlists: the campaign's playlists; those without a figure have a row without a value.
func playlists(v *View) []Row {
	return playlistRows(v, func(PlaylistData) bool { return true })
}

// followed: the playlists whose followers Spotify returned.
func followed(v *View) []Row {
	return playlistRows(v, func(d PlaylistData) bool { return d.Followers != nil })
}

func playlistRows(v *View, keep func(PlaylistData) bool) []Row {
	var list []Row
	for _, rec := range v.records(StreamPlaylists) {
		d := decode[PlaylistData](v, rec)
		if !keep(d) {
			continue
		}
		row := recordRow(rec.ID, rec, "Spotify did not return its followers")
		if d.Followers != nil {
			row.Value, row.Why = ptr(float64(*d.Followers)), "followers as Spotify returned them"
		}
		list = append(list, row)
	}
	slices.SortFunc(list, byRow)
	return list
}

func noReadablePlaylist(v *View) string {
	for _, rec := range v.records(StreamPlaylists) {
		if decode[PlaylistData](v, rec).Readable {
			return ""
		}
	}
	return "Spotify lets us read none of the campaign's playlists: only your own and collaborative ones can be read."
}

// addedTracks: tracks added within the campaign's days.
func addedTracks(v *View) []Row {
	return trackRows(v, func(rec provider.Record) bool { return !rec.At.IsZero() && v.in.Campaign.Rule.Within(rec.At) }, "added within the campaign's days")
}

// undatedTracks: tracks for which Spotify does not say when they were added.
func undatedTracks(v *View) []Row {
	return trackRows(v, func(rec provider.Record) bool { return rec.At.IsZero() }, "Spotify does not say when it was added")
}

func trackRows(v *View, keep func(provider.Record) bool, why string) []Row {
	var list []Row
	for _, rec := range v.records(StreamPlaylistItems) {
		if keep(rec) {
			list = append(list, recordRow(rec.ID, rec, why))
		}
	}
	slices.SortFunc(list, byRow)
	return list
}
