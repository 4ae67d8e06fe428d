package sandbox

import (
	"sync"
	"time"
)

// MailchimpStory is a Mailchimp account.
type MailchimpStory struct {
	DC    string // the data centre: "us21"
	Key   string // the API key, which ends with "-" and the data centre
	Name  string
	Email string
	// Clients are the registered apps, with their secrets; nil accepts none.
	Clients   map[string]string
	Audiences []MailchimpAudience
	Campaigns []MailchimpCampaign
}

// MailchimpAudience is a list.
type MailchimpAudience struct {
	ID, Name              string
	Members, Unsubscribed int
	Growth                []MailchimpMonth
}

// MailchimpMonth is an audience at the end of a month.
type MailchimpMonth struct {
	Month                             string // YYYY-MM
	Subscribed, Unsubscribed, Cleaned int
}

// MailchimpCampaign is a mailing with its report.
type MailchimpCampaign struct {
	ID, Audience, Subject, Title string
	Type                         string // "regular" where empty
	Status                       string // "sent" where empty
	Created, Sent                time.Time

	EmailsSent, HardBounces, SoftBounces int
	UniqueOpens                          int
	// HumanOpens is proxy_excluded_unique_opens; nil where Mailchimp does not tell.
	HumanOpens       *int
	SubscriberClicks int
	Unsubscribed     int
	OpensOff         bool // open tracking is switched off
	ClicksOff        bool
	NoReport         bool
}

// Mailchimp is the account that the stand-in serves. It is safe for concurrent use.
type Mailchimp struct {
	tunnels *tunnels

	mu     sync.Mutex
	story  MailchimpStory
	codes  map[string]mailchimpCode
	tokens map[string]bool
	flying int
	limit  int
	most   int
	hooks  []mailchimpHook
	made   int
	told   []string // the notices of Subscribe
}

type mailchimpCode struct{ client, redirect string }

func newMailchimp(t *tunnels) *Mailchimp {
	return &Mailchimp{tunnels: t, codes: map[string]mailchimpCode{}, tokens: map[string]bool{}, limit: 10}
}

// Change edits the account.
func (m *Mailchimp) Change(edit func(*MailchimpStory)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	edit(&m.story)
}

// Revoke takes back the key and every token.
func (m *Mailchimp) Revoke() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.story.Key = ""
	clear(m.tokens)
}

// Token returns an access token, as a sign-in with a registered app gives it.
func (m *Mailchimp) Token() string {
	token := secretText("mc-token-")
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tokens[token] = true
	return token
}

// Connections sets how many requests may be under way at once; 10 at first, as Mailchimp has it.
func (m *Mailchimp) Connections(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.limit = n
}

// knows reports whether a key or token opens the account.
func (m *Mailchimp) knows(secret string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return secret != "" && (secret == m.story.Key || m.tokens[secret])
}

// enter counts a request in; false where too many are under way.
func (m *Mailchimp) enter() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.flying >= m.limit {
		return false
	}
	m.flying++
	m.most = max(m.most, m.flying)
	return true
}

func (m *Mailchimp) leave() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.flying--
}

// view returns the account as it is now; its lists are not to be changed.
func (m *Mailchimp) view() MailchimpStory {
	m.mu.Lock()
	defer m.mu.Unlock()
	st := m.story
	st.Audiences = append([]MailchimpAudience(nil), st.Audiences...)
	st.Campaigns = append([]MailchimpCampaign(nil), st.Campaigns...)
	return st
}

// MailchimpThrottled is the guard in front of Mailchimp that answers 403 with a page and no problem document.
func MailchimpThrottled(host string) Fault {
	return Fault{Host: host, Status: 403, Header: map[string][]string{"Content-Type": {"text/html"}},
		Body: "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access this on this server.</BODY></HTML>"}
}
