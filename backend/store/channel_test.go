package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"mixdown/backend/store"
)

func TestChannels(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "mixdown.db"), nil)
	ctx := t.Context()
	now := time.Now()
	if err := s.SaveConnection(ctx, store.Connection{ID: "c1", Provider: "google_sheets", Status: "active", ConnectedAt: now}); err != nil {
		t.Fatal(err)
	}
	ch := store.Channel{ConnectionID: "c1", Kind: "sheets", Resource: "file1", ID: "id1", Stop: "r1", Address: "https://a.example", OpenedAt: now, EndsAt: now.Add(time.Hour)}
	get := func() store.Channel {
		t.Helper()
		list, err := s.Channels(ctx)
		if err != nil || len(list) != 1 {
			t.Fatalf("%d channels, %v", len(list), err)
		}
		return list[0]
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(s.SaveChannel(ctx, ch))
	if get().Delivers(now) {
		t.Error("a channel that nobody heard delivers")
	}
	do(s.Heard(ctx, "sheets", "https://a.example", "another"))
	do(s.Heard(ctx, "sheets", "https://b.example", ""))
	do(s.Heard(ctx, "mailchimp", "https://a.example", ""))
	if !get().VerifiedAt.IsZero() {
		t.Error("a notice of another channel verified it")
	}
	do(s.Heard(ctx, "sheets", "https://a.example", "id1"))
	if get().Delivers(time.Now()) {
		t.Error("nobody listens, and it delivers")
	}
	do(s.Listening(ctx, "https://a.example", false))
	if !get().Delivers(time.Now()) {
		t.Error("verified and listened to, and it does not deliver")
	}
	if c := get(); c.Delivers(now.Add(2*time.Hour)) || c.Delivers(now.Add(5*time.Minute)) {
		t.Error("it delivers after its end, or after the listener is gone")
	}
	ch.ID, ch.EndsAt = "id2", now.Add(3*time.Hour) // renewed
	do(s.SaveChannel(ctx, ch))
	if c := get(); !c.Delivers(time.Now()) || c.ID != "id2" {
		t.Error("renewed, and it does not deliver")
	}
	ch.Address = "https://c.example" // the tunnel has another name
	do(s.SaveChannel(ctx, ch))
	if get().Delivers(time.Now()) {
		t.Error("nothing came from the new address yet")
	}
	do(s.Heard(ctx, "sheets", "https://c.example", ""))
	do(s.Listening(ctx, "https://c.example", false))
	do(s.Listening(ctx, "https://c.example", true))
	if get().Delivers(time.Now()) {
		t.Error("the listener stopped, and it delivers")
	}
	do(s.DeleteConnection(ctx, "c1", true))
	if list, err := s.Channels(ctx); err != nil || len(list) != 0 {
		t.Errorf("%d channels of a connection that is gone, %v", len(list), err)
	}
}
