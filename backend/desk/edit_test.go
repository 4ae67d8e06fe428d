package desk_test

import (
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/metric"
)

// A correction moves the number, is marked, shown in the history, and leaves every state before it. Its undo does too.
func TestCorrectionAndUndo(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	ctx := t.Context()
	auto := row(t, evidence(t, d, c, "auto_replies", "").Base, "felix@harbourfm.example")
	for _, r := range evidence(t, d, c, "email_replies", "").Excluded {
		if r.Who == "felix@harbourfm.example" {
			auto = r
		}
	}
	undo, err := d.Correct(ctx, c, auto.ID, metric.StateReply)
	must(t, err)
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies+1))
	wantValue(t, d, c, "email_replies", "1", float64(w.facts.Replies))
	if m := metrics(t, d, c, "")["email_replies"]; m.Adjusted != 1 {
		t.Errorf("%d rows are marked as corrected", m.Adjusted)
	}
	if m := metrics(t, d, c, "1")["email_replies"]; m.Adjusted != 0 {
		t.Error("the past is marked as corrected")
	}
	agree(t, d, c, "")
	history, err := d.History(ctx, c, "email_replies")
	must(t, err)
	if len(history) != 2 || *history[0].Value != 8 || *history[1].Value != 9 || history[1].SyncID <= history[0].SyncID {
		t.Errorf("the history is %s", asJSON(t, history))
	}
	// The next sync does not lose it.
	good(t, d, c)
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies+1))
	must(t, d.Undo(ctx, undo.Undo))
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies))
	agree(t, d, c, "")
	wantCode(t, d.Undo(ctx, undo.Undo), apperr.NotFound) // once
	syncs, err := d.Syncs(ctx, c)
	must(t, err)
	if len(syncs) != 2 {
		t.Errorf("edits are shown as syncs: %s", asJSON(t, syncs))
	}
	wantValue(t, d, c, "email_replies", id(syncs[1].SyncID), float64(w.facts.Replies+1)) // it held then

	// The other way: an answer that is none.
	reply := evidence(t, d, c, "email_replies", "").Counted[0]
	_, err = d.Correct(ctx, c, reply.ID, metric.StateNotReply)
	must(t, err)
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies-1))
	_, err = d.Correct(ctx, c, reply.ID, "undo")
	must(t, err)
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies))

	_, err = d.Correct(ctx, c, "nosuchmail", metric.StateReply)
	wantCode(t, err, apperr.NotFound)
	_, err = d.Correct(ctx, c, reply.ID, "maybe")
	wantCode(t, err, apperr.Invalid)
	// What the person sent is no answer to it, and the word is not taken and left without effect.
	for _, key := range []string{"emails_sent", "people_contacted"} {
		_, err = d.Correct(ctx, c, evidence(t, d, c, key, "").Counted[0].ID, metric.StateReply)
		wantCode(t, err, apperr.Invalid)
	}
}

func TestOutcomesAndSnoozes(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	ctx := t.Context()
	who := w.facts.Due[1]
	due := float64(w.facts.FollowUpsDue)
	for _, outcome := range []string{metric.PersonConfirmed, metric.PersonPassed, metric.PersonDoNotContact} {
		undo, err := d.SetOutcome(ctx, c, "  "+who+" ", outcome)
		must(t, err)
		wantValue(t, d, c, "follow_ups_due", "", due-1)
		wantValue(t, d, c, "follow_ups_due", "1", due)
		r := row(t, evidence(t, d, c, "follow_ups_due", "").Excluded, who)
		if r.Why == "" {
			t.Errorf("%s is left out without a reason", who)
		}
		must(t, d.Undo(ctx, undo.Undo))
		wantValue(t, d, c, "follow_ups_due", "", due)
	}
	snooze, err := d.Snooze(ctx, c, who, noon.AddDate(0, 0, 3).Format("2006-01-02"))
	must(t, err)
	wantValue(t, d, c, "follow_ups_due", "", due-1)
	// An outcome beside it keeps it, and "none" leaves the snooze alone.
	if _, err := d.SetOutcome(ctx, c, who, metric.PersonPending); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SetOutcome(ctx, c, who, "none"); err != nil {
		t.Fatal(err)
	}
	wantValue(t, d, c, "follow_ups_due", "", due-1)
	w.move(5 * 24 * 3600e9)
	good(t, d, c)
	e := evidence(t, d, c, "follow_ups_due", "")
	row(t, e.Counted, who) // the snooze is over
	must(t, d.Undo(ctx, snooze.Undo))
	agree(t, d, c, "")

	_, err = d.SetOutcome(ctx, c, who, "great")
	wantCode(t, err, apperr.Invalid)
	_, err = d.Snooze(ctx, c, who, noon.AddDate(0, 0, -1).Format("2006-01-02"))
	wantCode(t, err, apperr.Invalid)
	_, err = d.Snooze(ctx, c, who, "next week")
	wantCode(t, err, apperr.Invalid)
}

func TestThreadDone(t *testing.T) {
	w := newWorld(t)
	d, c := w.spring(t)
	good(t, d, c)
	ctx := t.Context()
	turn := value(t, d, c, "needs_your_reply", "")
	who := w.facts.Waiting[0]
	undo, err := d.SetOutcome(ctx, c, who, "done")
	must(t, err)
	wantValue(t, d, c, "needs_your_reply", "", turn-1)
	wantValue(t, d, c, "email_replies", "", float64(w.facts.Replies)) // they did answer
	_, err = d.SetOutcome(ctx, c, who, "done")
	wantCode(t, err, apperr.NotFound)
	must(t, d.Undo(ctx, undo.Undo))
	wantValue(t, d, c, "needs_your_reply", "", turn)
	agree(t, d, c, "")
}
