//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"fmt"
	"strings"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"mixdown/backend/apperr"
)

// The methods of Host.

func (w *window) Emit(event string, data any) {
	<-w.ready
	runtime.EventsEmit(w.ctx, event, data)
}

func (w *window) OpenURL(link string) error {
	<-w.ready
	link, err := checkLink(link, w.o.Sandbox)
	if err != nil {
		return err
	}
	runtime.BrowserOpenURL(w.ctx, link)
	return nil
}

func (w *window) Show() {
	<-w.ready
	runtime.WindowUnminimise(w.ctx)
	runtime.WindowShow(w.ctx)
	runtime.EventsEmit(w.ctx, EventShown)
}

func (w *window) Hide() {
	<-w.ready
	runtime.WindowHide(w.ctx)
}

func (w *window) Quit() {
	w.quitting.Store(true)
	<-w.ready
	runtime.Quit(w.ctx)
}

func (w *window) OpenFile(title string, filters ...Filter) (string, error) {
	<-w.ready
	name, err := runtime.OpenFileDialog(w.ctx, runtime.OpenDialogOptions{Title: title, Filters: wailsFilters(filters)})
	return name, dialogFault(err)
}

func (w *window) OpenFiles(title string, filters ...Filter) ([]string, error) {
	<-w.ready
	names, err := runtime.OpenMultipleFilesDialog(w.ctx, runtime.OpenDialogOptions{Title: title, Filters: wailsFilters(filters)})
	return names, dialogFault(err)
}

func (w *window) SaveFile(title, name string, filters ...Filter) (string, error) {
	<-w.ready
	chosen, err := runtime.SaveFileDialog(w.ctx, runtime.SaveDialogOptions{
		Title: title, DefaultFilename: name, Filters: wailsFilters(filters), CanCreateDirectories: true,
	})
	return chosen, dialogFault(err)
}

func (w *window) OpenFolder(title string) (string, error) {
	<-w.ready
	name, err := runtime.OpenDirectoryDialog(w.ctx, runtime.OpenDialogOptions{Title: title})
	return name, dialogFault(err)
}

func wailsFilters(filters []Filter) []runtime.FileFilter {
	out := make([]runtime.FileFilter, len(filters))
	for i, f := range filters {
		out[i] = runtime.FileFilter{DisplayName: f.Name, Pattern: f.Pattern}
	}
	return out
}

func dialogFault(err error) error {
	if err == nil {
		return nil
	}
	return apperr.New(apperr.Internal, "The system's file dialog did not open.", fmt.Errorf("desktop: file dialog: %w", err))
}

func (w *window) HasTray() bool { return hasTray() }

func (w *window) StartTray()             { w.tray.start() }
func (w *window) UpdateTray(s TrayState) { w.tray.update(s) }

// notificationClicked opens the window where the notification's id leads: "followups:…" to the screen of that name.
func (w *window) notificationClicked(r runtime.NotificationResult) {
	if r.Error != nil {
		return
	}
	w.Show()
	if screen, _, ok := strings.Cut(r.Response.ID, ":"); ok {
		runtime.EventsEmit(w.ctx, "navigate", map[string]string{"screen": screen})
	}
}

func (w *window) Notify(id, title, body string) error {
	<-w.ready
	w.notify.Do(func() {
		if w.notifyOK = runtime.InitializeNotifications(w.ctx); w.notifyOK != nil {
			return
		}
		var allowed bool
		if allowed, w.notifyOK = runtime.RequestNotificationAuthorization(w.ctx); w.notifyOK == nil && !allowed {
			w.notifyOK = fmt.Errorf("not allowed by the person")
		}
		runtime.OnNotificationResponse(w.ctx, w.notificationClicked)
	})
	err := w.notifyOK
	if err == nil {
		err = runtime.SendNotification(w.ctx, runtime.NotificationOptions{ID: id, Title: title, Body: body})
	}
	if err != nil {
		return apperr.New(apperr.Forbidden,
			"The system showed no notification. Allow Mixdown in its notification settings.", fmt.Errorf("desktop: notify: %w", err))
	}
	return nil
}
