package desktop

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"

	"mixdown/backend/apperr"
)

// pageError is how an error reaches the page, as JSON in the message of the rejected promise's Error: Wails makes an
// Error of whatever it is given, and of an object only "[object Object]" is left.
type pageError struct {
	Code     apperr.Code `json:"code"`
	Message  string      `json:"message"`
	Provider string      `json:"provider,omitempty"`
}

// FormatError makes the text that reaches the page: {"code":…,"message":…,"provider":…}. The cause stays here; only the
// sentence for the person crosses.
func FormatError(err error) any {
	e := apperr.From(err)
	if e == nil {
		return nil
	}
	b, err := json.Marshal(pageError{Code: e.Code, Message: e.Message, Provider: e.Provider})
	if err != nil { // three strings always make JSON
		return e.Message
	}
	return string(b)
}

// Recover turns a panic of a bound method into an error, and logs where it happened. Wails would leave the page's promise
// open for ever. Every bound method begins with it:
//
//	func (a *App) Metrics(campaign string) (m Metrics, err error) {
//		defer desktop.Recover(a.log, &err)
//
// The log gets the panic's type and the stack, not its value: that may hold what a person wrote.
func Recover(log *slog.Logger, err *error) {
	v := recover()
	if v == nil {
		return
	}
	if log != nil {
		log.Error("a call from the window failed", "panic", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
	}
	cause, ok := v.(error)
	if !ok {
		cause = fmt.Errorf("desktop: panic of type %T", v)
	}
	*err = apperr.New(apperr.Internal, "Mixdown hit a fault of its own. Nothing was lost; the log has the details.", cause)
}
