package desk_test

import (
	"strings"
	"testing"

	"mixdown/backend/desk"
)

// The past says that the rule was another then, for as long as it is, and only of what the edit is about.
func TestThePastSaysThatTheRuleWasAnother(t *testing.T) {
	b := readBook(t)
	w := newWorld(t)
	d, c := w.spring(t)
	first := good(t, d, c)
	at := id(first.SyncID)
	check := func(when string, mail, list bool) {
		t.Helper()
		c, err := d.Campaign(t.Context(), c.ID)
		must(t, err)
		m, err := d.Metrics(t.Context(), c, at)
		must(t, err)
		if (m.Warning != nil) != (mail || list) || m.Warning != nil && !known(b.found, *m.Warning) {
			t.Errorf("%s: %s", when, asJSON(t, m.Warning))
		}
		if w := evidence(t, d, c, "emails_sent", at).Warning; (w != nil) != mail || w != nil && !strings.Contains(*w, "by the rule of that time") {
			t.Errorf("%s: the mails say %s", when, asJSON(t, w))
		}
		if w := evidence(t, d, c, "new_contacts", at).Warning; (w != nil) != list {
			t.Errorf("%s: the contacts say %s", when, asJSON(t, w))
		}
		if w := evidence(t, d, c, "quota_units", at).Warning; w != nil {
			t.Errorf("%s: our own figures say %s", when, *w)
		}
		if m, err := d.Metrics(t.Context(), c, ""); err != nil || m.Warning != nil {
			t.Errorf("%s: now says %s, %v", when, asJSON(t, m.Warning), err)
		}
	}
	edit := func(draft desk.Draft) {
		t.Helper()
		draft.ID = c.ID
		edited, err := d.SaveCampaign(t.Context(), draft)
		must(t, err)
		good(t, d, edited)
	}
	check("unchanged", false, false)
	name, audience := "Other name", "elsewhere"
	edit(desk.Draft{Name: &name})
	check("another name", false, false)
	edit(desk.Draft{Audience: &audience})
	check("another audience, of a source that is not connected", false, false)
	days, before := 9, c.Rule.FollowUpDays
	edit(desk.Draft{FollowUpDays: &days})
	check("other follow-up days", true, false)
	marker, markerBefore := "FRESH", c.Rule.NewMarker
	edit(desk.Draft{FollowUpDays: &before, NewMarker: &marker})
	check("another marker", false, true)
	setStatus(t, d, c, alba, "PASSED") // an edit is no reading
	edit(desk.Draft{NewMarker: &markerBefore})
	check("back again", false, false)
}
