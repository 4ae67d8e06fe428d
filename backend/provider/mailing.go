package provider

// Streams of an audience and its mailings.
const (
	StreamAudiences = "mc_audiences" // one record an audience, What its name; data is AudienceData
	StreamMailings  = "mc_campaigns" // one record a mailing: At when it was sent, What its subject, Group its audience; data is MailingData
	StreamGrowth    = "mc_growth"    // one record an audience and month, id "AUDIENCE YYYY-MM"; data is GrowthData
)

// StatusSent is the state of a mailing that went out; the others are the service's own words.
const StatusSent = "sent"

// AudienceData are the figures of one audience.
type AudienceData struct {
	Members      int64  `json:"members"`                // active members
	Unsubscribed *int64 `json:"unsubscribed,omitempty"` // over its whole life; nil where it was not told
}

// MailingData are the figures of one mailing, from its report.
type MailingData struct {
	Delivered     int64  `json:"delivered"` // sent without the bounces
	UniqueOpens   int64  `json:"uniqueOpens"`
	HumanOpens    *int64 `json:"humanOpens,omitempty"` // without machines that open by themselves, where the service tells
	UniqueClicks  int64  `json:"uniqueClicks"`         // subscribers who clicked
	Unsubscribes  int64  `json:"unsubscribes"`
	OpensTracked  bool   `json:"opensTracked"`
	ClicksTracked bool   `json:"clicksTracked"`
	// Unreported says that the service has no report of the mailing: none of the figures is known.
	Unreported bool `json:"unreported,omitempty"`
}

// GrowthData is how one audience moved in one month. A figure that the service did not give is nil.
type GrowthData struct {
	Subscribed   *int64 `json:"subscribed,omitempty"`   // members of the month's end
	Unsubscribed *int64 `json:"unsubscribed,omitempty"` // former members at the month's end
	Cleaned      *int64 `json:"cleaned,omitempty"`
}
