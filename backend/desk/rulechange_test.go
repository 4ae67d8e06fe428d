package desk_test

import (
	"strings"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/metric"
)

// An edit of the rule changes no number by itself: until the next sync they say that they are of the rule before.
func TestRuleChangedAndNotSynced(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	tag, days, chase, tab, first := "AUTUMN", 200, 9, "Nowhere", c.Rule.Tag
	daysBefore := c.Rule.DaysBack
	for _, edit := range []struct {
		name       string
		do, undo   desk.Draft
		mail, list bool // whose numbers are of the rule before
	}{
		{"tag", desk.Draft{Tag: &tag}, desk.Draft{Tag: &first}, true, false},
		{"days", desk.Draft{DaysBack: &days}, desk.Draft{DaysBack: &daysBefore}, true, false},
		{"tab", desk.Draft{Sheet: &tab}, desk.Draft{Sheet: &c.Rule.Sheet}, false, true},
		{"follow-up days", desk.Draft{FollowUpDays: &chase}, desk.Draft{FollowUpDays: &c.Rule.FollowUpDays}, false, false},
	} {
		check := func(c string, mail, list bool) {
			t.Helper()
			edited, err := d.Campaign(t.Context(), c)
			must(t, err)
			m, err := d.Metrics(t.Context(), edited, "")
			must(t, err)
			for _, x := range m.Metrics {
				stale := mail && x.Source == metric.Gmail || list && x.Source == metric.Sheets
				if x.Value != nil && stale == x.Complete || stale != (x.Warning != nil) {
					t.Errorf("%s: %s is complete %v, warning %v", edit.name, x.Key, x.Complete, x.Warning)
				}
			}
			if strings.Contains(m.Message, "The rule has changed") != (mail || list) {
				t.Errorf("%s: %s", edit.name, m.Message)
			}
		}
		edit.do.ID, edit.undo.ID = c.ID, c.ID
		_, err := d.SaveCampaign(t.Context(), edit.do)
		must(t, err)
		check(c.ID, edit.mail, edit.list)
		_, err = d.SaveCampaign(t.Context(), edit.undo)
		must(t, err)
		check(c.ID, false, false)
	}
	_, err := d.SaveCampaign(t.Context(), desk.Draft{ID: c.ID, Tag: &tag})
	must(t, err)
	edited, err := d.Campaign(t.Context(), c.ID)
	must(t, err)
	good(t, d, edited)
	if m := metrics(t, d, edited, "")["emails_sent"]; !m.Complete || m.Warning != nil {
		t.Errorf("after the sync: %+v", m)
	}
}
