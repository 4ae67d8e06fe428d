package mirror

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"mixdown/backend/apperr"
)

// States of the mirror, as the faces show them.
const (
	StateOff           = "off"
	StateNotConnected  = "not_connected"
	StateReady         = "ready"   // everything is there
	StateWaiting       = "waiting" // rows wait to be sent
	StateSignIn        = "needs_sign_in"
	StateWrongKey      = "wrong_key"
	StateWrongProject  = "wrong_project"
	StateProjectPaused = "project_paused"
	StateSchemaMissing = "schema_missing"
	StateSchemaOld     = "schema_old"
	StatePolicy        = "policy_refuses"
	StateRowRefused    = "row_refused"
	StateClock         = "clock_skew"
	StateOffline       = "offline"
	StateDown          = "service_down"
	StateError         = "error"
)

// failure is the cause inside an apperr.Error that tells which state it puts the mirror in.
type failure struct {
	state  string
	status int
	word   string // the service's code: PGRST205, 42501, otp_expired
}

func (f *failure) Error() string {
	return fmt.Sprintf("mirror: status %d, %q: %s", f.status, f.word, f.state)
}

// StateOf returns the state that an error puts the mirror in.
func StateOf(err error) string {
	var f *failure
	if errors.As(err, &f) {
		return f.state
	}
	switch apperr.CodeOf(err) {
	case "":
		return StateReady
	case apperr.NeedsSignIn:
		return StateSignIn
	case apperr.Offline:
		return StateOffline
	case apperr.ServiceDown, apperr.BadAnswer, apperr.RateLimited:
		return StateDown
	}
	return StateError
}

// clockLimit is how far this computer's clock may be off before it is the likelier reason for a refused token.
const clockLimit = 2 * time.Minute

// refusal is what an answer that is no success says.
type refusal struct {
	status int
	body   []byte
	header http.Header
	host   string
	auth   bool          // it came from the sign-in, not from the tables
	skew   time.Duration // by how much this computer's clock is ahead
}

// words of the two services: PostgREST's code and message, GoTrue's error_code and msg or, in older versions, error.
type words struct {
	Code        any    `json:"code"`
	ErrorCode   string `json:"error_code"`
	Error       string `json:"error"`
	Message     string `json:"message"`
	Msg         string `json:"msg"`
	Description string `json:"error_description"`
}

func (w words) code() string {
	if w.ErrorCode != "" {
		return w.ErrorCode
	}
	if s, ok := w.Code.(string); ok && s != "" {
		return s
	}
	return w.Error
}

// judge gives a refusal its code and its sentence. The service's own words stay out of it: they may quote what was sent.
func (r refusal) judge() *apperr.Error {
	var w words
	readable := json.Unmarshal(r.body, &w) == nil
	code := w.code()
	say := func(state string, c apperr.Code, sentence string) *apperr.Error {
		return apperr.For(Name, c, sentence, &failure{state, r.status, bounded(code)})
	}
	text := strings.ToLower(w.Message + " " + w.Msg + " " + w.Description)
	switch {
	case r.status == 540: // https://supabase.com/docs/guides/platform/http-status-codes
		return say(StateProjectPaused, apperr.ServiceDown, "The Supabase project is paused. Resume it in Supabase's dashboard; what waits here is sent then, and nothing is lost.")
	case r.status == http.StatusTooManyRequests && r.auth && strings.HasPrefix(code, "over_"):
		return r.judgeSignIn(code, text, say)
	case r.status == http.StatusTooManyRequests:
		return say(StateDown, apperr.RateLimited, "Supabase asks to wait a little before the next try. Nothing is lost.")
	case r.status >= 500:
		return say(StateDown, apperr.ServiceDown, "Supabase has a fault of its own and answers with errors. Nothing is lost; Mixdown tries again by itself.")
	case r.status >= 300 && r.status < 400:
		return say(StateWrongProject, apperr.NotFound, "The address leads somewhere else: copy “Project URL” from the project's API settings.")
	case strings.Contains(text, "api key"):
		return say(StateWrongKey, apperr.Forbidden, "The project refuses this key. Copy the publishable key from the project's API settings, and connect again.")
	case r.auth:
		return r.judgeSignIn(code, text, say)
	case strings.HasPrefix(code, "PGRST30") || r.status == http.StatusUnauthorized:
		if r.skew.Abs() > clockLimit {
			return say(StateClock, apperr.Forbidden, fmt.Sprintf("This computer's clock is off by %s, so Supabase refuses the sign-in. Set the clock; nothing is lost.", r.skew.Abs().Round(time.Minute)))
		}
		return say(StateSignIn, apperr.NeedsSignIn, "The sign-in to Supabase ended. Connect it again with `mixdown connect supabase`; what waits is sent then.")
	case code == "PGRST205" || code == "42P01":
		return say(StateSchemaMissing, apperr.NotFound, "The project has no tables for the mirror yet. Run what `mixdown mirror schema` prints in the project's SQL editor.")
	case code == "PGRST204" || code == "42703" || code == "PGRST202" || code == "42883":
		return say(StateSchemaOld, apperr.NotFound, "The project's tables are older than this Mixdown. Run what `mixdown mirror schema` prints in the project's SQL editor once more; it changes no row.")
	case code == "42501":
		return say(StatePolicy, apperr.Forbidden, "A policy of the project refuses the rows. Run what `mixdown mirror schema` prints again, or sign in as the user who owns them.")
	case strings.HasPrefix(code, "22") || strings.HasPrefix(code, "23"):
		return say(StateRowRefused, apperr.Invalid, "The project refuses this row: a rule of its table does not take it.")
	case r.status == http.StatusNotFound || !readable:
		return say(StateWrongProject, apperr.NotFound, "There is no Supabase project at "+r.host+". Copy “Project URL” from the project's API settings.")
	}
	return say(StateError, apperr.BadAnswer, "Supabase refused the request and did not say why in a way that Mixdown knows. The log holds its code.")
}

