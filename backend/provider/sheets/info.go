package sheets

import (
	"time"

	"mixdown/backend/provider"
)

// Scopes of the contact sheet. drive.file reaches only files that the person picked or that Mixdown made, and answers both
// Drive and Sheets for them: a look whether anything changed is then one request to Drive. spreadsheets reaches every
// sheet of the account and no Drive: it is the way out for those who cannot pick.
const (
	scopeFile         = "https://www.googleapis.com/auth/drive.file"
	scopeSpreadsheets = "https://www.googleapis.com/auth/spreadsheets"
)

// Info returns the facts of Google Sheets.
func (p Provider) Info() provider.Info {
	return provider.Info{
		Name:  "sheets",
		Table: "google_sheets",
		Title: "Google Sheets",
		Noun:  "contacts",
		Auth:  p.SignIn(nil, false),
		// Drive, and who is signed in, are at www.googleapis.com.
		Hosts: []string{"sheets.googleapis.com", "www.googleapis.com"},
		// Sheets and Drive have no units; 60 reads a minute a user
		// (https://developers.google.com/workspace/sheets/api/limits).
		Prices: []provider.Price{
			{Method: "GET", Path: "/v4/spreadsheets/*/values:batchGet", Name: "values.batchGet"},
			{Method: "POST", Path: "/v4/spreadsheets/*/values/*", Name: "values.append"},
			{Method: "PUT", Path: "/v4/spreadsheets/*/values/*", Name: "values.update"},
			{Method: "GET", Path: "/v4/spreadsheets/*", Name: "spreadsheets.get"},
			{Method: "POST", Path: "/v4/spreadsheets", Name: "spreadsheets.create"},
			{Method: "GET", Path: "/drive/v3/files/*", Name: "files.get"},
			{Method: "GET", Path: "/oauth2/v2/userinfo", Name: "userinfo"},
		},
		Pace:  provider.Pace{RequestsPerMinute: 60, InFlight: 2, Scope: "account"},
		Every: 15 * time.Minute,
		Streams: []provider.Stream{
			{Name: provider.StreamContacts},
			{Name: provider.StreamContactProblems, States: []string{
				provider.ProblemDuplicate, provider.ProblemHeaderAgain, provider.ProblemInvalidEmail, provider.ProblemBadDate,
				provider.ProblemFormulaError, provider.ProblemTotals, provider.ProblemNobody,
			}},
			{Name: provider.StreamSheet},
		},
		SyncVersion: 1,
	}
}
