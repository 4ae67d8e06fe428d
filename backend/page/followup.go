package page

import (
	"context"

	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/metric"
	"mixdown/backend/window"
)

// FollowupCalls is what the page may do with people and their mails; each answers with how to take it back.
type FollowupCalls struct{ window *window.Window }

// Correct says that a message is, or is not, a reply by a person.
func (f FollowupCalls) Correct(campaignID, messageID, verdict string) (desk.Undo, error) {
	return window.Edit(f.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Undo, error) {
		return d.Correct(ctx, c, messageID, verdict)
	})
}

// Followups returns who waits for an answer and who is due a follow-up.
func (f FollowupCalls) Followups(campaignID string) ([]metric.Followup, error) {
	return window.Of(f.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]metric.Followup, error) {
		return d.Followups(ctx, c)
	})
}

// AllFollowups is Followups over all campaigns.
func (f FollowupCalls) AllFollowups() ([]desk.FollowupView, error) {
	return window.Call(f.window, func(ctx context.Context, d *desk.Desk) ([]desk.FollowupView, error) { return d.AllFollowups(ctx) })
}

// SetOutcome says how it stands with a person.
func (f FollowupCalls) SetOutcome(campaignID, email, outcome string) (desk.Undo, error) {
	return window.Edit(f.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Undo, error) {
		return d.SetOutcome(ctx, c, email, outcome)
	})
}

// Snooze keeps a person out of the list until a day.
func (f FollowupCalls) Snooze(campaignID, email, until string) (desk.Undo, error) {
	return window.Edit(f.window, campaignID, func(ctx context.Context, d *desk.Desk, c campaign.Campaign) (desk.Undo, error) {
		return d.Snooze(ctx, c, email, until)
	})
}

// Undo takes back the change that answered with token.
func (f FollowupCalls) Undo(token string) error {
	return window.Act(f.window, func(ctx context.Context, d *desk.Desk) error { return d.Undo(ctx, token) })
}
