package spotify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// States of an item.
const (
	itemTrack   = "track"
	itemEpisode = "episode"
	itemLocal   = "local"       // a file of the owner's computer
	itemGone    = "unavailable" // Spotify does not say any more what it was
)

const (
	// pageItems is the most that Spotify gives at once.
	pageItems = 50
	// maxItems is above the 10,000 that a playlist can hold.
	maxItems = 20_000
	// itemFields leave out covers and markets, most of an answer.
	itemFields = "total,limit,items(added_at,added_by(id),is_local,item(" + trackFields + "),track(" + trackFields + "))"
	// trackFields go for episodes too, which have a show in place of artists.
	trackFields = "id,uri,name,type,artists(name),show(name),external_urls(spotify)"
)

// item is one place in a playlist.
type item struct {
	AddedAt *string `json:"added_at"` // null in very old playlists
	AddedBy *person `json:"added_by"`
	Local   bool    `json:"is_local"`
	Item    *track  `json:"item"`
	Track   *track  `json:"track"` // what older answers call it
}

type track struct {
	ID      string `json:"id"`
	URI     string `json:"uri"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	Artists []struct {
		Name string `json:"name"`
	} `json:"artists"`
	Show *struct {
		Name string `json:"name"`
	} `json:"show"`
	Links links `json:"external_urls"`
}

// errClosed says that Spotify does not let this account read a playlist's tracks; apperr.ScopeMissing may be behind it.
var errClosed = errors.New("spotify: the tracks are closed")

// readItems reads all tracks of a playlist, fifty a request. told hears how far it is after every page. errClosed is in
// the error's chain where Spotify does not let this account read them.
func readItems(ctx context.Context, client *http.Client, id string, told func(done, known int) error) (records []provider.Record, err error) {
	seen := map[string]int{}
	for offset := 0; offset < maxItems; {
		var page struct {
			Total *int   `json:"total"`
			Limit int    `json:"limit"`
			Items []item `json:"items"`
		}
		err := get(ctx, client, "/playlists/"+url.PathEscape(id)+"/items", url.Values{"fields": {itemFields}, "limit": {strconv.Itoa(pageItems)},
			"offset": {strconv.Itoa(offset)}, "additional_types": {"track,episode"}}, &page)
		if code := apperr.CodeOf(err); offset == 0 && (code == apperr.Forbidden || code == apperr.ScopeMissing || code == apperr.NotFound) {
			return nil, errors.Join(errClosed, err) // the playlist itself was answered: it is its tracks that are closed
		}
		if err != nil {
			return nil, err
		}
		if page.Total == nil {
			return nil, source().BadAnswer("/playlists/items", fmt.Errorf("no total"))
		}
		for _, it := range page.Items[:min(len(page.Items), pageItems)] {
			rec, err := it.record(id, seen)
			if err != nil {
				return nil, err
			}
			records = append(records, rec)
		}
		if err := told(len(records), *page.Total); err != nil {
			return nil, err
		}
		if offset += step(page.Limit); offset >= *page.Total {
			break
		}
	}
	return records, nil
}

// step is how many places a page took: as many as Spotify says, who may give fewer at once than asked for. How many items are
// in it does not tell, for a page may have gaps.
func step(limit int) int {
	if limit > 0 && limit < pageItems {
		return limit
	}
	return pageItems
}

// record is an item's record. Its id does not hold its place, which moves: what it is and when it was added stay. seen
// counts what was added twice at once.
func (it item) record(playlist string, seen map[string]int) (provider.Record, error) {
	rec := provider.Record{Stream: provider.StreamPlaylistItems, Group: playlist, State: itemGone, What: "(no longer on Spotify)", Why: "Spotify does not say when it was added"}
	key := "?"
	t := it.Item
	if t == nil {
		t = it.Track
	}
	if t != nil {
		rec.What, rec.State, rec.Link = t.title(), itemTrack, link(t.Links.Spotify, "")
		if key = t.ID; key == "" {
			key = t.URI // local files have no id
		}
		if t.Type == itemEpisode {
			rec.State = itemEpisode
		}
	}
	if it.Local {
		rec.State = itemLocal
	}
	added := ""
	if it.AddedAt != nil && *it.AddedAt != "" {
		at, err := time.Parse(time.RFC3339, *it.AddedAt)
		if err != nil {
			return rec, source().BadAnswer("/playlists/items", fmt.Errorf("added_at: %w", err))
		}
		if at.Year() > 1970 { // Spotify writes the epoch for "not known" too
			rec.At, rec.Why, added = at.UTC(), "added "+at.UTC().Format("2 January 2006"), at.UTC().Format(time.RFC3339)
		}
	}
	if it.AddedBy != nil {
		rec.Who = text(it.AddedBy.ID)
	}
	rec.ID = playlist + " " + text(key) + " " + added
	if seen[rec.ID]++; seen[rec.ID] > 1 {
		rec.ID += fmt.Sprintf(" #%d", seen[rec.ID])
	}
	return rec, nil
}

// title is "Night Drive – The Band".
func (t track) title() string {
	var names []string
	for _, a := range t.Artists {
		if a.Name != "" {
			names = append(names, a.Name)
		}
	}
	if t.Show != nil && t.Show.Name != "" {
		names = append(names, t.Show.Name)
	}
	if len(names) == 0 {
		return text(t.Name)
	}
	return text(t.Name + " – " + strings.Join(names, ", "))
}
