// Package all lists the providers.
package all

import (
	"mixdown/backend/provider"
	"mixdown/backend/provider/airtable"
	"mixdown/backend/provider/gmail"
	"mixdown/backend/provider/mailchimp"
	"mixdown/backend/provider/sheets"
	"mixdown/backend/provider/spotify"
)

// Providers returns every provider, in the order in which people see them.
func Providers() []provider.Provider {
	return []provider.Provider{
		gmail.New(),
		sheets.New(),
		mailchimp.New(),
		airtable.New(),
		spotify.New(),
	}
}
