package transport

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"mixdown/backend/provider"
)

// quotaAnswer is a refusal in Google's error model, old and new: https://cloud.google.com/apis/design/errors
type quotaAnswer struct {
	Error struct {
		Status  string `json:"status"`
		Message string `json:"message"`
		Errors  []struct {
			Reason string `json:"reason"`
		} `json:"errors"`
		Details []struct {
			Reason   string            `json:"reason"`
			Metadata map[string]string `json:"metadata"`
		} `json:"details"`
	} `json:"error"`
}

// googleRefusal reads what a 403 or 429 means in Google's words: asked too fast, or a day's quota used up. A 429 that says
// nothing means too fast, a 403 that says nothing is the provider's to read.
func googleRefusal(status int, body []byte, now time.Time) (provider.RefusalKind, time.Time) {
	var a quotaAnswer
	if json.Unmarshal(body, &a) == nil {
		if a.daySpent() {
			return provider.RefusalSpent, nextPacificDay(now)
		}
		if a.tooFast() {
			return provider.RefusalRate, time.Time{}
		}
	}
	if status == http.StatusTooManyRequests {
		return provider.RefusalRate, time.Time{}
	}
	return provider.RefusalPlain, time.Time{}
}

func (a *quotaAnswer) reason(words ...string) bool {
	for _, e := range a.Error.Errors {
		if slices.Contains(words, e.Reason) {
			return true
		}
	}
	for _, d := range a.Error.Details {
		if slices.Contains(words, d.Reason) {
			return true
		}
	}
	return false
}

// daySpent: the old reasons, or the new error's quota, whose unit "1/d/{project}" is by the day.
func (a *quotaAnswer) daySpent() bool {
	if a.reason("dailyLimitExceeded", "quotaExceeded") {
		return true
	}
	for _, d := range a.Error.Details {
		if strings.HasPrefix(d.Metadata["quota_unit"], "1/d/") || strings.Contains(d.Metadata["quota_limit"], "PerDay") {
			return true
		}
	}
	return a.tooFast() && strings.Contains(a.Error.Message, " per day")
}

func (a *quotaAnswer) tooFast() bool {
	return a.Error.Status == "RESOURCE_EXHAUSTED" || a.reason("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED")
}

// nextPacificDay is the next midnight of California, when Google's daily quotas begin again
// (https://cloud.google.com/docs/quotas/view-manage: "daily quotas reset at midnight Pacific time").
func nextPacificDay(now time.Time) time.Time {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		zone = time.FixedZone("PST", -8*60*60) // at most an hour late in summer
	}
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone).UTC()
}
