package metric

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

func TestNothingConnected(t *testing.T) {
	a := answer(t, memory{}.send("s", ago(9), "t", "dj@radio.example"), func(in *Input) { in.Sources = nil })
	wantUnknown(t, a, "emails_sent", "Gmail is not connected: connect it under Connections.")
	wantUnknown(t, a, "mc_open_rate", "Mailchimp is not connected: connect it under Connections.")
	wantUnknown(t, a, "sp_streams", importCSV)
	for _, m := range a.Metrics() {
		if m.Value != nil || m.UnknownReason == nil || *m.UnknownReason == "" || m.Display != "—" {
			t.Errorf("%s: %+v", m.Key, m)
		}
	}
	if got, err := json.Marshal(a.Reference()); err != nil || string(got) != `{"syncedAt":"2026-11-22T14:42:00Z"}` {
		t.Errorf("%s, %v", got, err)
	}
	if got := a.Narration("plain"); !strings.HasPrefix(got, "Nothing to tell yet") {
		t.Error(got)
	}
	if len(a.Followups())+len(a.Replies())+len(a.Trend())+len(a.Splits().ByRole) != 0 {
		t.Error("lists of a source that is not connected")
	}
}

func TestNeverRead(t *testing.T) {
	never := func(in *Input) { in.Sources = map[string]SourceState{Gmail: {Connected: true}} }
	a := answer(t, memory{}, never)
	wantUnknown(t, a, "emails_sent", "Gmail is connected and not read yet: sync now.")
	want := "📧 Email Tracking: sent not known yet, replies not known yet (open rate unknown) | ⏰ follow-ups due not known yet"
	if got := a.Narration("plain"); got != want {
		t.Errorf("narration\n%s\nwant\n%s", got, want)
	}
	if got, err := json.Marshal(a.Reference()); err != nil ||
		string(got) != `{"gmail":{"sent":null,"replies":null,"openRate":null,"followUpsDue":null,"lastSyncAt":null},"syncedAt":"2026-11-22T14:42:00Z"}` {
		t.Errorf("%s, %v", got, err)
	}
	wantUnknown(t, answer(t, memory{}, never, source(Gmail, func(s *SourceState) { s.Status = "needs_sign_in" })), "emails_sent",
		"Gmail needs you to sign in: do so under Connections.")
	wantUnknown(t, answer(t, memory{}, never, source(Gmail, func(s *SourceState) { s.Reason = "The day's quota is spent." })), "emails_sent",
		"The day's quota is spent.")
}

// sample is the campaign of the reference: 23 mails to 21 people, 8 of whom answered, 5 due.
func sample() memory {
	ev := memory{}.sheet(ago(1), allColumns...)
	person := func(i int) string { return fmt.Sprintf("p%02d@x%02d.example", i, i) }
	for i := range 21 {
		sent := 3
		if i < 13 {
			sent = 9
		}
		ev.send(fmt.Sprintf("s%02d", i), ago(sent), fmt.Sprintf("t%02d", i), person(i))
	}
	for i := range 8 {
		ev.human(fmt.Sprintf("r%02d", i), ago(2), fmt.Sprintf("t%02d", i), person(i))
	}
	ev.send("again1", ago(2), "t13", person(13)).send("again2", ago(2), "t14", person(14))
	for i := range 120 {
		status := "CONTACTED"
		if i < 5 {
			status = "NEW"
		}
		ev.contact(fmt.Sprintf("c%03d@y.example", i), "C", status, provider.ContactData{})
	}
	return ev
}

