//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"mixdown/backend/apperr"
)

// HasWindow says whether this build can open a window.
const HasWindow = true

// window is one run of Open.
type window struct {
	o     Options
	index string // the path of index.html in o.Assets
	tray  *tray

	ctx      context.Context // Wails' own, ended by shutdown; both are set before ready is closed
	cancel   context.CancelFunc
	ready    chan struct{}  // closed once Wails runs
	quitting atomic.Bool    // the next close is a real one
	startup  sync.WaitGroup // OnStartup
	notify   sync.Once
	notifyOK error
}

// Open shows the window and returns when the program shall end. It must be called on the main goroutine. Errors are
// apperr ones: no display, or a fault of the system's web view.
func Open(o Options) (err error) {
	if o.ErrorFormatter == nil {
		o.ErrorFormatter = FormatError
	}
	w := &window{o: o, ready: make(chan struct{})}
	if Generating {
		return wails.Run(w.options())
	}
	if err := checkDisplay(); err != nil {
		return err
	}
	if w.index, err = findIndex(o.Assets); err != nil {
		return err
	}
	if o.SingleInstanceID != "" && handOver(instanceName(o.SingleInstanceID), os.Args[1:]) {
		return nil
	}
	defer func() {
		if v := recover(); v != nil { // GTK and WebView2 faults at start come as panics
			err = windowFault(fmt.Errorf("desktop: window: %v", v))
		}
	}()

	w.tray = newTray(w)
	w.tray.beforeWindow()
	stop := w.quitOnSignal()
	err = wails.Run(w.options())
	stop()
	w.tray.end()
	if err != nil {
		return windowFault(fmt.Errorf("desktop: window: %w", err))
	}
	return nil
}

// findIndex returns where the page's index.html is. It says clearly what Wails would say by ending the program: this binary was
// built without its page.
func findIndex(assets fs.FS) (index string, err error) {
	err = fs.WalkDir(assets, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "index.html" {
			index = name
			return fs.SkipAll
		}
		return err
	})
	if index == "" {
		return "", apperr.New(apperr.Internal, "This build of Mixdown lacks its page. Build it with `make build`, or install a release.", err)
	}
	return index, nil
}

func windowFault(cause error) error {
	return apperr.New(apperr.Internal,
		"The window could not be opened. The commands of Mixdown work without it: `mixdown --help`.", cause)
}

func (w *window) options() *options.App {
	app := &options.App{
		Title:            w.o.Title,
		Width:            w.o.Width,
		Height:           w.o.Height,
		MinWidth:         720,
		MinHeight:        480,
		StartHidden:      w.o.Hidden && !Generating && hasTray(),
		BackgroundColour: options.NewRGB(ground(w.o.Theme)),
		AssetServer:      &assetserver.Options{Assets: w.o.Assets, Middleware: w.page},
		Bind:             []any{w.o.App},
		ErrorFormatter:   w.o.ErrorFormatter,
		Logger:           wailsLog{w.o.Log},
		OnStartup:        w.started,
		OnDomReady:       w.tracePaint,
		OnShutdown:       w.shutdown,
		OnBeforeClose:    w.beforeClose,
		Menu:             appMenu(),
		Linux: &linux.Options{
			Icon:             icon(Fresh),
			ProgramName:      "mixdown",
			WebviewGpuPolicy: linux.WebviewGpuPolicyNever, // a page of text: safe on every driver, and less memory
		},
		Windows: &windows.Options{Theme: windows.SystemDefault},
	}
	if w.o.SingleInstanceID != "" {
		app.SingleInstanceLock = &options.SingleInstanceLock{
			UniqueId:               instanceName(w.o.SingleInstanceID),
			OnSecondInstanceLaunch: w.secondInstance,
		}
	}
	return app
}

// instanceName makes a name that is good on the D-Bus and as a Windows mutex from any text.
func instanceName(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "mixdown_" + hex.EncodeToString(sum[:8])
}

func (w *window) started(ctx context.Context) {
	ctx, w.cancel = context.WithCancel(ctx)
	w.ctx = ctx
	close(w.ready)
	if w.o.OnStartup != nil {
		w.startup.Go(func() { w.o.OnStartup(ctx, w) })
	}
}

func (w *window) shutdown(context.Context) {
	<-w.ready
	w.cancel()
	w.startup.Wait()
	if w.o.OnShutdown != nil {
		w.o.OnShutdown()
	}
}

// beforeClose is asked when the window is to close; true keeps the program running. It hides the window where there is a
// tray to come back from, and the person wants that.
func (w *window) beforeClose(ctx context.Context) bool {
	if w.quitting.Load() || !hasTray() || (w.o.KeepInBackground != nil && !w.o.KeepInBackground()) {
		return false
	}
	runtime.EventsEmit(ctx, EventHidden)
	runtime.WindowHide(ctx)
	if w.o.OnHidden != nil {
		w.startup.Go(w.o.OnHidden)
	}
	return true
}

func (w *window) secondInstance(data options.SecondInstanceData) {
	w.Show()
	if w.o.OnSecondInstance != nil {
		w.o.OnSecondInstance(data.Args)
	}
}

// quitOnSignal ends the program in order when the system asks it to. Wails only closes the window, which may hide it.
func (w *window) quitOnSignal() (stop func()) {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		select {
		case <-ctx.Done():
			w.Quit()
		case <-done:
		}
	})
	return func() {
		close(done)
		watch.Wait()
		cancel()
	}
}
