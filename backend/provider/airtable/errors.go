package airtable

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// Airtable's words for refusals that decide what is done.
const (
	wordBilling  = "PUBLIC_API_BILLING_LIMIT_EXCEEDED"
	wordIterator = "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"
	wordField    = "UNKNOWN_FIELD_NAME"
	wordModel    = "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND"
)

// source asks Airtable, and says what its refusals mean.
// https://airtable.com/developers/web/api/errors
func source() provider.Service {
	return provider.Service{
		Name:  name,
		Title: "Airtable",
		Words: words,
		Map: []provider.Meaning{
			{Word: wordBilling, Code: apperr.QuotaSpent, Say: "The month's API calls of the Airtable workspace are used up. Nothing more is asked until the month ends; what is held stays readable."},
			{Status: http.StatusUnauthorized, Code: apperr.NeedsSignIn, Say: "Airtable does not take the token or the sign-in any more. Connect it again: `mixdown connect airtable`."},
			{Word: wordModel, Code: apperr.Forbidden, Say: "The base or table is not there for this account: it was deleted, or it is not shared with the token. Give the token access to the base, or set another table: `mixdown campaign edit NAME --airtable BASE/TABLE:STATUS_FIELD`."},
			{Status: http.StatusForbidden, Code: apperr.ScopeMissing, Say: "The Airtable token lacks a permission. Give it data.records:read and schema.bases:read for the base, then connect it again: `mixdown connect airtable`."},
			{Word: wordField, Code: apperr.NotFound, Say: "The status field is not in the Airtable table any more. Set another: `mixdown campaign edit NAME --airtable BASE/TABLE:STATUS_FIELD`."},
			{Status: http.StatusNotFound, Code: apperr.NotFound, Say: "Airtable does not have this base or table any more. Set another: `mixdown campaign edit NAME --airtable BASE/TABLE:STATUS_FIELD`."},
		},
	}
}

// words reads the words of a refusal. They come in three shapes: {"error":{"type":…}}, {"error":"…"}, {"errors":[{"error":…}]}.
func words(body []byte) []string {
	var answer struct {
		Error  json.RawMessage `json:"error"`
		Errors []struct {
			Error string `json:"error"`
		} `json:"errors"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil
	}
	var list []string
	var word string
	var object struct {
		Type string `json:"type"`
	}
	if json.Unmarshal(answer.Error, &word) == nil && word != "" {
		list = append(list, word)
	} else if json.Unmarshal(answer.Error, &object) == nil && object.Type != "" {
		list = append(list, object.Type)
	}
	for _, e := range answer.Errors {
		list = append(list, e.Error)
	}
	return list
}

// refusal tells the transport what a 429 means: too fast for half a minute, or the month's calls used up.
func refusal(status int, _ http.Header, body []byte, now time.Time) (provider.RefusalKind, time.Time) {
	switch {
	case slices.Contains(words(body), wordBilling):
		_, ends := provider.Month(now)
		return provider.RefusalSpent, ends
	case status == http.StatusTooManyRequests:
		return provider.RefusalRate, now.Add(outAfterRefusal)
	}
	return provider.RefusalPlain, time.Time{}
}
