package desktop

import (
	"encoding/json"

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