func TestNarrationAndReference(t *testing.T) {
	a := answer(t, sample())
	want := "📧 Email Tracking: 23 sent, 8 replies (at least 38% opened) | ⏰ 5 follow-ups due | 🧾 Contact Sync: 120 total contacts, 5 new"
	if got := a.Narration("plain"); got != want {
		t.Errorf("narration\n%s\nwant\n%s", got, want)
	}
	if got := a.Narration(VoiceLively); got != "📧 23 pitches are out, 8 people wrote back (at least 38% opened) | ⏰ 5 people wait for a nudge | 🧾 120 names on your list, 5 of them new" {
		t.Error(got)
	}
	got, err := json.Marshal(a.Reference())
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"gmail":{"sent":23,"replies":8,"openRate":38,"followUpsDue":5,"lastSyncAt":"2026-11-22T14:42:00Z"},` +
		`"sheets":{"totalContacts":120,"newContacts":5,"lastModified":"2026-11-21T12:00:00Z","syncHealth":"healthy","lastSyncAt":"2026-11-22T14:42:00Z"},` +
		`"syncedAt":"2026-11-22T14:42:00Z"}`; string(got) != want {
		t.Errorf("reference\n%s\nwant\n%s", got, want)
	}
	wantValue(t, a, "reply_rate", 38.1)
	for key, want := range map[string]string{"reply_rate": "38 %", "open_rate": "at least 38 %", "email_replies": "8"} {
		if m, _ := a.Metric(key); m.Display != want {
			t.Errorf("%s shows %q, want %q", key, m.Display, want)
		}
	}
	one := answer(t, memory{}.sheet(ago(1), allColumns...).send("s", ago(9), "t", "a@x.example").send("u", ago(9), "u", "b@x.example").
		human("r", ago(8), "u", "b@x.example").contact("a@x.example", "A", "NEW", provider.ContactData{}))
	want = "📧 Email Tracking: 2 sent, 1 reply (at least 50% opened) | ⏰ 1 follow-up due | 🧾 Contact Sync: 1 total contact, 1 new"
	if got := one.Narration("plain"); got != want {
		t.Errorf("narration\n%s\nwant\n%s", got, want)
	}
	none := answer(t, memory{}, func(in *Input) { delete(in.Sources, Sheets) })
	if got := none.Narration("plain"); got != "📧 Email Tracking: 0 sent, 0 replies (open rate unknown) | ⏰ 0 follow-ups due" {
		t.Error(got)
	}
}

func TestMetricJSON(t *testing.T) {
	m, _ := answer(t, memory{}.send("s", ago(9), "t", "a@x.example")).Metric("people_contacted")
	m.Definition = "DEF"
	got, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"key":"people_contacted","label":"People contacted","unit":"contacts","agent":"tracker","value":1,"unknownReason":null,` +
		`"counted":1,"base":1,"excluded":0,"definition":"DEF","definitionVersion":1,"source":"gmail","account":"you@label.example",` +
		`"freshAt":"2026-11-22T14:42:00Z","complete":true,"adjusted":0,"atLeast":false,"display":"1"}`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	e := evidence(t, answer(t, memory{}), "email_replies")
	if e.Counted == nil || e.Base == nil || e.Excluded == nil {
		t.Error("empty lists must be [], not null")
	}
}

func TestEvidenceOfNoNumber(t *testing.T) {
	_, err := answer(t, memory{}).Evidence("opens")
	if apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("%v", err)
	}
}

// TestBrief: what the window says of a change counts every row, names everybody once, and holds no more rows than it shows.
func TestBrief(t *testing.T) {
	rows := func(n int) (list []Row) {
		for i := range n {
			list = append(list, Row{ID: strconv.Itoa(i), Who: fmt.Sprintf("p%d@radio.example", i/2)})
		}
		return list
	}
	gone := []Row{{ID: "x", Who: "alias@radio.example", Contact: "p0@radio.example"}, {ID: "y"}}
	list := Brief([]Change{{Key: "total_contacts", Added: rows(120), Removed: gone}, {Key: "opens"}})
	if got := list[0]; len(got.Added) != 50 || got.Added[0].ID != "0" || got.AddedCount != 120 || len(got.Removed) != 2 || got.RemovedCount != 2 || got.People != 60 {
		t.Errorf("%d of %d added, %d of %d removed, %d people", len(got.Added), got.AddedCount, len(got.Removed), got.RemovedCount, got.People)
	}
	if got := list[1]; got.Key != "opens" || got.AddedCount+got.RemovedCount+got.People != 0 {
		t.Errorf("a number that moved by no row: %+v", got)
	}
}

