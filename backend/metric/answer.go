package metric

import (
	"slices"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/campaign"
)

// Answer is every number of a campaign at one instant, with the rows behind each. It does not change and may be read by
// several goroutines.
type Answer struct {
	at        time.Time
	campaign  campaign.Campaign
	sources   map[string]SourceState
	results   []*result
	byKey     map[string]*result
	followups []Followup
	replies   []Reply
	trend     []TrendPoint
	splits    Splits
	past      map[string][]PastPoint
	sheet     string
	modified  *time.Time
}

// Row is one piece of evidence as it is shown behind a number.
type Row struct {
	ID string `json:"id"` // the service's own id
	// At is when it happened, in UTC; left out where the service did not say.
	At time.Time `json:"at,omitzero"`
	// Who is the bare address of the sender, or the person the row is about.
	Who string `json:"who"`
	// Contact is the person mailed to whom it is attributed, where that is not Who.
	Contact string `json:"contact,omitempty"`
	What    string `json:"what"`
	State   string `json:"state"`
	Why     string `json:"why"`
	Link    string `json:"link,omitempty"`
	// Header is the header line that decided the state.
	Header string `json:"header,omitempty"`
	Thread string `json:"threadId,omitempty"`
	// AwayUntil is the last day of the absence that an automatic reply tells, as YYYY-MM-DD.
	AwayUntil string `json:"awayUntil,omitempty"`
	// Value is what the row gives to a sum, a median or a rate; Of is what it is a part of.
	Value *float64 `json:"value,omitempty"`
	Of    *float64 `json:"of,omitempty"`
	// Adjusted says that the person corrected it; Probable that its state was told by its subject alone.
	Adjusted bool `json:"adjusted,omitempty"`
	Probable bool `json:"probable,omitempty"`
	List     bool `json:"list,omitempty"` // a mailing list, counted as one
	Spam     bool `json:"spam,omitempty"`
}

// Person returns the person that the row is about: Contact, or Who.
func (r Row) Person() string {
	if r.Contact != "" {
		return r.Contact
	}
	return r.Who
}

// Metric is one number as the faces show it. Value is nil when it is not known; UnknownReason then says why and what to do.
type Metric struct {
	Key               string         `json:"key"`
	Label             string         `json:"label"`
	Unit              string         `json:"unit"`
	Agent             string         `json:"agent"`
	Value             *float64       `json:"value"`
	UnknownReason     *string        `json:"unknownReason"`
	Counted           int            `json:"counted"`  // rows, or for a rate its upper sum
	Base              int            `json:"base"`     // rows, or for a rate its lower sum
	Excluded          int            `json:"excluded"` // rows
	Definition        string         `json:"definition"`
	DefinitionVersion int            `json:"definitionVersion"`
	Source            string         `json:"source"` // provider word, "" about ourselves
	Account           string         `json:"account,omitempty"`
	FreshAt           *time.Time     `json:"freshAt"` // the last fully good run of the source
	Complete          bool           `json:"complete"`
	Adjusted          int            `json:"adjusted"`            // rows that the person corrected
	AtLeast           bool           `json:"atLeast"`             // Value is a lower bound
	Display           string         `json:"display"`             // the value in words: "8", "3 of 11", "at least 38 %", "none seen", "—"
	Warning           *string        `json:"warning,omitempty"`   // one sentence why the value is not what the campaign asks for now
	Groups            map[string]int `json:"groups,omitempty"`    // the parts of Value by name
	StillOpen         *int           `json:"stillOpen,omitempty"` // people first mailed less than 48 hours ago who are silent
}

// EvidenceAnswer is one number with its rows.
type EvidenceAnswer struct {
	Key               string         `json:"key"`
	Label             string         `json:"label"`
	Unit              string         `json:"unit"`
	Value             *float64       `json:"value"`
	UnknownReason     *string        `json:"unknownReason"`
	Display           string         `json:"display"`
	AtLeast           bool           `json:"atLeast"`
	Complete          bool           `json:"complete"`
	Warning           *string        `json:"warning,omitempty"` // as of Metric, or of Answer
	Definition        string         `json:"definition"`
	DefinitionVersion int            `json:"definitionVersion"`
	Source            string         `json:"source"`
	FreshAt           *time.Time     `json:"freshAt"`
	Groups            map[string]int `json:"groups,omitempty"`
	Counted           []Row          `json:"counted"`
	Base              []Row          `json:"base"`
	Excluded          []Row          `json:"excluded"`
}

// At returns the instant that the answer is for, in UTC.
func (a *Answer) At() time.Time { return a.at }

// Campaign returns the campaign that the answer is about.
func (a *Answer) Campaign() campaign.Campaign { return a.campaign }

// Warning returns one sentence why a past state may differ from what was shown then, nil where it does not.
func (a *Answer) Warning() *string {
	for _, s := range a.sources {
		if s.RuleThen {
			return ptr(ruleThen)
		}
	}
	return nil
}

// Metrics returns every number, in the order of the table of definitions.
func (a *Answer) Metrics() []Metric {
	list := make([]Metric, len(a.results))
	for i, r := range a.results {
		list[i] = r.metric()
	}
	return list
}

// Metric returns the number of that key; false when there is no such definition.
func (a *Answer) Metric(key string) (Metric, bool) {
	r, ok := a.byKey[key]
	if !ok {
		return Metric{}, false
	}
	return r.metric(), true
}

// Evidence returns one number with the rows behind it. A key without a definition is apperr.Invalid.
func (a *Answer) Evidence(key string) (EvidenceAnswer, error) {
	r, ok := a.byKey[key]
	if !ok {
		return EvidenceAnswer{}, apperr.New(apperr.Invalid, "There is no number called "+key+". `mixdown metrics` lists them all.", nil)
	}
	m := r.metric()
	if m.Warning == nil && r.source.RuleThen {
		m.Warning = ptr(ruleThen)
	}
	return EvidenceAnswer{
		Key: m.Key, Label: m.Label, Unit: m.Unit, Value: m.Value, UnknownReason: m.UnknownReason, Display: m.Display,
		AtLeast: m.AtLeast, Complete: m.Complete, Warning: m.Warning, Definition: m.Definition, DefinitionVersion: m.DefinitionVersion,
		Source: m.Source, FreshAt: m.FreshAt, Groups: m.Groups,
		Counted: rows(r.counted), Base: rows(r.base), Excluded: rows(r.excluded),
	}, nil
}

// rows copies a list of rows, so that the answer cannot be changed, and makes it never nil.
func rows(list []Row) []Row {
	if len(list) == 0 {
		return []Row{}
	}
	return slices.Clone(list)
}

// Followups returns everybody who waits for the person or for whom the person waits, by group: your_turn, due, overdue,
// away, not_yet.
func (a *Answer) Followups() []Followup { return append([]Followup{}, a.followups...) }

// Replies returns every human reply, oldest first, further ones of the same person included.
func (a *Answer) Replies() []Reply { return append([]Reply{}, a.replies...) }

// Trend returns the running totals of mails sent and people who answered, one point an instant at which one moved.
func (a *Answer) Trend() []TrendPoint { return append([]TrendPoint{}, a.trend...) }

// Splits returns who answered by role and by outlet of the contact sheet. The parts sum to email_replies and its base.
func (a *Answer) Splits() Splits {
	return Splits{ByRole: append([]Split{}, a.splits.ByRole...), ByOutlet: append([]Split{}, a.splits.ByOutlet...)}
}
