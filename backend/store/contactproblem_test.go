package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/provider"
)

// Problems are counted without being read, and those of a few rows are read without the others.
func TestContactProblems(t *testing.T) {
	s, ctx := fresh(t), t.Context()
	problem := func(kind string, row int) provider.Record {
		return provider.Record{Stream: provider.StreamContactProblems, ID: fmt.Sprintf("%s:%d", kind, row), What: "Name", State: kind,
			Why: "made up", Data: []byte(fmt.Sprintf(`{"row":%d}`, row))}
	}
	commit(t, s, run(t, s), records(problem("invalid", 2), problem("invalid", 12), problem("duplicate", 7), problem("duplicate", 3)))
	gone := problem("duplicate", 3)
	gone.Gone = true
	commit(t, s, run(t, s), records(gone))
	counts, err := s.ContactProblems(ctx, camp, "file")
	must(t, err)
	if diff := cmp.Diff(map[string]int{"invalid": 2, "duplicate": 1}, counts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if counts, err = s.ContactProblems(ctx, camp, conn); err != nil || len(counts) != 0 {
		t.Errorf("of another list: %v, %v", counts, err)
	}
	var seen []string
	see := func(r provider.Record) error { seen = append(seen, r.ID); return nil }
	must(t, s.ProblemsOfRows(ctx, camp, "", []int{12, 3, 7, 1}, see))
	must(t, s.ProblemsOfKind(ctx, camp, "file", "invalid", see))
	if diff := cmp.Diff([]string{"duplicate:7", "invalid:12", "invalid:12", "invalid:2"}, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
