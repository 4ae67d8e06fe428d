package window_test

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"mixdown/backend/auth"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
	"mixdown/backend/tracker"
	"mixdown/backend/window"
)

// A reply that comes in while the window runs is told once; what the first sync found is not.
func TestANewReplyIsTold(t *testing.T) {
	server := sandbox.New(sandbox.Options{Story: sandbox.SpringRadio(time.Now())})
	url, err := server.Start()
	must(t, err)
	t.Cleanup(func() { _ = server.Close() })
	server.Consent().AutoApprove()
	home, secrets := filepath.Join(t.TempDir(), "home"), auth.NewMemory()
	w := window.New(t.Context(), func(ctx context.Context, _ bool) (*desk.Desk, func(), error) {
		d, err := desk.Open(ctx, desk.Config{Home: home, Gateway: url, Secrets: secrets, Version: "test", OpenBrowser: visit})
		return d, func() {}, err
	})
	w.Open(false)
	name, tag := "Spring radio", "SPRING"
	_, err = window.Call(w, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) {
		if _, err := d.SaveSetting(ctx, "digest", false); err != nil { // it depends on the hour
			return desk.Connection{}, err
		}
		if _, err := d.SaveCampaign(ctx, desk.Draft{Name: &name, Tag: &tag}); err != nil {
			return desk.Connection{}, err
		}
		return d.Connect(ctx, desk.ConnectRequest{Provider: "gmail", Client: auth.Client{ID: "a.apps.googleusercontent.com"}})
	})
	must(t, err)
	p := newPage()
	w.Seen(true)
	w.Started(t.Context(), p)
	t.Cleanup(w.Shutdown)
	p.until(t, "the first sync", p.has("sync:finished"))
	look := func() {
		_, err := window.Of(w, "", func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (tracker.Result, error) {
			return d.Sync(ctx, desk.SyncRequest{Campaign: c, Trigger: "window"})
		})
		must(t, err)
	}
	look()
	_, err = window.Call(w, func(ctx context.Context, d *desk.Desk) ([]desk.Notice, error) { return d.Notices(ctx) }) // the first sync is noted
	must(t, err)
	p.until(t, "silence about the first sync", func() bool { return len(p.notes) == 0 })
	for range 3 {
		server.Arrive()
	}
	look()
	p.until(t, "the notification", func() bool { return len(p.notes) > 0 })
}

// visit opens a page as a browser does.
func visit(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
