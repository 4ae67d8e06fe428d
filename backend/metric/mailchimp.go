package metric

import (
	"slices"

	"mixdown/backend/campaign"
	"mixdown/backend/provider"
)

// Streams and data of Mailchimp, as its provider emits them.
const (
	StreamAudiences = provider.StreamAudiences
	StreamMailings  = provider.StreamMailings
)

// AudienceData and MailingData are the provider's shapes.
type (
	AudienceData = provider.AudienceData
	MailingData  = provider.MailingData
)

const statusSent = provider.StatusSent

var mailchimpDefinitions = []Definition{
	{
		Key: "mc_subscribers", Label: "Subscribers", Unit: "subscribers", Agent: tracker, Source: Mailchimp, Version: 1,
		Words:   "Active members, one row an audience. Somebody in two audiences counts twice.",
		Counted: audiences(func(d AudienceData) *int64 { return &d.Members }, "active members", false),
		Value:   Sum("", ""), Partial: SoFar,
	}, {
		Key: "mc_campaigns_sent", Label: "Campaigns sent", Unit: "campaigns", Agent: tracker, Source: Mailchimp, Version: 1,
		Words:   "Mailchimp campaigns whose status is sent, sent within this campaign's days.",
		Counted: mailings(nil), Excluded: mailingsLeftOut(nil, ""), Value: Count, Partial: SoFar,
	}, {
		Key: "mc_open_rate", Label: "Opened", Unit: "%", Agent: tracker, Source: Mailchimp, Version: 2,
		Words: "Unique opens divided by deliveries, summed over those campaigns. Opens by machines are left out where Mailchimp tells " +
			"them, else the row says so. Campaigns without open tracking are left out.",
		Counted: mailings(opens), Excluded: mailingsLeftOut(opens, "open tracking was off"), Partial: SoFar,
		Value: reported(opens, Ratio("No campaign with open tracking was sent in these days.")),
	}, {
		Key: "mc_click_rate", Label: "Clicked", Unit: "%", Agent: tracker, Source: Mailchimp, Version: 2,
		Words:   "Subscribers who clicked divided by deliveries, summed over those campaigns. Campaigns without click tracking are left out.",
		Counted: mailings(clicks), Excluded: mailingsLeftOut(clicks, "click tracking was off"), Partial: SoFar,
		Value: reported(clicks, Ratio("No campaign with click tracking was sent in these days.")),
	}, {
		Key: "mc_unsubscribes", Label: "Unsubscribes", Unit: "people", Agent: tracker, Source: Mailchimp, Version: 2,
		Words:   "People who left through one of those campaigns.",
		Counted: mailings(unsubscribes), Excluded: mailingsLeftOut(unsubscribes, ""), Value: reported(unsubscribes, Sum("", "")), Partial: SoFar,
	}, {
		Key: "mc_unsubscribes_lifetime", Label: "Unsubscribes, ever", Unit: "people", Agent: tracker, Source: Mailchimp, Version: 2,
		Words:   "People who ever left one of the audiences, whatever the campaign.",
		Counted: audiences(func(d AudienceData) *int64 { return d.Unsubscribed }, "left over the audience's life", false),
		Base:    audiences(func(d AudienceData) *int64 { return d.Unsubscribed }, "left over the audience's life", true),
		Value:   Sum("", "Mailchimp did not tell it of every audience."), Partial: SoFar,
	},
}

// audiences are those of which Mailchimp told the figure; with all the others too, without a value.
func audiences(figure func(AudienceData) *int64, why string, all bool) Selection {
	return func(v *View) []Row {
		var list []Row
		for _, rec := range v.records(StreamAudiences) {
			switch n := figure(decode[AudienceData](v, rec)); {
			case n != nil:
				list = append(list, recordRow(rec.ID, rec, why, float64(*n)))
			case all:
				list = append(list, recordRow(rec.ID, rec, "Mailchimp did not tell it"))
			}
		}
		slices.SortFunc(list, byRow)
		return list
	}
}

// reported follows as follow does; campaigns of which there is no report yet make it "so far", and unknown where there are no
// others: what was not told is no zero.
func reported(figure mailingFigure, follow Follow) Follow {
	return func(v *View, r *result) {
		silent := 0
		for _, rec := range v.records(StreamMailings) {
			if rec.State == statusSent && v.in.Campaign.Rule.Within(rec.At) && decode[MailingData](v, rec).Unreported {
				silent++
			}
		}
		if silent > 0 && len(mailings(figure)(v)) == 0 {
			r.unknown = "Mailchimp has no report of these campaigns yet: sync again later."
			return
		}
		follow(v, r)
		if r.unknown != "" && len(r.counted) > 0 { // they were tracked, and a share of nothing is not known
			r.unknown = "Nothing of these campaigns was delivered."
		}
		r.complete = r.complete && silent == 0
	}
}

// mailingFigure gives what one mailing adds, what that is a part of, and how it was told; false: it was not measured.
type mailingFigure func(MailingData) (part, whole int64, why string, ok bool)

func opens(d MailingData) (int64, int64, string, bool) {
	if d.HumanOpens != nil {
		return *d.HumanOpens, d.Delivered, "unique opens, machines left out", d.OpensTracked
	}
	return d.UniqueOpens, d.Delivered, "unique opens, incl. automatic", d.OpensTracked
}

func clicks(d MailingData) (int64, int64, string, bool) {
	return d.UniqueClicks, d.Delivered, "subscribers who clicked", d.ClicksTracked
}

func unsubscribes(d MailingData) (int64, int64, string, bool) {
	return d.Unsubscribes, d.Delivered, "left through this campaign", !d.Unreported
}

func mailings(figure mailingFigure) Selection {
	return func(v *View) []Row {
		var list []Row
		for _, rec := range v.records(StreamMailings) {
			if rec.State != statusSent || !v.in.Campaign.Rule.Within(rec.At) {
				continue
			}
			row := recordRow(rec.ID, rec, "sent within the campaign's days")
			if figure != nil {
				part, whole, why, ok := figure(decode[MailingData](v, rec))
				if !ok {
					continue
				}
				row.Value, row.Of, row.Why = ptr(float64(part)), ptr(float64(whole)), why
			}
			list = append(list, row)
		}
		slices.SortFunc(list, byRow)
		return list
	}
}

func mailingsLeftOut(figure mailingFigure, untracked string) Selection {
	return func(v *View) []Row {
		var list []Row
		for _, rec := range v.records(StreamMailings) {
			why := ""
			switch {
			case rec.State != statusSent:
				why = "its status is " + orElse(rec.State, "not told")
			case !v.in.Campaign.Rule.Within(rec.At):
				why = "sent outside the campaign's days"
			case figure != nil:
				data := decode[MailingData](v, rec)
				if _, _, _, ok := figure(data); !ok {
					why = untracked
					if data.Unreported {
						why = "Mailchimp has no report of it yet"
					}
				}
			}
			if why != "" {
				list = append(list, recordRow(rec.ID, rec, why))
			}
		}
		slices.SortFunc(list, byRow)
		return list
	}
}

// inDays reports whether a date (YYYY-MM-DD) lies in the campaign's days.
func inDays(v *View, rule campaign.Rule, date string) bool {
	const layout = "2006-01-02"
	return date >= rule.Since.In(v.loc).Format(layout) && (rule.Until == nil || date < rule.Until.In(v.loc).Format(layout))
}
