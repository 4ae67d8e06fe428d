package page

import (
	"context"

	"mixdown/backend/auth"
	"mixdown/backend/campaign"
	"mixdown/backend/desk"
	"mixdown/backend/provider"
	"mixdown/backend/store"
	"mixdown/backend/window"
)

// ConnectionCalls is what the page may do with accounts.
type ConnectionCalls struct{ window *window.Window }

// Connections lists the signed-in accounts.
func (c ConnectionCalls) Connections() ([]desk.Connection, error) {
	return window.Call(c.window, func(ctx context.Context, d *desk.Desk) ([]desk.Connection, error) { return d.Connections(ctx) })
}

// Connect signs in through the system's browser and returns when the person has answered there.
func (c ConnectionCalls) Connect(form ConnectForm) (desk.Connection, error) {
	return window.Change(c.window, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) {
		req, err := form.request()
		if err != nil {
			return desk.Connection{}, err
		}
		return d.Connect(ctx, req)
	})
}

// ConnectForm is what the page knows of a connection to make. Secrets in it go to the keychain and never come back.
type ConnectForm struct {
	Provider     string `json:"provider"`
	ClientJSON   string `json:"clientJSON"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
	Key          string `json:"key"`
	AllFiles     bool   `json:"allFiles"`
}

func (f ConnectForm) request() (desk.ConnectRequest, error) {
	req := desk.ConnectRequest{Provider: f.Provider, Key: f.Key, AllFiles: f.AllFiles, Client: auth.Client{ID: f.ClientID, Secret: f.ClientSecret}}
	var err error
	if f.ClientJSON != "" {
		req.Client, err = auth.ParseClient([]byte(f.ClientJSON))
	}
	return req, err
}

// CancelConnect ends a sign-in that waits for its answer.
func (c ConnectionCalls) CancelConnect() error {
	return window.Act(c.window, func(_ context.Context, d *desk.Desk) error { d.CancelConnect(); return nil })
}

// Disconnect revokes a sign-in and forgets it.
func (c ConnectionCalls) Disconnect(id string, keepData bool) (desk.Connection, error) {
	return window.Change(c.window, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) {
		return d.Disconnect(ctx, id, keepData)
	})
}

// PauseConnection stops, or resumes, the syncs of a connection.
func (c ConnectionCalls) PauseConnection(id string, paused bool) error {
	return window.Act(c.window, func(ctx context.Context, d *desk.Desk) error { return d.PauseConnection(ctx, id, paused) })
}

// CheckSource compares what a source has with what is held.
func (c ConnectionCalls) CheckSource(id string) ([]provider.CheckResult, error) {
	return window.Of(c.window, "", func(ctx context.Context, d *desk.Desk, c campaign.Campaign) ([]provider.CheckResult, error) {
		return d.CheckSources(ctx, c, id)
	})
}

// Offers lists what a campaign's rule may name of a connection: audiences, tables, playlists.
func (c ConnectionCalls) Offers(idOrProvider, within string) ([]provider.Choice, error) {
	return window.Call(c.window, func(ctx context.Context, d *desk.Desk) ([]provider.Choice, error) {
		return d.Offers(ctx, idOrProvider, within)
	})
}

// SetCallBudget says how many calls of a month a connection may make; 0 for any number.
func (c ConnectionCalls) SetCallBudget(id string, calls int) (desk.Connection, error) {
	return window.Change(c.window, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) {
		return d.SetCallBudget(ctx, id, calls)
	})
}

// CheckClient looks at an OAuth client file before it is used.
func (c ConnectionCalls) CheckClient(json string) (desk.ClientCheck, error) {
	return window.Call(c.window, func(_ context.Context, d *desk.Desk) (desk.ClientCheck, error) {
		return d.CheckClient([]byte(json)), nil
	})
}

// HasClient says whether a sign-in to a source can begin without a client of the person's own.
func (c ConnectionCalls) HasClient(provider string) (bool, error) {
	return window.Call(c.window, func(_ context.Context, d *desk.Desk) (bool, error) { return d.HasClient(provider) })
}

// SignInFixes lists what the sign-in page of a source may show as an error, with the way out of each.
func (c ConnectionCalls) SignInFixes(provider string) ([]auth.Fix, error) {
	return window.Call(c.window, func(_ context.Context, d *desk.Desk) ([]auth.Fix, error) { return d.SignInFixes(provider) })
}

// LookAtSheet reads a contact sheet before it is used: its columns, how many contacts, and its problems.
func (c ConnectionCalls) LookAtSheet(spreadsheet, tab string) (provider.Look, error) {
	return window.Call(c.window, func(ctx context.Context, d *desk.Desk) (provider.Look, error) {
		return d.LookAtSheet(ctx, spreadsheet, tab)
	})
}

// Hosts returns every host that was ever contacted.
func (c ConnectionCalls) Hosts() ([]store.Host, error) {
	return window.Call(c.window, func(ctx context.Context, d *desk.Desk) ([]store.Host, error) { return d.Hosts(ctx) })
}
