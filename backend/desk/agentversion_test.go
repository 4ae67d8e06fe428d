package desk_test

import (
	"slices"
	"testing"

	"mixdown/backend/desk"
	"mixdown/backend/mirror"
	"mixdown/backend/sandbox"
)

// TestCorrectedAndWithdrawnResults has another agent correct its number, replace it, take the replacement back, and delete the rest. What
// stands is never twice there, and the past shows what stood then.
func TestCorrectedAndWithdrawnResults(t *testing.T) {
	o := newOffice(t)
	c := o.synced()
	o.connectMirror()
	o.on()
	const key = "scout:stations_found"
	write := func(v float64) string {
		return o.remote.WriteResult(sandbox.AgentResult{Session: c.ID, Agent: "scout", Key: "stations_found", Label: "Stations found", Unit: "stations", Value: &v})
	}
	// shown are the values of Scout's number as of a moment.
	shown := func(at string) (values []float64) {
		t.Helper()
		m, err := o.desk.Metrics(t.Context(), c, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range m.Metrics {
			if x.Key == key {
				values = append(values, *x.Value)
			}
		}
		return values
	}
	// pull reads, sends, and takes what came; then reads once more, so that there is a past of it.
	pull := func(want ...float64) (past string) {
		t.Helper()
		if _, err := o.desk.PushMirror(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := shown(""); !slices.Equal(got, want) {
			t.Errorf("shown %v, want %v", got, want)
		}
		o.sync(c)
		m, err := o.desk.Metrics(t.Context(), c, "")
		if err != nil {
			t.Fatal(err)
		}
		return m.AsOf.At.Format("2006-01-02T15:04:05.000Z")
	}
	pull()
	first := write(12)
	asWritten := pull(12)
	o.remote.ChangeResult(first, map[string]any{"metric_value": 10.0})
	corrected := pull(10)
	e, err := o.desk.Evidence(t.Context(), c, key, "")
	if err != nil || len(e.Counted) != 1 || *e.Counted[0].Value != 10 || len(e.Excluded) != 1 || *e.Excluded[0].Value != 12 || e.Excluded[0].ID == e.Counted[0].ID {
		t.Fatalf("%s, %v", asJSON(t, e), err)
	}
	if b := readBook(t); !known(b.found, e.Excluded[0].Why) {
		t.Errorf("no German for %q", e.Excluded[0].Why)
	}
	second := write(20)
	replaced := pull(20)
	o.remote.ChangeResult(second, map[string]any{"deleted_at": "2026-11-22T10:00:00+00:00"})
	takenBack := pull(10)
	e, err = o.desk.Evidence(t.Context(), c, key, "")
	if err != nil || len(e.Counted) != 1 || *e.Counted[0].Value != 10 || len(e.Excluded) != 2 {
		t.Fatalf("%s, %v", asJSON(t, e), err)
	}
	for _, r := range e.Excluded {
		if b := readBook(t); !known(b.found, r.Why) {
			t.Errorf("no German for %q", r.Why)
		}
	}
	o.remote.DeleteResult(first)
	pull()
	if e, err := o.desk.Evidence(t.Context(), c, key, ""); err == nil {
		t.Errorf("a number that was withdrawn opens: %s", asJSON(t, e))
	}
	for at, want := range map[string]float64{asWritten: 12, corrected: 10, replaced: 20, takenBack: 10} {
		if got := shown(at); !slices.Equal(got, []float64{want}) {
			t.Errorf("at %s stood %v, want %g", at, got, want)
		}
	}
	history, err := o.desk.History(t.Context(), c, key)
	if err != nil || len(history) != 5 || history[4].Value != nil || history[4].UnknownReason == nil {
		t.Fatalf("%s, %v", asJSON(t, history), err)
	}
	for i, want := range []float64{12, 10, 20, 10} {
		if history[i].Value == nil || *history[i].Value != want {
			t.Errorf("point %d: %s", i, asJSON(t, history[i]))
		}
	}
	var rows []map[string]any
	if rows = o.remote.Rows(mirror.TableResults); slices.ContainsFunc(rows, func(r map[string]any) bool { return r["id"] == first }) {
		t.Error("the push brought a deleted row back")
	}
}

// What came from a project that is no longer connected stays: the next project has never had it.
func TestAnotherProjectWithdrawsNothing(t *testing.T) {
	o := newOffice(t)
	c := o.synced()
	o.connectMirror()
	o.on()
	push := func() {
		t.Helper()
		if _, err := o.desk.PushMirror(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	push()
	v := 12.0
	o.remote.WriteResult(sandbox.AgentResult{Session: c.ID, Agent: "scout", Key: "stations_found", Label: "Stations found", Value: &v})
	push()
	if _, err := o.desk.Disconnect(t.Context(), "supabase", true); err != nil {
		t.Fatal(err)
	}
	o.remote = o.server.AddSupabase("second.supabase.co")
	t.Cleanup(o.remote.Close)
	if err := o.desk.SendMirrorCode(t.Context(), desk.MirrorRequest{URL: o.remote.URL(), Key: sandbox.SupabaseKey, Email: "you@label.example"}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.FinishMirror(t.Context(), o.remote.Code("you@label.example")); err != nil {
		t.Fatal(err)
	}
	o.on()
	push()
	m, err := o.desk.Metrics(t.Context(), c, "")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(m.Metrics, func(x desk.MetricView) bool { return x.Key == "scout:stations_found" && *x.Value == 12 }) {
		t.Error("the number of the earlier project is gone")
	}
}
