package sheets

import (
	"errors"
	"fmt"
	"strings"

	"google.golang.org/api/sheets/v4"

	"mixdown/backend/apperr"
	"mixdown/backend/provider/sheets/contactsheet"
)

// tabIn finds a tab by its name: as written, else in any case.
func tabIn(file *sheets.Spreadsheet, name string) (*sheets.SheetProperties, error) {
	var names []string
	var close *sheets.SheetProperties
	for _, s := range file.Sheets {
		if s == nil || s.Properties == nil || s.Properties.GridProperties == nil {
			continue // a chart has a tab of its own, with no cells
		}
		if s.Properties.Title == name {
			return s.Properties, nil
		}
		if strings.EqualFold(strings.TrimSpace(s.Properties.Title), strings.TrimSpace(name)) {
			close = s.Properties
		}
		if len(names) < 20 {
			names = append(names, "“"+contactsheet.Clean(s.Properties.Title)+"”")
		}
	}
	if close != nil {
		return close, nil
	}
	title := contactsheet.Clean(titleOf(file))
	if len(file.Sheets) == 0 && file.Properties == nil { // every spreadsheet has a tab and a title
		return nil, source().BadAnswer("spreadsheets.get", errors.New("an answer that says nothing"))
	}
	if len(names) == 0 { // a file of charts alone, or an answer with nothing in it
		which := "The spreadsheet"
		if title != "" {
			which += " “" + title + "”"
		}
		return nil, apperr.For("sheets", apperr.NotFound, which+" came without any tab that has cells. Open it in the browser and look "+
			"whether the contacts are in it, then sync again; or choose another: `mixdown campaign edit NAME --spreadsheet ADDRESS`.", nil)
	}
	return nil, apperr.For("sheets", apperr.NotFound, fmt.Sprintf("The spreadsheet “%s” has no tab “%s”. It has: %s. Set the right one: `mixdown campaign edit NAME --sheet TAB`.",
		title, name, strings.Join(names, ", ")), nil)
}

func titleOf(file *sheets.Spreadsheet) string {
	if file.Properties == nil {
		return ""
	}
	return file.Properties.Title
}

// forSheets names the source in an error of the mapping.
func forSheets(err error) error {
	if e := apperr.From(err); e != nil && e.Code != apperr.Internal {
		return apperr.For("sheets", e.Code, e.Message, err)
	}
	return err
}
