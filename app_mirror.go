package main

import (
	"context"

	"mixdown/backend/desk"
	"mixdown/backend/window"
)

// mirrorRows is how many rows of each table the page shows before they are sent.
const mirrorRows = 20

// MirrorStatus is how it stands with the mirror, and the very rows that would leave next.
func (a *App) MirrorStatus() (desk.MirrorStatus, error) {
	return window.Call(a.window, func(ctx context.Context, d *desk.Desk) (desk.MirrorStatus, error) {
		return d.MirrorStatus(ctx, mirrorRows)
	})
}

// MirrorSendCode has the person's Supabase project mail them a code.
func (a *App) MirrorSendCode(req desk.MirrorRequest) error {
	return window.Act(a.window, func(ctx context.Context, d *desk.Desk) error { return d.SendMirrorCode(ctx, req) })
}

// MirrorFinish hands in that code. The mirror stays off.
func (a *App) MirrorFinish(code string) (desk.Connection, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) { return d.FinishMirror(ctx, code) })
}

// MirrorSet switches the mirror on or off, and says whether the names of mailboxes go along.
func (a *App) MirrorSet(on, addresses bool) (desk.MirrorStatus, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.MirrorStatus, error) {
		return d.SetMirror(ctx, on, addresses)
	})
}

// MirrorPush sends what waits.
func (a *App) MirrorPush() (desk.PushResult, error) {
	return window.Change(a.window, func(ctx context.Context, d *desk.Desk) (desk.PushResult, error) { return d.PushMirror(ctx) })
}

// MirrorSchema returns the SQL to run in the project.
func (a *App) MirrorSchema() (string, error) {
	return window.Call(a.window, func(_ context.Context, d *desk.Desk) (string, error) { return d.MirrorSchema(), nil })
}
