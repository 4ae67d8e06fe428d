package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/store"
)

func sample(t *testing.T, home string, now func() time.Time) *desk.Desk {
	t.Helper()
	d, err := desk.OpenSample(t.Context(), desk.Config{Home: home, Version: "test", Now: now})
	must(t, err)
	return d
}

// The sample campaign needs nothing, is the same all day, and begins anew on another.
func TestSample(t *testing.T) {
	w := newClock()
	home := filepath.Join(t.TempDir(), "sample")
	ctx := t.Context()
	d := sample(t, home, w.now)
	c, err := d.Campaign(ctx, "")
	must(t, err)
	if c.Name != "Spring radio" || !d.Sample() || !d.Sandbox() {
		t.Errorf("the sample is %s", asJSON(t, c))
	}
	res := good(t, d, c)
	const words = "📧 Email Tracking: 23 sent, 8 replies (at least 38% opened) | ⏰ 5 follow-ups due | 🧾 Contact Sync: 120 total contacts, 5 new"
	if res.Message != words {
		t.Errorf("it says %q", res.Message)
	}
	agree(t, d, c, "")
	must(t, d.Close())

	w.move(2 * time.Hour)
	d = sample(t, home, w.now)
	again, err := d.Campaign(ctx, "")
	must(t, err)
	if again.ID != c.ID {
		t.Error("two hours later it began anew")
	}
	wantValue(t, d, again, "email_replies", "", 8)
	if next := good(t, d, again); next.SyncID <= res.SyncID || next.Message != words {
		t.Errorf("sync %d says %q", next.SyncID, next.Message)
	}
	must(t, d.Close())

	w.move(3 * 24 * time.Hour)
	d = sample(t, home, w.now)
	anew, err := d.Campaign(ctx, "")
	must(t, err)
	if anew.ID == c.ID {
		t.Error("three days later it is the old story")
	}
	if first := good(t, d, anew); first.SyncID != res.SyncID || first.Message != words {
		t.Errorf("sync %d says %q", first.SyncID, first.Message)
	}
	if syncs, err := d.Syncs(ctx, anew); err != nil || len(syncs) != 1 {
		t.Errorf("the time line is %s, %v", asJSON(t, syncs), err)
	}
	must(t, d.Close())
}

func TestOpenRefusals(t *testing.T) {
	ctx := t.Context()
	home := filepath.Join(t.TempDir(), "home")
	for _, gateway := range []string{"http://192.0.2.1:80", "https://example.com", "file:///tmp", "http://localhost.example:1"} {
		_, err := desk.Open(ctx, desk.Config{Home: home, Gateway: gateway})
		wantCode(t, err, apperr.BadGateway)
	}
	if _, err := os.Stat(home); err == nil {
		t.Error("a refused gateway left a folder behind")
	}
	must(t, os.MkdirAll(home, 0o700))
	must(t, os.WriteFile(filepath.Join(home, "mixdown.db"), []byte(strings.Repeat("no database ", 999)), 0o600))
	_, err := desk.Open(ctx, desk.Config{Home: home})
	wantCode(t, err, apperr.DatabaseBroken)
}

