package hook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"

	"golang.org/x/oauth2"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
	"google.golang.org/api/pubsub/v1"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

// PullScope is the permission that pulling takes; it is asked for by itself, when push hints of Gmail are switched on.
const PullScope = pubsub.PubsubScope

const (
	pullName = "gmail" // whose hints they are
	pullHost = "pubsub.googleapis.com"
	// pullWait is how long a pull waits for a notice. It is shorter than what the transport gives an answer to begin.
	pullWait = 15 * time.Second
	// pullMost is how many notices are taken at once: all of them are one wake-up.
	pullMost = 100
)

var (
	subscriptionForm = regexp.MustCompile(`^projects/[a-z][a-z0-9.:-]{4,62}/subscriptions/[A-Za-z][A-Za-z0-9._~%+-]{2,254}$`)
	errNotOurs       = errors.New("hook: pull: the answer is none of Pub/Sub's")
)

// PullInfo is what the transport and the sign-in need to know of Pub/Sub.
func PullInfo() provider.Info {
	return provider.Info{
		Name: "pubsub", Table: "pubsub", Title: "Google Pub/Sub", Noun: "hints", Hosts: []string{pullHost},
		Auth: provider.Auth{
			AuthURL: "https://accounts.google.com/o/oauth2/v2/auth", TokenURL: "https://oauth2.googleapis.com/token",
			Permissions: []provider.Permission{
				{Scope: PullScope, Gives: "Hear at once that mail came, through the subscription of your own Google project.", Without: "Mail is read every 15 minutes.", Required: true},
			},
			AuthParams: map[string]string{"access_type": "offline", "prompt": "consent", "include_granted_scopes": "false"},
		},
		Prices: []provider.Price{{Method: http.MethodPost, Path: "/v1/projects/*/subscriptions/*", Name: "subscriptions.pull"}},
		Pace:   provider.Pace{RequestsPerSecond: 2, InFlight: 4},
	}
}

// Puller takes notices from one Pub/Sub subscription of the person's own. What they say is not read: that one came is all.
type Puller struct {
	service      *pubsub.Service
	subscription string
	wait         time.Duration
}

// ParseSubscription checks the name of a subscription. Errors: invalid.
func ParseSubscription(name string) error {
	if !subscriptionForm.MatchString(name) {
		return apperr.For(pullName, apperr.Invalid, "A subscription reads projects/PROJECT/subscriptions/NAME: copy it from the subscription's page in Google's console.", nil)
	}
	return nil
}

// NewPuller returns a Puller over a signed-in client. Errors: invalid.
func NewPuller(ctx context.Context, client *http.Client, subscription string) (*Puller, error) {
	if err := ParseSubscription(subscription); err != nil {
		return nil, err
	}
	s, err := pubsub.NewService(ctx, option.WithHTTPClient(client), option.WithEndpoint("https://"+pullHost+"/"))
	if err != nil {
		return nil, fmt.Errorf("hook: pull: %w", err)
	}
	return &Puller{service: s, subscription: subscription, wait: pullWait}, nil
}

// Check reports whether the subscription takes from the topic and is one to pull from.
func (p *Puller) Check(ctx context.Context, topic string) error {
	sub, err := p.service.Projects.Subscriptions.Get(p.subscription).Context(ctx).Do()
	switch {
	case err != nil:
		return pullError("look at the subscription", err)
	case sub.Topic != topic:
		return apperr.For(pullName, apperr.Invalid, "This subscription takes from another topic: choose one that was made for "+topic+".", nil)
	case sub.PushConfig != nil && sub.PushConfig.PushEndpoint != "":
		return apperr.For(pullName, apperr.Invalid, "This subscription pushes to an address. Make one of the kind “Pull” for Mixdown.", nil)
	}
	return nil
}

// Next waits for a notice, for some seconds, and reports whether one came. Notices are acknowledged before they are acted on:
// one that is lost costs time until the next sync, and nothing else.
func (p *Puller) Next(ctx context.Context) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, p.wait)
	defer cancel()
	answer, err := p.service.Projects.Subscriptions.Pull(p.subscription, &pubsub.PullRequest{MaxMessages: pullMost}).Context(limited).Do()
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case limited.Err() != nil: // nothing came; what comes just now is told again
		return false, nil
	case err != nil:
		return false, pullError("pull", err)
	case len(answer.ReceivedMessages) == 0:
		return false, nil
	}
	ids := make([]string, 0, len(answer.ReceivedMessages))
	for _, m := range answer.ReceivedMessages {
		if m == nil || m.AckId == "" {
			return false, pullError("pull", errNotOurs)
		}
		ids = append(ids, m.AckId)
	}
	if _, err := p.service.Projects.Subscriptions.Acknowledge(p.subscription, &pubsub.AcknowledgeRequest{AckIds: ids}).Context(ctx).Do(); err != nil {
		return true, pullError("acknowledge", err)
	}
	return true, nil
}

// pullError gives an error of Pub/Sub its code and its sentence.
func pullError(doing string, err error) error {
	cause := fmt.Errorf("hook: %s: %w", doing, err)
	var known *apperr.Error
	var grant *oauth2.RetrieveError
	var g *googleapi.Error
	say := func(code apperr.Code, sentence string) error { return apperr.For(pullName, code, sentence, cause) }
	switch {
	case errors.As(err, &known):
		return cause
	case errors.As(err, &grant):
		return say(apperr.NeedsSignIn, "The permission for push hints has ended. Give it again with `mixdown hooks gmail`; until then mail is read every 15 minutes.")
	case !errors.As(err, &g):
		return say(apperr.BadAnswer, "Google Pub/Sub's answer was not readable. Mixdown tries again by itself.")
	case g.Code == http.StatusUnauthorized:
		return say(apperr.NeedsSignIn, "The permission for push hints has ended. Give it again with `mixdown hooks gmail`; until then mail is read every 15 minutes.")
	case g.Code == http.StatusForbidden:
		return say(apperr.Forbidden, "Google does not let this account pull from the subscription. Switch the Pub/Sub API on in your Google project, and give the account the role “Pub/Sub Subscriber” there.")
	case g.Code == http.StatusNotFound:
		return say(apperr.NotFound, "There is no such subscription. Make one of the kind “Pull” in your Google project.")
	case g.Code == http.StatusTooManyRequests:
		return say(apperr.RateLimited, "Google Pub/Sub asks to wait a little. Mixdown tries again by itself.")
	case g.Code >= http.StatusInternalServerError:
		return say(apperr.ServiceDown, "Google Pub/Sub has a fault of its own. Mixdown tries again by itself.")
	}
	return say(apperr.Invalid, "Google Pub/Sub refused the request. Check the names of topic and subscription.")
}
