//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
)

// guardPage adds the page's security policy: nothing is loaded from elsewhere, and the page sends nothing anywhere. It
// stands in the shipped build only; the dev server needs its own scripts and sockets.
func guardPage(next http.Handler) http.Handler {
	if !shipped {
		return next
	}
	const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
		"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
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
