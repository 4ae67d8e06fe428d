// Package page holds what the page in the window may call, a noun a file: methods of one to five lines over the desk. main.App
// embeds them all; the page calls them by their names alone.
package page

import "mixdown/backend/window"

// Calls is all of it.
type Calls struct {
	ConnectionCalls
	ContactCalls
	DataCalls
	FollowupCalls
	HintCalls
	ImportCalls
	MirrorCalls
	SystemCalls
}

// New returns the Calls of a window.
func New(w *window.Window) Calls {
	return Calls{
		ConnectionCalls{w}, ContactCalls{w}, DataCalls{w}, FollowupCalls{w},
		HintCalls{w}, ImportCalls{w}, MirrorCalls{w}, SystemCalls{w},
	}
}
