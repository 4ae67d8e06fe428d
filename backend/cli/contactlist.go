package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
)

type contactsImportCmd struct {
	File   string `arg:"" help:"A CSV or XLSX file."`
	Locale string `help:"How its typed dates are to be read, such as en_GB or de_DE. Default: only dates that mean one day everywhere."`

	Column  map[string]string `help:"Which column holds a field, where its name does not say so: status=Stage. Empty for none. May be given more than once; it is kept." placeholder:"FIELD=HEADER"`
	Preview bool              `help:"Say what would come of it, and store nothing."`
}

func (c *contactsImportCmd) Run(x *session) error {
	info, err := os.Stat(c.File)
	if err != nil || info.IsDir() {
		return apperr.New(apperr.Invalid, "The file “"+c.File+"” cannot be opened: check its name.", err)
	}
	data, err := readFile(c.File, desk.LargestContactFile)
	if err != nil {
		return err
	}
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	res, err := d.ImportContacts(x.ctx, camp, desk.ContactFile{Name: filepath.Base(c.File), Data: data, Modified: info.ModTime(), Locale: c.Locale, Columns: c.Column, Preview: c.Preview})
	if err != nil {
		return err
	}
	if res.Conflicts > 0 {
		x.code = exitPartial
	}
	return x.result(res, func(w io.Writer) {
		if res.Preview {
			line(w, "Nothing is stored; this would come of it:")
		}
		line(w, fmt.Sprintf("%s: %d rows, %d new, %d updated, %d unchanged", res.File, res.Rows, res.Imported, res.Updated, res.Unchanged))
		for _, f := range res.Fields {
			if f.Column != nil {
				line(w, "  "+f.Field, "column “"+f.Column.Header+"”")
			}
		}
		for _, p := range res.Problems {
			line(w, fmt.Sprintf("  row %d", p.Row), p.Kind, p.Message)
		}
		if res.Conflicts > 0 {
			line(w, fmt.Sprintf("  %d cells differ from what you changed here: `mixdown contacts conflicts`.", res.Conflicts))
		}
	})
}

type contactsSuggestCmd struct {
	Apply    []string `help:"Give this contact the suggested status; may be given more than once." placeholder:"EMAIL"`
	ApplyAll bool     `help:"Give all of them the suggested status."`
}

func (c *contactsSuggestCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	if len(c.Apply) > 0 || c.ApplyAll {
		done, err := d.ApplySuggestions(x.ctx, camp, c.Apply)
		if err != nil {
			return err
		}
		if done.Conflicts > 0 {
			x.code = exitPartial
		}
		return x.result(done, func(w io.Writer) {
			line(w, fmt.Sprintf("%d statuses changed, %d became conflicts.", done.Applied, done.Conflicts))
			if done.Pending {
				line(w, "Some wait here and are sent with the next sync.")
			}
		})
	}
	list, err := d.Suggestions(x.ctx, camp)
	if err != nil {
		return err
	}
	return x.result(list, func(w io.Writer) {
		if len(list) == 0 {
			line(w, "Every status is up with the mailbox.")
			return
		}
		line(w, "EMAIL", "STATUS", "SUGGESTED", "WHY")
		for _, s := range list {
			line(w, s.Email, dash(s.Status), s.Suggested, s.Why)
		}
	})
}

type contactsLookCmd struct {
	Spreadsheet string `arg:"" help:"The spreadsheet, by id or address."`
	Sheet       string `help:"The tab with the contacts. Default Contacts."`
}

func (c *contactsLookCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	look, err := d.LookAtSheet(x.ctx, c.Spreadsheet, c.Sheet)
	if err != nil {
		return err
	}
	return x.result(look, func(w io.Writer) {
		if look.Tab == "" {
			line(w, "“"+look.Title+"” has no such tab. It has: "+strings.Join(look.Tabs, ", ")+". Name one with --sheet.")
			return
		}
		line(w, fmt.Sprintf("“%s”, tab “%s”: %d contacts", look.Title, look.Tab, look.Contacts))
		for _, column := range look.Columns {
			line(w, "  "+column.Field, "from the column “"+column.Header+"”")
		}
		for _, p := range look.Problems {
			line(w, "  "+p.Kind, p.Why)
		}
	})
}

type contactsStarterCmd struct {
	Name string `arg:"" help:"The new spreadsheet's name."`
}

func (c *contactsStarterCmd) Run(x *session) error {
	d, err := x.open()
	if err != nil {
		return err
	}
	made, err := d.StarterSheet(x.ctx, x.cmd.Campaign, c.Name)
	if err != nil {
		return err
	}
	return x.result(made, func(w io.Writer) {
		line(w, "Made “"+c.Name+"” with the tab “"+made.Tab+"”: "+made.Link)
		if made.Campaign != nil {
			line(w, "The campaign “"+*made.Campaign+"” uses it from now on.")
		} else {
			line(w, "To use it: `mixdown campaign edit NAME --spreadsheet "+made.ID+"`")
		}
	})
}
