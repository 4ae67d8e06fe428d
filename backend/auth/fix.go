package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/oauth2"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
	"mixdown/backend/transport"
)

// fix is what an OAuth error code means for the person. Sentence holds one %s for the service's title; place is where Google's
// console puts it right, "" where the console cannot.
type fix struct {
	code     apperr.Code
	sentence string
	place    string
}

// Places of Google's console.
const (
	placeAPIs     = "apis"     // the library of APIs
	placeAudience = "audience" // who may use the client, and whether it is published
	placeClients  = "clients"  // the OAuth clients of the project
)

// A Fix is an error that a sign-in page may show, and what it means.
type Fix struct {
	Word     string `json:"word"` // as the page shows it: "redirect_uri_mismatch"
	Sentence string `json:"sentence"`
	Place    string `json:"place"` // apis, audience or clients of Google's console; "" where it cannot help
}

// Fixes lists the errors of a service's sign-in page, sorted. Most of Google's are shown in the browser and never come back: the
// person has to be able to look them up.
func Fixes(info provider.Info) []Fix {
	out := []Fix{}
	for word, f := range fixes(isGoogle(info)) {
		place := f.place
		if !isGoogle(info) {
			place = ""
		}
		out = append(out, Fix{Word: word, Sentence: fmt.Sprintf(f.sentence, title(info)), Place: place})
	}
	slices.SortFunc(out, func(a, b Fix) int { return strings.Compare(a.Word, b.Word) })
	return out
}

func isGoogle(info provider.Info) bool {
	return strings.HasPrefix(info.Auth.AuthURL, "https://accounts.google.com/")
}

// fixes are the error codes of RFC 6749, of OpenID Connect and of Google's own, as they come back to a desktop client from the
// consent page or the token endpoint.
func fixes(google bool) map[string]fix {
	client := "Check it in Google's console under \"Credentials\", or make a new Desktop client and give its JSON with --client."
	denied := " If you did not refuse: while the consent screen is in \"Testing\", your address must stand among its test users."
	if !google {
		client, denied = "Check it where you registered it, and give its id with --client-id.", " If you did not refuse: your account may have to stand among the users of the app that you registered there."
	}
	return map[string]fix{
		"access_denied":              {apperr.ConsentRefused, "Access to %s was refused on the consent page, so nothing was connected." + denied, placeAudience},
		"admin_policy_enforced":      {apperr.ConsentRefused, "Your organisation does not let this app read %s. Ask its administrator to allow the client id, or use a private account.", ""},
		"org_internal":               {apperr.ConsentRefused, "The OAuth client for %s is only open to members of its own organisation. Set the consent screen to \"External\", or sign in with a member's account.", placeAudience},
		"access_not_configured":      {apperr.BadClient, "The API of %s is not switched on in the client's project. Enable it in Google's console under \"Library\", and try again.", placeAPIs},
		"disallowed_useragent":       {apperr.SignInFailed, "The sign-in to %s was opened inside another app, which Google forbids. Open the address in an ordinary browser.", ""},
		"invalid_client":             {apperr.BadClient, "The OAuth client for %s is not known: the client id or secret is wrong, or the client was deleted. " + client, placeClients},
		"deleted_client":             {apperr.BadClient, "The OAuth client for %s was deleted. " + client, placeClients},
		"disabled_client":            {apperr.BadClient, "The OAuth client for %s was disabled. " + client, placeClients},
		"unauthorized_client":        {apperr.BadClient, "This OAuth client may not sign in to %s in this way: it is of the wrong type, or its sign-in was revoked. Make a Desktop client, and connect again.", placeClients},
		"redirect_uri_mismatch":      {apperr.BadClient, "The OAuth client for %s does not accept the address that the answer comes back to. Google needs a Desktop client (not Web); elsewhere register the address http://127.0.0.1:43117/callback, and those of the ports 43118 and 43119.", placeClients},
		"invalid_grant":              {apperr.SignInFailed, "The answer of the consent page for %s was no longer valid. Connect again, and check this computer's clock if it stays.", ""},
		"invalid_rapt":               {apperr.NeedsSignIn, "Your organisation asks for a fresh sign-in to %s. Connect it again.", ""},
		"invalid_scope":              {apperr.BadClient, "A permission asked for is not one that %s gives to this client. Enable its API in the client's project, and add the permission to the consent screen.", placeAPIs},
		"invalid_request":            {apperr.SignInFailed, "%s did not accept the sign-in request. Connect again; if it stays, make a new Desktop client.", placeClients},
		"unsupported_response_type":  {apperr.BadClient, "This OAuth client does not allow the sign-in that %s needs from a desktop. Make a Desktop client.", placeClients},
		"unsupported_grant_type":     {apperr.BadClient, "This OAuth client does not allow the sign-in that %s needs from a desktop. Make a Desktop client.", placeClients},
		"invalid_token":              {apperr.NeedsSignIn, "The sign-in to %s ended. Connect it again.", ""},
		"login_required":             {apperr.SignInFailed, "No account was signed in on the page of %s. Connect again, and choose an account.", ""},
		"interaction_required":       {apperr.SignInFailed, "%s wants to ask something first. Connect again, and finish the page in the browser.", ""},
		"consent_required":           {apperr.SignInFailed, "%s wants your consent first. Connect again, and finish the page in the browser.", ""},
		"account_selection_required": {apperr.SignInFailed, "No account was chosen on the page of %s. Connect again, and choose one.", ""},
		"rate_limit_exceeded":        {apperr.RateLimited, "Too many sign-ins to %s in a short time. Wait a few minutes, then connect again.", ""},
		"slow_down":                  {apperr.RateLimited, "Too many sign-ins to %s in a short time. Wait a few minutes, then connect again.", ""},
		"server_error":               {apperr.ServiceDown, "The sign-in page of %s has a fault of its own. Try again in a few minutes.", ""},
		"temporarily_unavailable":    {apperr.ServiceDown, "The sign-in page of %s is overloaded. Try again in a few minutes.", ""},
		"internal_failure":           {apperr.ServiceDown, "The sign-in page of %s has a fault of its own. Try again in a few minutes.", ""},
	}
}

