package sheets

import (
	"strings"
	"testing"

	"google.golang.org/api/sheets/v4"

	"mixdown/backend/apperr"
)

// A file without a tab of cells is told in a sentence that can be read and acted on; an answer with nothing in it is no file.
func TestFileWithoutTabs(t *testing.T) {
	charts := &sheets.Spreadsheet{Properties: &sheets.SpreadsheetProperties{Title: "Plots"}, Sheets: []*sheets.Sheet{{Properties: &sheets.SheetProperties{Title: "Chart1"}}}}
	for name, file := range map[string]*sheets.Spreadsheet{"The spreadsheet came without": {Sheets: charts.Sheets}, "The spreadsheet “Plots” came without": charts} {
		_, err := tabIn(file, "Contacts")
		said := apperr.From(err)
		if apperr.CodeOf(err) != apperr.NotFound || !strings.HasPrefix(said.Message, name) || !strings.Contains(said.Message, "--spreadsheet") {
			t.Errorf("it says %v", said)
		}
	}
	if _, err := tabIn(&sheets.Spreadsheet{}, "Contacts"); apperr.CodeOf(err) != apperr.BadAnswer {
		t.Errorf("nothing at all: %v", err)
	}
}
