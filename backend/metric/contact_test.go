package metric

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/provider"
)

var allColumns = []string{"name", "email", "role", "status", "added", "outlet"}

func contactSheet() memory {
	return memory{}.sheet(ago(1), allColumns...).
		contact("a@x.example", "A", "NEW", provider.ContactData{Role: "DJ", Added: "2026-11-16"}).
		contact("b@x.example", "B", " new ", provider.ContactData{Role: "DJ ", Added: "2026-11-22"}).
		contact("c@x.example", "C", "RENEWED", provider.ContactData{Role: "Producer", Added: "2026-11-15"}).
		contact("d@x.example", "D", "not new", provider.ContactData{Added: "next Tuesday"}).
		contact("row:E", "E", "", provider.ContactData{}).
		put(provider.StreamContactProblems, "dup", provider.ProblemDuplicate, time.Time{}, "a@x.example", "A again", nil).
		put(provider.StreamContactProblems, "head", provider.ProblemHeaderAgain, time.Time{}, "", "Name", nil).
		put(provider.StreamContactProblems, "sum", provider.ProblemTotals, time.Time{}, "", "Total", nil).
		put(provider.StreamContactProblems, "who", provider.ProblemNobody, time.Time{}, "", "", nil).
		put(provider.StreamContactProblems, "bad", provider.ProblemInvalidEmail, time.Time{}, "", "", nil).
		put(provider.StreamContactProblems, "named", provider.ProblemInvalidEmail, time.Time{}, "", "E", nil).
		put(provider.StreamContactProblems, "date", provider.ProblemBadDate, time.Time{}, "d@x.example", "D", nil)
}

func TestContacts(t *testing.T) {
	a := answer(t, contactSheet())
	wantValue(t, a, "total_contacts", 5)
	wantValue(t, a, "new_contacts", 2)
	wantValue(t, a, "added_this_week", 2) // Monday 16 and Sunday 22 November
	wantValue(t, a, "contacts_by_status", 5)
	wantValue(t, a, "sheet_health", 1.1)
	if diff := cmp.Diff([]string{"bad", "dup", "head", "sum", "who"}, ids(evidence(t, a, "total_contacts").Excluded)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"c@x.example", "d@x.example"}, ids(evidence(t, a, "new_contacts").Excluded)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"d@x.example", "row:E"}, ids(evidence(t, a, "added_this_week").Excluded)); diff != "" {
		t.Error(diff)
	}
	if m, _ := a.Metric("contacts_by_role"); !cmp.Equal(m.Groups, map[string]int{"DJ": 2, "Producer": 1, "(blank)": 2}) {
		t.Errorf("by role: %v", m.Groups)
	}
	if m, _ := a.Metric("contacts_by_status"); !cmp.Equal(m.Groups, map[string]int{"NEW": 1, "new": 1, "RENEWED": 1, "not new": 1, "(blank)": 1}) {
		t.Errorf("by status: %v", m.Groups)
	}
	wantValue(t, answer(t, contactSheet(), func(in *Input) { in.Campaign.Rule.NewMarker = "not new" }), "new_contacts", 1)
}

func TestColumnsMissing(t *testing.T) {
	a := answer(t, memory{}.sheet(ago(1), "name", "email").contact("a@x.example", "A", "", provider.ContactData{}))
	wantValue(t, a, "total_contacts", 1)
	wantUnknown(t, a, "new_contacts", "The sheet has no status column: map it under Contacts.")
	wantUnknown(t, a, "contacts_by_status", "The sheet has no status column: map it under Contacts.")
	wantUnknown(t, a, "contacts_by_role", "The sheet has no role column: map it under Contacts.")
	wantUnknown(t, a, "added_this_week", "The sheet has no date column: map it under Contacts.")
	if got, want := a.Narration(""), "🧾 Contact Sync: 1 total contact, new not known yet"; got[len(got)-len(want):] != want {
		t.Error(got)
	}
	a = answer(t, memory{}.sheet(ago(1), "name", "email").contact("a@x.example", "A", "NEW", provider.ContactData{}).contact("b@x.example", "B", "", provider.ContactData{}))
	wantValue(t, a, "new_contacts", 1) // held from before, or set here: the list of today does not take it back
	wantValue(t, a, "contacts_by_status", 2)
}

func TestSheetHealth(t *testing.T) {
	for _, tc := range []struct {
		age  time.Duration
		want string
	}{
		{0, Healthy}, {-36 * time.Hour, Healthy}, {72 * time.Hour, Healthy}, {72*time.Hour + time.Minute, Warning},
		{168 * time.Hour, Warning}, {168*time.Hour + time.Minute, Error},
	} {
		a := answer(t, memory{}.sheet(now.Add(-tc.age), allColumns...))
		if m, _ := a.Metric("sheet_health"); m.Display != tc.want {
			t.Errorf("%v old: %q, want %q", tc.age, m.Display, tc.want)
		} else if *m.Value < 0 {
			t.Errorf("%v old: %v days", tc.age, *m.Value)
		}
		if got := a.Reference().Sheets.SyncHealth; got == nil || *got != tc.want {
			t.Errorf("%v old: reference says %v", tc.age, got)
		}
	}
	a := answer(t, memory{}.sheet(time.Time{}, allColumns...))
	if m, _ := a.Metric("sheet_health"); m.Value != nil || a.Reference().Sheets.SyncHealth != nil {
		t.Error("the health of a sheet without a date must be unknown")
	}
}

func TestSplits(t *testing.T) {
	ev := memory{}.send("s", ago(9), "t", "a@x.example", "b@x.example", "c@y.example", "gone@z.example").
		human("r1", ago(8), "t", "a@x.example").human("r2", ago(8), "t", "c@y.example").
		mail(provider.StateBounce, "b", ago(9), "t", "mailer-daemon@x.example", func(d *provider.MessageData) { d.Failed = []string{"gone@z.example"} }).
		contact("a@x.example", "A", "", provider.ContactData{Role: "DJ", Outlet: "X"}).
		contact("b@x.example", "B", "", provider.ContactData{Role: "DJ", Outlet: "X"}).
		contact("other@x.example", "O", "", provider.ContactData{Role: "Blog"})
	want := Splits{
		ByRole:   []Split{{"DJ", 1, 2}, {blank, 1, 1}},
		ByOutlet: []Split{{"X", 1, 2}, {blank, 1, 1}},
	}
	if diff := cmp.Diff(want, answer(t, ev).Splits()); diff != "" {
		t.Error(diff)
	}
}
