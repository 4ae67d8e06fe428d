package cli_test

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"mixdown/backend/sandbox"
)

// changeSheet alters the stand-in's contact sheet as another person would, or looks at it. It reports whether it knows the
// word.
func changeSheet(ts *testscript.TestScript, s *sandbox.Server, args []string) bool {
	sheet := s.Spreadsheet(sandbox.SpringSheet)
	row := func(text string) int {
		n, err := strconv.Atoi(text)
		ts.Check(err)
		return n
	}
	switch args[0] {
	case "cell": // cell REF TEXT types into a cell
		sheet.SetCell("Contacts", args[1], strings.Join(args[2:], " "))
	case "shows": // shows REF TEXT demands what stands there
		if got := sheet.Cell("Contacts", args[1]); got != strings.Join(args[2:], " ") {
			ts.Fatalf("%s shows %q", args[1], got)
		}
	case "insert": // insert ROW TEXT… puts a row before that one
		sheet.InsertRow("Contacts", row(args[1]), args[2:]...)
	case "movecolumn": // movecolumn FROM TO drags a column, counted from 0
		sheet.MoveColumn("Contacts", row(args[1]), row(args[2]))
	case "delete":
		sheet.DeleteRow("Contacts", row(args[1]))
	case "sort": // sort COLUMN sorts all rows below the header
		sheet.Sort("Contacts", row(args[1]), true)
	case "last": // last TEXT demands that a cell of the last row says so
		rows := sheet.Rows("Contacts")
		if got := strings.Join(rows[len(rows)-1], "|"); !strings.Contains(got, args[1]) {
			ts.Fatalf("the last row is %s", got)
		}
	case "share":
		sheet.Unshare(false)
	case "readonly":
		sheet.MakeReadOnly(true)
	case "writable":
		sheet.MakeReadOnly(false)
	case "lose": // the next write is done and its answer lost
		s.Faults().Add(sandbox.Fault{Host: "sheets.googleapis.com", Method: args[1], Times: 1, Lose: true})
	default:
		return false
	}
	return true
}

// onListed runs a command on something that another lists: "on conflicts 0 0 contacts resolve ID mine" demands exit code 0 of
// "mixdown contacts resolve ID mine" with the id of the first conflict. Its output is JSON.
func onListed(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec("mixdown", "contacts", args[0], "--json"))
	var list []struct{ ID string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &list))
	i, err := strconv.Atoi(args[1])
	ts.Check(err)
	if i >= len(list) {
		ts.Fatalf("%s has %d entries", args[0], len(list))
	}
	words := []string{args[2]}
	for _, a := range args[3:] {
		if a == "ID" {
			a = list[i].ID
		}
		words = append(words, a)
	}
	exits(ts, false, append(words, "--json"))
}

// undoLast takes back what the last command answered with an undo key.
func undoLast(ts *testscript.TestScript, _ bool, _ []string) {
	var answer struct{ Undo string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &answer))
	exits(ts, false, []string{"0", "contacts", "undo", answer.Undo, "--json"})
}
