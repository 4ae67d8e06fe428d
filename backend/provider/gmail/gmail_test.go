package gmail

import (
	"net/http"
	"testing"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
	"mixdown/backend/sandbox"
)

var clock = time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)

func springCampaign() campaign.Campaign {
	return campaign.Campaign{ID: "spring", Name: sandbox.SpringName, Rule: campaign.Rule{
		Tag: sandbox.SpringTag, DaysBack: 30, Since: campaign.StartOfDay(clock.AddDate(0, 0, -30), time.UTC), Zone: "UTC",
	}}
}

// fixture is a sandbox with one mailbox and what is held of it.
type fixture struct {
	t        *testing.T
	server   *sandbox.Server
	box      *sandbox.Mailbox
	client   *http.Client
	account  provider.Account
	campaign campaign.Campaign
	held     *providertest.Memory
	headline bool
}

func open(t *testing.T, story *sandbox.Story) *fixture {
	t.Helper()
	s := sandbox.New(sandbox.Options{Now: func() time.Time { return clock }, Story: story})
	if _, err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &fixture{
		t: t, server: s, box: s.Mailbox(sandbox.SpringOwner), client: s.Client(sandbox.SpringOwner, New().Info().Auth.Permissions[0].Scope, "openid", "email"),
		account: provider.Account{ID: "c1", Address: sandbox.SpringOwner}, campaign: springCampaign(), held: &providertest.Memory{},
	}
}

func (f *fixture) scope() provider.Scope {
	return provider.Scope{Campaign: f.campaign, Headline: f.headline, Now: func() time.Time { return clock }, Held: f.held}
}

// sync runs one Sync and returns the units that it cost.
func (f *fixture) sync() int {
	f.t.Helper()
	f.server.Requests().Reset()
	if err := New().Sync(f.t.Context(), f.client, f.account, f.scope(), f.held.Cursor(), f.held.Apply); err != nil {
		f.t.Fatal(err)
	}
	return f.server.Requests().Units(sandbox.SpringOwner)
}

// states counts what is held by state.
func (f *fixture) states() map[string]int {
	n := map[string]int{}
	for _, r := range f.held.All() {
		n[r.State]++
	}
	return n
}

func (f *fixture) record(id string) provider.Record {
	for _, r := range f.held.All() {
		if r.ID == id {
			return r
		}
	}
	return provider.Record{}
}

func TestConformance(t *testing.T) {
	providertest.Run(t, providertest.Suite{
		Provider: New(),
		Open: func(t *testing.T) providertest.Service {
			f := open(t, sandbox.SpringRadio(clock))
			return providertest.Service{
				Client: f.client, Account: f.account, Campaign: f.campaign, Now: func() time.Time { return clock },
				Change: func(t *testing.T) {
					for range 3 {
						if _, ok := f.server.Arrive(); !ok {
							t.Fatal("nothing arrives any more")
						}
					}
				},
			}
		},
	})
}

func TestSpringRadio(t *testing.T) {
	story := sandbox.SpringRadio(clock)
	f := open(t, story)
	units := f.sync()
	got := f.states()
	t.Logf("%d units: %v", units, got)
	if got[provider.StatePitch] != story.Facts.Sent {
		t.Errorf("%d pitches, want %d", got[provider.StatePitch], story.Facts.Sent)
	}
	for _, r := range f.held.All() {
		t.Logf("%s %-12s %-40s %-50s %s", r.At.Format("01-02 15:04"), r.State, r.Who, r.What, r.Why)
	}
	if f.sync() != 2 {
		t.Error("a sync with no change costs more than one history.list")
	}
}
