package airtable

import (
	"maps"
	"testing"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/sandbox"
)

var testNow = time.Date(2026, 11, 22, 14, 42, 0, 0, time.UTC)

func testCampaign(table string) campaign.Campaign {
	return campaign.Campaign{ID: "c", Name: "Spring radio", Rule: campaign.Rule{Tag: "SPRING", Since: testNow.AddDate(0, 0, -30), Zone: "UTC", Airtable: table}}
}

// serve starts a stand-in with this story, without bounds on pace and calls: those are the transport's to keep.
func serve(t *testing.T, story *sandbox.Story, now func() time.Time) *sandbox.Server {
	t.Helper()
	story.Airtable.PerSecond = 0
	s := sandbox.New(sandbox.Options{Now: now, Story: story})
	if _, err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	for name, editor := range map[string]bool{"with a webhook": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			providertest.Run(t, providertest.Suite{Provider: New(), Open: func(t *testing.T) providertest.Service {
				story := sandbox.AirtableAccount(testNow, 330)
				story.Airtable.Editor = editor
				now := func() time.Time { return testNow }
				s := serve(t, story, now)
				return providertest.Service{
					Client: s.KeyClient(sandbox.SpringAirtableToken), Account: provider.Account{Address: sandbox.SpringOwner},
					Campaign: testCampaign(sandbox.SpringAirtableTable), Now: now,
					Change: func(*testing.T) { s.Airtable().Change(shuffle) },
				}
			}})
		})
	}
}

// shuffle makes a record, changes two, empties one and deletes one.
func shuffle(a *sandbox.AirtableStory) {
	t := &a.Bases[0].Tables[0]
	set := func(i int, status string) {
		t.Records[i].Cells = maps.Clone(t.Records[i].Cells)
		if delete(t.Records[i].Cells, "fldSpringStatus01"); status != "" {
			t.Records[i].Cells["fldSpringStatus01"] = status
		}
	}
	set(3, "Confirmed")
	set(4, "Passed")
	set(5, "")
	t.Records = append(t.Records[1:], sandbox.AirtableRecord{ID: "recNew", Created: testNow, Cells: map[string]any{"fldSpringStatus01": "Pitched"}})
}
