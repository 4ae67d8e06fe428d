package desk

import (
	"context"

	"mixdown/backend/apperr"
	"mixdown/backend/metric"
	"mixdown/backend/provider"
	"mixdown/backend/provider/sheets"
)

// LookAtSheet reads a contact sheet before a campaign uses it, and keeps nothing: its tabs, which columns are read as what, how
// many contacts it holds, and what is wrong with it. Errors: invalid for what is no spreadsheet's address, not_connected, and
// those of the sheet.
func (d *Desk) LookAtSheet(ctx context.Context, spreadsheet, tab string) (provider.Look, error) {
	id, _, err := sheets.ParseSpreadsheet(spreadsheet)
	if err != nil {
		return provider.Look{}, err
	}
	conn, err := d.connectionFor(ctx, metric.Sheets)
	if err != nil {
		return provider.Look{}, err
	}
	p, _ := d.byTable(conn.Provider)
	looker, ok := p.(provider.Looker)
	if !ok {
		return provider.Look{}, invalid(p.Info().Title + " has no lists to look at.")
	}
	if conn.Status == "needs_sign_in" {
		return provider.Look{}, apperr.For(p.Info().Name, apperr.NeedsSignIn, "The sign-in to "+p.Info().Title+" has ended. Sign in again with `mixdown connect "+p.Info().Name+"`.", nil)
	}
	client, _, err := d.Client(ctx, conn, p.Info(), 0)
	if err != nil {
		return provider.Look{}, err
	}
	c := d.newCampaign()
	c.Rule.Spreadsheet = id
	if tab != "" {
		c.Rule.Sheet = tab
	}
	look, err := looker.LookAt(ctx, client, conn.ServiceAccount(), provider.Scope{Campaign: c, Now: d.now})
	return look, d.flush(d.noteSignIn(ctx, conn, err))
}