func (r refusal) judgeSignIn(code, text string, say func(state string, c apperr.Code, sentence string) *apperr.Error) *apperr.Error {
	switch {
	case code == "otp_expired" || strings.Contains(text, "token has expired or is invalid"):
		return say(StateSignIn, apperr.SignInFailed, "This code is wrong or too old. Ask for a new one and type it within the hour.")
	case code == "otp_disabled" || code == "signup_disabled" || strings.Contains(text, "signups not allowed"):
		return say(StateSignIn, apperr.SignInFailed, "The project lets no new user in, and knows none with this address. Add yourself under Authentication in Supabase's dashboard, then connect again.")
	case code == "email_address_invalid" || code == "validation_failed" || code == "email_address_not_authorized":
		return say(StateSignIn, apperr.Invalid, "The project cannot send a code to this address. Check it, or set up the project's own mail server.")
	case code == "over_email_send_rate_limit" || code == "over_request_rate_limit":
		return say(StateDown, apperr.RateLimited, "The project has sent its mails of this hour: Supabase's own mail server sends very few. Wait an hour, or set up the project's own mail server.")
	case code == "bad_code_verifier" || strings.HasPrefix(code, "flow_state_"):
		return say(StateSignIn, apperr.SignInFailed, "This link was for another try, was used already, or is too old. Ask for a new one, and follow the newest alone.")
	case code == "provider_disabled" || strings.Contains(text, "provider is not enabled"):
		return say(StateSignIn, apperr.SignInFailed, "The project does not let people sign in this way. Choose another, or switch it on under Authentication, Providers.")
	case code == "email_provider_disabled":
		return say(StateSignIn, apperr.SignInFailed, "The project does not let people sign in by mail. Switch “Email” on under Authentication, Providers.")
	case strings.HasPrefix(code, "refresh_token_"), strings.HasPrefix(code, "session_"), code == "user_not_found", code == "user_banned", code == "invalid_grant",
		r.status == http.StatusUnauthorized, strings.Contains(text, "refresh token"):
		return say(StateSignIn, apperr.NeedsSignIn, "The sign-in to Supabase ended. Connect it again with `mixdown connect supabase`; what waits is sent then.")
	case r.status == http.StatusNotFound:
		return say(StateWrongProject, apperr.NotFound, "There is no Supabase project at "+r.host+". Copy “Project URL” from the project's API settings.")
	}
	return say(StateSignIn, apperr.SignInFailed, "The project refused the sign-in. Try again; the log holds its code.")
}

// unreachable tells apart a name that does not exist from a network that is not there, and a paused project from a fault.
func unreachable(err error, host string) error {
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return apperr.For(Name, apperr.NotFound, "There is no Supabase project at "+host+": the address has a typing error, or the project was paused for long or deleted.", errors.Join(&failure{state: StateWrongProject}, err))
	}
	if apperr.CodeOf(err) == apperr.ServiceDown && strings.Contains(causes(err), "status 540") {
		return refusal{status: 540, host: host}.judge()
	}
	return err
}

func causes(err error) string {
	var all []string
	for ; err != nil; err = errors.Unwrap(err) {
		all = append(all, err.Error())
	}
	return strings.Join(all, ": ")
}

// isPage reports whether an answer is a page for people: the sign-in page of a network, or a fault on the way.
func isPage(h http.Header) bool {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return kind == "text/html" || kind == "application/xhtml+xml"
}

// bounded keeps a service's code from filling the log.
func bounded(s string) string {
	if len(s) > 40 {
		return s[:40]
	}
	return s
}
