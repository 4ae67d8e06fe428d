// Package tracker is the Tracker agent: it reads every connected source of a campaign, one run a connection, several
// connections at once, keeps what they say, and tells what came of it. It knows runs; it knows no service by name.
package tracker

import (
	"slices"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/store"
)

// Result is what one sync came to. Its JSON is public.
type Result struct {
	Success bool   `json:"success"`
	SyncID  int64  `json:"syncId"`
	Metrics any    `json:"metrics"`
	Message string `json:"message"`
	// Errors are sentences for a person, one a failed run.
	Errors []string    `json:"errors"`
	Runs   []RunResult `json:"runs"`

	// Changed are the keys of the metrics whose value changed.
	Changed []string `json:"changed"`
}

// tell adds an error of the sync as a whole, once: the runs have mostly said it already, under their source's name.
func (r *Result) tell(message string) {
	if !slices.ContainsFunc(r.Errors, func(said string) bool { return strings.HasSuffix(said, message) }) {
		r.Errors = append(r.Errors, message)
	}
}

// RunResult is one run of one connection.
type RunResult struct {
	ID            int64  `json:"id"`
	ConnectionID  string `json:"connectionId"`
	Provider      string `json:"provider"`
	Account       string `json:"account"`
	Status        string `json:"status"` // success, error or partial
	RecordsSynced int    `json:"recordsSynced"`
	DurationMs    int64  `json:"durationMs"`
	Requests      int    `json:"requests"`
	QuotaUnits    int    `json:"quotaUnits"`
	Complete      bool   `json:"complete"`
	// Unread counts items that could not be read and will be tried again.
	Unread int       `json:"unread"`
	Error  *RunError `json:"error,omitempty"`
}

// RunError says why a run failed or is partial.
type RunError struct {
	Code    apperr.Code `json:"code"`
	Message string      `json:"message"`
}

// Status is the sync's as a whole: error when no run brought anything, partial when some did not.
func (r Result) Status() string {
	good, bad := 0, 0
	for _, run := range r.Runs {
		switch run.Status {
		case store.StatusSuccess:
			good++
		case store.StatusPartial:
			return store.StatusPartial
		default:
			bad++
		}
	}
	switch {
	case bad == 0:
		return store.StatusSuccess
	case good == 0:
		return store.StatusError
	}
	return store.StatusPartial
}

// AllNeedSignIn reports whether every run failed for want of a sign-in.
func (r Result) AllNeedSignIn() bool {
	for _, run := range r.Runs {
		if run.Error == nil || run.Error.Code != apperr.NeedsSignIn {
			return false
		}
	}
	return len(r.Runs) > 0
}

// Event is what a running sync tells whoever listens.
type Event struct {
	Kind     string // "started", "progress" or "finished"
	SyncID   int64
	Progress *Progress
	Result   *Result
	// CampaignID is the campaign that is synced.
	CampaignID string
}

// Progress is how far one run is.
type Progress struct {
	SyncID       int64     `json:"syncId"`
	ConnectionID string    `json:"connectionId"`
	Provider     string    `json:"provider"`
	Phase        string    `json:"phase"`
	Done         int       `json:"done"`
	Known        int       `json:"known"`
	Share        *float64  `json:"share"`       // 0 to 1; nil while the total is not known
	SecondsLeft  *float64  `json:"secondsLeft"` // nil while it cannot be told
	StartedAt    time.Time `json:"startedAt"`
}
