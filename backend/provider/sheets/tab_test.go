package sheets

import (
	"strings"
	"testing"

	"google.golang.org/api/sheets/v4"

	"mixdown/backend/apperr"
)

// A file without a tab of cells (or an answer with nothing in it) is told in a sentence that can be read and acted on.
func TestFileWithoutTabs(t *testing.T) {
	charts := &sheets.Spreadsheet{Properties: &sheets.SpreadsheetProperties{Title: "Plots"}, Sheets: []*sheets.Sheet{{Properties: &sheets.SheetProperties{Title: "Chart1"}}}}
	for name, file := range map[string]*sheets.Spreadsheet{"The spreadsheet came without": {}, "The spreadsheet “Plots” came without": charts} {
		_, err := tabIn(file, "Contacts")
		said := apperr.From(err)
		if apperr.CodeOf(err) != apperr.NotFound || !strings.HasPrefix(said.Message, name) || !strings.Contains(said.Message, "--spreadsheet") {
			t.Errorf("it says %v", said)
		}
	}
}
