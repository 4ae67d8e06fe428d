package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
	"mixdown/backend/metric"
	"mixdown/backend/outbox"
	"mixdown/backend/provider"
	"mixdown/backend/store"
)

// Statuses that the mailbox suggests.
const (
	suggestContacted = "CONTACTED"
	suggestReplied   = "REPLIED"
	suggestBounced   = "BOUNCED"
)

// Suggestion is a status that the mailbox speaks for. Its JSON is public.
type Suggestion struct {
	Email     string     `json:"email"`
	Name      string     `json:"name"`
	Status    string     `json:"status"` // as it is
	Suggested string     `json:"suggested"`
	Why       string     `json:"why"`
	At        *time.Time `json:"at"`
	Link      string     `json:"link,omitempty"`
}

// Suggestions returns contacts whose status lags behind the mailbox: the very people that the numbers count as mailed,
// answered and bounced. Only a new or blank status, or an earlier suggestion, is ever followed up: a word of the person's own
// is left alone.
func (d *Desk) Suggestions(ctx context.Context, c campaign.Campaign) ([]Suggestion, error) {
	a, err := d.answerAt(ctx, c, "")
	if err != nil {
		return nil, err
	}
	out := []Suggestion{}
	said := map[string]Suggestion{}
	for _, s := range []struct{ key, status string }{
		{"people_contacted", suggestContacted}, {"bounced", suggestBounced}, {"email_replies", suggestReplied}, // the last one wins
	} {
		if m, ok := a.Metric(s.key); !ok || m.Value == nil {
			continue
		}
		e, err := a.Evidence(s.key)
		if err != nil {
			return nil, err
		}
		for _, row := range e.Counted {
			who := strings.ToLower(row.Person())
			said[who] = Suggestion{Email: who, Suggested: s.status, Why: row.Why, At: utc(row.At), Link: row.Link}
		}
	}
	ev, err := d.evidence(ctx, c, 0)
	if err != nil {
		return nil, err
	}
	rows, _, err := d.store.Contacts(ctx, store.ContactQuery{CampaignID: c.ID, Without: ev.without})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		s, ok := said[strings.ToLower(row.Email)]
		if !ok || !behind(row.Status, s.Suggested, c.Rule.NewMarker) {
			continue
		}
		s.Email, s.Name, s.Status = row.Email, row.Name, row.Status
		out = append(out, s)
	}
	return out, nil
}

// behind reports whether a status may be followed by the suggested one.
func behind(status, suggested, marker string) bool {
	if strings.TrimSpace(marker) == "" {
		marker = campaign.DefaultNewMarker
	}
	earlier := []string{"", strings.ToUpper(strings.TrimSpace(marker))}
	if suggested != suggestContacted {
		earlier = append(earlier, suggestContacted)
	}
	if suggested == suggestReplied {
		earlier = append(earlier, suggestBounced)
	}
	return slices.Contains(earlier, strings.ToUpper(strings.TrimSpace(status)))
}

// Applied is what came of suggestions that the person chose. Its JSON is public.
type Applied struct {
	Success   bool `json:"success"`
	Applied   int  `json:"applied"` // in the list, or waiting
	Pending   bool `json:"pending"`
	Conflicts int  `json:"conflicts"`
}

