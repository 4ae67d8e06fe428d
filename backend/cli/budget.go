package cli

import (
	"io"

	"mixdown/backend/desk"
)

type budgetCmd struct {
	Connection string `arg:"" name:"id-or-provider" help:"A connection's id, or its provider where there is one: airtable."`
	Calls      string `arg:"" optional:"" help:"Calls of a month: a number, the name of a plan (free, team, business), or none for no limit."`
}

// Run shows or sets how many calls of a month a source may be asked.
func (c *budgetCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	conn, err := d.Connection(x.ctx, c.Connection)
	if err != nil {
		return err
	}
	if c.Calls != "" {
		calls, err := desk.PlanCalls(conn.CallPlans, c.Calls)
		if err != nil {
			return err
		}
		if conn, err = d.SetCallBudget(x.ctx, conn.ID, calls); err != nil {
			return err
		}
	}
	return x.result(conn, func(w io.Writer) {
		if conn.CallsThisMonth == nil {
			line(w, conn.Title+" does not count the calls of a month.")
			return
		}
		line(w, conn.Message)
	})
}
