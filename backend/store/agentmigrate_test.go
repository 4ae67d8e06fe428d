package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// Results that were kept before they had versions stay as they are, are known to be of the one project that there was, and are asked
// for once more.
func TestAgentResultsGetVersions(t *testing.T) {
	for _, targets := range []int{0, 1, 2} {
		t.Run(fmt.Sprint(targets), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "mixdown.db")
			before := fstest.MapFS{}
			for name, file := range later(t) {
				if name < "migrations/0008" {
					before[name] = file
				}
			}
			old := &Store{path: path, now: time.Now}
			var err error
			if old.write, err = open(path, "rwc", 1); err != nil {
				t.Fatal(err)
			}
			if err := old.migrate(t.Context(), before); err != nil {
				t.Fatal(err)
			}
			script := `INSERT INTO agent_results VALUES ('a', 'spring', 'scout', 'stations', 12, 'Stations', 'stations', '{"x":1}', '2026-11-22T10:00:00.000Z', '2026-11-22T10:01:00.000Z'),
				('b', 'spring', 'coach', 'tone', NULL, 'Tone', '', '{}', '2026-11-22T11:00:00.000Z', '2026-11-22T11:01:00.000Z');`
			for i := range targets {
				script += fmt.Sprintf("INSERT INTO mirrored VALUES ('project %d', 'campaign_results', 'r', 'm', '', '2026-11-22T10:00:00.000Z');", i)
			}
			if _, err := old.write.ExecContext(t.Context(), script); err != nil {
				t.Fatal(err)
			}
			if err := old.write.Close(); err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), path, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			list, err := s.AgentResults(t.Context(), "spring")
			if err != nil || len(list) != 2 {
				t.Fatalf("%+v, %v", list, err)
			}
			a, b := list[0], list[1]
			if *a.Value != 12 || a.Label != "Stations" || a.Unit != "stations" || string(a.Metadata) != `{"x":1}` || !a.From.Equal(a.CreatedAt) || !a.StandsAt(time.Time{}) || b.Value != nil {
				t.Errorf("%+v", list)
			}
			ids, err := s.HeldAgentResults(t.Context(), "project 0", "spring", false)
			if want := map[int]string{0: "", 1: "a b", 2: ""}[targets]; err != nil || strings.Join(ids, " ") != want {
				t.Errorf("of the project are %q, %v", ids, err)
			}
			if at, err := s.AgentResultsChanged(t.Context(), "project 0", "spring"); err != nil || !at.IsZero() {
				t.Errorf("known until %v, %v", at, err)
			}
		})
	}
}
