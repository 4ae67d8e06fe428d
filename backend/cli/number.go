package cli

import (
	"fmt"
	"io"

	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
)

// withCampaign opens the desk and finds the campaign that the options name.
func (x *session) withCampaign() (*desk.Desk, campaign.Campaign, error) {
	d, err := x.open()
	if err != nil {
		return nil, campaign.Campaign{}, err
	}
	c, err := d.Campaign(x.ctx, x.cmd.Campaign)
	return d, c, err
}

type metricsCmd struct {
	At   string `help:"As of this sync or time." placeholder:"TIME_OR_SYNC_ID"`
	Days string `help:"Which days: 7d, campaign or all." default:"campaign" enum:"7d,campaign,all"`
}

// of adds the days asked for to a moment.
func of(at, days string) string {
	if days == "campaign" {
		return at
	}
	return at + "@" + days
}

func (c *metricsCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	m, err := d.Metrics(x.ctx, camp, of(c.At, c.Days))
	if err != nil {
		return err
	}
	return x.result(m, func(w io.Writer) {
		line(w, m.Campaign.Name+", as of "+when(m.AsOf.At))
		_, _ = io.WriteString(w, m.Message+"\n\n")
		if m.Warning != nil {
			sentence(w, *m.Warning)
		}
		warned := false
		for _, v := range m.Metrics {
			if v.Warning != nil && !warned {
				warned = true
				sentence(w, *v.Warning)
			}
			if v.UnknownReason != nil {
				line(w, v.Key, "—", v.Label, *v.UnknownReason)
				continue
			}
			line(w, v.Key, v.Display, v.Label, fmt.Sprintf("%d counted of %d, %d left out", v.Counted, v.Base, v.Excluded))
		}
	})
}

type evidenceCmd struct {
	Key string `arg:"" help:"The number's key, as mixdown metrics lists it."`
	At  string `help:"As of this sync or time." placeholder:"TIME_OR_SYNC_ID"`

	Days string `help:"Which days: 7d, campaign or all." default:"campaign" enum:"7d,campaign,all"`
}

func (c *evidenceCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	e, err := d.Evidence(x.ctx, camp, c.Key, of(c.At, c.Days))
	if err != nil {
		return err
	}
	return x.result(e, func(w io.Writer) {
		line(w, e.Label+": "+e.Display)
		_, _ = io.WriteString(w, e.Definition+"\n")
		for _, why := range []*string{e.UnknownReason, e.Warning} {
			if why != nil {
				sentence(w, *why)
			}
		}
		for _, part := range []struct {
			title string
			rows  []metric.Row
		}{{"Counted", e.Counted}, {"Base", e.Base}, {"Left out", e.Excluded}} {
			_, _ = fmt.Fprintf(w, "\n%s: %d\n", part.title, len(part.rows))
			printRows(w, part.rows)
		}
	})
}

func printRows(w io.Writer, rows []metric.Row) {
	for _, r := range rows {
		at := "—"
		if !r.At.IsZero() {
			at = when(&r.At)
		}
		who := r.Who
		if r.Contact != "" {
			who += " for " + r.Contact
		}
		line(w, "  "+at, who, r.What, r.State, r.Why)
	}
}

type changesCmd struct {
	Since string `help:"Compare with this sync or time. Default: the sync before the last." placeholder:"TIME_OR_SYNC_ID"`
	Until string `help:"Up to this sync or time, in place of now." placeholder:"TIME_OR_SYNC_ID"`
}

func (c *changesCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.ChangesBetween(x.ctx, camp, c.Since, c.Until)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "Nothing changed.")
		}
		for _, ch := range list {
			line(w, fmt.Sprintf("%s: %s → %s", ch.Key, number(ch.From, ""), number(ch.To, "")))
			for _, r := range ch.Added {
				line(w, "  +", r.Who, r.What, r.State, r.Why)
			}
			for _, r := range ch.Removed {
				line(w, "  -", r.Who, r.What, r.State, r.Why)
			}
		}
	})
}

type repliesCmd struct{}

func (repliesCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.NewReplies(x.ctx, camp)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "No new replies since you last asked.")
		}
		for _, r := range list {
			line(w, when(&r.At), r.From, r.Subject, r.Snippet)
		}
	})
}

type trackCmd struct {
	MessageID string `help:"Gmail's id of the mail." required:""`
	ThreadID  string `help:"Gmail's id of its thread." required:""`
	To        string `help:"The person mailed." required:""`
	Subject   string `help:"Its subject."`
}

func (c *trackCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	row, err := d.Track(x.ctx, camp, desk.TrackRequest{MessageID: c.MessageID, ThreadID: c.ThreadID, To: c.To, Subject: c.Subject})
	if err != nil {
		return err
	}
	return x.result(map[string]any{"success": true, "message": row}, func(w io.Writer) { line(w, "Counted "+row.ID+": "+row.Why) })
}

type profileCmd struct{}

func (profileCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	p, err := d.Profile(x.ctx)
	if err != nil {
		return err
	}
	return x.result(p, func(w io.Writer) { line(w, p.EmailAddress, fmt.Sprintf("%d messages", p.MessagesTotal)) })
}
