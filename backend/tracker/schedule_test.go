package tracker_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/store"
	"mixdown/backend/tracker"
)

// scheduled runs test in a bubble of time with a running schedule, and ends it all.
func scheduled(t *testing.T, src *source, now func() time.Time, campaigns []campaign.Campaign, test func(t *testing.T, b *bench, wake chan<- struct{})) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, now, src)
		b.connect(t, src)
		ctx, stop := context.WithCancel(t.Context())
		wake := make(chan struct{}, 1)
		var wg sync.WaitGroup
		wg.Go(func() {
			b.Schedule(ctx, func(context.Context) []campaign.Campaign { return campaigns }, func(ctx context.Context, req tracker.Request) error {
				_, err := b.Sync(ctx, req)
				return err
			}, wake)
		})
		test(t, b, wake)
		stop()
		wg.Wait()
	})
}

var one = []campaign.Campaign{spring}

// gaps are the pauses between the reads of a source.
func gaps(src *source) (list []time.Duration) {
	calls := src.seen()
	for i := 1; i < len(calls); i++ {
		list = append(list, calls[i].at.Sub(calls[i-1].at))
	}
	return list
}

func TestScheduleEveryQuarterOfAnHour(t *testing.T) {
	mail := gmail()
	scheduled(t, mail, time.Now, one, func(t *testing.T, b *bench, _ chan<- struct{}) {
		synctest.Wait()
		if n := len(mail.seen()); n != 1 {
			t.Fatalf("%d reads at the start, want 1: what was never read is due", n)
		}
		time.Sleep(12 * time.Hour)
		synctest.Wait()
		list := gaps(mail)
		if len(list) < 12*60/17 || len(list) > 12*60/13 {
			t.Errorf("%d reads in 12 hours", len(list))
		}
		// A tenth to either side, and up to one look later.
		for _, gap := range list {
			if gap < 13*time.Minute+30*time.Second || gap > 16*time.Minute+45*time.Second {
				t.Errorf("a pause of %v", gap)
			}
		}
		if slices.Min(list) == slices.Max(list) {
			t.Error("all pauses are the same: there is no jitter")
		}
		runs, err := b.store.Runs(t.Context(), 1)
		must(t, err)
		if runs[0].Trigger != "schedule" {
			t.Errorf("the log says %q", runs[0].Trigger)
		}
	})
}

