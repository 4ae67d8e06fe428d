package mailchimp

import (
	"testing"
	"time"

	"mixdown/backend/campaign"
)

func TestCovers(t *testing.T) {
	rule := campaign.Rule{Audience: "a1", Since: time.Date(2026, 10, 23, 0, 0, 0, 0, time.FixedZone("", 3600))}
	raw, err := readCursor(nil, rule).raw()
	if err != nil {
		t.Fatal(err)
	}
	other, longer := rule, rule
	other.Audience = ""
	longer.Since = rule.Since.AddDate(0, 0, -10)
	for name, c := range map[string]struct {
		rule campaign.Rule
		want bool
	}{"the same": {rule, false}, "another audience": {other, true}, "other days": {longer, true}} {
		if got := New().Covers(raw, c.rule); got.OtherRule != c.want || got.Listing {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := New().Covers(nil, rule); got.OtherRule {
		t.Error("nothing was read by any rule")
	}
}
