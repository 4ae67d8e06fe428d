package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/mirror"
)

type mirrorCmd struct {
	Status mirrorStatusCmd `cmd:"" help:"Show how it stands, and exactly what would be sent next."`
	Push   mirrorPushCmd   `cmd:"" help:"Send what waits, now."`
	Schema mirrorSchemaCmd `cmd:"" help:"Print the SQL to run in your own Supabase project."`
	On     mirrorOnCmd     `cmd:"" help:"Switch the mirror on."`
	Off    mirrorOffCmd    `cmd:"" help:"Switch the mirror off: nothing leaves this computer any more."`
}

// shownRows is how many rows a table is shown of without --json.
const shownRows = 5

type mirrorStatusCmd struct{}

func (mirrorStatusCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	limit := shownRows
	if x.cmd.JSON {
		limit = 0
	}
	s, err := d.MirrorStatus(x.ctx, limit)
	if err != nil {
		return err
	}
	return x.result(s, func(w io.Writer) { printMirror(w, s) })
}

func printMirror(w io.Writer, s desk.MirrorStatus) {
	line(w, s.Message)
	if s.Connected {
		line(w, "Project", s.URL)
		line(w, "Signed in as", s.Account)
		line(w, "Last push", when(s.LastPushAt))
	}
	if s.Refused > 0 {
		line(w, "Refused", countOf(s.Refused, "row")+" that the project's tables do not take")
	}
	sent := "to be sent once it is on"
	if s.On {
		sent = "to be sent"
	}
	for _, t := range s.Tables {
		line(w, t.Table, countOf(t.Waiting, "row")+" "+sent)
		for _, r := range t.Rows {
			raw, err := json.Marshal(r)
			if err == nil {
				_, _ = fmt.Fprintln(w, "  "+clip(string(raw)))
			}
		}
		if more := t.Waiting - len(t.Rows); more > 0 {
			line(w, fmt.Sprintf("  … and %d more: --json shows them all", more))
		}
	}
}

// clip makes a row that came from outside safe for a terminal; it is shown whole, for it is what would leave.
func clip(s string) string {
	var out []rune
	for _, r := range s {
		if r >= ' ' && r != 0x7f && (r < 0x80 || r > 0x9f) {
			out = append(out, r)
		}
	}
	return string(out)
}

type mirrorPushCmd struct{}

func (mirrorPushCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	p, err := d.PushMirror(x.ctx)
	if err != nil {
		return err
	}
	if p.Refused > 0 {
		x.code = exitPartial
	}
	return x.result(p, func(w io.Writer) {
		for _, table := range mirror.Tables() {
			line(w, table, countOf(p.Sent[table], "row")+" sent")
		}
		if p.Refused > 0 {
			line(w, "Refused", countOf(p.Refused, "row")+" that the project's tables do not take")
		}
	})
}

type mirrorSchemaCmd struct{}

func (mirrorSchemaCmd) Run(x *session) error {
	if x.cmd.JSON {
		return x.printJSON(map[string]any{"version": mirror.SchemaVersion, "sql": mirror.Schema()})
	}
	if _, err := io.WriteString(x.host.Stdout, mirror.Schema()); err != nil {
		return fmt.Errorf("cli: print: %w", err)
	}
	return nil
}

type mirrorOnCmd struct {
	Addresses bool `help:"Also send the names of your own mailboxes and accounts."`
}

func (c *mirrorOnCmd) Run(x *session) error {
	return x.setMirror(true, c.Addresses)
}

type mirrorOffCmd struct{}

func (mirrorOffCmd) Run(x *session) error { return x.setMirror(false, false) }

func (x *session) setMirror(on, addresses bool) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	s, err := d.SetMirror(x.ctx, on, addresses)
	if err != nil {
		return err
	}
	return x.result(s, func(w io.Writer) {
		if on {
			line(w, "The mirror is on: what waits is sent with every sync, or now with `mixdown mirror push`.")
		} else {
			line(w, "The mirror is off; nothing leaves this computer.")
		}
	})
}

// connectSupabase signs in to the person's own project: by the mail that it sends, or with a service in the browser.
func (c *connectCmd) connectSupabase(x *session, d *desk.Desk) error {
	if c.URL == "" || c.ProjectKey == "" || (c.Email == "") == (c.With == "") {
		return apperr.New(apperr.Invalid, "Say which project, and how to sign in: `mixdown connect supabase --url https://….supabase.co --key sb_publishable_… --email you@…`, or `--with github` in place of the address.", nil)
	}
	if err := d.SendMirrorCode(x.ctx, desk.MirrorRequest{URL: c.URL, Key: c.ProjectKey, Email: c.Email, With: c.With, OpenBrowser: c.browser(x)}); err != nil {
		return err
	}
	conn, err := c.answerSupabase(x, d)
	if err != nil {
		return err
	}
	return x.result(conn, func(w io.Writer) {
		line(w, fmt.Sprintf("Connected %s: %s. Nothing is sent yet: `mixdown mirror status` shows what would be, `mixdown mirror on` switches it on.", conn.Title, conn.Account))
	})
}

// answerSupabase waits for the person: for the browser's answer, for the code of the mail, or for a click on its link.
func (c *connectCmd) answerSupabase(x *session, d *desk.Desk) (desk.Connection, error) {
	switch {
	case c.With != "":
		return d.WaitMirror(x.ctx)
	case c.Link:
		_, _ = fmt.Fprintln(x.host.Stderr, "Your project has mailed you. Follow the link in the mail, on this computer.")
		return d.WaitMirror(x.ctx)
	case !c.CodeStdin:
		_, _ = fmt.Fprint(x.host.Stderr, "Your project has mailed you. Type the code of the mail, or press Enter alone if it has a link and no code: ")
	}
	code, err := readLine(x.host.Stdin)
	if err != nil {
		return desk.Connection{}, err
	}
	if code == "" && !c.CodeStdin {
		_, _ = fmt.Fprintln(x.host.Stderr, "Follow the link in the mail, on this computer (Ctrl+C stops).")
		return d.WaitMirror(x.ctx)
	}
	return d.FinishMirror(x.ctx, code)
}

// mirrorFlags tells whether flags were given that only supabase takes.
func (c *connectCmd) mirrorFlags() bool {
	return slices.ContainsFunc([]string{c.URL, c.ProjectKey, c.Email, c.With}, func(s string) bool { return s != "" }) || c.CodeStdin || c.Link
}
