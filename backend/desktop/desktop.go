// Package desktop is Mixdown's window, its tray icon and what else belongs to a desktop: notifications, file dialogs, links.
//
// It is the only package that knows Wails and the tray library, and it knows nothing of Mixdown's own parts: the program
// gives it functions to call. The window is compiled in with the build tag desktop (or Wails' own dev and bindings) and
// needs C on Linux and macOS. Without these tags Open says that this build has no window, and the package is pure Go.
package desktop

import (
	"context"
	"io/fs"
	"log/slog"
	"time"
)

// Events that this package sends to the page.
const (
	// EventHidden tells the page that closing the window only hid it, since the tray is there.
	EventHidden = "window:hidden"
	// EventShown tells the page that the window came back.
	EventShown = "window:shown"
)

// Options say what the window shows and whom it calls. App and Assets are needed, all else may be left out.
type Options struct {
	App    any   // the struct whose exported methods the page may call
	Assets fs.FS // the page; index.html is at its top
	// Index returns index.html as it is to be loaded, each time that it is; nil means as it is. It is called on any goroutine.
	Index func(index []byte) []byte

	Title         string
	Width, Height int
	Hidden        bool   // open in the tray only; ignored where there is no tray
	Theme         string // what the page will wear: dark, light or contrast; it is what is seen until it is painted
	Sandbox       bool   // the numbers are made up: links to a loopback address are allowed, for the stand-in's sign-in page

	// SingleInstanceID names what only one window may show at a time: the folder of the data, so that the sample campaign
	// and the real one run side by side. Empty means no such limit. A second start brings the first one's window up,
	// calls OnSecondInstance there with its arguments, and ends without an error.
	SingleInstanceID string
	OnSecondInstance func(args []string)

	OnStartup  func(ctx context.Context, host Host) // once, on its own goroutine; ctx ends with the window
	OnShutdown func()                               // once, after the window is gone and OnStartup has returned

	TrayState        func() TrayState // the state to begin with
	TrayActions      TrayActions
	OnHidden         func()      // each time that closing the window only hid it, on a goroutine of its own
	KeepInBackground func() bool // asked when the window is closed; nil means yes. Only where there is a tray.

	Log            *slog.Logger
	ErrorFormatter func(error) any // how an error reaches the page; nil means FormatError
}

// Host is what the program may ask of the running window. All methods are safe on any goroutine.
type Host interface {
	// Emit sends an event to the page.
	Emit(event string, data any)
	// OpenURL opens a link in the system's browser. Only https links to hosts that Mixdown links to are opened.
	OpenURL(url string) error
	// Show brings the window to the front, Hide leaves only the tray, Quit ends the program.
	Show()
	Hide()
	Quit()
	// OpenFile, OpenFiles and SaveFile ask for files. They return none where the person chose none.
	OpenFile(title string, filters ...Filter) (string, error)
	OpenFiles(title string, filters ...Filter) ([]string, error)
	SaveFile(title, name string, filters ...Filter) (string, error)
	// OpenFolder asks for a folder, "" where the person chose none.
	OpenFolder(title string) (string, error)
	// HasTray says whether the desktop shows a tray now.
	HasTray() bool
	// StartTray shows the tray. It is for the program to say when, so that it takes nothing from the window's first moment.
	StartTray()
	// UpdateTray shows another state in the tray.
	UpdateTray(TrayState)
	// Notify shows a notification. The same id replaces an earlier one.
	Notify(id, title, body string) error
}

// A Filter is one choice of a file dialog, like "Spreadsheets" and "*.csv;*.xlsx".
type Filter struct{ Name, Pattern string }

// Shapes of the tray's icon.
const (
	Fresh     = "fresh"     // every enabled source is good and recent
	Syncing   = "syncing"   // a sync runs
	Stale     = "stale"     // nothing is wrong, but the numbers are old
	Attention = "attention" // a source needs the person
	Conflict  = "conflict"  // a contact was changed on both sides
	Paused    = "paused"
	Offline   = "offline"
	Waiting   = "waiting" // nothing connected yet, or waiting for a quota
)

// TrayState is what the tray shows. Words and Counts are the first lines of its menu; an empty one is left out.
type TrayState struct {
	Shape  string // one of the shapes above
	Words  string // "2 of 3 sources; Sheets needs sign-in"
	Counts string // "8 replies · 5 due"
	Paused bool   // the menu offers Resume in place of Pause
}

// TrayActions are called when a menu entry is chosen, each on its own goroutine. A nil one does nothing, but Open and
// Quit, which then show the window and end the program.
type TrayActions struct {
	SyncNow, Open, Quit func()
	// Pause gets the time to pause for: UntilResumed, or 0 to resume.
	Pause func(time.Duration)
}

// UntilResumed is the duration of a pause that only the person ends.
const UntilResumed = time.Duration(-1)
