package desk_test

import (
	"slices"
	"strings"
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/sandbox"
)

func followup(list []metric.Followup, email string) *metric.Followup {
	for i := range list {
		if list[i].Email == email {
			return &list[i]
		}
	}
	return nil
}

// What the person said of somebody in one campaign is heard in another: a refusal as a warning, do-not-contact as an end.
// Another process takes it back.
func TestOutcomesAreHeardElsewhere(t *testing.T) {
	w := newWorld(t)
	d, spring := w.spring(t)
	good(t, d, spring)
	autumn := create(t, d, "Autumn single", "AUTUMN", sandbox.SpringSheet)
	due := evidence(t, d, spring, "follow_ups_due", "").Counted
	if len(due) < 2 {
		t.Fatalf("%d are due: the test needs two", len(due))
	}
	barred, refused := due[0].Who, due[1].Who
	u, err := d.SetOutcome(t.Context(), autumn, barred, "do_not_contact")
	must(t, err)
	_, err = d.SetOutcome(t.Context(), autumn, refused, "passed")
	must(t, err)

	list, err := d.Followups(t.Context(), spring)
	must(t, err)
	if f := followup(list, barred); f != nil {
		t.Errorf("%s wants no mail and is in the list: %s", barred, f.Reason)
	}
	if f := followup(list, refused); f == nil || !slices.Contains(f.Warnings, "said no to Autumn single") {
		t.Errorf("no word of the refusal: %s", asJSON(t, f))
	}
	wantValue(t, d, spring, "follow_ups_due", "", float64(len(due)-1))

	other := w.desk(t)
	must(t, other.Undo(t.Context(), u.Undo))
	wantCode(t, other.Undo(t.Context(), u.Undo), apperr.NotFound)
	list, err = other.Followups(t.Context(), spring)
	must(t, err)
	if followup(list, barred) == nil {
		t.Errorf("%s is not back in the list", barred)
	}
	must(t, other.Undo(t.Context(), "")) // the last one that is left: the refusal
	list, err = other.Followups(t.Context(), spring)
	must(t, err)
	if f := followup(list, refused); f == nil || slices.Contains(f.Warnings, "said no to Autumn single") {
		t.Errorf("the refusal is still heard: %s", asJSON(t, f))
	}
}

// A campaign that mails the same people says so in the others.
func TestPitchedInAnotherCampaign(t *testing.T) {
	w := newWorld(t)
	d, spring := w.spring(t)
	good(t, d, spring)
	// A campaign whose tag is another word of the same subjects reads mails of its own evidence only where spring has none: the
	// same mail is no warning.
	all, err := d.AllFollowups(t.Context())
	must(t, err)
	one, err := d.Followups(t.Context(), spring)
	must(t, err)
	if len(all) != len(one) || all[0].Campaign != "Spring radio" || all[0].CampaignID != spring.ID {
		t.Errorf("%d over all campaigns, %d in the only one", len(all), len(one))
	}
	autumn := create(t, d, "Autumn single", "AUTUMN", sandbox.SpringSheet)
	due := evidence(t, d, spring, "follow_ups_due", "").Counted[0].Who
	_, err = d.Track(t.Context(), autumn, desk.TrackRequest{MessageID: "m-autumn", ThreadID: "t-autumn", To: due, Subject: "[AUTUMN] Next single"})
	must(t, err)
	list, err := d.Followups(t.Context(), spring)
	must(t, err)
	f := followup(list, due)
	if f == nil || !slices.ContainsFunc(f.Warnings, func(s string) bool { return strings.HasPrefix(s, "pitched in Autumn single on ") }) {
		t.Errorf("no word of the other pitch: %s", asJSON(t, f))
	}
	if all, err = d.AllFollowups(t.Context()); err != nil || len(all) != len(one)+1 {
		t.Errorf("%d over all campaigns, want %d: %v", len(all), len(one)+1, err)
	}
}

// A goal is kept with its campaign, one a number, and taken back with 0.
func TestGoals(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	c, err := d.SetGoal(t.Context(), c, "email_replies", 20)
	must(t, err)
	c, err = d.SetGoal(t.Context(), c, "emails_sent", 50)
	must(t, err)
	c, err = d.SetGoal(t.Context(), c, "email_replies", 25)
	must(t, err)
	if c.Goals["email_replies"] != 25 || c.Goals["emails_sent"] != 50 || len(c.Goals) != 2 {
		t.Errorf("the goals are %v", c.Goals)
	}
	name := "Spring tour"
	renamed, err := w.desk(t).SaveCampaign(t.Context(), desk.Draft{ID: c.ID, Name: &name})
	must(t, err)
	if renamed.Goals["email_replies"] != 25 {
		t.Errorf("a new name took the goals: %v", renamed.Goals)
	}
	c, err = d.SetGoal(t.Context(), c, "email_replies", 0)
	must(t, err)
	if _, there := c.Goals["email_replies"]; there {
		t.Errorf("the goal is still there: %v", c.Goals)
	}
	for key, value := range map[string]float64{"splendour": 3, "email_replies": -1, "reply_rate": 101} {
		_, err := d.SetGoal(t.Context(), c, key, value)
		wantCode(t, err, apperr.Invalid)
	}
}

// What one sync changed is the difference to the one before it, however many came after.
func TestChangesOfOneSync(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	first := good(t, d, c).SyncID
	due := evidence(t, d, c, "follow_ups_due", "").Counted[0].Who
	_, err := d.SetOutcome(t.Context(), c, due, "passed")
	must(t, err)
	last := good(t, d, c).SyncID
	good(t, d, c)
	list, err := d.ChangesBetween(t.Context(), c, "", id(last))
	must(t, err)
	if !slices.ContainsFunc(list, func(ch metric.Change) bool { return ch.Key == "follow_ups_due" && len(ch.Removed) == 1 }) {
		t.Errorf("sync %d changed %s", last, asJSON(t, list))
	}
	list, err = d.ChangesBetween(t.Context(), c, "", id(first))
	must(t, err)
	if len(list) != 0 {
		t.Errorf("sync %d changed %s", first, asJSON(t, list))
	}
}
