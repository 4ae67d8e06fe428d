package cli

import (
	"fmt"
	"io"
	"strings"
)

type hooksCmd struct {
	Receive hooksReceiveCmd `cmd:"" default:"withargs" help:"Receive notices until stopped; each is only a wake-up that leads to a normal sync."`
	Secret  hooksSecretCmd  `cmd:"" help:"Keep, in the keychain, what a service proves its notices by (read from standard input)."`
}

type hooksReceiveCmd struct {
	Listen string `help:"Address on this computer that your own tunnel leads to." placeholder:"127.0.0.1:PORT" required:""`
}

func (c *hooksReceiveCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	return d.Hooks(x.ctx, c.Listen, func(address string, open []string) {
		_, _ = fmt.Fprintf(x.host.Stderr, "Receiving notices of %s at http://%s (Ctrl+C stops).\n", strings.Join(open, ", "), address)
	})
}

type hooksSecretCmd struct {
	Name string `arg:"" enum:"drive,mailchimp-path,mailchimp,airtable" help:"drive (a channel's token), mailchimp-path (the last part of the webhook's address), mailchimp (the key of its signatures) or airtable (macSecretBase64)."`
}

func (c *hooksSecretCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	value, err := readKey(x.host.Stdin)
	if err != nil {
		return err
	}
	if err := d.SaveHookSecret(c.Name, value); err != nil {
		return err
	}
	return x.result(map[string]string{"kept": c.Name}, func(w io.Writer) { line(w, "Kept in the keychain: "+c.Name+".") })
}
