package cli

import (
	"fmt"
	"io"
	"strings"

	"mixdown/backend/desk"
	"mixdown/backend/metric"
)

type followupsCmd struct {
	All bool `help:"Over all campaigns, with the name of each."`
}

func (c *followupsCmd) Run(x *session) error {
	if c.All {
		return x.allFollowups()
	}
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.Followups(x.ctx, camp)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) { printFollowups(w, list, nil) })
}

// allFollowups prints the people of every campaign.
func (x *session) allFollowups() error {
	d, err := x.open()
	if err != nil {
		return err
	}
	list, err := d.AllFollowups(x.ctx)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		var people []metric.Followup
		campaigns := []string{}
		for _, f := range list {
			people, campaigns = append(people, f.Followup), append(campaigns, f.Campaign)
		}
		printFollowups(w, people, campaigns)
	})
}

// printFollowups prints people with what warns of writing to them; campaigns names the one of each, or is nil where there is one.
func printFollowups(w io.Writer, people []metric.Followup, campaigns []string) {
	if len(people) == 0 {
		line(w, "Nobody waits, and nobody is due.")
		return
	}
	row := func(campaign string, cells ...any) {
		if campaigns != nil {
			cells = append([]any{campaign}, cells...)
		}
		line(w, cells...)
	}
	row("CAMPAIGN", "GROUP", "EMAIL", "DAYS", "CHASES", "WHY")
	for i, f := range people {
		campaign := ""
		if campaigns != nil {
			campaign = campaigns[i]
		}
		row(campaign, strings.ReplaceAll(f.Group, "_", " "), f.Email, f.Days, f.Chases, f.Reason)
		for _, warning := range f.Warnings {
			row("", "", "", "", "", "! "+warning)
		}
	}
}

type outcomeCmd struct {
	Email   string `arg:"" help:"The person."`
	Outcome string `arg:"" help:"How it stands: pitched, pending, confirmed, passed, do_not_contact, done (nothing is left to answer), or none." enum:"pitched,pending,confirmed,passed,do_not_contact,do-not-contact,done,none"`
}

func (c *outcomeCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	outcome := strings.ReplaceAll(c.Outcome, "-", "_")
	u, err := d.SetOutcome(x.ctx, camp, c.Email, outcome)
	if err != nil {
		return err
	}
	return x.changed(u, fmt.Sprintf("%s: %s.", c.Email, strings.ReplaceAll(outcome, "_", " ")))
}

type snoozeCmd struct {
	Email string `arg:"" help:"The person."`
	Until string `arg:"" optional:"" help:"The day on which they are back in the list, such as 2026-12-04. None ends it." placeholder:"DAY"`
}

func (c *snoozeCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	u, err := d.Snooze(x.ctx, camp, c.Email, c.Until)
	if err != nil {
		return err
	}
	words := c.Email + ": back in the list."
	if c.Until != "" {
		words = c.Email + ": snoozed until " + c.Until + "."
	}
	return x.changed(u, words)
}

type correctCmd struct {
	Message string `arg:"" help:"The id of the mail, as in the evidence."`
	Verdict string `arg:"" help:"reply, not_reply, or undo." enum:"reply,not_reply,not-reply,undo"`
}

func (c *correctCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	verdict := strings.ReplaceAll(c.Verdict, "-", "_")
	u, err := d.Correct(x.ctx, camp, c.Message, verdict)
	if err != nil {
		return err
	}
	return x.changed(u, fmt.Sprintf("%s: %s.", c.Message, strings.ReplaceAll(verdict, "_", " ")))
}

type undoCmd struct {
	Token string `arg:"" optional:"" help:"What the change answered with. Default: the last outcome, snooze or correction."`
}

func (c *undoCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	if err := d.Undo(x.ctx, c.Token); err != nil {
		return err
	}
	return x.result(map[string]any{"success": true}, func(w io.Writer) { line(w, "Taken back.") })
}

// changed prints a change that can be taken back.
func (x *session) changed(u desk.Undo, words string) error {
	return x.result(map[string]any{"success": true, "message": words, "undo": u.Undo}, func(w io.Writer) {
		line(w, words+" Take it back with `mixdown undo`.")
	})
}
