package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/api/drive/v3"
)

// driveChannels are the channels of Drive: https://developers.google.com/workspace/drive/api/guides/push
type driveChannels struct {
	now     func() time.Time
	tunnels *tunnels

	mu   sync.Mutex
	open map[string]*driveChannel // by id
}

type driveChannel struct {
	file, resource, address, token string
	ends                           time.Time
	number                         int
}

func driveWatchRoutes() []route {
	return []route{
		{id: "drive.files.watch", method: http.MethodPost, path: "/drive/v3/files/{fileId}/watch", scopes: driveScopes, answer: drive.Channel{}, serve: filesWatch,
			query: []string{"acknowledgeAbuse", "includeLabels", "includePermissionsForView", "supportsAllDrives", "supportsTeamDrives"}},
		{id: "drive.channels.stop", method: http.MethodPost, path: "/drive/v3/channels/stop", scopes: driveScopes, serve: channelsStop},
	}
}

// DriveChannels is how many channels watch a file.
func (w *World) DriveChannels(file string) int {
	w.drive.mu.Lock()
	defer w.drive.mu.Unlock()
	n := 0
	for _, c := range w.drive.open {
		if c.file == file && w.now().Before(c.ends) {
			n++
		}
	}
	return n
}

func filesWatch(c *call) (any, error) {
	id := c.vars["fileId"]
	b := c.s.World.book(id)
	if b == nil || !b.visible() || !c.s.issuer.reaches(c.grant, id, driveWide...) {
		return nil, notFound("File not found: " + id + ".")
	}
	var req drive.Channel
	if err := c.body(&req); err != nil {
		return nil, err
	}
	switch {
	case req.Id == "" || len(req.Id) > 64:
		return nil, badRequest("Channel id not specified or too long.")
	case req.Type != "web_hook":
		return nil, badRequest("Unknown channel type.")
	case !strings.HasPrefix(req.Address, "https://"):
		return nil, badRequest("WebHook callback must be HTTPS: " + req.Address)
	case len(req.Token) > 256:
		return nil, badRequest("Channel token too long.")
	}
	d := c.s.drive
	longest := d.now().Add(24 * time.Hour)
	ends := d.now().Add(time.Hour)
	if req.Expiration > 0 {
		if ends = time.UnixMilli(req.Expiration); ends.After(longest) {
			ends = longest
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open[req.Id] != nil {
		return nil, &apiError{code: 400, status: "INVALID_ARGUMENT", reason: "channelIdNotUnique", message: "Channel id " + req.Id + " not unique"}
	}
	ch := &driveChannel{file: id, resource: "res-" + id, address: req.Address, token: req.Token, ends: ends}
	d.open[req.Id] = ch
	d.tell(req.Id, ch, "sync")
	return &drive.Channel{Kind: "api#channel", Id: req.Id, ResourceId: ch.resource, ResourceUri: "https://www.googleapis.com/drive/v3/files/" + id, Token: req.Token, Expiration: ends.UnixMilli()}, nil
}

func channelsStop(c *call) (any, error) {
	var req drive.Channel
	if err := c.body(&req); err != nil {
		return nil, err
	}
	d := c.s.drive
	d.mu.Lock()
	defer d.mu.Unlock()
	ch := d.open[req.Id]
	if ch == nil || ch.resource != req.ResourceId {
		return nil, notFound("Channel '" + req.Id + "' not found for project")
	}
	delete(d.open, req.Id)
	return nil, nil
}

// changed tells of a change of a file.
func (d *driveChannels) changed(file string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, ch := range d.open {
		if ch.file == file && d.now().Before(ch.ends) {
			d.tell(id, ch, "update")
		}
	}
}

// tell sends one notice. The lock is held.
func (d *driveChannels) tell(id string, ch *driveChannel, state string) {
	ch.number++
	header := map[string]string{"X-Goog-Channel-ID": id, "X-Goog-Message-Number": strconv.Itoa(ch.number), "X-Goog-Resource-ID": ch.resource, "X-Goog-Resource-State": state,
		"X-Goog-Channel-Expiration": ch.ends.UTC().Format(http.TimeFormat)}
	if ch.token != "" {
		header["X-Goog-Channel-Token"] = ch.token
	}
	d.tunnels.tell(ch.address, header, nil)
}