func TestCampaigns(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	ctx := t.Context()
	_, err := d.Campaign(ctx, "")
	wantCode(t, err, apperr.NotFound)
	first := create(t, d, "Spring radio", "SPRING", "https://docs.google.com/spreadsheets/d/1SpringRadioContacts_sandbox_000000000000001/edit#gid=0")
	if first.Rule.Spreadsheet != "1SpringRadioContacts_sandbox_000000000000001" || first.Rule.DaysBack != 30 || first.Rule.FollowUpDays != 7 || first.Rule.MaxChases != 2 || first.Rule.NewMarker != "NEW" {
		t.Errorf("the rule is %s", asJSON(t, first.Rule))
	}
	second := create(t, d, "Autumn", "AUTUMN", "")
	for name, want := range map[string]string{"": second.ID, "spring RADIO": first.ID, first.ID: first.ID} {
		c, err := d.Campaign(ctx, name)
		if err != nil || c.ID != want {
			t.Errorf("%q is %s, %v", name, c.Name, err)
		}
	}
	if _, err := d.UseCampaign(ctx, "Spring radio"); err != nil {
		t.Fatal(err)
	}
	if c, err := d.Campaign(ctx, ""); err != nil || c.ID != first.ID {
		t.Errorf("in use is %s, %v", c.Name, err)
	}
	text := func(s string) *string { return &s }
	n := func(i int) *int { return &i }
	for name, draft := range map[string]desk.Draft{
		"no name": {Tag: text("A")}, "no tag": {Name: text("X")}, "empty tag": {Name: text("X"), Tag: text(" [] ")}, "same name": {Name: text("AUTUMN"), Tag: text("A")},
		"days": {Name: text("X"), Tag: text("A"), DaysBack: n(-1)}, "follow-up": {Name: text("X"), Tag: text("A"), FollowUpDays: n(0)}, "chases": {Name: text("X"), Tag: text("A"), MaxChases: n(-1)},
		"sheet": {Name: text("X"), Tag: text("A"), Spreadsheet: text("https://example.com/")}, "long": {Name: text(strings.Repeat("x", 300)), Tag: text("A")},
	} {
		if _, err := d.SaveCampaign(ctx, draft); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	ended, err := d.ArchiveCampaign(ctx, "autumn")
	must(t, err)
	if ended.ArchivedAt == nil {
		t.Error("it is not archived")
	}
	_, err = d.Sync(ctx, desk.SyncRequest{Campaign: ended, Trigger: "command"})
	wantCode(t, err, apperr.Invalid)                                        // whatever is connected
	if third := create(t, d, "Autumn", "FALL", ""); third.ID == second.ID { // the name is free again
		t.Error("the archived campaign was changed")
	}
}

func TestSettingsAndNotes(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	ctx := t.Context()
	for key, bad := range map[string]any{"theme": "pink", "volume": 2, "sound": "yes", "nosuch": 1, "syncMinutes": 1, "voice": "rude"} {
		_, err := d.SaveSetting(ctx, key, bad)
		wantCode(t, err, apperr.Invalid)
	}
	was, err := d.Settings(ctx)
	must(t, err)
	is, err := d.SaveSetting(ctx, "theme", "dark")
	must(t, err)
	was.Theme = "dark"
	if asJSON(t, is) != asJSON(t, was) {
		t.Errorf("one setting changed others: %s", asJSON(t, is))
	}
	other := w.desk(t)
	if is, err = other.Settings(ctx); err != nil || asJSON(t, is) != asJSON(t, was) {
		t.Errorf("another process reads %s, %v", asJSON(t, is), err)
	}
	c := create(t, d, "Spring radio", "SPRING", "")
	note, err := d.SaveAnnotation(ctx, store.Annotation{CampaignID: c.ID, Text: " out today "})
	must(t, err)
	if note.ID == "" || note.Text != "out today" || note.At.IsZero() {
		t.Errorf("the note is %s", asJSON(t, note))
	}
	_, err = d.SaveAnnotation(ctx, store.Annotation{CampaignID: c.ID, Text: "  "})
	wantCode(t, err, apperr.Invalid)
	must(t, d.DeleteAnnotation(ctx, note.ID))
	if list, err := d.Annotations(ctx, c.ID); err != nil || len(list) != 0 {
		t.Errorf("%s, %v", asJSON(t, list), err)
	}
}

// The first screen comes from what is stored: no request is made for it.
func TestFirstScreenAsksNobody(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	asked := len(w.server.Requests().All())
	for _, host := range w.server.Requests().Hosts() {
		w.server.Faults().Add(dropped(host))
	}
	other := w.desk(t)
	b, err := other.Boot(t.Context())
	must(t, err)
	if b.CampaignID != c.ID || len(b.Campaigns) != 1 || !b.Sandbox || b.Demo || b.Status.Replies == nil || *b.Status.Replies != float64(w.facts.Replies) || len(b.Providers) == 0 {
		t.Errorf("the first screen is %s", asJSON(t, b))
	}
	agree(t, other, c, "")
	if n := len(w.server.Requests().All()) - asked; n != 0 {
		t.Errorf("it made %d requests", n)
	}
	hosts, err := other.Hosts(t.Context())
	must(t, err)
	told := map[string]bool{}
	for _, h := range hosts {
		told[h.Host] = true
	}
	for _, host := range w.server.Requests().Hosts() {
		if !told[host] && host != "accounts.google.com" { // the browser asks that one
			t.Errorf("%s was asked and is not on the privacy page", host)
		}
	}
}
