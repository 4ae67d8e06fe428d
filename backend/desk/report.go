package desk

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"mixdown/backend/campaign"
	"mixdown/backend/export"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// WriteReport writes the artist's page as PDF, of the campaign now or as a past sync left it.
func (d *Desk) WriteReport(ctx context.Context, c campaign.Campaign, at string, w io.Writer) error {
	r, err := d.report(ctx, c, at)
	if err != nil {
		return err
	}
	return export.PDF(w, r)
}

func (d *Desk) report(ctx context.Context, c campaign.Campaign, at string) (export.Report, error) {
	m, err := d.moment(ctx, c, at)
	if err != nil {
		return export.Report{}, err
	}
	a, err := d.answer(ctx, c, m)
	if err != nil {
		return export.Report{}, err
	}
	confirmed, err := d.confirmed(ctx, c, m)
	if err != nil {
		return export.Report{}, err
	}
	loc := c.Rule.Location()
	end := a.At()
	if c.Rule.Until != nil && c.Rule.Until.Before(end) {
		end = c.Rule.Until.Add(-1)
	}
	r := export.Report{Campaign: c.Name, Sample: d.Sandbox(), Made: a.At(), AsOf: "the first sync, which is still to come",
		Period: c.Rule.Since.In(loc).Format("2 January 2006") + " to " + end.In(loc).Format("2 January 2006")}
	if as := m.asOf(); as.At != nil {
		r.AsOf = as.At.In(loc).Format("2 January 2006, 15:04 MST")
	}
	r.Figures = []export.Figure{figure(a, "people_contacted", "People reached"), figure(a, "email_replies", "People who wrote back"),
		rate(a), {Label: "Confirmed", Value: confirmed, Note: "marked as confirmed"}}
	if known(a, "people_contacted") == nil && confirmed == "0" {
		r.Figures[3].Value = "—"
	}
	for _, p := range a.Trend() {
		r.Trend = append(r.Trend, export.Point{At: p.At, Sent: p.Sent, Replies: p.Replies})
	}
	r.Outlets = outlets(a.Splits().ByOutlet)
	r.Unknown = unknowns(a)
	return r, nil
}

func known(a *metric.Answer, key string) *float64 {
	m, _ := a.Metric(key)
	return m.Value
}

func figure(a *metric.Answer, key, label string) export.Figure {
	m, _ := a.Metric(key)
	f := export.Figure{Label: label, Value: "—", Note: "not known, see below"}
	if m.Value != nil {
		f.Value, f.Note = strconv.FormatFloat(*m.Value, 'f', -1, 64), ""
		switch {
		case m.AtLeast:
			f.Note = "at least"
		case !m.Complete:
			f.Note = "so far"
		case m.Adjusted == 1:
			f.Note = "1 row corrected by hand"
		case m.Adjusted > 1:
			f.Note = fmt.Sprintf("%d rows corrected by hand", m.Adjusted)
		}
	}
	return f
}

// rate shows the share of people who wrote back as its definition words it: in counts where a percentage of so few people
// would say nothing.
func rate(a *metric.Answer) export.Figure {
	m, _ := a.Metric("reply_rate")
	f := figure(a, "reply_rate", "Reply rate")
	if m.Value == nil {
		return f
	}
	f.Value = strings.TrimSuffix(m.Display, " so far")
	if strings.Contains(f.Value, "%") {
		f.Note = strings.TrimSpace(fmt.Sprintf("%d of %d %s", m.Counted, m.Base, f.Note))
	}
	return f
}

// confirmed counts the people whom the person, or the contact list, marks as confirmed.
func (d *Desk) confirmed(ctx context.Context, c campaign.Campaign, m moment) (string, error) {
	who := map[string]bool{}
	err := d.store.Evidence(ctx, c.ID, store.YouType, metric.StreamPeople, m.run(), func(r provider.Record) error {
		if r.State == metric.PersonConfirmed && !r.Gone {
			who[strings.ToLower(r.ID)] = true
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	contacts, err := d.contactsAt(ctx, c, m)
	for _, contact := range contacts {
		if strings.EqualFold(strings.TrimSpace(contact.Status), metric.PersonConfirmed) && contact.Email != "" {
			who[strings.ToLower(contact.Email)] = true
		}
	}
	return strconv.Itoa(len(who)), err
}

func outlets(list []metric.Split) []export.Bar {
	var out []export.Bar
	for _, s := range list {
		if s.Replied > 0 && s.Name != "" && !strings.HasPrefix(s.Name, "(") { // "(blank)" is no outlet
			out = append(out, export.Bar{Name: s.Name, Replied: s.Replied, Of: s.Of})
		}
	}
	slices.SortStableFunc(out, func(x, y export.Bar) int {
		if x.Replied != y.Replied {
			return y.Replied - x.Replied
		}
		if x.Of != y.Of {
			return x.Of - y.Of
		}
		return strings.Compare(x.Name, y.Name)
	})
	return out
}

// unknowns says what is not known of the numbers on the page, each reason once.
func unknowns(a *metric.Answer) []string {
	var out []string
	seen := map[string]bool{}
	for _, key := range []string{"people_contacted", "email_replies", "reply_rate", "open_rate", "median_first_reply", "total_contacts"} {
		m, ok := a.Metric(key)
		switch {
		case !ok:
		case m.UnknownReason != nil && !seen[*m.UnknownReason]:
			seen[*m.UnknownReason] = true
			out = append(out, m.Label+": "+*m.UnknownReason)
		case m.Warning != nil && !seen[m.Source]:
			seen[m.Source] = true
			out = append(out, *m.Warning)
		case m.UnknownReason == nil && !m.Complete && !seen[m.Source]:
			seen[m.Source] = true
			out = append(out, "The mail or the list is not read to its end yet: the numbers are what is known so far.")
		}
	}
	if w := a.Warning(); w != nil {
		out = append(out, *w)
	}
	if m, _ := a.Metric("open_rate"); m.AtLeast {
		out = append(out, "How many people opened a mail: mail does not tell. Certain is "+m.Display+": they wrote back or sent a receipt.")
	}
	return out
}
