package gmail

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"slices"

	"mixdown/backend/apperr"
)

// checked looks into answers of 200: one that holds an error gets the status which that error names, and one that is no object,
// or holds nothing of what Gmail always says, is refused. Taken as they come, they would read as an empty mailbox: what is held
// would be closed, and what is not would never be looked for again.
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
	resp.Body = replayed{io.MultiReader(bytes.NewReader(head), resp.Body), resp.Body}
	begin := bytes.TrimLeft(head, " \t\r\n")
	if len(begin) == 0 || begin[0] != '{' || len(head) < maxChecked && !answers(r.URL.Path, begin) {
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

// promised are keys of which an answer has at least one, by its path: an empty list of messages is {"resultSizeEstimate":0}, a
// history without changes has its id, and each mailbox sends as itself.
// https://developers.google.com/workspace/gmail/api/reference/rest
var promised = []struct {
	path string
	keys []string
}{
	{"/gmail/v1/users/*/messages", []string{"messages", "nextPageToken", "resultSizeEstimate"}},
	{"/gmail/v1/users/*/messages/*", []string{"id"}},
	{"/gmail/v1/users/*/threads/*", []string{"id"}},
	{"/gmail/v1/users/*/history", []string{"historyId"}},
	{"/gmail/v1/users/*/profile", []string{"emailAddress", "historyId"}},
	{"/gmail/v1/users/*/settings/sendAs", []string{"sendAs"}},
}

// answers reports whether a whole answer says what one at this path always says. An error is none of that, and looked at apart.
func answers(at string, answer []byte) bool {
	for _, p := range promised {
		if ok, _ := path.Match(p.path, at); !ok {
			continue
		}
		var has map[string]json.RawMessage
		if json.Unmarshal(answer, &has) != nil {
			return true // cut: the reader says so
		}
		_, failed := has["error"]
		return failed || slices.ContainsFunc(p.keys, func(key string) bool { _, ok := has[key]; return ok })
	}
	return true
}

// replayed is a body whose beginning was read already.
type replayed struct {
	io.Reader
	io.Closer
}
