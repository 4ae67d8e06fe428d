package gmail

import (
	"testing"

	"mixdown/backend/provider"
	"mixdown/backend/sandbox"
)

// While the sends are listed nobody knows how many there are; after an edit of the rule what is held is of the old one.
func TestCovers(t *testing.T) {
	f := open(t, sandbox.SpringRadio(clock))
	var first, last provider.Coverage
	batches := 0
	err := New().Sync(t.Context(), f.client, f.account, f.scope(), nil, func(b provider.Batch) error {
		if b.Cursor != nil {
			if last = New().Covers(b.Cursor, f.campaign.Rule); batches == 0 {
				first = last
			}
			batches++
		}
		return f.held.Apply(b)
	})
	if err != nil || batches < 2 || first != (provider.Coverage{Listing: true}) || last != (provider.Coverage{}) {
		t.Errorf("%d batches from %+v to %+v, %v", batches, first, last, err)
	}
	edited := f.campaign.Rule
	edited.FollowUpDays, edited.NewMarker = 30, "FRESH"
	if got := New().Covers(f.held.Cursor(), edited); got.OtherRule {
		t.Error("days of silence decide nothing about what belongs to the campaign")
	}
	edited.Tag = "AUTUMN"
	if got := New().Covers(f.held.Cursor(), edited); !got.OtherRule {
		t.Error("another tag is another rule")
	}
}
