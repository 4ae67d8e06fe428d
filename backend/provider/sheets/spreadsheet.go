package sheets

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"mixdown/backend/apperr"
)

// NoTab is the gid of a link that names no tab.
const NoTab = -1

var (
	bareID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,200}$`)
	pathID = regexp.MustCompile(`/d/([A-Za-z0-9_-]{1,200})(?:/|$)`)
)

// ParseSpreadsheet reads what a person pastes: a spreadsheet's id, or its address as the browser shows it. gid is the tab
// that the address names, NoTab where it names none. The error's code is Invalid.
func ParseSpreadsheet(idOrURL string) (id string, gid int64, err error) {
	pasted := strings.TrimSpace(idOrURL)
	if bareID.MatchString(pasted) {
		return pasted, NoTab, nil
	}
	if !strings.Contains(pasted, "://") {
		pasted = "https://" + pasted
	}
	u, err := url.Parse(pasted)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || !strings.HasSuffix("."+u.Hostname(), ".google.com") {
		return "", NoTab, apperr.For("sheets", apperr.Invalid, "That is no Google spreadsheet. Paste the address from the browser: https://docs.google.com/spreadsheets/d/…", err)
	}
	if strings.Contains(u.Path, "/d/e/") {
		return "", NoTab, apperr.For("sheets", apperr.Invalid, "That is the address of a published copy. Open the spreadsheet itself and paste the address from the browser.", nil)
	}
	if m := pathID.FindStringSubmatch(u.Path); m != nil {
		id = m[1]
	} else if key := u.Query().Get("id"); bareID.MatchString(key) {
		id = key
	} else {
		return "", NoTab, apperr.For("sheets", apperr.Invalid, "That address names no spreadsheet. Open the sheet and paste the address from the browser.", nil)
	}
	gid = NoTab
	fragment, _ := url.ParseQuery(u.Fragment)
	for _, g := range []string{fragment.Get("gid"), u.Query().Get("gid")} {
		if n, err := strconv.ParseInt(g, 10, 64); err == nil && n >= 0 {
			return id, n, nil
		}
	}
	return id, gid, nil
}

// rowLink is the address of a row of a tab.
func rowLink(spreadsheet string, gid int64, row int) string {
	return fmt.Sprintf("https://docs.google.com/spreadsheets/d/%s/edit#gid=%d&range=A%d", spreadsheet, gid, row)
}

// a1 names a block of a tab; rows and columns are counted from 1.
func a1(tab string, fromColumn, fromRow, toColumn, toRow int) string {
	return fmt.Sprintf("%s!%s%d:%s%d", quoted(tab), column(fromColumn), fromRow, column(toColumn), toRow)
}

// quoted is a tab's name as A1 notation wants it.
func quoted(tab string) string { return "'" + strings.ReplaceAll(tab, "'", "''") + "'" }

// column is the letters of a column counted from 1: 1 is A, 27 is AA.
func column(n int) string {
	var letters []byte
	for ; n > 0; n = (n - 1) / 26 {
		letters = append([]byte{byte('A' + (n-1)%26)}, letters...)
	}
	return string(letters)
}

// columnOf is the number of a column's letters, from 1.
func columnOf(letters string) int {
	n := 0
	for _, l := range letters {
		n = n*26 + int(l-'A') + 1
	}
	return n
}

// rowOf is the number of a row in A1 notation.
func rowOf(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
