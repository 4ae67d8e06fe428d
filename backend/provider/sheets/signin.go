package sheets

import (
	"strings"

	"mixdown/backend/provider"
)

// SignIn returns how to sign in: for picked files (drive.file, with Google's picker on the consent page; ids that are
// known already are offered there), or with all for every spreadsheet of the account.
// https://developers.google.com/workspace/drive/picker/guides/overview-desktop
func (Provider) SignIn(files []string, all bool) provider.Auth {
	auth := provider.Auth{
		AuthURL:   "https://accounts.google.com/o/oauth2/v2/auth",
		TokenURL:  "https://oauth2.googleapis.com/token",
		RevokeURL: "https://oauth2.googleapis.com/revoke",
		Permissions: []provider.Permission{
			{Scope: "openid", Gives: "Know that it is you who signed in.", Without: "Lists from a file: Mixdown must know whose sheet it reads.", Required: true},
			{Scope: "email", Gives: "Show which account is connected.", Without: "Lists from a file: Mixdown must know whose sheet it reads.", Required: true},
		},
		// A narrow consent stays narrow: what was granted before is not added to it.
		AuthParams: map[string]string{"access_type": "offline", "prompt": "consent", "include_granted_scopes": "false"},
	}
	if all {
		auth.Permissions = append(auth.Permissions, provider.Permission{
			Scope: scopeSpreadsheets, Gives: "Read and change every spreadsheet of the account.", Without: "Lists from a file.", Required: true,
		})
		return auth
	}
	auth.Permissions = append(auth.Permissions, provider.Permission{
		Scope: scopeFile, Gives: "Read and change the spreadsheets you pick, no others.", Without: "Lists from a file.", Required: true,
	})
	auth.AuthParams["trigger_onepick"] = "true"
	if len(files) > 0 {
		auth.AuthParams["file_ids"] = strings.Join(files, ",")
	}
	return auth
}