func TestScheduleCatchesUpAfterSleepOnce(t *testing.T) {
	mail := gmail()
	var asleep time.Duration
	var mu sync.Mutex
	now := func() time.Time { mu.Lock(); defer mu.Unlock(); return time.Now().Add(asleep) }
	scheduled(t, mail, now, one, func(t *testing.T, _ *bench, _ chan<- struct{}) {
		time.Sleep(time.Minute)
		mu.Lock()
		asleep = 9 * time.Hour // the computer slept: the clock moved and the ticker did not
		mu.Unlock()
		time.Sleep(16 * time.Second)
		synctest.Wait()
		if n := len(mail.seen()); n != 2 {
			t.Errorf("%d reads, want one at the start and one after the sleep", n)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if n := len(mail.seen()); n != 2 {
			t.Errorf("%d reads: the missed ones were made up for", n)
		}
	})
}

func TestScheduleOfSeveralCampaigns(t *testing.T) {
	mail := gmail()
	autumn := spring
	autumn.ID = "autumn"
	scheduled(t, mail, time.Now, []campaign.Campaign{spring, autumn}, func(t *testing.T, _ *bench, _ chan<- struct{}) {
		time.Sleep(time.Hour)
		synctest.Wait()
		per := map[string]int{}
		for _, c := range mail.seen() {
			per[c.scope.Campaign.ID]++
		}
		if per["spring"] != per["autumn"] || per["spring"] < 4 {
			t.Errorf("reads by campaign: %v", per)
		}
	})
}

func TestScheduleLeavesAloneWhatIsNotDue(t *testing.T) {
	for name, change := range map[string]func(*store.Connection){
		"paused":        func(c *store.Connection) { c.Status = "paused" },
		"needs sign-in": func(c *store.Connection) { c.Status = "needs_sign_in" },
		"by hand only":  func(c *store.Connection) { c.AutoSync = false },
	} {
		t.Run(name, func(t *testing.T) {
			mail := gmail()
			scheduled(t, mail, time.Now, one, func(t *testing.T, b *bench, wake chan<- struct{}) {
				synctest.Wait()
				must(t, b.store.UpdateConnection(t.Context(), "gmail", change))
				time.Sleep(3 * time.Hour)
				wake <- struct{}{}
				synctest.Wait()
				if n := len(mail.seen()); n != 1 {
					t.Errorf("%d reads, want only the one before", n)
				}
				must(t, b.store.UpdateConnection(t.Context(), "gmail", func(c *store.Connection) { c.Status, c.AutoSync = "active", true }))
				wake <- struct{}{}
				synctest.Wait()
				if n := len(mail.seen()); n != 2 {
					t.Errorf("%d reads: a look that was asked for must find it due", n)
				}
			})
		})
	}
}

func TestScheduleWithoutACampaignReadsNothing(t *testing.T) {
	mail := gmail()
	scheduled(t, mail, time.Now, nil, func(t *testing.T, _ *bench, _ chan<- struct{}) {
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(mail.seen()); n != 0 {
			t.Errorf("%d reads", n)
		}
	})
}

// A source that fails is tried again after pauses that double up to an hour, by a time that is stored.
func TestRetriesGrow(t *testing.T) {
	mail := gmail()
	var fail atomic.Bool
	fail.Store(true)
	mail.read = func(_ context.Context, c call) error {
		if fail.Load() {
			return apperr.For("gmail", apperr.ServiceDown, "Gmail is down.", nil)
		}
		return c.emit(page(1, 1))
	}
	scheduled(t, mail, time.Now, one, func(t *testing.T, b *bench, wake chan<- struct{}) {
		time.Sleep(8 * time.Hour)
		synctest.Wait()
		list := gaps(mail)
		for i, gap := range list {
			want := min(time.Minute<<min(i, 6), time.Hour)
			if gap < want*9/10 || gap > want*11/10+15*time.Second {
				t.Errorf("pause %d is %v, want about %v", i+1, gap, want)
			}
		}
		if len(list) < 9 {
			t.Errorf("%d retries in 8 hours", len(list))
		}
		c := b.connection(t, "gmail")
		if c.Retries != len(list)+1 || !c.NextRetryAt.After(time.Now()) || c.Status != "error" {
			t.Errorf("stored: %+v", c)
		}
		// Stopping the program does not bring the retry forward; its time is in the file.
		if due := b.Due(t.Context()); len(due) != 0 {
			t.Errorf("%v are due before their time", due)
		}
		fail.Store(false)
		time.Sleep(time.Until(c.NextRetryAt) + 16*time.Second)
		synctest.Wait()
		c = b.connection(t, "gmail")
		if c.Retries != 0 || !c.NextRetryAt.IsZero() || c.Status != "active" {
			t.Errorf("after a good run: %+v", c)
		}
		if next := time.Until(c.NextSyncAt); next < 13*time.Minute || next > 17*time.Minute {
			t.Errorf("the next sync is in %v", next)
		}
	})
}

func TestDueIsByTheStoredTime(t *testing.T) {
	c := &moving{t: time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)}
	mail, list := gmail(), sheets()
	b := newBench(t, c.now, mail, list)
	b.connect(t, mail, func(k *store.Connection) { k.NextSyncAt = c.t.Add(time.Minute) })
	b.connect(t, list, func(k *store.Connection) { // a retry waits: its time counts
		k.Status, k.NextSyncAt, k.NextRetryAt = "error", c.t.Add(time.Minute), c.t.Add(2*time.Minute)
	})
	for _, want := range [][]string{nil, {"gmail"}, {"gmail", "sheets"}} {
		if diff := cmp.Diff(want, b.Due(t.Context())); diff != "" {
			t.Errorf("at %v (-want +got):\n%s", c.t, diff)
		}
		c.move(time.Minute)
	}
}
