package mailchimp

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// mailing is one campaign as Mailchimp lists it.
type mailing struct {
	ID       string `json:"id"`
	WebID    int64  `json:"web_id"`
	Type     string `json:"type"`
	Status   string `json:"status"`
	SendTime string `json:"send_time"` // empty for one that was not sent
	Settings struct {
		Subject string `json:"subject_line"`
		Title   string `json:"title"`
	} `json:"settings"`
	Recipients struct {
		List     string `json:"list_id"`
		ListName string `json:"list_name"`
	} `json:"recipients"`
	Tracking struct {
		Opens      *bool `json:"opens"`
		HTMLClicks *bool `json:"html_clicks"`
		TextClicks *bool `json:"text_clicks"`
	} `json:"tracking"`

	at time.Time
}

const mailingFields = "campaigns.id,campaigns.web_id,campaigns.type,campaigns.status,campaigns.send_time,campaigns.settings.subject_line,campaigns.settings.title," +
	"campaigns.recipients.list_id,campaigns.recipients.list_name,campaigns.tracking.opens,campaigns.tracking.html_clicks,campaigns.tracking.text_clicks,total_items"

// maxListings is how often mailings are listed again because some were deleted between two pages.
const maxListings = 3

// mailings lists campaigns by query, oldest first. settled is false where the list would not hold still.
func (a *api) mailings(ctx context.Context, query url.Values) (list []mailing, settled bool, err error) {
	for try := 0; try < maxListings; try++ {
		if list, settled, err = a.listing(ctx, query); err != nil || settled {
			return list, settled, err
		}
	}
	return list, false, nil
}

func (a *api) listing(ctx context.Context, query url.Values) (list []mailing, settled bool, err error) {
	seen := map[string]bool{}
	settled = true
	first := 0
	for offset := 0; ; {
		part, total, err := a.listPage(ctx, query, offset)
		if err != nil {
			return nil, false, err
		}
		if offset == 0 {
			first = total
		}
		settled = settled && total == first // else something moved from one page to another
		for _, m := range part {
			if !seen[m.ID] {
				seen[m.ID] = true
				list = append(list, m)
			}
		}
		offset += len(part) // a page may hold less than was asked for
		if len(part) == 0 || offset >= total {
			return list, settled && len(list) == total, nil
		}
	}
}

// listPage reads one page of campaigns. total is how many there are.
func (a *api) listPage(ctx context.Context, query url.Values, offset int) (list []mailing, total int, err error) {
	var answer struct {
		Campaigns *[]mailing `json:"campaigns"`
		Total     *int       `json:"total_items"`
	}
	q := page(offset, mailingFields)
	for k, v := range query {
		q[k] = v
	}
	if err := a.get(ctx, "campaigns", "/3.0/campaigns", q, &answer); err != nil {
		return nil, 0, err
	}
	if answer.Campaigns == nil || answer.Total == nil {
		return nil, 0, source().BadAnswer("campaigns", fmt.Errorf("no campaigns"))
	}
	list = *answer.Campaigns
	for i := range list {
		m := &list[i]
		if m.ID == "" || m.Status == "" {
			return nil, 0, source().BadAnswer("campaigns", fmt.Errorf("a campaign without id or status"))
		}
		if m.SendTime != "" {
			at, err := time.Parse(time.RFC3339, m.SendTime)
			if err != nil {
				return nil, 0, source().BadAnswer("campaigns", fmt.Errorf("send_time: %w", err))
			}
			m.at = at.UTC()
		}
	}
	return list, *answer.Total, nil
}

// report is the outcome of one mailing. A part that is missing is not known.
type report struct {
	ID           string `json:"id"`
	EmailsSent   *int64 `json:"emails_sent"`
	Unsubscribed *int64 `json:"unsubscribed"`
	Bounces      struct {
		Hard   int64 `json:"hard_bounces"`
		Soft   int64 `json:"soft_bounces"`
		Syntax int64 `json:"syntax_errors"`
	} `json:"bounces"`
	Opens struct {
		Unique *int64 `json:"unique_opens"`
		// Human leaves out opens by mail privacy proxies; older accounts do not have it.
		Human *int64 `json:"proxy_excluded_unique_opens"`
	} `json:"opens"`
	Clicks struct {
		Subscribers *int64 `json:"unique_subscriber_clicks"`
	} `json:"clicks"`
}

