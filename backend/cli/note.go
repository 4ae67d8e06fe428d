package cli

import (
	"io"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/store"
)

type noteCmd struct {
	Add    noteAddCmd    `cmd:"" help:"Write a note beside a day."`
	List   noteListCmd   `cmd:"" help:"List the notes."`
	Delete noteDeleteCmd `cmd:"" help:"Delete a note."`
}

type noteAddCmd struct {
	Text string `arg:"" help:"A few words, such as “Single out”."`
	Day  string `help:"The day, such as 2026-11-20. Default: today." placeholder:"DAY"`
	ID   string `name:"id" help:"The note to change, in place of a new one."`
}

func (c *noteAddCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	n := store.Annotation{ID: c.ID, CampaignID: camp.ID, Text: c.Text}
	if c.Day != "" {
		day, err := time.ParseInLocation(time.DateOnly, c.Day, camp.Rule.Location())
		if err != nil {
			return apperr.New(apperr.Invalid, "“"+c.Day+"” is no day: write it as 2026-11-20.", err)
		}
		n.At = day.Add(12 * time.Hour) // noon: the same day in every zone nearby
	}
	if n, err = d.SaveAnnotation(x.ctx, n); err != nil {
		return err
	}
	return x.result(n, func(w io.Writer) { line(w, n.At.Format(time.DateOnly), n.Text, n.ID) })
}

type noteListCmd struct{}

func (noteListCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	list, err := d.Annotations(x.ctx, camp.ID)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "There is no note yet.")
		}
		for _, n := range list {
			line(w, n.At.Format(time.DateOnly), n.Text, n.ID)
		}
	})
}

type noteDeleteCmd struct {
	ID string `arg:"" help:"The note's id, as in the list."`
}

func (c *noteDeleteCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	if err := d.DeleteAnnotation(x.ctx, c.ID); err != nil {
		return err
	}
	return x.result(map[string]any{"success": true}, func(w io.Writer) { line(w, "Deleted.") })
}
