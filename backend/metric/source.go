package metric

import "mixdown/backend/provider"

// sourceText is how a source is spoken of in a reason.
type sourceText struct {
	title   string
	connect string   // what to do when it is not connected
	streams []string // a record in one of them proves that something was read
}

var sourceTexts = map[string]sourceText{
	Gmail: {"Gmail", "connect it under Connections", []string{provider.StreamMessages}},
	Sheets: {"The contact sheet", "connect Google Sheets under Connections, or import a list",
		[]string{provider.StreamSheet, provider.StreamContacts}},
	Mailchimp: {"Mailchimp", "connect it under Connections", []string{StreamAudiences, StreamMailings}},
	Airtable:  {"Airtable", "connect it under Connections", []string{StreamTable, StreamTableRecords}},
	Spotify:   {"Spotify", "connect it under Connections", []string{StreamPlaylists, StreamPlaylistItems}},
}

// known reports whether the source is connected and something of it was read.
func (v *View) known(source string) bool { return v.sourceReason(source) == "" }

// sourceUnknown returns why nothing can be said about d, or "".
func (v *View) sourceUnknown(d *Definition) string {
	for _, stream := range d.Imported {
		if len(v.records(stream)) > 0 {
			return ""
		}
	}
	if d.Source == "" || len(d.Imported) > 0 {
		return "" // the definition's own reason is the better one: what to import
	}
	return v.sourceReason(d.Source)
}

func (v *View) sourceReason(source string) string {
	text := sourceTexts[source]
	state := v.in.Sources[source]
	if !state.Connected {
		if state.Reason != "" {
			return state.Reason
		}
		return text.title + " is not connected: " + text.connect + "."
	}
	if !state.FreshAt.IsZero() {
		return ""
	}
	for _, stream := range text.streams {
		if len(v.records(stream)) > 0 {
			return ""
		}
	}
	switch {
	case state.Reason != "":
		return state.Reason
	case state.Status == "needs_sign_in":
		return text.title + " needs you to sign in: do so under Connections."
	}
	return text.title + " is connected and not read yet: sync now."
}

// complete reports whether nothing known of the source is left unread.
func (v *View) complete(source string) bool {
	if source == "" {
		return true
	}
	state := v.in.Sources[source]
	if !state.Connected {
		return true // what is known comes from an import
	}
	return state.Complete && !state.OtherRule && state.Unread == 0 && (source != Gmail || v.mail().unread == 0)
}

// baseKnown reports whether everything that a share of the source is a share of is held. Of the mailbox that is every send:
// while one is missing, a share may still fall as well as rise.
func (v *View) baseKnown(source string) bool {
	return source != Gmail || !v.in.Sources[source].Listing && v.mail().unreadSends == 0
}
