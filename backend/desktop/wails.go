//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"strings"
)

// pagePolicy is the page's security policy: nothing is loaded from elsewhere, nothing inline runs, and the page sends nothing
// anywhere and is shown in no frame. frontend/index.html says the same, for where there are no headers.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guardPage adds the page's security policy. It stands in the shipped build only; the dev server needs its own scripts and
// sockets.
func guardPage(next http.Handler) http.Handler {
	if !shipped {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", pagePolicy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// page serves the page: index.html as Options.Index makes it, and everything with the page's policy. With Vite's server, which has
// a page of its own, nothing is made.
func (w *window) page(next http.Handler) http.Handler {
	index, err := fs.ReadFile(w.o.Assets, w.index)
	if w.o.Index == nil || err != nil || !shipped && os.Getenv("frontenddevserverurl") != "" {
		return guardPage(next)
	}
	return guardPage(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/" && r.URL.Path != "/index.html" {
			next.ServeHTTP(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = rw.Write(w.o.Index(index)) // a page that went away is told nothing
	}))
}

// wailsLog sends Wails' own log to ours. Wails puts a failed call's arguments into its message, where a key that the
// person just pasted may be: those are cut.
type wailsLog struct{ to *slog.Logger }

func (l wailsLog) write(level slog.Level, message string) {
	if l.to == nil {
		return
	}
	if strings.HasPrefix(message, "process message error:") {
		message = "process message error: a call from the page was not understood"
	}
	l.to.Log(context.Background(), level, strings.TrimSpace(message), "part", "wails")
}

func (l wailsLog) Print(m string)   { l.write(slog.LevelInfo, m) }
func (l wailsLog) Trace(string)     {} // whole messages of the page
func (l wailsLog) Debug(string)     {}
func (l wailsLog) Info(m string)    { l.write(slog.LevelInfo, m) }
func (l wailsLog) Warning(m string) { l.write(slog.LevelWarn, m) }
func (l wailsLog) Error(m string)   { l.write(slog.LevelError, m) }
func (l wailsLog) Fatal(m string)   { l.write(slog.LevelError, m) }
