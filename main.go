// Mixdown shows music promoters what their outreach achieved. Without a command it opens the window; with one it is a
// command line. This file wires the parts together.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/pkg/browser"

	"mixdown/backend/cli"
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
	"mixdown/backend/window"
	"mixdown/frontend"
)

// version is set by the build.
var version = "dev"

func main() {
	if desktop.Generating {
		_ = openWindow(context.Background(), cli.Host{}, cli.Options{}) // the page's bindings are made; nothing is opened
		return
	}
	// A sync that is stopped keeps what it read; a second signal ends the process at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	host := cli.Host{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Version: version + " " + runtime.GOOS + "/" + runtime.GOARCH,
		OpenBrowser: openBrowser,
	}
	host.OpenWindow = func(ctx context.Context, o cli.Options) error { return openWindow(ctx, host, o) }
	code := cli.Run(ctx, host)
	stop()
	os.Exit(code)
}

// openBrowser shows a page in the system's browser; what the browser's launcher prints must not mix with our results.
func openBrowser(url string) error {
	browser.Stdout = os.Stderr
	return browser.OpenURL(url)
}

// openWindow opens the window and returns when it is closed for good. Data that cannot be opened is told in the window: a
// double-clicked app has no terminal.
func openWindow(ctx context.Context, host cli.Host, o cli.Options) error {
	w := window.New(ctx, func(ctx context.Context, sample bool) (*desk.Desk, func(), error) {
		o := o
		o.Demo = sample
		d, log, err := cli.OpenDesk(ctx, o, host)
		return d, log.Close, err
	})
	defer w.Close()
	id, theme := "", ""
	if desktop.HasWindow && !desktop.Generating {
		w.Open(o.Demo)
		id, theme = w.Home(), w.Theme()
	}
	return desktop.Open(desktop.Options{
		App: NewApp(w), Assets: frontend.Assets, Index: w.FirstPage, Title: "Mixdown", Width: 1280, Height: 860, Theme: theme,
		Sandbox: o.Demo || o.Gateway != "", SingleInstanceID: id, Hidden: o.Hidden,
		OnStartup: w.Started, OnShutdown: w.Shutdown,
		TrayState: w.TrayState, TrayActions: w.TrayActions(), KeepInBackground: w.KeepInBackground, OnHidden: w.Hidden, Log: w.Log(),
	})
}
