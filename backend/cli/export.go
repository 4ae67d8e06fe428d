package cli

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/export"
)

// fileFlags are those of every command that writes a file.
type fileFlags struct {
	Out   string `help:"File to write." placeholder:"FILE" type:"path"`
	Force bool   `help:"Replace a file that is there already."`
}

// write writes the file and prints what was written.
func (f fileFlags) write(x *session, what map[string]any, write func(io.Writer) error) error {
	if err := export.File(f.Out, f.Force, write); err != nil {
		return err
	}
	what["file"] = f.Out
	return x.result(what, func(w io.Writer) { line(w, "Wrote "+filepath.Base(f.Out)+".") })
}

type exportCmd struct {
	Format string `help:"csv: one table; json: one object; xlsx: a sheet a table. Default: what the name of --out says, else csv." placeholder:"csv|json|xlsx"`
	At     string `help:"As of this sync or time." placeholder:"TIME_OR_SYNC_ID"`
	fileFlags
}

func (c *exportCmd) Run(x *session) error {
	format := strings.ToLower(c.Format)
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(c.Out)), ".")
		if !slices.Contains(desk.Formats(), format) {
			format = "csv"
			if x.cmd.JSON {
				format = "json"
			}
		}
	}
	if !slices.Contains(desk.Formats(), format) {
		return apperr.New(apperr.Invalid, "An export is written as "+strings.Join(desk.Formats(), ", ")+".", nil)
	}
	if c.Out == "" && x.cmd.JSON && format != "json" {
		return apperr.New(apperr.Invalid, "With --json an export to standard output is JSON: leave --format out, or name a file with --out.", nil)
	}
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	e, err := d.Export(x.ctx, camp, c.At)
	if err != nil {
		return err
	}
	write := func(w io.Writer) error { return e.Write(w, format) }
	if c.Out != "" {
		return c.write(x, map[string]any{"format": format, "campaign": e.Campaign, "asOf": e.AsOf}, write)
	}
	var whole bytes.Buffer // a failure must not leave half a table behind a pipe
	if err := write(&whole); err != nil {
		return err
	}
	if _, err := whole.WriteTo(x.host.Stdout); err != nil {
		return fmt.Errorf("cli: export: %w", err)
	}
	return nil
}

type reportCmd struct {
	At string `help:"As of this sync or time." placeholder:"TIME_OR_SYNC_ID"`
	fileFlags
}

func (c *reportCmd) Run(x *session) error {
	if c.Out == "" {
		return apperr.New(apperr.Invalid, "Name the file of the report: mixdown report --out FILE.pdf", nil)
	}
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	return c.write(x, map[string]any{"campaign": desk.CampaignName{ID: camp.ID, Name: camp.Name}}, func(w io.Writer) error {
		return d.WriteReport(x.ctx, camp, c.At, w)
	})
}
