package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Fault is a failure to make, and when. The empty fields of the first group match everything; of the second group the first
// one that is set decides the answer.
type Fault struct {
	Host   string // "gmail.googleapis.com"
	Method string // "GET"
	Path   string // path.Match pattern without the host: "/gmail/v1/users/*/messages/*"; a last "/**" matches any rest
	Match  func(*http.Request) bool
	Nth    int // the first matching request that fails, from 1; 0 is 1
	Times  int // how many fail from there on; 0 is all

	Drop     bool        // the connection is closed without an answer; nothing was done
	Status   int         // answered with Header and Body in place of the service; nothing was done
	Header   http.Header // of Status
	Body     string      // of Status
	Lose     bool        // the service does its work, but its answer is lost with the connection
	Truncate int         // only so many bytes of the real answer's body arrive, then the connection ends

	Latency time.Duration // waited before anything else, in real time
	Before  func()        // called before the service answers, for edits between a read and a write
	After   func()        // called when the service has answered, before its answer is sent
}

// RateLimited is a 429 with Retry-After in whole seconds (none for a negative wait).
func RateLimited(wait time.Duration) Fault {
	f := googleFault(429, "RESOURCE_EXHAUSTED", "rateLimitExceeded", "Too many concurrent requests for user.", "usageLimits")
	if wait >= 0 {
		f.Header.Set("Retry-After", strconv.Itoa(int(wait/time.Second)))
	}
	return f
}

// QuotaExceeded is the 403 by which Gmail and Drive say "slower"; reason is rateLimitExceeded or userRateLimitExceeded.
func QuotaExceeded(reason string) Fault {
	return googleFault(403, "PERMISSION_DENIED", reason, "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user'.", "usageLimits")
}

// ServerError is a 5xx in Google's JSON.
func ServerError(status int) Fault {
	return googleFault(status, "UNAVAILABLE", "backendError", "The service is currently unavailable.", "global")
}

// HTMLPage is a page in place of JSON, as a captive portal or a proxy sends it, with status 200 or 502.
func HTMLPage(status int) Fault {
	return Fault{Status: status, Header: http.Header{"Content-Type": {"text/html; charset=UTF-8"}},
		Body: "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><h1>Welcome</h1></body></html>"}
}

// HistoryGone is the 404 by which Gmail says that a start history id is too old.
func HistoryGone() Fault {
	f := googleFault(404, "NOT_FOUND", "notFound", "Requested entity was not found.", "global")
	f.Host, f.Path = gmailHost, "/gmail/v1/users/*/history"
	return f
}

// InvalidGrant makes the token endpoint refuse, as after a revocation or a password change.
func InvalidGrant() Fault {
	return Fault{Host: tokenHost, Path: "/token", Status: 400, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body: `{"error": "invalid_grant", "error_description": "Token has been expired or revoked."}`}
}

func googleFault(code int, status, reason, message, domain string) Fault {
	return Fault{Status: code, Header: http.Header{"Content-Type": {"application/json; charset=UTF-8"}},
		Body: fmt.Sprintf(`{"error":{"code":%d,"message":%q,"status":%q,"errors":[{"message":%q,"domain":%q,"reason":%q}]}}`, code, message, status, message, domain, reason)}
}

// Faults are the rules in force, first match first.
type Faults struct {
	mu    sync.Mutex
	rules []*Rule
}

// Rule is a fault in force.
type Rule struct {
	owner *Faults
	fault Fault
	seen  int
	hits  int
}

// Add puts a fault in force.
func (f *Faults) Add(fault Fault) *Rule {
	f.mu.Lock()
	defer f.mu.Unlock()
	rule := &Rule{owner: f, fault: fault}
	f.rules = append(f.rules, rule)
	return rule
}

// Clear ends all faults.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = nil
}

// Hits returns how often the rule struck.
func (r *Rule) Hits() int {
	r.owner.mu.Lock()
	defer r.owner.mu.Unlock()
	return r.hits
}

// Remove ends the rule.
func (r *Rule) Remove() {
	r.owner.mu.Lock()
	defer r.owner.mu.Unlock()
	for i, other := range r.owner.rules {
		if other == r {
			r.owner.rules = append(r.owner.rules[:i:i], r.owner.rules[i+1:]...)
			return
		}
	}
}

// match returns the fault that strikes this request, nil for none.
func (f *Faults) match(host string, r *http.Request) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, rule := range f.rules {
		if !rule.fault.fits(host, r) {
			continue
		}
		rule.seen++
		first := max(rule.fault.Nth, 1)
		if rule.seen < first || rule.fault.Times > 0 && rule.seen >= first+rule.fault.Times {
			continue
		}
		rule.hits++
		hit := rule.fault
		return &hit
	}
	return nil
}

func (f *Fault) fits(host string, r *http.Request) bool {
	return (f.Host == "" || f.Host == host) && (f.Method == "" || f.Method == r.Method) &&
		pathFits(f.Path, r.URL.Path) && (f.Match == nil || f.Match(r))
}

// pathFits matches a path.Match pattern; "" fits all, and a last "/**" fits any rest.
func pathFits(pattern, p string) bool {
	if pattern == "" {
		return true
	}
	if head, ok := strings.CutSuffix(pattern, "/**"); ok {
		n := strings.Count(head, "/")
		parts := strings.Split(p, "/")
		if len(parts) <= n {
			return false
		}
		p, pattern = strings.Join(parts[:n+1], "/"), head
	}
	ok, err := path.Match(pattern, p)
	return err == nil && ok
}

func (f *Fault) changesAnswer() bool { return f.Lose || f.Truncate > 0 }

// before does what comes before the service. It reports whether the service is to answer.
func (f *Fault) before(ctx context.Context, w http.ResponseWriter, rec *recorder) bool {
	if f.Latency > 0 {
		timer := time.NewTimer(f.Latency)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			drop()
		}
	}
	if f.Before != nil {
		f.Before()
	}
	if f.Drop {
		drop()
	}
	if f.Status == 0 {
		return true
	}
	for k, v := range f.Header {
		w.Header()[k] = v
	}
	rec.status = f.Status
	w.WriteHeader(f.Status)
	_, _ = w.Write([]byte(f.Body))
	return false
}

func (f *Fault) after() {
	if f != nil && f.After != nil {
		f.After()
	}
}

// cut ends the connection in the middle of the answer, or before it. It reports whether it did.
func (f *Fault) cut(w http.ResponseWriter, rec *recorder) bool {
	if f == nil || !f.changesAnswer() {
		return false
	}
	if f.Lose {
		drop()
	}
	for k, v := range rec.header {
		w.Header()[k] = v
	}
	body := rec.body.Bytes()
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(max(rec.status, 200))
	_, _ = w.Write(body[:min(f.Truncate, len(body))])
	if len(body) > f.Truncate {
		_ = http.NewResponseController(w).Flush()
		drop()
	}
	return true
}

// drop ends the connection without (the rest of) an answer.
func drop() { panic(http.ErrAbortHandler) }
