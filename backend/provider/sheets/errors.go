package sheets

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"google.golang.org/api/googleapi"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// translate turns what Google or the network answered into an error with a code. call names the request for the log;
// address is the account's, for the sentence, or empty.
func translate(err error, call, address string) error {
	if err == nil {
		return nil
	}
	cause := fmt.Errorf("sheets: %s: %w", call, err)
	var known *apperr.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return cause // the transport knew better, or the person stopped it
	}
	var g *googleapi.Error
	if !errors.As(err, &g) {
		return source().Unanswered(call, err)
	}
	if strings.HasPrefix(strings.TrimSpace(g.Body), "<") && g.Code < 500 {
		return source().BadAnswer(call, err)
	}
	if address == "" {
		address = "this account"
	}
	reason := reasonOf(g)
	code, message := apperr.BadAnswer, fmt.Sprintf("Google Sheets refused a request (%d). Try again; if it stays so, run `mixdown doctor`.", g.Code)
	switch {
	case g.Code == http.StatusUnauthorized:
		code, message = apperr.NeedsSignIn, "The sign-in to Google Sheets has ended. Connect it again: `mixdown connect sheets`."
	case g.Code == http.StatusTooManyRequests || is(reason, "rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"):
		code, message = apperr.RateLimited, "Google Sheets asks for a pause. The next sync tries again by itself."
	case is(reason, "dailyLimitExceeded", "quotaExceeded", "storageQuotaExceeded"):
		code, message = apperr.QuotaSpent, "The day's quota of Google Sheets is used up. It is free again tomorrow."
	case is(reason, "accessNotConfigured", "SERVICE_DISABLED"):
		code, message = apperr.Forbidden, "The Google Sheets API is switched off in the project of your Google client. Enable it in the Google Cloud console, then sync again."
	case is(reason, "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"):
		code, message = apperr.ScopeMissing, "The permission to read the sheet was not given. Connect again and leave the box ticked: `mixdown connect sheets`."
	case g.Code == http.StatusBadRequest && strings.Contains(g.Message, "not supported for this document"):
		code, message = apperr.SheetShape, "That file is an Excel workbook in Google Drive, no Google spreadsheet. Open it and save it as one, or import it: `mixdown contacts import FILE`."
	case g.Code == http.StatusBadRequest && strings.Contains(g.Message, "Unable to parse range"):
		code, message = apperr.NotFound, "The tab of the contacts was renamed or removed while it was read. Sync again."
	case strings.Contains(g.Message, "above the limit of"):
		code, message = apperr.SheetShape, "The spreadsheet is full: Google allows 10 million cells in one. Delete empty rows and columns or a tab that is not needed; the change waits here until then."
	case strings.Contains(g.Message, "maximum of 50000 characters"):
		code, message = apperr.Invalid, "A cell of Google Sheets holds 50,000 characters at most. Write less."
	case strings.Contains(strings.ToLower(g.Message), "protected"):
		code, message = apperr.ReadOnly, "That cell is protected in the sheet. Ask its owner, or change it there."
	case g.Code == http.StatusForbidden:
		code, message = apperr.Forbidden, fmt.Sprintf("Google does not let %s open this spreadsheet. Share it with that address, or pick it again: `mixdown connect sheets`.", address)
	case g.Code == http.StatusNotFound:
		code, message = apperr.NotFound, fmt.Sprintf("The spreadsheet is not there for %s: it was deleted, its address is wrong, or it was not picked. Check the campaign's sheet, or pick it again: `mixdown connect sheets`.", address)
	case g.Code >= http.StatusInternalServerError:
		code, message = apperr.ServiceDown, "Google Sheets has a fault just now. The next sync tries again by itself."
	}
	return apperr.For("sheets", code, message, cause)
}

// source is Google Sheets in the failures that all services have alike. Google's own refusals come as googleapi.Error.
func source() provider.Service { return provider.Service{Name: "sheets", Title: "Google Sheets"} }

// reasonOf returns Google's machine-readable reason: the older errors list has it, or the newer ErrorInfo detail.
func reasonOf(g *googleapi.Error) []string {
	var reasons []string
	for _, item := range g.Errors {
		reasons = append(reasons, item.Reason)
	}
	for _, detail := range g.Details {
		if info, ok := detail.(map[string]any); ok {
			if reason, ok := info["reason"].(string); ok {
				reasons = append(reasons, reason)
			}
		}
	}
	return reasons
}

func is(reasons []string, words ...string) bool {
	for _, r := range reasons {
		for _, w := range words {
			if strings.EqualFold(r, w) {
				return true
			}
		}
	}
	return false
}
