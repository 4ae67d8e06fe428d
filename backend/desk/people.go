package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
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

// undos remembers, per token, what stood there before. It lives as long as the application: an undo is for the moment
// after; the evidence itself keeps every version.
type undos struct {
	mu   sync.Mutex
	list map[string]undo
	keys []string
}

type undo struct {
	campaign campaign.Campaign
	before   provider.Record // Gone where nothing stood there
}

const undosKept = 100

func (u *undos) put(x undo) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.list == nil {
		u.list = map[string]undo{}
	}
	token := uuid.NewString()
	u.list[token] = x
	u.keys = append(u.keys, token)
	if len(u.keys) > undosKept {
		delete(u.list, u.keys[0])
		u.keys = u.keys[1:]
	}
	return token
}

func (u *undos) take(token string) (undo, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	x, ok := u.list[token]
	delete(u.list, token)
	return x, ok
}

// Undo takes back the change that answered with token.
func (d *Desk) Undo(ctx context.Context, token string) error {
	x, ok := d.undos.take(token)
	if !ok {
		return d.undoOther(ctx, token)
	}
	_, err := d.edit(ctx, x.campaign, "undo", x.before)
	return err
}

// edit writes one record of the person's own evidence, works the numbers out again, and returns how to undo it.
func (d *Desk) edit(ctx context.Context, c campaign.Campaign, what string, rec provider.Record) (Undo, error) {
	before := provider.Record{Stream: rec.Stream, ID: rec.ID, Gone: true}
	err := d.store.Held(store.YouType, c.ID).Records(ctx, rec.Stream, nil, func(r provider.Record) error {
		if r.ID == rec.ID {
			before = r
		}
		return nil
	})
	if err != nil {
		return Undo{}, err
	}
	run, err := d.store.Edit(ctx, c.ID, what, []provider.Record{rec})
	if err != nil {
		return Undo{}, err
	}
	a, err := d.answer(ctx, c, moment{})
	if err != nil {
		return Undo{}, err
	}
	if _, err := d.keep(ctx, c, run.SyncID, a); err != nil {
		return Undo{}, err
	}
	return Undo{d.undos.put(undo{c, before})}, nil
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
	found := false
	err := d.store.Evidence(ctx, c.ID, "", provider.StreamMessages, 0, func(r provider.Record) error {
		if r.ID == messageID {
			found = true
		}
		return nil
	})
	if err != nil {
		return Undo{}, err
	}
	if !found {
		return Undo{}, apperr.New(apperr.NotFound, "This message is not part of the campaign any more.", nil)
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
	}
	return d.editPerson(ctx, c, strings.ToLower(strings.TrimSpace(email)), func(_ *string, data *metric.PersonData) { data.SnoozedUntil = until })
}

func (d *Desk) editPerson(ctx context.Context, c campaign.Campaign, email string, change func(*string, *metric.PersonData)) (Undo, error) {
	var state string
	var data metric.PersonData
	err := d.store.Held(store.YouType, c.ID).Records(ctx, metric.StreamPeople, nil, func(r provider.Record) error {
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
