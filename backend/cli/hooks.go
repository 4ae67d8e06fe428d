package cli

import (
	"fmt"
	"io"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
)

type hooksCmd struct {
	Receive hooksReceiveCmd `cmd:"" default:"withargs" help:"Receive notices until stopped; each is only a wake-up that leads to a normal sync."`
	On      hooksOnCmd      `cmd:"" help:"Have the window receive notices while it is open or in the tray, behind your own tunnel."`
	Status  hooksStatusCmd  `cmd:"" help:"How it stands with the window's receiver, and which sources tell."`
	Off     hooksOffCmd     `cmd:"" help:"Have Drive, Mailchimp and Airtable tell no more."`
	Gmail   hooksGmailCmd   `cmd:"" help:"Hear at once when mail comes, through a Pub/Sub subscription of your own Google project."`
	Secret  hooksSecretCmd  `cmd:"" help:"Keep, in the keychain, what a service proves its notices by (read from standard input)."`
}

type hooksReceiveCmd struct {
	Listen    string `help:"Address on this computer that your own tunnel leads to." placeholder:"127.0.0.1:PORT" required:""`
	PublicURL string `name:"public-url" help:"Address of your own tunnel: Drive, Mailchimp and Airtable are asked to tell there." placeholder:"https://…"`
}

func (c *hooksReceiveCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	return d.Hooks(x.ctx, desk.HookRequest{Listen: c.Listen, PublicURL: c.PublicURL,
		Ready: func(address string, open []string) {
			_, _ = fmt.Fprintf(x.host.Stderr, "Receiving notices of %s at http://%s (Ctrl+C stops).\n", strings.Join(open, ", "), address)
		},
		Told: func(source string, err error) {
			if err != nil {
				_, _ = fmt.Fprintf(x.host.Stderr, "%s does not tell: %s\n", source, apperr.From(err).Message)
				return
			}
			_, _ = fmt.Fprintf(x.host.Stderr, "%s tells of changes.\n", source)
		}})
}

type hooksOnCmd struct {
	Listen    string `help:"Address on this computer that your own tunnel leads to." placeholder:"127.0.0.1:PORT" required:""`
	PublicURL string `name:"public-url" help:"Address of your own tunnel." placeholder:"https://…" required:""`
}

func (c *hooksOnCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	s, err := d.SetReceiver(x.ctx, desk.Receiver{Listen: c.Listen, PublicURL: c.PublicURL})
	if err != nil {
		return err
	}
	return x.result(s, func(w io.Writer) { writeReceiver(w, s) })
}

type hooksStatusCmd struct{}

func (hooksStatusCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	s, err := d.Receiver(x.ctx)
	if err != nil {
		return err
	}
	return x.result(s, func(w io.Writer) { writeReceiver(w, s) })
}

func writeReceiver(w io.Writer, s desk.ReceiverStatus) {
	switch {
	case !s.On:
		line(w, "The window receives no notices.")
	case s.Message != "":
		line(w, "The window cannot receive notices: "+s.Message)
	default:
		line(w, "The window receives notices at "+s.Listen+" while it is open, through "+s.PublicURL+".")
	}
	for _, c := range s.Connections {
		state := "is read by the interval"
		switch {
		case c.Live:
			state = "live"
		case c.Message != "":
			state = c.Message
		case c.Asked:
			state = "was asked to tell; nothing comes through now"
		}
		line(w, c.Title+" ("+c.Account+"): "+state)
	}
}

type hooksOffCmd struct{}

func (hooksOffCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	if err := d.StopHooks(x.ctx); err != nil {
		return err
	}
	return x.result(map[string]bool{"on": false}, func(w io.Writer) { line(w, "The services tell no more; sources are read by their interval.") })
}

type hooksGmailCmd struct {
	Topic        string `help:"The topic to which Gmail publishes." placeholder:"projects/PROJECT/topics/NAME"`
	Subscription string `help:"A subscription to it, of the kind pull." placeholder:"projects/PROJECT/subscriptions/NAME"`
	Connection   string `help:"Which mailbox, where there are several: its id from mixdown connections." placeholder:"ID"`
	Off          bool   `help:"Switch it off: mail is read by the interval again."`
	NoBrowser    bool   `help:"Print the sign-in page's address in place of opening it."`
}

func (c *hooksGmailCmd) Run(x *session) error {
	if c.Off == (c.Topic != "" && c.Subscription != "") {
		return apperr.New(apperr.Invalid, "Say --topic and --subscription, or --off alone.", nil)
	}
	d, err := x.open()
	if err != nil {
		return err
	}
	if c.Off {
		conn, err := d.StopGmailPush(x.ctx, c.Connection)
		if err != nil {
			return err
		}
		return x.result(conn, func(w io.Writer) {
			line(w, "Mail is read by the interval again. Google lists the permission until Gmail is disconnected.")
		})
	}
	browser := (&connectCmd{NoBrowser: c.NoBrowser}).browser(x)
	conn, err := d.SetGmailPush(x.ctx, desk.GmailPush{Connection: c.Connection, Topic: c.Topic, Subscription: c.Subscription, OpenBrowser: browser})
	if err != nil {
		return err
	}
	return x.result(conn, func(w io.Writer) {
		line(w, "Gmail tells of new mail. It is heard while the window is open or in the tray, or while `mixdown hooks --listen` runs.")
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
	if err := d.SaveHookSecret(x.ctx, c.Name, value); err != nil {
		return err
	}
	return x.result(map[string]string{"kept": c.Name}, func(w io.Writer) { line(w, "Kept in the keychain: "+c.Name+".") })
}
