package sandbox

import (
	"fmt"
	"time"
)

// Keys of the sample campaign's Mailchimp account.
const (
	SpringMailchimpKey      = "5ad0c0ffee5ad0c0ffee5ad0c0ffee55-us21"
	SpringMailchimpClient   = "sample-mailchimp-app"
	SpringMailchimpSecret   = "sample-mailchimp-secret"
	SpringMailchimpAudience = "a1b2c3d4e5"
)

// springMailchimp is the label's newsletter: two audiences, four mailings in the campaign's days, and what does not count.
func springMailchimp(now time.Time) *MailchimpStory {
	human := func(n int) *int { return &n }
	st := &MailchimpStory{DC: "us21", Key: SpringMailchimpKey, Name: "Juno Vale", Email: SpringOwner,
		Clients: map[string]string{SpringMailchimpClient: SpringMailchimpSecret},
		Audiences: []MailchimpAudience{
			{ID: SpringMailchimpAudience, Name: "Juno Vale listeners", Members: 1184, Unsubscribed: 61},
			{ID: "f6e5d4c3b2", Name: "Press and radio", Members: 96, Unsubscribed: 4},
		},
		Campaigns: []MailchimpCampaign{
			{ID: "9c1d0a4f01", Audience: SpringMailchimpAudience, Subject: "Golden Hour is out", Title: "Single day", Sent: now.Add(-20 * day),
				EmailsSent: 1150, HardBounces: 6, SoftBounces: 9, UniqueOpens: 512, HumanOpens: human(398), SubscriberClicks: 131, Unsubscribed: 5},
			{ID: "9c1d0a4f02", Audience: SpringMailchimpAudience, Subject: "Behind Golden Hour", Title: "Story", Sent: now.Add(-13 * day),
				EmailsSent: 1162, HardBounces: 2, SoftBounces: 8, UniqueOpens: 463, HumanOpens: human(351), SubscriberClicks: 74, Unsubscribed: 3},
			{ID: "9c1d0a4f03", Audience: "f6e5d4c3b2", Subject: "For your shows: Juno Vale", Title: "Press", Sent: now.Add(-9 * day), ClicksOff: true,
				EmailsSent: 95, SoftBounces: 1, UniqueOpens: 58, HumanOpens: human(49), Unsubscribed: 1},
			{ID: "9c1d0a4f04", Audience: SpringMailchimpAudience, Subject: "A note without counting", Title: "Thank you", Sent: now.Add(-4 * day), OpensOff: true,
				EmailsSent: 1179, HardBounces: 1, SoftBounces: 4, SubscriberClicks: 38, Unsubscribed: 2},
			{ID: "9c1d0a4f05", Audience: SpringMailchimpAudience, Subject: "On tour in spring", Title: "Tour", Status: "schedule", Created: now.Add(-day), Sent: now.Add(3 * day)},
			{ID: "9c1d0a4f06", Audience: SpringMailchimpAudience, Subject: "Last year's letter", Title: "Winter", Sent: now.Add(-120 * day),
				EmailsSent: 900, UniqueOpens: 300, SubscriberClicks: 40, Unsubscribed: 9},
		}}
	for i := range st.Campaigns {
		if c := &st.Campaigns[i]; c.Created.IsZero() {
			c.Created = c.Sent.Add(-2 * day)
		}
	}
	for i := range st.Audiences {
		a := &st.Audiences[i]
		month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
		for k := range 12 {
			a.Growth = append(a.Growth, MailchimpMonth{Month: month.AddDate(0, -k, 0).Format("2006-01"), Subscribed: a.Members - k*a.Members/30, Unsubscribed: a.Unsubscribed - k*a.Unsubscribed/20})
		}
	}
	return st
}

// MailchimpAccount is a story of any size: mailings sent one every few hours, the newest an hour ago.
func MailchimpAccount(now time.Time, audiences, mailings int, every time.Duration) *Story {
	st := &MailchimpStory{DC: "us21", Key: SpringMailchimpKey, Name: "Large label", Email: SpringOwner}
	for i := range audiences {
		st.Audiences = append(st.Audiences, MailchimpAudience{ID: fmt.Sprintf("aud%07d", i), Name: fmt.Sprintf("Audience %d", i), Members: 1000 + i,
			Growth: []MailchimpMonth{{Month: now.Format("2006-01"), Subscribed: 1000 + i}}})
	}
	for i := range mailings {
		at := now.Add(-time.Hour - time.Duration(i)*every).Truncate(time.Second)
		st.Campaigns = append(st.Campaigns, MailchimpCampaign{ID: fmt.Sprintf("cam%07d", i), Audience: fmt.Sprintf("aud%07d", i%max(audiences, 1)),
			Subject: fmt.Sprintf("Letter %d", i), Created: at.Add(-time.Hour), Sent: at, EmailsSent: 1000, UniqueOpens: 400, SubscriberClicks: 50, Unsubscribed: 1})
	}
	return &Story{Name: "Mailchimp", Mailchimp: st}
}
