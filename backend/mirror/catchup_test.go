package mirror

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mixdown/backend/sandbox"
)

// write lets Scout write a result with a value.
func (b *bench) write(key string, v float64) string {
	return b.remote.WriteResult(sandbox.AgentResult{Session: campaignID, Agent: "scout", Key: key, Label: "Stations found", Unit: "stations", Value: value(v)})
}

// TestFeedTellsChanges corrects a result, marks one as deleted, makes one ours, and deletes one: each is told live.
func TestFeedTellsChanges(t *testing.T) {
	b := newBench(t)
	f, _ := b.follow()
	until(t, "the join", func() bool { return f.joins() == 1 })
	corrected, marked, taken, deleted := b.write("a", 1), b.write("b", 2), b.write("c", 3), b.write("d", 4)
	until(t, "the results", func() bool { return f.has(corrected) && f.has(marked) && f.has(taken) && f.has(deleted) })
	before := strings.Count(b.traffic.text(), "/rest/v1/"+TableResults)
	b.remote.ChangeResult(corrected, map[string]any{"metric_value": 7.0})
	b.remote.ChangeResult(marked, map[string]any{"deleted_at": "2026-11-22T10:00:00+00:00"})
	b.remote.ChangeResult(taken, map[string]any{"agent_name": "tracker"})
	b.remote.DeleteResult(deleted)
	until(t, "the correction", func() bool { v, _ := f.value(corrected); return v == 7 })
	until(t, "the ends", func() bool { return !f.has(marked) && !f.has(taken) && !f.has(deleted) })
	if n := strings.Count(b.traffic.text(), "/rest/v1/"+TableResults) - before; n != 0 {
		t.Errorf("%d requests for what was told", n)
	}
}

// TestFeedFetchesWhatIsCut: of a large row a change is told without the columns that it left as they were. The row is asked for.
func TestFeedFetchesWhatIsCut(t *testing.T) {
	b := newBench(t)
	f, stop := b.follow()
	until(t, "the join", func() bool { return f.joins() == 1 })
	id := b.write("a", 1)
	until(t, "the result", func() bool { return f.has(id) })
	_ = stop()
	b.remote.Quietly(func() {
		b.remote.ChangeResult(id, map[string]any{"metric_value": 7.0, "metadata": map[string]any{"from": "the row"}})
	})
	for name, payload := range map[string]string{
		"a column lacks": `{"data":{"type":"UPDATE","table":"campaign_results","record":{"id":"` + id + `","session_id":"` + campaignID + `","agent_name":"scout","metric_key":"a","metric_label":"x","metric_value":7,"created_at":"2026-11-22T10:00:00+00:00","updated_at":"2026-11-22T10:00:00+00:00"}}}`,
		"too large":      `{"data":{"type":"UPDATE","table":"campaign_results","record":{"id":"` + id + `"},"errors":["Error 413: Payload Too Large"]}}`,
	} {
		c := &channel{f: &Feed{Client: b.client, SessionID: campaignID, Kept: f}}
		f.seen[id] = Received{ID: id, SessionID: campaignID}
		if err := c.take(t.Context(), json.RawMessage(payload)); err != nil {
			t.Fatal(err)
		}
		if v, _ := f.value(id); v != 7 || string(f.seen[id].Metadata) != `{"from":"the row"}` {
			t.Errorf("%s: %+v", name, f.seen[id])
		}
	}
}

// TestCatchUp changes rows while nobody listens, and counts what finding it costs.
func TestCatchUp(t *testing.T) {
	b := newBench(t)
	if _, _, err := b.client.Push(t.Context(), TableSessions, []Row{sessionRow()}, &box{}); err != nil {
		t.Fatal(err)
	}
	f := &follower{seen: map[string]Received{}}
	catchUp := func(requests int) {
		t.Helper()
		before := strings.Count(b.traffic.text(), "/rest/v1/"+TableResults)
		if err := b.client.CatchUp(t.Context(), campaignID, f); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(b.traffic.text(), "/rest/v1/"+TableResults) - before; n != requests {
			t.Errorf("%d requests, want %d", n, requests)
		}
	}
	b.remote.SetMaxRows(4) // fewer than are asked for
	var ids []string
	for i := range 11 {
		ids = append(ids, b.write(fmt.Sprint("k", i/2), float64(i)))
	}
	catchUp(3 + 1)
	if len(f.seen) != 11 {
		t.Fatalf("%d of 11 came", len(f.seen))
	}
	b.remote.SetMaxRows(0)
	catchUp(2)
	catchUp(2)
	b.remote.ChangeResult(ids[3], map[string]any{"metric_value": 33.0})
	b.remote.ChangeResult(ids[4], map[string]any{"deleted_at": "2026-11-22T10:00:00+00:00"})
	catchUp(2)
	if v, _ := f.value(ids[3]); v != 33 || f.has(ids[4]) || len(f.seen) != 10 {
		t.Errorf("corrected %g, withdrawn %t, %d results", v, !f.has(ids[4]), len(f.seen))
	}
	// One that stands is deleted: that one, and others of which nobody asked, are found gone.
	b.remote.DeleteResult(ids[0])
	b.remote.DeleteResult(ids[10])
	catchUp(3)
	if f.has(ids[0]) || f.has(ids[10]) || len(f.seen) != 8 {
		t.Errorf("deleted rows stand: %t %t, %d results", f.has(ids[0]), f.has(ids[10]), len(f.seen))
	}
	// A project that gives few rows at once has lost none of them.
	b.remote.SetMaxRows(3)
	if err := b.client.CatchUp(t.Context(), campaignID, f); err != nil || len(f.seen) != 8 {
		t.Errorf("%d results, %v", len(f.seen), err)
	}
	for _, id := range slices.Concat(ids[1:4], ids[5:10]) {
		b.remote.DeleteResult(id)
	}
	catchUp(3)
	if len(f.seen) != 0 {
		t.Errorf("%d results of an empty project", len(f.seen))
	}
}

// An answer that breaks off withdraws nothing.
func TestCatchUpBrokenOff(t *testing.T) {
	b := newBench(t)
	if _, _, err := b.client.Push(t.Context(), TableSessions, []Row{sessionRow()}, &box{}); err != nil {
		t.Fatal(err)
	}
	f := &follower{seen: map[string]Received{}}
	stays, goes := b.write("a", 1), b.write("b", 2)
	if err := b.client.CatchUp(t.Context(), campaignID, f); err != nil || len(f.seen) != 2 {
		t.Fatalf("%d, %v", len(f.seen), err)
	}
	b.remote.DeleteResult(goes)
	b.server.Faults().Add(sandbox.Fault{Host: sandbox.SupabaseHost, Path: "/rest/v1/" + TableResults, Nth: 3, Status: 540, Body: "{}"})
	if err := b.client.CatchUp(t.Context(), campaignID, f); StateOf(err) != StateProjectPaused {
		t.Errorf("%v", err)
	}
	if !f.has(stays) || !f.has(goes) {
		t.Error("something was withdrawn on half an answer")
	}
	b.server.Faults().Clear()
	if err := b.client.CatchUp(t.Context(), campaignID, f); err != nil || !f.has(stays) || f.has(goes) {
		t.Errorf("stays %t, goes %t, %v", f.has(stays), !f.has(goes), err)
	}
}
