package desk

import (
	"context"
	"slices"
	"strings"
	"sync"

	"mixdown/backend/apperr"
	"mixdown/backend/guard"
	"mixdown/backend/hook"
)

// hooksKey names the keychain's entry of what services prove their notices by.
const hooksKey = "hooks"

// hookNames are the secrets of notices, by the words of the command line.
var hookNames = []string{"drive", "mailchimp-path", "mailchimp", "airtable"}

// minHookSecret keeps a secret from being guessed through the receiver's rate limit.
const minHookSecret = 16

// SaveHookSecret keeps what a service proves its notices by: "drive" a channel's token, "mailchimp-path" the last part of the
// webhook's address, "mailchimp" the key of its signatures, "airtable" a webhook's macSecretBase64.
func (d *Desk) SaveHookSecret(name, value string) error {
	if !slices.Contains(hookNames, name) {
		return invalid("There is no secret called “" + name + "”. Choose one of " + strings.Join(hookNames, ", ") + ".")
	}
	if len(value) < minHookSecret || len(value) > 400 || strings.ContainsAny(value, "/?#%") && name == "mailchimp-path" {
		return invalid("This secret can be guessed or cannot stand in an address: take at least 16 letters and digits, such as `openssl rand -hex 16` prints.")
	}
	return d.keepHookSecret(name, value)
}

// Hooks receives notices at an address of this computer until ctx ends; each genuine one leads to a normal sync of its source.
// ready is told the address and which sources have their secrets.
func (d *Desk) Hooks(ctx context.Context, address string, ready func(address string, open []string)) error {
	s, err := d.secrets.Load(hooksKey)
	if isNotFound(err) {
		return invalid("No service has a secret to prove its notices by yet: give one with `mixdown hooks secret mailchimp-path`, on standard input.")
	}
	if err != nil {
		return err
	}
	secrets := hook.Secrets{Drive: s.Extra["drive"], MailchimpPath: s.Extra["mailchimp-path"], Mailchimp: s.Extra["mailchimp"], Airtable: s.Extra["airtable"]}
	var open []string
	for _, name := range []string{"drive", "mailchimp-path", "airtable"} {
		if s.Extra[name] != "" {
			open = append(open, strings.TrimSuffix(name, "-path"))
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	bell := hook.NewBell()
	var work sync.WaitGroup
	defer func() { cancel(); work.Wait() }()
	work.Go(func() {
		guard.Keep(ctx, d.log, "hooks", func(error) {}, func(ctx context.Context) { bell.Answer(ctx, d.syncNoticed) })
	})
	return hook.Serve(ctx, address, hook.New(secrets, bell.Wake, d.now, d.log), func(a string) { ready(a, open) })
}

// syncNoticed reads the sources that told of a change, for every campaign in use.
func (d *Desk) syncNoticed(ctx context.Context, words []string) {
	for _, c := range d.active(ctx) {
		_, err := d.Sync(ctx, SyncRequest{Campaign: c, Only: words, Trigger: "hook"})
		if err != nil && ctx.Err() == nil && apperr.CodeOf(err) != apperr.NotConnected {
			d.log.Warn("hook: sync", "cause", err.Error())
		}
	}
}
