package spotify

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// States of a playlist.
const (
	stateRead    = "read"    // its tracks can be read
	stateClosed  = "closed"  // known by name only: it belongs to somebody else
	stateMissing = "missing" // Spotify has no such playlist for this account
)

// playlist is the identity of a playlist. Followers and Items are left out where Spotify does not return them.
type playlist struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Snapshot  string  `json:"snapshot_id"`
	Owner     *person `json:"owner"`
	Shared    bool    `json:"collaborative"`
	Links     links   `json:"external_urls"`
	Followers *struct {
		Total *int64 `json:"total"`
	} `json:"followers"`
	// Items is there for playlists whose tracks may be read; older answers call it tracks.
	Items  *struct{} `json:"items"`
	Tracks *struct{} `json:"tracks"`
}

type person struct {
	ID   string `json:"id"`
	Name string `json:"display_name"`
}

type links struct {
	Spotify string `json:"spotify"`
}

// playlistFields keep the answer small: without them Spotify sends the first tracks along.
const playlistFields = "id,name,snapshot_id,collaborative,owner(id,display_name),external_urls(spotify),followers(total),items(total),tracks(total)"

// readPlaylist asks for one playlist. found is false where Spotify has none by this id.
func readPlaylist(ctx context.Context, client *http.Client, id string) (p playlist, found bool, err error) {
	err = get(ctx, client, "/playlists/"+url.PathEscape(id), url.Values{"fields": {playlistFields}}, &p)
	if apperr.CodeOf(err) == apperr.NotFound {
		return p, false, nil
	}
	if err == nil && p.Snapshot == "" && p.Name == "" && p.ID == "" {
		err = source().BadAnswer("/playlists", fmt.Errorf("no id, name or snapshot"))
	}
	return p, err == nil, err
}

// user is the account's id at Spotify; that of a connection made before such ids were kept is its address.
func user(a provider.Account) string { return cmp.Or(a.ServiceID, a.Address) }

// mayRead reports whether asking for the tracks is worth a request of the account.
func (p playlist) mayRead(account string) bool {
	return p.Items != nil || p.Tracks != nil || p.Shared || p.Owner != nil && p.Owner.ID != "" && p.Owner.ID == account
}

// record is the playlist's own record.
func (p playlist) record(id string, found bool, v version) (provider.Record, error) {
	rec := provider.Record{Stream: provider.StreamPlaylists, ID: id, What: text(p.Name), Group: id, State: stateClosed, Link: link(p.Links.Spotify, id)}
	data := provider.PlaylistData{Readable: v.Readable}
	switch {
	case !found:
		rec.State, rec.What, rec.Why = stateMissing, id, "Spotify has no such playlist for this account: it was deleted, made private, or its address is wrong"
	case v.Readable:
		rec.State, rec.Why = stateRead, "Spotify lets its tracks be read"
	case v.NoScope:
		rec.Why = "the permission to read its tracks was not given: connect Spotify again and agree to all"
	default:
		rec.Why = "it belongs to somebody else: Spotify lets only the tracks of your own and of shared playlists be read"
	}
	if p.Owner != nil {
		rec.Who = text(p.Owner.ID)
	}
	if p.Followers != nil && p.Followers.Total != nil && *p.Followers.Total >= 0 {
		data.Followers = p.Followers.Total
	}
	var err error
	if rec.Data, err = json.Marshal(data); err != nil {
		return rec, fmt.Errorf("spotify: playlist: %w", err)
	}
	return rec, nil
}
