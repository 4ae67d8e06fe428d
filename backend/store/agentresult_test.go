package store_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mixdown/backend/store"
)

// scouted is a result of Scout's, as the project says it after a number of minutes.
func scouted(id string, v float64, minutes int) store.AgentResult {
	return store.AgentResult{ID: id, Agent: "scout", Key: "stations", Value: &v, Label: "Stations", Metadata: json.RawMessage(`{"a":1,"b":[2]}`),
		CreatedAt: start, ChangedAt: start.Add(time.Duration(minutes) * time.Minute)}
}

func withdrawn(id string, changed time.Time) store.AgentResult {
	return store.AgentResult{ID: id, ChangedAt: changed, Ended: store.EndedWithdrawn}
}

// stood writes down what stands at a time, zero for now.
func stood(t *testing.T, s *store.Store, at time.Time) (out []string) {
	t.Helper()
	list, err := s.AgentResults(t.Context(), camp)
	must(t, err)
	for _, r := range list {
		if r.StandsAt(at) {
			out = append(out, fmt.Sprintf("%s=%g", r.ID, *r.Value))
		}
	}
	return out
}

func TestAgentResultsInVersions(t *testing.T) {
	c := newClock()
	s := open(t, filepath.Join(t.TempDir(), "mixdown.db"), c.now)
	save := func(moved int, list ...store.AgentResult) {
		t.Helper()
		got, err := s.SaveAgentResults(t.Context(), "project", camp, list)
		must(t, err)
		if len(got) != moved {
			t.Errorf("%d moved, want %d: %+v", len(got), moved, got)
		}
	}
	want := func(at time.Time, list ...string) {
		t.Helper()
		if got := stood(t, s, at); !slices.Equal(got, list) {
			t.Errorf("at %v stood %q, want %q", at, got, list)
		}
	}
	save(2, scouted("a", 23, 0), scouted("b", 5, 0))
	again := scouted("a", 23, 0)
	again.Metadata = json.RawMessage(`{ "b": [2], "a": 1 }`) // the same in another order
	save(0, again)
	c.move(time.Hour)
	first := c.now()
	c.move(time.Minute)
	save(1, scouted("a", 22, 60))
	want(time.Time{}, "a=22", "b=5")
	want(first, "a=23", "b=5")
	save(0, scouted("a", 23, 0)) // overtaken on its way
	save(0, withdrawn("a", start))
	want(time.Time{}, "a=22", "b=5")
	c.move(time.Minute)
	save(1, withdrawn("a", time.Time{})) // deleted: nothing says when
	save(0, withdrawn("a", time.Time{}), withdrawn("nobody's", time.Time{}))
	want(time.Time{}, "b=5")
	want(first, "a=23", "b=5")
	save(0, scouted("a", 23, 0))
	c.move(time.Minute)
	save(1, scouted("a", 22, 62)) // there again
	want(time.Time{}, "a=22", "b=5")
	want(c.now().Add(-30*time.Second), "b=5")
	if got, err := s.SaveAgentResults(t.Context(), "project", "another", []store.AgentResult{withdrawn("b", time.Time{})}); err != nil || len(got) != 0 {
		t.Errorf("another campaign withdrew: %+v, %v", got, err)
	}

	// What came from another project is not asked of this one.
	other := scouted("other", 99, 0)
	_, err := s.SaveAgentResults(t.Context(), "earlier project", camp, []store.AgentResult{other})
	must(t, err)
	older := scouted("0 older", 1, 0)
	older.CreatedAt = start.Add(-time.Hour)
	save(1, older)
	for newest, ids := range map[bool][]string{true: {"b"}, false: {"0 older", "a", "b"}} {
		got, err := s.HeldAgentResults(t.Context(), "project", camp, newest)
		slices.Sort(got)
		if err != nil || !slices.Equal(got, ids) {
			t.Errorf("newest %t: %q, %v", newest, got, err)
		}
	}
	far := scouted("far", 1, 0)
	far.ChangedAt = c.now().AddDate(70, 0, 0)
	save(1, far)
	if at, err := s.AgentResultsChanged(t.Context(), "project", camp); err != nil || !at.Equal(start.Add(62*time.Minute)) {
		t.Errorf("changed %v, %v", at, err)
	}
	if at, err := s.AgentResultsChanged(t.Context(), "a new project", camp); err != nil || !at.IsZero() {
		t.Errorf("a new project's are known until %v, %v", at, err)
	}
}
