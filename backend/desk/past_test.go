package desk_test

import (
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
