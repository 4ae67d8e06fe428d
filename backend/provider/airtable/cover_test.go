package airtable

import (
	"testing"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

func TestCovers(t *testing.T) {
	raw := provider.Cursor(`{"of":"Bookings/Shows","base":"app1","table":"tbl1"}`)
	for words, want := range map[string]bool{"Bookings/Shows": false, "Bookings/Shows:Stage": true, "Bookings/Venues": true} {
		if got := New().Covers(raw, campaign.Rule{Airtable: words}); got.OtherRule != want {
			t.Errorf("%s: %+v", words, got)
		}
	}
	if got := New().Covers(nil, campaign.Rule{Airtable: "Bookings/Shows"}); got.OtherRule {
		t.Error("nothing was read by any rule")
	}
}
