package desk_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/sandbox"
)

// What Mailchimp tells of the months before stands in front of what was read.
func TestHistoryBeginsBeforeTheFirstSync(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	_, err := d.Connect(t.Context(), desk.ConnectRequest{Provider: "mailchimp", Key: sandbox.SpringMailchimpKey})
	must(t, err)
	c := create(t, d, "Spring", "SPRING", "")
	good(t, d, c)
	points, err := d.History(t.Context(), c, "mc_subscribers")
	must(t, err)
	if len(points) != 12 || points[11].SyncID < 1 || *points[11].Value != 1280 {
		t.Fatalf("the history is %s", asJSON(t, points))
	}
	for i, p := range points[:11] {
		if p.SyncID >= 0 || p.Value == nil || !p.At.Before(points[i+1].At) || p.SyncID >= points[i+1].SyncID || p.DefinitionVersion != points[11].DefinitionVersion {
			t.Errorf("point %d is %s", i, asJSON(t, p))
		}
	}
	if other, err := d.History(t.Context(), c, "mc_campaigns_sent"); err != nil || len(other) != 1 {
		t.Errorf("another number: %s, %v", asJSON(t, other), err)
	}
}

// A number is not compared with one that was counted by another definition: the difference would be nobody's doing.
func TestNoDifferenceOfDefinitions(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	good(t, d, c)
	previous := func() map[string]*float64 {
		m, err := d.Metrics(t.Context(), c, "")
		must(t, err)
		out := map[string]*float64{}
		for _, x := range m.Metrics {
			out[x.Key] = x.Previous
		}
		return out
	}
	before := previous()
	if before["email_replies"] == nil || before["emails_sent"] == nil {
		t.Fatalf("nothing is compared: %s", asJSON(t, before))
	}
	db, err := sql.Open("sqlite", filepath.Join(w.home, "mixdown.db"))
	must(t, err)
	_, err = db.ExecContext(t.Context(), "UPDATE campaign_results SET metadata = json_set(metadata, '$.definitionVersion', 99) WHERE metric_key = 'email_replies'")
	must(t, err)
	must(t, db.Close())
	if after := previous(); after["email_replies"] != nil || after["emails_sent"] == nil {
		t.Errorf("compared: %s", asJSON(t, after))
	}
}
