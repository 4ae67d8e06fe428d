package mailchimp

import (
	"net/http"
	"testing"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/sandbox"
)

var testNow = time.Date(2026, 11, 22, 14, 42, 0, 0, time.UTC)

// serve starts a stand-in with this story, at testNow.
func serve(t *testing.T, story *sandbox.Story) *sandbox.Server {
	t.Helper()
	s := sandbox.New(sandbox.Options{Now: func() time.Time { return testNow }, Story: story})
	if _, err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func testCampaign(days int) campaign.Campaign {
	return campaign.Campaign{ID: "c", Name: "Spring radio", Rule: campaign.Rule{Tag: "SPRING", Since: campaign.StartOfDay(testNow, time.UTC).AddDate(0, 0, -days), Zone: "UTC"}}
}

// TestConformance tries the promises of a provider. Identify is tried with a token of the sign-in, which tells no data
// centre; the key of the account tells it, and so does the token.
func TestConformance(t *testing.T) {
	providertest.Run(t, providertest.Suite{Provider: New(), Open: func(t *testing.T) providertest.Service {
		s := serve(t, sandbox.SpringRadio(testNow))
		return providertest.Service{
			Client: tokenClient(t, s), Account: provider.Account{Address: sandbox.SpringOwner, Region: "us21"},
			Campaign: testCampaign(30), Now: func() time.Time { return testNow },
			Change: func(*testing.T) {
				s.Mailchimp().Change(func(m *sandbox.MailchimpStory) {
					m.Audiences[0].Members++
					m.Campaigns[1].UniqueOpens += 7
					m.Campaigns = append(m.Campaigns[2:], m.Campaigns[1], sandbox.MailchimpCampaign{ID: "new", Audience: m.Audiences[0].ID, Subject: "One more",
						Created: testNow.Add(-time.Hour), Sent: testNow.Add(-time.Minute), EmailsSent: 10})
				})
			},
		}
	}})
}

// tokenClient signs in with an own app, as auth does.
func tokenClient(t *testing.T, s *sandbox.Server) *http.Client {
	t.Helper()
	return s.KeyClient(s.Mailchimp().Token())
}