func TestChanges(t *testing.T) {
	before := answer(t, memory{}.send("s", ago(9), "t", "a@x.example").send("u", ago(9), "u", "b@x.example").
		contact("a@x.example", "A", "NEW", provider.ContactData{}))
	after := answer(t, memory{}.send("s", ago(9), "t", "a@x.example").send("u", ago(9), "u", "b@x.example").
		human("r", ago(1), "t", "a@x.example").contact("a@x.example", "A", "REPLIED", provider.ContactData{}))
	moved := map[string][3]int{} // value from × 10 + to, rows added, rows removed
	for _, c := range Changes(before, after) {
		from, to := -1, -1
		if c.From != nil {
			from = int(*c.From)
		}
		if c.To != nil {
			to = int(*c.To)
		}
		moved[c.Key] = [3]int{from*10 + to, len(c.Added), len(c.Removed)}
	}
	want := map[string][3]int{
		"email_replies": {1, 1, 0}, "reply_rate": {50, 1, 0}, "open_rate": {50, 1, 0}, "follow_ups_due": {21, 0, 1}, "needs_your_reply": {1, 1, 0},
		"median_first_reply": {-10 + 192, 1, 0}, "new_contacts": {10, 0, 1}, "contacts_by_status": {11, 1, 1},
	}
	if diff := cmp.Diff(want, moved); diff != "" {
		t.Error(diff)
	}
	later := answer(t, memory{}.sheet(ago(1)), func(in *Input) { in.Now = now.Add(100 * time.Hour) })
	if list := Changes(answer(t, memory{}.sheet(ago(1))), later); len(list) != 0 {
		t.Errorf("the clock alone is no change: %+v", list)
	}
	if list := Changes(after, after); len(list) != 0 {
		t.Errorf("changes of an answer against itself: %+v", list)
	}
	if list := Changes(nil, after); len(list) == 0 {
		t.Error("against nothing everything is new")
	}
}

func TestEvidenceFails(t *testing.T) {
	broken := errors.New("disk")
	_, err := Evaluate(context.Background(), input(), failing{broken})
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	bad := memory{provider.StreamMessages: {{Stream: provider.StreamMessages, ID: "x", State: provider.StatePitch, Data: []byte("{")}}}
	if _, err := Evaluate(context.Background(), input(), bad); err == nil {
		t.Error("damaged evidence must be an error, not a number")
	}
}

type failing struct{ err error }

func (f failing) Records(context.Context, string, func(provider.Record) error) error { return f.err }

func TestOwnFigures(t *testing.T) {
	conns := func(list ...OwnConnection) func(*Input) { return func(in *Input) { in.Own.Connections = list } }
	good := OwnConnection{ID: "1", Provider: Gmail, LastGoodAt: now.Add(-150 * time.Second), RecordsSynced: 31, QuotaUnits: 462, Read: 3, Known: 4}
	older := OwnConnection{ID: "2", Provider: Sheets, LastGoodAt: now.Add(-time.Hour), RecordsSynced: 9, QuotaUnits: 2, Read: 4, Known: 4}
	a := answer(t, memory{}, conns(good, older))
	wantValue(t, a, "freshness", 60)
	wantValue(t, a, "records_synced", 40)
	wantValue(t, a, "quota_units", 464)
	wantValue(t, a, "coverage", 87.5)
	if m, _ := a.Metric("coverage"); m.Counted != 7 || m.Base != 8 {
		t.Errorf("coverage of %d, %d", m.Counted, m.Base)
	}
	older.LastGoodAt = time.Time{}
	wantUnknown(t, answer(t, memory{}, conns(good, older)), "freshness", "Not yet: The contact sheet was never fully read.")
}

func TestDefinitions(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range Definitions() {
		if d.Key == "" || d.Label == "" || d.Unit == "" || d.Words == "" || d.Version < 1 || d.Counted == nil || d.Value == nil || d.Agent != tracker || seen[d.Key] {
			t.Errorf("definition %q is not whole, or there twice", d.Key)
		}
		seen[d.Key] = true
	}
}
