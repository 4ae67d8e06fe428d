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
		line(w, "Refused", fmt.Sprintf("%d rows that the project's tables do not take", s.Refused))
	}
	sent := "would be sent"
	if s.On {
		sent = "wait"
	}
	for _, t := range s.Tables {
		line(w, t.Table, fmt.Sprintf("%d rows %s", t.Waiting, sent))
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
			line(w, table, fmt.Sprintf("%d rows sent", p.Sent[table]))
		}
		if p.Refused > 0 {
			line(w, "Refused", fmt.Sprintf("%d rows that the project's tables do not take", p.Refused))
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

// connectSupabase signs in to the person's own project by a code that it mails.
func (c *connectCmd) connectSupabase(x *session, d *desk.Desk) error {
	if c.URL == "" || c.ProjectKey == "" || c.Email == "" {
		return apperr.New(apperr.Invalid, "Say which project: `mixdown connect supabase --url https://….supabase.co --key sb_publishable_… --email you@…`.", nil)
	}
	if err := d.SendMirrorCode(x.ctx, desk.MirrorRequest{URL: c.URL, Key: c.ProjectKey, Email: c.Email}); err != nil {
		return err
	}
	if !c.CodeStdin {
		_, _ = fmt.Fprint(x.host.Stderr, "Your project has mailed you a code. Type it here: ")
	}
	code, err := readKey(x.host.Stdin)
	if err != nil {
		return err
	}
	conn, err := d.FinishMirror(x.ctx, code)
	if err != nil {
		return err
	}
	return x.result(conn, func(w io.Writer) {
		line(w, fmt.Sprintf("Connected %s: %s. Nothing is sent yet: `mixdown mirror status` shows what would be, `mixdown mirror on` switches it on.", conn.Title, conn.Account))
	})
}

// mirrorFlags tells whether flags were given that only supabase takes.
func (c *connectCmd) mirrorFlags() bool {
	return slices.ContainsFunc([]string{c.URL, c.ProjectKey, c.Email}, func(s string) bool { return s != "" }) || c.CodeStdin
}
