package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Undo takes back one change by the person.
type Undo struct {
	Undo string `json:"undo"` // the token to give to Desk.Undo
}

// undo is one change, with what stood there before. They are kept in the store, so that one process can take back what
// another did: the evidence itself keeps every version all the same.
type undo struct {
	Token      string          `json:"token"`
	CampaignID string          `json:"campaignId"`
	Before     provider.Record `json:"before"` // Gone where nothing stood there
}

const (
	settingUndos = "undo"
	undosKept    = 100
)

// changeUndos reads and writes the list of undos, newest last, with nobody else between.
func (d *Desk) changeUndos(ctx context.Context, change func([]undo) []undo) error {
	release, err := d.store.Lock(ctx, settingUndos)
	if err != nil {
		return err
	}
	defer release()
	var list []undo
	if _, err := d.store.Setting(ctx, settingUndos, &list); err != nil {
		return err
	}
	list = change(list)
	return d.store.SaveSetting(ctx, settingUndos, list[max(0, len(list)-undosKept):])
}

func (d *Desk) keepUndo(ctx context.Context, x undo) error {
	return d.changeUndos(ctx, func(list []undo) []undo { return append(list, x) })
}

// takeUndo takes the undo of a token out of the list; the newest for "".
func (d *Desk) takeUndo(ctx context.Context, token string) (undo, bool, error) {
	var found undo
	ok := false
	err := d.changeUndos(ctx, func(list []undo) []undo {
		for i := len(list) - 1; i >= 0; i-- {
			if token == "" || list[i].Token == token {
				found, ok = list[i], true
				return slices.Delete(list, i, i+1)
			}
		}
		return list
	})
	return found, ok, err
}

// Undo takes back the change that answered with token; "" means the last outcome, snooze or correction.
func (d *Desk) Undo(ctx context.Context, token string) error {
	x, ok, err := d.takeUndo(ctx, token)
	if err != nil {
		return err
	}
	if !ok && token == "" {
		return apperr.New(apperr.NotFound, "There is nothing to take back.", nil)
	}
	if !ok {
		return d.undoOther(ctx, token)
	}
	c, err := d.Campaign(ctx, x.CampaignID)
	if err != nil {
		return err
	}
	if _, err = d.write(ctx, c, "undo", x.Before); err != nil {
		return errors.Join(err, d.keepUndo(context.WithoutCancel(ctx), x)) // it can be tried again
	}
	return nil
}

// edit writes one record of the person's own evidence, works the numbers out again, and returns how to undo it.
func (d *Desk) edit(ctx context.Context, c campaign.Campaign, what string, rec provider.Record) (Undo, error) {
	before, err := d.write(ctx, c, what, rec)
	if err != nil {
		return Undo{}, err
	}
	token := uuid.NewString()
	return Undo{token}, d.keepUndo(ctx, undo{token, c.ID, before})
}

// write is edit without an undo: it returns what stood there before.
func (d *Desk) write(ctx context.Context, c campaign.Campaign, what string, rec provider.Record) (provider.Record, error) {
	before := provider.Record{Stream: rec.Stream, ID: rec.ID, Gone: true}
	err := d.store.Held(store.YouType, c.ID).Records(ctx, rec.Stream, nil, func(r provider.Record) error {
		if r.ID == rec.ID {
			before = r
		}
		return nil
	})
	if err != nil {
		return before, err
	}
	run, err := d.store.Edit(ctx, c.ID, what, []provider.Record{rec})
	if err != nil {
		return before, err
	}
	a, err := d.answer(ctx, c, moment{})
	if err != nil {
		return before, err
	}
	_, err = d.keep(ctx, c, run.SyncID, a)
	return before, err
}

