// Command tinywindow is the smallest program on package desktop. The end-to-end tests try the window and the tray on it,
// and the benchmark takes it as the bare window that Mixdown's own is compared with.
//
// It prints one line for each thing that happens to it, and obeys lines on stdin: "tray SHAPE WORDS", "notify TEXT",
// "open URL", "quit".
package main

import (
	"bufio"
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desktop"
	"mixdown/backend/guard"
)

//go:embed page
var page embed.FS

// tiny is what the page may call.
type tiny struct{ log *slog.Logger }

// Say prints a line.
func (t *tiny) Say(line string) { fmt.Println("page:", line) }

// Fail returns an error that a person can act on.
func (t *tiny) Fail() (_ string, err error) {
	defer guard.Recover(t.log, "call", &err)
	return "", apperr.For("gmail", apperr.NeedsSignIn, "Gmail asks you to sign in again.", errors.New("hidden cause"))
}

// Panic has a fault.
func (t *tiny) Panic() (n int, err error) {
	defer guard.Recover(t.log, "call", &err)
	var none []int
	return none[n], nil
}

func main() {
	id := flag.String("id", "", "only one window of this name")
	hidden := flag.Bool("hidden", false, "open in the tray only")
	flag.Parse()
	if err := run(*id, *hidden); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println("ended")
}

func run(id string, hidden bool) error {
	top, err := fs.Sub(page, "page")
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	say := func(line string) func() { return func() { fmt.Println(line) } }
	return desktop.Open(desktop.Options{
		App: &tiny{log}, Assets: top, Title: "Tiny window", Width: 1100, Height: 760, Hidden: hidden, SingleInstanceID: id,
		OnSecondInstance: func(args []string) { fmt.Println("second instance:", strings.Join(args, " ")) },
		OnStartup: func(ctx context.Context, host desktop.Host) {
			host.StartTray()
			fmt.Println("started, tray:", host.HasTray())
			go obey(host)
			<-ctx.Done()
		},
		OnShutdown: say("shut down"),
		TrayState: func() desktop.TrayState {
			return desktop.TrayState{Shape: desktop.Fresh, Words: "All 2 sources, 2 min ago", Counts: "8 replies · 5 due"}
		},
		TrayActions: desktop.TrayActions{
			SyncNow: say("sync now"),
			Pause:   func(d time.Duration) { fmt.Println("pause:", d) },
		},
		Log: log,
	})
}

// obey reads orders until stdin ends; the program does not wait for it.
func obey(host desktop.Host) {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		order, rest, _ := strings.Cut(in.Text(), " ")
		var err error
		switch order {
		case "tray":
			shape, words, _ := strings.Cut(rest, " ")
			host.UpdateTray(desktop.TrayState{Shape: shape, Words: words, Paused: shape == desktop.Paused})
		case "notify":
			err = host.Notify("followups:one", "Mixdown", rest)
		case "open":
			err = host.OpenURL(rest)
		case "quit":
			host.Quit()
		}
		fmt.Println("done:", order, err)
	}
}
