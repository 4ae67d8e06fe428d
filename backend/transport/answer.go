package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// peekBody is how much of a refusal is read for its reason.
const peekBody = 64 << 10

// judge reads an answer to its end and decides what it means.
func (s *sender) judge(ctx context.Context, resp *http.Response, p *permit) result {
	body, err := readBody(resp, s.t.maxBody)
	s.counter.bytes.Add(int64(len(body)))
	if err != nil {
		if ctx.Err() != nil {
			return result{kind: ended, err: s.stopped(ctx, err)}
		}
		if errors.Is(err, errTooLarge) {
			return result{kind: ended, err: s.fail(apperr.BadAnswer, "%s sent an answer larger than Mixdown accepts. Run the sync again; if it stays, look in the log.", err)}
		}
		return result{kind: fault, bad: true, err: s.fail(apperr.BadAnswer, "An answer of %s broke off in the middle, several times. Mixdown tries again at the next sync.", err)}
	}
	hint := retryAfter(resp.Header, s.t.now())
	switch status := resp.StatusCode; {
	case status >= 500:
		r := result{kind: fault, hint: hint, err: s.down(status, hint)}
		if hint > faultsFor || !passing(status) {
			r.kind = ended
		}
		return r
	case status >= 400:
		return s.judgeRefusal(resp, body, hint, p)
	}
	if err := nonsense(resp, body); err != nil {
		return result{kind: fault, bad: true, err: s.fail(apperr.BadAnswer, "%s answered with something that is not its data, several times: a sign-in page of the network you are in, or a fault there. Check that other pages open, then sync again.", err)}
	}
	return result{kind: answered, resp: resp}
}

func (s *sender) judgeRefusal(resp *http.Response, body []byte, hint time.Duration, p *permit) result {
	kind, until := provider.RefusalPlain, time.Time{}
	peek := body[:min(len(body), peekBody)]
	if s.info.Pace.Refusal != nil {
		kind, until = s.info.Pace.Refusal(resp.StatusCode, resp.Header, peek, s.t.now())
	}
	if kind == provider.RefusalPlain && (resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusForbidden) {
		kind, until = googleRefusal(resp.StatusCode, peek, s.t.now())
	}
	switch kind {
	case provider.RefusalSpent:
		if until.IsZero() {
			until = s.t.now().Add(max(hint, time.Hour))
		}
		err := s.spent(until, resp.StatusCode)
		s.shut(until, err)
		return result{kind: ended, err: err, hint: hint}
	case provider.RefusalRate:
		if !until.IsZero() {
			hint = max(hint, until.Sub(s.t.now()))
		}
		wait, giveUp := p.refused(hint)
		err := s.tooFast(s.t.now().Add(wait), resp.StatusCode)
		if giveUp {
			s.allowance.shut(wait, err)
		}
		return result{kind: refused, err: err, hint: hint, giveUp: giveUp}
	}
	if resp.StatusCode == http.StatusUnauthorized {
		return result{kind: unauthorized, resp: resp}
	}
	return result{kind: answered, resp: resp}
}

var errTooLarge = fmt.Errorf("transport: the answer is too large")

// readBody reads a whole body of at most limit bytes and puts it back into resp. The body of an error answer may break off.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	if resp.Body == nil {
		resp.Body = http.NoBody
		return nil, nil
	}
	defer resp.Body.Close()
	if resp.ContentLength > limit && resp.Request.Method != http.MethodHead {
		return nil, errTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if int64(len(body)) > limit {
		return nil, errTooLarge
	}
	if err != nil && resp.StatusCode < 400 {
		return body, fmt.Errorf("transport: read answer: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if resp.Request.Method != http.MethodHead {
		resp.ContentLength = int64(len(body))
	}
	return body, nil
}

// nonsense tells what is wrong with an answer that calls itself a success: a page for people, or JSON that is cut short.
func nonsense(resp *http.Response, body []byte) error {
	if resp.StatusCode < 200 || resp.StatusCode > 299 || resp.Request.Method == http.MethodHead {
		return nil
	}
	if resp.StatusCode == http.StatusNoContent && resp.Request.Method == http.MethodGet {
		return fmt.Errorf("transport: no content in place of data") // read as an answer it would be a list of nothing
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	start := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 256)]))
	if kind == "text/html" || kind == "application/xhtml+xml" ||
		(kind == "" && (bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html")))) {
		return fmt.Errorf("transport: %d with a page in place of data", resp.StatusCode)
	}
	if kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return nil
	}
	if len(body) == 0 {
		if resp.StatusCode == http.StatusOK && resp.Request.Method == http.MethodGet {
			return fmt.Errorf("transport: an empty answer in place of JSON")
		}
		return nil
	}
	if !json.Valid(body) {
		return fmt.Errorf("transport: %d bytes that are not JSON", len(body))
	}
	if resp.Request.Method == http.MethodGet && string(bytes.TrimSpace(body)) == "null" {
		return fmt.Errorf("transport: null in place of data")
	}
	return nil
}

// retryAfter reads Retry-After, seconds or a date. A date is compared with the service's own clock where it tells it.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0
	}
	if seconds, err := strconv.ParseFloat(v, 64); err == nil {
		// Past a year it is no duration any more, only a number that overflows; NaN fails both comparisons.
		if seconds > 0 && seconds < 366*24*3600 {
			return time.Duration(seconds * float64(time.Second))
		}
		return 0
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now))
}

// passing tells whether a status of the 5xx is worth another try.
func passing(status int) bool {
	switch status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}
