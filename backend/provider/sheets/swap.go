package sheets

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode"

	"google.golang.org/api/googleapi"
	"google.golang.org/api/sheets/v4"

	"mixdown/backend/apperr"
)

// written is what a write did.
type written int

const (
	wroteNothing     written = iota // the cell held something else by then
	wroteWhatWasSeen                // over exactly what was seen, in whatever row
	wroteAnyhow                     // over whatever stood there
)

// write puts value into a cell that held what look saw. Where the cell held something else by then, it may
// write nothing.
//
// Google has no write that demands a version. But it has one that demands a content: to find a text in one cell and replace
// it. Where the value is a plain word, that is how it is written, and what somebody typed between the look and the write
// stays, in this row or in the one that moved there. What Google would read as a number, a day or a formula is written as it
// is, after what the sheet holds has been stored.
func (e *editor) write(ctx context.Context, held look, value string, row, column int) (done written, err error) {
	if find, ok := held.sought(); ok && word(value) && !e.noSwap {
		swapped, known, err := e.swap(ctx, find, value, row, column)
		fault := apperr.CodeOf(err) == apperr.ServiceDown // of this way of writing alone, perhaps: the look below tells
		if swapped || err != nil && !fault {
			return wroteWhatWasSeen, err
		}
		if e.noSwap = !known; known || fault {
			again, err := e.look(ctx, row, column)
			if err != nil || again.ID != held.ID || again.cell != held.cell {
				return wroteNothing, err
			}
		}
	}
	if e.noted != e.table && e.scope.Seen != nil {
		if err := e.scope.Seen(ctx, e.table.rows.Contacts()); err != nil {
			return wroteNothing, err
		}
		e.noted = e.table
	}
	return wroteAnyhow, e.update(ctx, e.scope.Campaign.Rule.Spreadsheet, a1(e.table.tab, column+1, row, column+1, row), [][]any{{value}})
}

// sought is what the cell is to be found by: its whole text, or that it is empty.
func (l look) sought() (find *sheets.FindReplaceRequest, ok bool) {
	switch text := l.cell.(type) {
	case nil:
		return &sheets.FindReplaceRequest{Find: `^\s*$`, SearchByRegex: true}, true
	case string:
		if strings.TrimSpace(text) == "" {
			return &sheets.FindReplaceRequest{Find: `^\s*$`, SearchByRegex: true}, true
		}
		return &sheets.FindReplaceRequest{Find: text}, !l.formula
	}
	return nil, false // a number is found by how it is shown, which is not what it is
}

// swap replaces a cell's content where it is still what is sought. known is false where the service does not answer as it
// should: then nothing was written, and another way must be taken.
func (e *editor) swap(ctx context.Context, find *sheets.FindReplaceRequest, value string, row, column int) (swapped, known bool, err error) {
	find.Replacement, find.MatchCase, find.MatchEntireCell = value, true, true
	find.ForceSendFields = []string{"Replacement"}
	find.Range = &sheets.GridRange{SheetId: e.table.gid, StartRowIndex: int64(row - 1), EndRowIndex: int64(row),
		StartColumnIndex: int64(column), EndColumnIndex: int64(column + 1), ForceSendFields: []string{"SheetId", "StartRowIndex", "StartColumnIndex"}}
	answer, err := e.sheets.Spreadsheets.BatchUpdate(e.scope.Campaign.Rule.Spreadsheet,
		&sheets.BatchUpdateSpreadsheetRequest{Requests: []*sheets.Request{{FindReplace: find}}}).Context(ctx).Fields("replies(findReplace(occurrencesChanged))").Do()
	var g *googleapi.Error
	if errors.As(err, &g) && (g.Code == http.StatusBadRequest || g.Code == http.StatusNotFound || g.Code == http.StatusMethodNotAllowed || g.Code == http.StatusNotImplemented) {
		return false, false, nil // the plain write tells what is wrong, if it is not this way alone
	}
	if err != nil {
		return false, false, translateWrite(err, "findReplace", e.address)
	}
	if len(answer.Replies) != 1 || answer.Replies[0] == nil || answer.Replies[0].FindReplace == nil {
		return false, false, nil
	}
	return answer.Replies[0].FindReplace.OccurrencesChanged > 0, true, nil
}

// word reports whether a text means the same when Google takes it for typed: it is a day as YYYY-MM-DD, or it begins with a letter, has nothing
// of a formula or a pattern in it, and with a digit no word that could be a month.
func word(text string) bool {
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return true // that day in every locale, as text or as a date
	}
	letters, digits := 0, false
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			letters++
		case unicode.IsDigit(r):
			digits = true
		case !strings.ContainsRune(" _-/&,.()'’!?:", r):
			return false
		}
		if i == 0 && !unicode.IsLetter(r) {
			return false
		}
	}
	switch strings.ToUpper(text) { // truth values, by the sheet's language
	case "TRUE", "FALSE", "WAHR", "FALSCH", "VRAI", "FAUX", "VERDADERO", "FALSO", "VERO", "VERDADEIRO", "WAAR", "ONWAAR", "SANT", "SANN", "SAND", "FALSK",
		"USANN", "FALSKT", "PRAWDA", "FAŁSZ", "TOSI", "EPÄTOSI":
		return false
	}
	return !digits || letters <= 2 && len(text) <= 12 && !strings.ContainsAny(text, " -/.,:")
}