// ApplySuggestions gives the named contacts (all, where none is named) the status that is suggested for them.
func (d *Desk) ApplySuggestions(ctx context.Context, c campaign.Campaign, emails []string) (Applied, error) {
	var out Applied
	list, err := d.Suggestions(ctx, c)
	if err != nil {
		return out, err
	}
	wanted := map[string]bool{}
	for _, e := range emails {
		wanted[strings.ToLower(strings.TrimSpace(e))] = true
	}
	ev, err := d.evidence(ctx, c, 0)
	if err != nil {
		return out, err
	}
	var wishes []outbox.Wish
	connectionID := ""
	for _, s := range list {
		if len(wanted) > 0 && !wanted[strings.ToLower(s.Email)] {
			continue
		}
		delete(wanted, strings.ToLower(s.Email))
		row, found, err := d.store.ContactBy(ctx, c.ID, ev.without, s.Email)
		if err != nil || !found {
			return out, err
		}
		connectionID = row.ConnectionID
		wishes = append(wishes, outbox.Wish{Contact: row.ID, Field: "status", Value: s.Suggested})
	}
	for email := range wanted {
		return out, apperr.New(apperr.NotFound, "Nothing is suggested for “"+email+"”. `mixdown contacts suggestions` lists what is.", nil)
	}
	out.Success = true
	if len(wishes) == 0 {
		return out, nil
	}
	if err := d.hasColumn(ctx, c, connectionID, "status"); err != nil {
		return Applied{}, err
	}
	day, err := d.statusDay(ctx, c, connectionID)
	if err != nil {
		return Applied{}, err
	}
	for i := range wishes {
		wishes[i].Day = day
	}
	edits, syncID, err := d.outbox.Edit(ctx, outbox.Target{CampaignID: c.ID, ConnectionID: connectionID}, wishes...)
	if err != nil {
		return Applied{}, err
	}
	sendErr := error(nil)
	if connectionID != store.FileConnection {
		sendErr = d.sendNow(ctx, c, connectionID)
	}
	if err := d.resettle(ctx, c, syncID); err != nil {
		return out, err
	}
	for _, e := range edits {
		now, err := d.store.Edits(ctx, store.EditFilter{ID: e.ID})
		if err != nil || len(now) == 0 {
			return out, err
		}
		answer, err := d.answerOf(now[0], sendErr, "")
		switch {
		case answer.Conflict != nil:
			out.Conflicts++
		case err != nil:
			return out, err
		default:
			out.Applied++
			out.Pending = out.Pending || answer.Pending
		}
	}
	return out, nil
}

// Starter is a new contact list. Its JSON is public.
type Starter struct {
	provider.Created
	Campaign *string `json:"campaign"` // the campaign that uses it from now on; null where it has another list
}

// StarterSheet makes an empty contact sheet in the expected format. The campaign ("" for the one last used) uses it where it
// has no sheet yet.
func (d *Desk) StarterSheet(ctx context.Context, nameOrID, name string) (Starter, error) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > 200 {
		return Starter{}, invalid("The sheet needs a name, at most 200 characters.")
	}
	c, err := d.Campaign(ctx, nameOrID)
	hasCampaign := err == nil
	if err != nil && (nameOrID != "" || !isNotFound(err)) {
		return Starter{}, err
	}
	conn, err := d.connectionFor(ctx, metric.Sheets)
	if err != nil {
		return Starter{}, err
	}
	p, _ := d.byTable(conn.Provider)
	creator, ok := p.(provider.Creator)
	if !ok {
		return Starter{}, invalid(p.Info().Title + " makes no lists.")
	}
	if conn.Status == "needs_sign_in" {
		return Starter{}, apperr.For(p.Info().Name, apperr.NeedsSignIn, "The sign-in to "+p.Info().Title+" has ended. Sign in again with `mixdown connect "+p.Info().Name+"`.", nil)
	}
	client, _, err := d.Client(ctx, conn, p.Info(), 0)
	if err != nil {
		return Starter{}, err
	}
	made, err := creator.CreateList(ctx, client, name, campaign.DefaultSheet)
	if err := d.flush(d.noteSignIn(ctx, conn, err)); err != nil {
		return Starter{}, err
	}
	out := Starter{Created: made}
	if hasCampaign && c.Rule.Spreadsheet == "" {
		c, err := d.SaveCampaign(ctx, Draft{ID: c.ID, Spreadsheet: &made.ID, Sheet: &made.Tab})
		if err != nil {
			return out, err
		}
		out.Campaign = &c.Name
	}
	return out, nil
}
