package desk

import (
	"context"
	"time"

	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/store"
)

// FollowupView is somebody to write to, and the campaign that says so. Its JSON is public.
type FollowupView struct {
	metric.Followup
	CampaignID string `json:"campaignId"`
	Campaign   string `json:"campaign"`
}

// AllFollowups is Followups over every campaign that is not archived, each campaign's people in its own order.
func (d *Desk) AllFollowups(ctx context.Context) ([]FollowupView, error) {
	list, err := d.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	out := []FollowupView{}
	for _, c := range list {
		if c.ArchivedAt != nil {
			continue
		}
		people, err := d.Followups(ctx, c)
		if err != nil {
			return nil, err
		}
		out = append(out, viewsOf(c, people)...)
	}
	return out, nil
}

func viewsOf(c campaign.Campaign, people []metric.Followup) []FollowupView {
	out := make([]FollowupView, len(people))
	for i, f := range people {
		out[i] = FollowupView{f, c.ID, c.Name}
	}
	return out
}

// notes are what another campaign has to say against writing to a person.
func notes(others store.Elsewhere, person string, loc *time.Location) []string {
	var list []string
	if name, ok := others.Refused[person]; ok {
		list = append(list, "said no to "+name)
	}
	if m, ok := others.Mailed[person]; ok {
		list = append(list, "pitched in "+m.Campaign+" on "+m.At.In(loc).Format("2 Jan"))
	}
	return list
}
