package page

import (
	"context"

	"mixdown/backend/desk"
	"mixdown/backend/window"
)

// HintCalls is what the page may do with push hints.
type HintCalls struct{ window *window.Window }

// GmailPush is how it stands with push hints of Gmail.
func (h HintCalls) GmailPush() (desk.GmailPushStatus, error) {
	return window.Call(h.window, func(ctx context.Context, d *desk.Desk) (desk.GmailPushStatus, error) { return d.GmailPush(ctx) })
}

// SetGmailPush switches them on: it asks for the permission in the browser and returns when the person has answered there.
func (h HintCalls) SetGmailPush(topic, subscription string) (desk.GmailPushStatus, error) {
	return window.Change(h.window, func(ctx context.Context, d *desk.Desk) (desk.GmailPushStatus, error) {
		if _, err := d.SetGmailPush(ctx, desk.GmailPush{Topic: topic, Subscription: subscription}); err != nil {
			return desk.GmailPushStatus{}, err
		}
		return d.GmailPush(ctx)
	})
}

// StopGmailPush switches them off.
func (h HintCalls) StopGmailPush() (desk.GmailPushStatus, error) {
	return window.Change(h.window, func(ctx context.Context, d *desk.Desk) (desk.GmailPushStatus, error) {
		if _, err := d.StopGmailPush(ctx, ""); err != nil {
			return desk.GmailPushStatus{}, err
		}
		return d.GmailPush(ctx)
	})
}

// Receiver is how it stands with the window's receiver of notices.
func (h HintCalls) Receiver() (desk.ReceiverStatus, error) {
	return window.Call(h.window, func(ctx context.Context, d *desk.Desk) (desk.ReceiverStatus, error) { return d.Receiver(ctx) })
}

// SetReceiver has the window receive notices at an address of this computer, to which the tunnel publicURL leads.
func (h HintCalls) SetReceiver(listen, publicURL string) (desk.ReceiverStatus, error) {
	return window.Change(h.window, func(ctx context.Context, d *desk.Desk) (desk.ReceiverStatus, error) {
		return d.SetReceiver(ctx, desk.Receiver{Listen: listen, PublicURL: publicURL})
	})
}

// StopReceiver ends it: the services tell no more.
func (h HintCalls) StopReceiver() (desk.ReceiverStatus, error) {
	return window.Change(h.window, func(ctx context.Context, d *desk.Desk) (desk.ReceiverStatus, error) {
		if err := d.StopHooks(ctx); err != nil {
			return desk.ReceiverStatus{}, err
		}
		return d.Receiver(ctx)
	})
}

// SaveSigningKey keeps the key with which Mailchimp signs its notices.
func (h HintCalls) SaveSigningKey(key string) (desk.ReceiverStatus, error) {
	return window.Change(h.window, func(ctx context.Context, d *desk.Desk) (desk.ReceiverStatus, error) {
		if err := d.SaveHookSecret(ctx, "mailchimp", key); err != nil {
			return desk.ReceiverStatus{}, err
		}
		return d.Receiver(ctx)
	})
}