var reportParts = []string{"id", "emails_sent", "unsubscribed", "bounces.hard_bounces", "bounces.soft_bounces", "bounces.syntax_errors",
	"opens.unique_opens", "opens.proxy_excluded_unique_opens", "clicks.unique_subscriber_clicks"}

func reportFields(prefix string) string {
	fields := ""
	for _, part := range reportParts {
		fields += prefix + part + ","
	}
	return fields
}

// reports reads those of mailings sent since, a page a call of each. several is true where there was more than one page:
// only one answer is one moment.
func (a *api) reports(ctx context.Context, since time.Time, each func([]report) error) (several bool, err error) {
	for offset := 0; ; {
		var answer struct {
			Reports *[]report `json:"reports"`
			Total   *int      `json:"total_items"`
		}
		q := page(offset, reportFields("reports.")+"total_items")
		q.Set("since_send_time", stamp(since))
		if err := a.get(ctx, "reports", "/3.0/reports", q, &answer); err != nil {
			return false, err
		}
		if answer.Reports == nil || answer.Total == nil {
			return false, source().BadAnswer("reports", fmt.Errorf("no reports"))
		}
		if err := each(*answer.Reports); err != nil {
			return false, err
		}
		read := offset + len(*answer.Reports)
		if len(*answer.Reports) == 0 || read >= *answer.Total {
			return offset > 0, nil
		}
		offset = read
	}
}

// report reads one; false where there is none.
func (a *api) report(ctx context.Context, id string) (report, bool, error) {
	var r report
	err := a.get(ctx, "report", "/3.0/reports/"+url.PathEscape(id), url.Values{"fields": {reportFields("")[:len(reportFields(""))-1]}}, &r)
	if apperr.CodeOf(err) == apperr.NotFound {
		return report{}, false, nil
	}
	if err == nil && r.ID == "" {
		err = source().BadAnswer("report", fmt.Errorf("no id"))
	}
	return r, err == nil, err
}

// stamp is a bound for a list. Mailchimp does not say whether it counts the bound in, so it is one second wider.
func stamp(t time.Time) string { return t.Add(-time.Second).UTC().Format(time.RFC3339) }

// record puts a mailing and its report together; r is nil where there is no report.
func (a *api) record(m mailing, r *report) (provider.Record, error) {
	rec := provider.Record{
		Stream: provider.StreamMailings, ID: m.ID, At: m.at, Who: text(m.Recipients.ListName), What: cmp.Or(text(m.Settings.Subject), text(m.Settings.Title), "Without a subject"),
		State: text(m.Status), Why: "its status at Mailchimp is " + text(m.Status), Group: text(m.Recipients.List),
	}
	if m.Status != provider.StatusSent {
		rec.Link = a.link("/campaigns/show/", m.WebID)
		return rec, nil
	}
	rec.Link = a.link("/reports/summary", m.WebID)
	data := provider.MailingData{Unreported: true}
	if r != nil && r.EmailsSent != nil && r.Unsubscribed != nil {
		data = provider.MailingData{
			Delivered:    max(0, *r.EmailsSent-r.Bounces.Hard-r.Bounces.Soft-r.Bounces.Syntax),
			Unsubscribes: *r.Unsubscribed, HumanOpens: r.Opens.Human,
			OpensTracked: r.Opens.Unique != nil && on(m.Tracking.Opens), ClicksTracked: r.Clicks.Subscribers != nil && on(m.clicks()),
		}
		if r.Opens.Unique != nil {
			data.UniqueOpens = *r.Opens.Unique
		}
		if r.Clicks.Subscribers != nil {
			data.UniqueClicks = *r.Clicks.Subscribers
		}
	}
	var err error
	if rec.Data, err = json.Marshal(data); err != nil {
		return rec, fmt.Errorf("mailchimp: mailing: %w", err)
	}
	return rec, nil
}

// clicks is the switch that counts for this kind of mailing.
func (m mailing) clicks() *bool {
	if m.Type == "plaintext" {
		return m.Tracking.TextClicks
	}
	return m.Tracking.HTMLClicks
}

// on takes a switch that is not told as on: off must be said.
func on(s *bool) bool { return s == nil || *s }
