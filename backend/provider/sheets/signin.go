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
			{Scope: "openid", Gives: "who is signed in", Without: "nothing: Mixdown must know whose sheet it reads", Required: true},
			{Scope: "email", Gives: "the address of the account", Without: "nothing: Mixdown must know whose sheet it reads", Required: true},
		},
		// A narrow consent stays narrow: what was granted before is not added to it.
		AuthParams: map[string]string{"access_type": "offline", "prompt": "consent", "include_granted_scopes": "false"},
	}
	if all {
		auth.Permissions = append(auth.Permissions, provider.Permission{
			Scope: scopeSpreadsheets, Gives: "read and change every spreadsheet of the account", Without: "lists from a file", Required: true,
		})
		return auth
	}
	auth.Permissions = append(auth.Permissions, provider.Permission{
		Scope: scopeFile, Gives: "read and change the spreadsheets you pick, no others", Without: "lists from a file", Required: true,
	})
	auth.AuthParams["trigger_onepick"] = "true"
	if len(files) > 0 {
		auth.AuthParams["file_ids"] = strings.Join(files, ",")
	}
	return auth
}