// Correct says that a message is, or is not, a reply by a person ("reply", "not_reply"); "undo" takes a correction back.
func (d *Desk) Correct(ctx context.Context, c campaign.Campaign, messageID, verdict string) (Undo, error) {
	rec := provider.Record{Stream: metric.StreamCorrections, ID: messageID, At: d.now(), Who: store.YouType, State: verdict, Why: "you said so"}
	switch verdict {
	case metric.StateReply, metric.StateNotReply:
	case "undo":
		rec.Gone = true
	default:
		return Undo{}, invalid("A message is either a reply or not_reply.")
	}
	found, own := false, false
	err := d.store.Evidence(ctx, c.ID, "", provider.StreamMessages, 0, func(r provider.Record) error {
		if r.ID == messageID {
			found, own = true, metric.OwnMail(r)
		}
		return nil
	})
	if err != nil {
		return Undo{}, err
	}
	switch {
	case !found:
		return Undo{}, apperr.New(apperr.NotFound, "This message is not part of the campaign any more.", nil)
	case own && !rec.Gone:
		return Undo{}, invalid("You sent this mail yourself: it cannot be somebody's reply.")
	}
	return d.edit(ctx, c, "correction", rec)
}

// SetOutcome says how it stands with a person: pitched, pending, confirmed, passed or do_not_contact; "none" forgets it;
// "done" says that nothing is left to answer in their thread.
func (d *Desk) SetOutcome(ctx context.Context, c campaign.Campaign, email, outcome string) (Undo, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if outcome == metric.StateDone {
		return d.threadDone(ctx, c, email)
	}
	states := []string{metric.PersonPitched, metric.PersonPending, metric.PersonConfirmed, metric.PersonPassed, metric.PersonDoNotContact}
	if outcome != "none" && !slices.Contains(states, outcome) {
		return Undo{}, invalid("The outcome must be one of pitched, pending, confirmed, passed, do_not_contact, done or none.")
	}
	return d.editPerson(ctx, c, email, func(state *string, _ *metric.PersonData) {
		*state = outcome
		if outcome == "none" {
			*state = ""
		}
	})
}

// Snooze keeps a person out of the list until a day (YYYY-MM-DD); "" ends it.
func (d *Desk) Snooze(ctx context.Context, c campaign.Campaign, email, until string) (Undo, error) {
	if until != "" {
		if _, err := time.Parse(time.DateOnly, until); err != nil {
			return Undo{}, invalid("“" + until + "” is no date: write it as 2026-11-30.")
		}
		if until < d.now().Local().Format(time.DateOnly) {
			return Undo{}, invalid("That day is over: choose one that is still to come.")
		}
	}
	return d.editPerson(ctx, c, strings.ToLower(strings.TrimSpace(email)), func(_ *string, data *metric.PersonData) { data.SnoozedUntil = until })
}

func (d *Desk) editPerson(ctx context.Context, c campaign.Campaign, email string, change func(*string, *metric.PersonData)) (Undo, error) {
	release, err := d.store.Lock(ctx, "people "+c.ID) // what is known of a person is read, changed and written whole
	if err != nil {
		return Undo{}, err
	}
	defer release()
	var state string
	var data metric.PersonData
	err = d.store.Held(store.YouType, c.ID).Records(ctx, metric.StreamPeople, nil, func(r provider.Record) error {
		if r.ID != email {
			return nil
		}
		state = r.State
		return json.Unmarshal(r.Data, &data)
	})
	if err != nil {
		return Undo{}, err
	}
	change(&state, &data)
	rec := provider.Record{Stream: metric.StreamPeople, ID: email, Who: email, At: d.now(), State: state, Why: "you said so", Data: mustMarshal(data)}
	rec.Gone = state == "" && data == metric.PersonData{}
	return d.edit(ctx, c, "person", rec)
}

func (d *Desk) threadDone(ctx context.Context, c campaign.Campaign, email string) (Undo, error) {
	list, err := d.Followups(ctx, c)
	if err != nil {
		return Undo{}, err
	}
	for _, f := range list {
		if f.Group == "your_turn" && f.Email == email {
			return d.edit(ctx, c, "thread", provider.Record{Stream: metric.StreamThreads, ID: f.ThreadID, Who: email, At: d.now(), State: metric.StateDone, Why: "you marked it done"})
		}
	}
	return Undo{}, apperr.New(apperr.NotFound, "Nobody with this address waits for an answer.", nil)
}

// Followups returns who waits for the person and who is due a follow-up, with the reasons.
func (d *Desk) Followups(ctx context.Context, c campaign.Campaign) ([]metric.Followup, error) {
	a, err := d.answerAt(ctx, c, "")
	if err != nil {
		return nil, err
	}
	return a.Followups(), nil
}
