package page

import (
	"context"

	"mixdown/backend/desk"
	"mixdown/backend/window"
)

// MirrorCalls is what the page may do with the Supabase mirror.
type MirrorCalls struct{ window *window.Window }

// mirrorRows is how many rows of each table the page shows before they are sent.
const mirrorRows = 20

// MirrorStatus is how it stands with the mirror, and the very rows that would leave next.
func (m MirrorCalls) MirrorStatus() (desk.MirrorStatus, error) {
	return window.Call(m.window, func(ctx context.Context, d *desk.Desk) (desk.MirrorStatus, error) {
		return d.MirrorStatus(ctx, mirrorRows)
	})
}

// MirrorSendCode begins a sign-in: it has the person's Supabase project mail them, or opens the browser. MirrorFinish or
// MirrorWait end it.
func (m MirrorCalls) MirrorSendCode(req desk.MirrorRequest) error {
	return window.Act(m.window, func(ctx context.Context, d *desk.Desk) error { return d.SendMirrorCode(ctx, req) })
}

// MirrorFinish hands in that code. The mirror stays off.
func (m MirrorCalls) MirrorFinish(code string) (desk.Connection, error) {
	return window.Change(m.window, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) { return d.FinishMirror(ctx, code) })
}

// MirrorWait returns when the person has followed the mail's link or answered in the browser. The mirror stays off.
func (m MirrorCalls) MirrorWait() (desk.Connection, error) {
	return window.Change(m.window, func(ctx context.Context, d *desk.Desk) (desk.Connection, error) { return d.WaitMirror(ctx) })
}

// MirrorCancel leaves a sign-in that waits.
func (m MirrorCalls) MirrorCancel() error {
	return window.Act(m.window, func(_ context.Context, d *desk.Desk) error { d.CancelMirror(); return nil })
}

// MirrorServices are the services with which a project lets people sign in, beside by mail.
func (m MirrorCalls) MirrorServices(req desk.MirrorRequest) ([]string, error) {
	return window.Call(m.window, func(ctx context.Context, d *desk.Desk) ([]string, error) { return d.MirrorServices(ctx, req) })
}

// MirrorSet switches the mirror on or off, and says whether the names of mailboxes go along.
func (m MirrorCalls) MirrorSet(on, addresses bool) (desk.MirrorStatus, error) {
	return window.Change(m.window, func(ctx context.Context, d *desk.Desk) (desk.MirrorStatus, error) {
		return d.SetMirror(ctx, on, addresses)
	})
}

// MirrorPush sends what waits.
func (m MirrorCalls) MirrorPush() (desk.PushResult, error) {
	return window.Change(m.window, func(ctx context.Context, d *desk.Desk) (desk.PushResult, error) { return d.PushMirror(ctx) })
}

// MirrorSchema returns the SQL to run in the project.
func (m MirrorCalls) MirrorSchema() (string, error) {
	return window.Call(m.window, func(_ context.Context, d *desk.Desk) (string, error) { return d.MirrorSchema(), nil })
}
