// Package page holds what the page in the window may call, a noun a file: methods of one to five lines over the desk. main.App
// embeds them all; the page calls them by their names alone.
package page

import "mixdown/backend/window"

// NewContactCalls returns the ContactCalls of a window.
func NewContactCalls(w *window.Window) ContactCalls { return ContactCalls{window: w} }

// NewConnectionCalls returns the ConnectionCalls of a window.
func NewConnectionCalls(w *window.Window) ConnectionCalls { return ConnectionCalls{window: w} }

// NewImportCalls returns the ImportCalls of a window.
func NewImportCalls(w *window.Window) ImportCalls { return ImportCalls{window: w} }

// NewDataCalls returns the DataCalls of a window.
func NewDataCalls(w *window.Window) DataCalls { return DataCalls{window: w} }

// NewMirrorCalls returns the MirrorCalls of a window.
func NewMirrorCalls(w *window.Window) MirrorCalls { return MirrorCalls{window: w} }

// NewFollowupCalls returns the FollowupCalls of a window.
func NewFollowupCalls(w *window.Window) FollowupCalls { return FollowupCalls{window: w} }

// NewSystemCalls returns the SystemCalls of a window.
func NewSystemCalls(w *window.Window) SystemCalls { return SystemCalls{window: w} }
