package metric

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// now is a Sunday afternoon in London.
var now = time.Date(2026, 11, 22, 14, 42, 0, 0, time.UTC)

// memory is evidence held in a map by stream.
type memory map[string][]provider.Record

func (m memory) Records(_ context.Context, stream string, fn func(provider.Record) error) error {
	for _, rec := range m[stream] {
		if err := fn(rec); err != nil {
			return err
		}
	}
	return nil
}

func (m memory) put(stream, id, state string, at time.Time, who, what string, data any, edit ...func(*provider.Record)) memory {
	rec := provider.Record{Stream: stream, ID: id, State: state, At: at, Who: who, What: what}
	if data != nil {
		text, err := json.Marshal(data)
		if err != nil {
			panic(err)
		}
		rec.Data = text
	}
	for _, f := range edit {
		f(&rec)
	}
	m[stream] = append(m[stream], rec)
	return m
}

func in(thread string) func(*provider.Record) { return func(r *provider.Record) { r.Group = thread } }

func because(why string) func(*provider.Record) { return func(r *provider.Record) { r.Why = why } }

// days before now, at noon.
func ago(days int) time.Time {
	return time.Date(2026, 11, 22-days, 12, 0, 0, 0, time.UTC)
}

func (m memory) send(id string, at time.Time, thread string, to ...string) memory {
	return m.put(provider.StreamMessages, id, provider.StatePitch, at, "you@label.example", "[SPRING] New single",
		provider.MessageData{To: to, Own: true}, in(thread))
}

// own is a mail of ours that the rule does not match.
func (m memory) own(id string, at time.Time, thread string, to ...string) memory {
	return m.put(provider.StreamMessages, id, provider.StateUnrelated, at, "you@label.example", "did you hear it?",
		provider.MessageData{To: to, Own: true}, in(thread), because("without the tag"))
}

func (m memory) mail(state, id string, at time.Time, thread, from string, edit ...func(*provider.MessageData)) memory {
	var data provider.MessageData
	for _, f := range edit {
		f(&data)
	}
	return m.put(provider.StreamMessages, id, state, at, from, "Re: [SPRING] New single", data, in(thread), because("the rule said so"))
}

func (m memory) human(id string, at time.Time, thread, from string, edit ...func(*provider.MessageData)) memory {
	return m.mail(provider.StateHumanReply, id, at, thread, from, edit...)
}

func (m memory) contact(email, name, status string, data provider.ContactData) memory {
	data.Row = len(m[provider.StreamContacts]) + 2
	return m.put(provider.StreamContacts, email, status, time.Time{}, email, name, data)
}

func (m memory) sheet(modified time.Time, columns ...string) memory {
	at := map[string]int{}
	for i, c := range columns {
		at[c] = i
	}
	return m.put(provider.StreamSheet, "sheet", "", modified, "", "Contacts", provider.SheetData{Columns: at})
}

func input(edit ...func(*Input)) Input {
	good := SourceState{Connected: true, Account: "you@label.example", FreshAt: now, Complete: true, Status: "active"}
	in := Input{
		Campaign: campaign.Campaign{ID: "c1", Name: "Spring radio", Rule: campaign.Rule{
			Tag: "SPRING", Since: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Zone: "Europe/London", NewMarker: "NEW", FollowUpDays: 7, MaxChases: 2,
		}},
		Now:     now,
		Sources: map[string]SourceState{Gmail: good, Sheets: good},
	}
	for _, f := range edit {
		f(&in)
	}
	return in
}

func source(name string, edit func(*SourceState)) func(*Input) {
	return func(in *Input) {
		s := in.Sources[name]
		edit(&s)
		in.Sources[name] = s
	}
}

func answer(t testing.TB, ev memory, edit ...func(*Input)) *Answer {
	t.Helper()
	a, err := Evaluate(context.Background(), input(edit...), ev)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func evidence(t testing.TB, a *Answer, key string) EvidenceAnswer {
	t.Helper()
	e, err := a.Evidence(key)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func wantValue(t testing.TB, a *Answer, key string, want float64) {
	t.Helper()
	m, ok := a.Metric(key)
	switch {
	case !ok:
		t.Fatalf("no metric %s", key)
	case m.Value == nil:
		t.Errorf("%s is unknown (%s), want %v", key, *m.UnknownReason, want)
	case *m.Value != want:
		t.Errorf("%s = %v, want %v", key, *m.Value, want)
	}
}

func wantUnknown(t testing.TB, a *Answer, key, want string) {
	t.Helper()
	m, _ := a.Metric(key)
	if m.Value != nil || m.UnknownReason == nil {
		t.Fatalf("%s = %v, want it unknown", key, *m.Value)
	}
	if *m.UnknownReason != want {
		t.Errorf("%s is unknown because %q, want %q", key, *m.UnknownReason, want)
	}
}

func row(list []Row, id string) *Row {
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

func ids(list []Row) []string {
	out := []string{}
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}
