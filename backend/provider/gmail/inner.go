package gmail

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"mixdown/backend/apperr"
)

// checked looks into answers of 200: one that holds an error gets the status which that error names, and one that is no object
// is refused. Taken as they come, both would read as an empty mailbox, and what is held would be closed.
type checked struct{ next http.RoundTripper }

// maxChecked bounds what is looked at for an error: Google's stands at the beginning and is short.
const maxChecked = 16 << 10

// RoundTrip implements http.RoundTripper.
func (c checked) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(r)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	head, err := io.ReadAll(io.LimitReader(resp.Body, maxChecked))
	if err != nil {
		_ = resp.Body.Close()
		return nil, err
	}
	resp.Body = joined{io.MultiReader(bytes.NewReader(head), resp.Body), resp.Body}
	begin := bytes.TrimLeft(head, " \t\r\n")
	if len(begin) == 0 || begin[0] != '{' {
		_ = resp.Body.Close()
		return nil, apperr.For(name, apperr.BadAnswer, "Gmail's answer could not be read. The next sync tries again.", nil)
	}
	if code := innerCode(begin); code >= http.StatusBadRequest && code < 600 {
		resp.StatusCode, resp.Status = code, http.StatusText(code)
	}
	return resp, nil
}

// innerCode is the code of an error that is all that an answer holds; 0 where there is none.
func innerCode(answer []byte) int {
	if !bytes.Contains(answer, []byte(`"error"`)) {
		return 0
	}
	var inner struct {
		ID    string `json:"id"`
		Error *struct {
			Code int `json:"code"`
		} `json:"error"`
	}
	if json.Unmarshal(answer, &inner) != nil || inner.Error == nil || inner.ID != "" {
		return 0 // a mail that speaks of errors, or longer than any error is
	}
	if inner.Error.Code == 0 {
		return http.StatusInternalServerError
	}
	return inner.Error.Code
}

// joined is a body whose beginning was read already.
type joined struct {
	io.Reader
	io.Closer
}