// oauthError turns an OAuth error code into the sentence with its fix. The code comes from outside: unknown ones are named in
// the cause only, shortened and checked.
func oauthError(info provider.Info, word string, cause error) *apperr.Error {
	cause = fmt.Errorf("auth: %s answered %q: %w", info.Name, safeWord(word), cause)
	f, known := fixes(isGoogle(info))[word]
	if !known {
		f = fix{apperr.SignInFailed, "The sign-in to %s was not finished: the service refused it without a reason that Mixdown knows. Connect again.", ""}
	}
	return apperr.For(info.Name, f.code, fmt.Sprintf(f.sentence, title(info)), cause)
}

// errRefused is the cause where a service's refusal is all there is.
var errRefused = errors.New("refused")

// tokenFailure turns an error of the token endpoint into one for people. An oauth2.RetrieveError never gets into the chain: it
// holds the answer's body.
func tokenFailure(ctx context.Context, info provider.Info, err error) *apperr.Error {
	var known *apperr.Error
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &known):
		return apperr.For(info.Name, known.Code, known.Message, known.Err)
	case errors.Is(ctx.Err(), context.Canceled):
		return apperr.For(info.Name, apperr.Canceled, "The sign-in was stopped.", ctx.Err())
	case errors.As(err, &refused):
		return endpointFailure(info, refused)
	}
	return apperr.For(info.Name, apperr.BadAnswer, fmt.Sprintf("The sign-in service of %s gave an answer that makes no sense. Try again in a few minutes.", title(info)),
		errors.New("auth: token endpoint: "+transport.Redact(err.Error())))
}

func endpointFailure(info provider.Info, refused *oauth2.RetrieveError) *apperr.Error {
	status := 0
	if refused.Response != nil {
		status = refused.Response.StatusCode
	}
	cause := fmt.Errorf("token endpoint, status %d", status)
	switch word := refused.ErrorCode; {
	case status >= 500:
		return oauthError(info, "server_error", cause)
	case status == http.StatusTooManyRequests:
		return oauthError(info, "rate_limit_exceeded", cause)
	case word == "invalid_grant" && strings.Contains(string(refused.Body), "invalid_rapt"):
		return oauthError(info, "invalid_rapt", cause)
	case word != "":
		return oauthError(info, word, cause)
	}
	return apperr.For(info.Name, apperr.BadAnswer, fmt.Sprintf("The sign-in service of %s gave an answer that makes no sense. Try again in a few minutes.", title(info)),
		fmt.Errorf("auth: %w", cause))
}

func title(info provider.Info) string {
	if info.Title != "" {
		return info.Title
	}
	return info.Name
}

// safeWord keeps an error code that has the form of one.
func safeWord(s string) string {
	if len(s) > 40 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.") != "" {
		return "?"
	}
	return s
}
