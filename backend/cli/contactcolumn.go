package cli

import (
	"fmt"
	"io"
	"maps"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
)

type contactsColumnsCmd struct {
	Column    map[string]string `arg:"" optional:"" help:"Which column holds a field: status=Stage. Nothing behind the = for no column." placeholder:"FIELD=HEADER"`
	Confirm   bool              `help:"The columns changed, and are right as they are shown now: go on writing."`
	Automatic bool              `help:"Forget what was chosen, and find all columns by their names."`
}

func (c *contactsColumnsCmd) Run(x *session) error {
	d, camp, err := x.withCampaign()
	if err != nil {
		return err
	}
	if c.Automatic && len(c.Column) > 0 || c.Confirm && (c.Automatic || len(c.Column) > 0) {
		return apperr.New(apperr.Invalid, "Give columns, --confirm or --automatic, not two of them.", nil)
	}
	var cols desk.Columns
	switch {
	case c.Confirm:
		cols, err = d.ConfirmColumns(x.ctx, camp)
	case c.Automatic:
		cols, err = d.ChooseColumns(x.ctx, camp, nil)
	case len(c.Column) > 0:
		chosen := maps.Clone(camp.Rule.Columns)
		if chosen == nil {
			chosen = map[string]string{}
		}
		maps.Copy(chosen, c.Column)
		cols, err = d.ChooseColumns(x.ctx, camp, chosen)
	default:
		cols, err = d.Columns(x.ctx, camp)
	}
	if err != nil {
		return err
	}
	return x.result(cols, func(w io.Writer) {
		line(w, fmt.Sprintf("“%s”, tab “%s”, header in row %d", cols.Title, cols.Tab, cols.HeaderRow))
		for _, f := range cols.Fields {
			header, by := "—", ""
			if f.Column != nil {
				header = f.Column.Header
			}
			if _, chosen := cols.Chosen[f.Field]; chosen {
				by = "chosen by you"
			}
			line(w, "  "+f.Field, header, by)
		}
		if cols.Said != "" {
			line(w, "The columns changed: "+cols.Said+".")
			line(w, fmt.Sprintf("Nothing is written until you answer; %d changes wait. Right as shown: `mixdown contacts columns --confirm`. Else: `mixdown contacts columns FIELD=HEADER`.", cols.Waiting))
		}
	})
}
