package desk_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Two choices made at the same moment both stand: one of them may be that nothing of a reply is kept.
func TestTwoChoicesAtOnce(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	for i := range 20 {
		var done sync.WaitGroup
		for key, value := range map[string]any{"snippets": i%2 == 0, "sound": i%2 == 1} {
			done.Go(func() {
				if _, err := d.SaveSetting(t.Context(), key, value); err != nil {
					t.Error(err)
				}
			})
		}
		done.Wait()
		if s, err := d.Settings(t.Context()); err != nil || s.Snippets != (i%2 == 0) || s.Sound != (i%2 == 1) {
			t.Fatalf("round %d: snippets %v, sound %v, %v", i, s.Snippets, s.Sound, err)
		}
	}
}

// An outcome and a snooze of one person at the same moment both stand.
func TestOutcomeAndSnoozeAtOnce(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	const who = "hannah@latebreakfast.example"
	for i := range 5 {
		outcome, until := []string{"pending", "confirmed"}[i%2], fmt.Sprintf("2099-01-0%d", i+1)
		var done sync.WaitGroup
		done.Go(func() {
			if _, err := d.SetOutcome(t.Context(), c, who, outcome); err != nil {
				t.Error(err)
			}
		})
		done.Go(func() {
			if _, err := d.Snooze(t.Context(), c, who, until); err != nil {
				t.Error(err)
			}
		})
		done.Wait()
		s, err := store.Open(t.Context(), filepath.Join(d.Home(), "mixdown.db"), nil)
		must(t, err)
		var said string
		must(t, s.Held(store.YouType, c.ID).Records(t.Context(), metric.StreamPeople, nil, func(r provider.Record) error {
			said += r.State + " " + string(r.Data)
			return nil
		}))
		must(t, s.Close())
		if !strings.Contains(said, outcome) || !strings.Contains(said, until) {
			t.Fatalf("round %d: %s", i, said)
		}
	}
}

// Two edits of a campaign's rule at the same moment, of two of its parts, both stand.
func TestTwoEditsOfARuleAtOnce(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	other := w.desk(t)
	for i := range 10 {
		days, chases := i+1, 20-i
		var done sync.WaitGroup
		done.Go(func() {
			if _, err := d.SaveCampaign(t.Context(), desk.Draft{ID: c.ID, FollowUpDays: &days}); err != nil {
				t.Error(err)
			}
		})
		done.Go(func() {
			if _, err := other.SaveCampaign(t.Context(), desk.Draft{ID: c.Name, MaxChases: &chases}); err != nil {
				t.Error(err)
			}
		})
		done.Wait()
		if now, err := d.Campaign(t.Context(), c.ID); err != nil || now.Rule.FollowUpDays != days || now.Rule.MaxChases != chases {
			t.Fatalf("round %d: %d days, %d chases, %v", i, now.Rule.FollowUpDays, now.Rule.MaxChases, err)
		}
	}
}
