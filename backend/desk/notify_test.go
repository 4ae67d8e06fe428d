package desk_test

import (
	"strings"
	"testing"
	"time"

	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

func notices(t *testing.T, d *desk.Desk) []desk.Notice {
	t.Helper()
	list, err := d.Notices(t.Context())
	must(t, err)
	return list
}

func save(t *testing.T, d *desk.Desk, key string, value any) {
	t.Helper()
	_, err := d.SaveSetting(t.Context(), key, value)
	must(t, err)
}

func TestNotices(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	save(t, d, "digest", false) // it depends on the hour
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("with nothing there: %v", list)
	}
	connect(t, d, "gmail", "sheets")
	c := create(t, d, "Spring radio", "SPRING", sandbox.SpringSheet)
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("before the first sync: %v", list)
	}
	good(t, d, c)
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("what a first sync finds is no news: %v", list)
	}
	arrive := func(want int) {
		t.Helper()
		before := len(evidence(t, d, c, "email_replies", "").Counted)
		for len(evidence(t, d, c, "email_replies", "").Counted) < before+want {
			if _, ok := w.server.Arrive(); !ok {
				t.Skip("the story has no more replies")
			}
			w.move(time.Minute)
			good(t, d, c)
		}
	}
	arrive(1)
	list := notices(t, d)
	if len(list) != 1 || list[0].Screen != "followups" || !strings.HasSuffix(list[0].Title, "wrote back") {
		t.Fatalf("a reply: %v", list)
	}
	other := w.desk(t) // another process
	for _, x := range []*desk.Desk{d, other} {
		if list := notices(t, x); len(list) != 0 {
			t.Errorf("told twice: %v", list)
		}
	}
	now := w.now().Local()
	save(t, d, "quietFrom", now.Add(-time.Hour).Format("15:04"))
	save(t, d, "quietTo", now.Add(time.Hour).Format("15:04"))
	w.server.Revoke("you@label.example")
	if _, err := d.Sync(t.Context(), desk.SyncRequest{Campaign: c, Trigger: "window"}); err != nil {
		t.Logf("sync: %v", err)
	}
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("in quiet hours: %v", list)
	}
	w.move(2 * time.Hour)
	list = notices(t, d)
	if len(list) == 0 || list[0].Screen != "connections" {
		t.Errorf("a sign-in that ended: %v", list)
	}
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("told twice: %v", list)
	}
}

func TestNoticesThatAreOffAreNotTold(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	connect(t, d, "gmail")
	c := create(t, d, "Spring radio", "SPRING", "")
	good(t, d, c)
	notices(t, d)
	save(t, d, "notifications", false)
	for range 3 {
		w.server.Arrive()
	}
	w.move(time.Minute)
	good(t, d, c)
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("while they are off: %v", list)
	}
	save(t, d, "notifications", true)
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("what came meanwhile is no news: %v", list)
	}
	if _, err := d.SaveSetting(t.Context(), "quietFrom", "late"); err == nil {
		t.Error("a time that is none passed")
	}
}

// The morning's digest is told once a day, in the morning, where something is due, by whichever process.
func TestDigest(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	connect(t, d, "gmail", "sheets")
	c := create(t, d, "Spring radio", "SPRING", sandbox.SpringSheet)
	good(t, d, c)
	at := func(hour int) { // the next time that it is this hour
		now := w.now().Local()
		next := time.Date(now.Year(), now.Month(), now.Day(), hour, 30, 0, 0, time.Local)
		if !next.After(now) {
			next = next.AddDate(0, 0, 1)
		}
		w.move(next.Sub(now))
	}
	at(13)
	notices(t, d) // whatever else there was is told
	at(7)
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("before eight: %v", list)
	}
	at(8)
	list := notices(t, d)
	if len(list) != 1 || list[0].ID != "digest" || list[0].Screen != "followups" || !strings.Contains(list[0].Body, "follow-ups are due") {
		t.Fatalf("in the morning: %+v", list)
	}
	other := w.desk(t)
	if again := append(notices(t, d), notices(t, other)...); len(again) != 0 {
		t.Errorf("told twice: %v", again)
	}
	at(14)
	at(13) // the next day, past noon
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("after noon: %v", list)
	}
	save(t, d, "digest", false)
	at(9)
	if list := notices(t, d); len(list) != 0 {
		t.Errorf("switched off: %v", list)
	}
}
