package metric

import "time"

// Reference is the object `metrics` of `sync --json`. A source that is not connected is absent; a value that is not known is null.
type Reference struct {
	Gmail     *ReferenceGmail     `json:"gmail,omitempty"`
	Sheets    *ReferenceSheets    `json:"sheets,omitempty"`
	Mailchimp *ReferenceMailchimp `json:"mailchimp,omitempty"`
	Airtable  *ReferenceAirtable  `json:"airtable,omitempty"`
	Spotify   *ReferenceSpotify   `json:"spotify,omitempty"`
	SyncedAt  time.Time           `json:"syncedAt"`
}

// ReferenceGmail are the mailbox's numbers. OpenRate is a lower bound in whole per cent.
type ReferenceGmail struct {
	Sent         *int       `json:"sent"`
	Replies      *int       `json:"replies"`
	OpenRate     *int       `json:"openRate"`
	FollowUpsDue *int       `json:"followUpsDue"`
	LastSyncAt   *time.Time `json:"lastSyncAt"`
}

// ReferenceSheets are the contact sheet's numbers. SyncHealth is healthy, warning or error.
type ReferenceSheets struct {
	TotalContacts *int       `json:"totalContacts"`
	NewContacts   *int       `json:"newContacts"`
	LastModified  *time.Time `json:"lastModified"`
	SyncHealth    *string    `json:"syncHealth"`
	LastSyncAt    *time.Time `json:"lastSyncAt"`
}

// ReferenceMailchimp are Mailchimp's numbers; rates in per cent with one decimal.
type ReferenceMailchimp struct {
	Subscribers   *int       `json:"subscribers"`
	CampaignsSent *int       `json:"campaignsSent"`
	OpenRate      *float64   `json:"openRate"`
	ClickRate     *float64   `json:"clickRate"`
	Unsubscribes  *int       `json:"unsubscribes"`
	LastSyncAt    *time.Time `json:"lastSyncAt"`
}

// ReferenceAirtable are Airtable's numbers.
type ReferenceAirtable struct {
	TotalRecords *int           `json:"totalRecords"`
	NewThisWeek  *int           `json:"newThisWeek"`
	ByStatus     map[string]int `json:"byStatus"`
	LastSyncAt   *time.Time     `json:"lastSyncAt"`
}

// ReferenceSpotify are Spotify's numbers, of its API and of imported exports.
type ReferenceSpotify struct {
	PlaylistFollowers *int       `json:"playlistFollowers"`
	MonthlyListeners  *int       `json:"monthlyListeners"`
	TopTrackPlays     *int       `json:"topTrackPlays"`
	PlaylistAdds      *int       `json:"playlistAdds"`
	LastSyncAt        *time.Time `json:"lastSyncAt"`
}

// Reference returns the numbers in the shape of `sync --json`.
func (a *Answer) Reference() Reference {
	ref := Reference{SyncedAt: a.at}
	if s := a.sources[Gmail]; s.Connected {
		ref.Gmail = &ReferenceGmail{
			Sent: a.whole("emails_sent"), Replies: a.whole("email_replies"), OpenRate: a.whole("open_rate"),
			FollowUpsDue: a.whole("follow_ups_due"), LastSyncAt: instant(s.FreshAt),
		}
	}
	if s := a.sources[Sheets]; s.Connected {
		ref.Sheets = &ReferenceSheets{
			TotalContacts: a.whole("total_contacts"), NewContacts: a.whole("new_contacts"), LastModified: a.modified, LastSyncAt: instant(s.FreshAt),
		}
		if a.sheet != "" {
			ref.Sheets.SyncHealth = ptr(a.sheet)
		}
	}
	if s := a.sources[Mailchimp]; s.Connected {
		ref.Mailchimp = &ReferenceMailchimp{
			Subscribers: a.whole("mc_subscribers"), CampaignsSent: a.whole("mc_campaigns_sent"), OpenRate: a.value("mc_open_rate"),
			ClickRate: a.value("mc_click_rate"), Unsubscribes: a.whole("mc_unsubscribes"), LastSyncAt: instant(s.FreshAt),
		}
	}
	if s := a.sources[Airtable]; s.Connected {
		ref.Airtable = &ReferenceAirtable{TotalRecords: a.whole("at_records"), NewThisWeek: a.whole("at_new_week"), LastSyncAt: instant(s.FreshAt)}
		if m := a.byKey["at_by_status"].metric(); m.Value != nil {
			ref.Airtable.ByStatus = m.Groups
		}
	}
	if s := a.sources[Spotify]; s.Connected || !s.Imported.IsZero() {
		ref.Spotify = &ReferenceSpotify{
			PlaylistFollowers: a.whole("sp_playlist_followers"), MonthlyListeners: a.whole("sp_monthly_listeners"),
			TopTrackPlays: a.whole("sp_top_track_streams"), PlaylistAdds: a.playlistAdds(), LastSyncAt: instant(s.FreshAt),
		}
	}
	return ref
}

// playlistAdds is what the API lets us count, else what the artist's export says.
func (a *Answer) playlistAdds() *int {
	if n := a.whole("sp_playlist_adds"); n != nil {
		return n
	}
	return a.whole("sp_export_playlist_adds")
}

func (a *Answer) value(key string) *float64 { return a.byKey[key].metric().Value }

func (a *Answer) whole(key string) *int {
	if x := a.value(key); x != nil {
		return ptr(int(*x))
	}
	return nil
}
