package provider

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"mixdown/backend/apperr"
)

// maxAnswer is far above any page that a service gives at once.
const maxAnswer = 32 << 20

// Service is what providers have alike that read JSON over HTTP: how a request is asked, and how its failure is told. What
// differs is data: the names, and the map of the service's own refusals.
type Service struct {
	Name  string // Info.Name
	Title string // Info.Title
	// Words reads the service's own words out of a refusal, nil where it has none.
	Words func(body []byte) []string
	// Map says what refusals mean; the first line that fits counts. What no line fits is told by HTTP's status alone.
	Map []Meaning
}

// Meaning is one line of a service's map of refusals. A page in place of an answer, which something in between wrote, and an
// answer that was cut short fit only lines that are Wordless.
type Meaning struct {
	Status   int    // 0 for any
	Word     string // that one of the service's words contains, in any case; "" for any
	Wordless bool   // the answer has no word of the service
	Code     apperr.Code
	Say      string // the sentence for the person
}

// Refused is the answer that an error came from; it is in the error's chain.
type Refused struct {
	Status int
	Words  []string
}

// Error names the status and the words.
func (r *Refused) Error() string { return fmt.Sprintf("status %d %.120q", r.Status, r.Words) }

// IsRefused reports whether err came from an answer with one of these statuses.
func IsRefused(err error, status ...int) bool {
	var r *Refused
	return errors.As(err, &r) && slices.Contains(status, r.Status)
}

// IsWord reports whether err came from an answer with this word.
func IsWord(err error, word string) bool {
	var r *Refused
	return errors.As(err, &r) && slices.Contains(r.Words, word)
}

// Request is one request.
type Request struct {
	Call   string // names it for the log
	Method string // "" for GET
	URL    string // without its query
	Query  url.Values
	Header http.Header
	Body   any // sent as JSON; nil for none
}

// Do asks once and decodes the answer into into, which may be nil. Its errors carry apperr codes.
func (s Service) Do(ctx context.Context, client *http.Client, r Request, into any) error {
	req, err := r.build(ctx)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", s.Name, r.Call, err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return s.Unanswered(r.Call, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case resp.StatusCode < http.StatusOK || resp.StatusCode >= http.StatusMultipleChoices:
		return s.Refused(r.Call, resp.StatusCode, body)
	case err != nil:
		return s.Unanswered(r.Call, err)
	case len(body) > maxAnswer:
		return s.BadAnswer(r.Call, errors.New("larger than 32 MiB"))
	case into == nil:
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return s.BadAnswer(r.Call, err)
	}
	return nil
}

func (r Request) build(ctx context.Context) (*http.Request, error) {
	address, method := r.URL, r.Method
	if len(r.Query) > 0 {
		address += "?" + r.Query.Encode()
	}
	if method == "" {
		method = http.MethodGet
	}
	var content io.Reader = http.NoBody
	if r.Body != nil {
		raw, err := json.Marshal(r.Body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, content)
	if err != nil {
		return nil, err
	}
	for key, values := range r.Header {
		req.Header[key] = values
	}
	req.Header.Set("Accept", "application/json")
	if r.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// Refused turns an answer that is no success into an error with a code: by the service's map, else by HTTP's status.
func (s Service) Refused(call string, status int, body []byte) error {
	answer := &Refused{Status: status}
	if s.Words != nil {
		answer.Words = s.Words(body)
	}
	cause := fmt.Errorf("%s: %s: %w", s.Name, call, answer)
	page := len(bytes.TrimSpace(body)) > 0 && !json.Valid(body)
	for _, m := range s.Map {
		if m.fits(answer, page) {
			return s.Fail(m.Code, m.Say, cause)
		}
	}
	switch {
	case status == http.StatusUnauthorized:
		return s.Fail(apperr.NeedsSignIn, s.Title+" does not take the sign-in any more. Connect it again: `mixdown connect "+s.Name+"`.", cause)
	case status == http.StatusTooManyRequests:
		return s.Fail(apperr.RateLimited, s.Title+" asks for a pause. The next sync tries again by itself.", cause)
	case status >= http.StatusInternalServerError:
		return s.Fail(apperr.ServiceDown, s.Title+" has a fault just now. The next sync tries again by itself.", cause)
	case page:
		return s.BadAnswer(call, errors.New(answer.Error())) // the status is not the service's, and is not in the chain
	}
	return s.Fail(apperr.BadAnswer, fmt.Sprintf("%s refused a request (%d). Try again; if it stays so, run `mixdown doctor`.", s.Title, status), cause)
}

func (m Meaning) fits(r *Refused, page bool) bool {
	switch {
	case m.Status != 0 && m.Status != r.Status:
		return false
	case m.Wordless:
		return len(r.Words) == 0
	case page:
		return false
	case m.Word == "":
		return true
	}
	return slices.ContainsFunc(r.Words, func(w string) bool { return strings.Contains(strings.ToLower(w), strings.ToLower(m.Word)) })
}

// Unanswered sorts failures that are no answer of the service. What the transport has told, and a context that was stopped,
// pass as they are.
func (s Service) Unanswered(call string, err error) error {
	cause := fmt.Errorf("%s: %s: %w", s.Name, call, err)
	var known *apperr.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return cause
	}
	var network net.Error
	if errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded) {
		return s.BadAnswer(call, err)
	}
	return s.Fail(apperr.Offline, s.Title+" cannot be reached. What you see is the last copy; the next sync tries again.", cause)
}

// BadAnswer is the error of an answer that makes no sense.
func (s Service) BadAnswer(call string, err error) error {
	return s.Fail(apperr.BadAnswer, s.Title+" answered something that cannot be read. A login page of the network may be in between: open a browser, then sync again.",
		fmt.Errorf("%s: %s: %w", s.Name, call, err))
}

// Fail is an error of this service with a code and a sentence.
func (s Service) Fail(code apperr.Code, say string, cause error) error {
	return apperr.For(s.Name, code, say, cause)
}
