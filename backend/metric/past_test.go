package metric

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// The subscribers of past months are sums over all audiences, or nothing.
func TestSubscribersPast(t *testing.T) {
	month := func(m, n int) time.Time { return time.Date(2026, time.Month(m), n, 0, 0, 0, 0, time.UTC) }
	count := func(n int64) *int64 { return &n }
	in := Input{Campaign: campaign.Campaign{Rule: campaign.Rule{Since: ago(30), Zone: "UTC"}}, Now: now,
		Sources: map[string]SourceState{Mailchimp: {Connected: true, Complete: true, FreshAt: now}}}
	past := func(m memory) []PastPoint {
		t.Helper()
		a, err := Evaluate(t.Context(), in, m)
		if err != nil {
			t.Fatal(err)
		}
		return a.Past("mc_subscribers")
	}
	grow := func(m memory, audience string, month time.Time, n *int64) {
		m.put(provider.StreamGrowth, audience+month.Format(" 2006-01"), "", month, "", "", provider.GrowthData{Subscribed: n}, func(r *provider.Record) { r.Group = audience })
	}
	m := memory{}
	for _, id := range []string{"a", "b"} {
		m.put(StreamAudiences, id, "", time.Time{}, "", id, AudienceData{Members: 10})
	}
	for i := 8; i <= 11; i++ { // November is not over
		grow(m, "a", month(i, 1), count(int64(i)))
	}
	if got := past(m); got != nil {
		t.Errorf("of b nothing is known: %v", got)
	}
	grow(m, "b", month(9, 1), nil)
	grow(m, "b", month(10, 1), count(100))
	want := []PastPoint{{month(9, 1), 8}, {month(11, 1), 110}} // b did not exist in August; of September it does not tell
	if diff := cmp.Diff(want, past(m)); diff != "" {
		t.Error(diff)
	}
	for i := range 24 { // c is told of since November 2024, and may be older
		if i == 0 {
			m.put(StreamAudiences, "c", "", time.Time{}, "", "c", AudienceData{Members: 10})
		}
		grow(m, "c", month(9, 1).AddDate(0, 2-i, 0), count(1000))
	}
	grow(m, "a", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), count(5))
	got := past(m)
	if len(got) == 0 || !got[0].At.After(time.Date(2024, 11, 1, 0, 0, 0, 0, time.UTC)) || got[len(got)-1].Value != 1110 {
		t.Errorf("%v", got)
	}
}
